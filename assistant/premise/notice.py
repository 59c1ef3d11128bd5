"""What an answer says of a wrong premise before it quotes."""

from __future__ import annotations

import re

from assistant.language.declarative import Declarative
from assistant.own_words import OwnWords

LONGEST = 160  # characters of a claim that is repeated whole
_SMALL = re.compile(r"(?:The|A|An|Any|Anyone|Anything|His|Her|Their|Its|This|That|These|Those)\b")


def notice_of(declarative: Declarative, wrong: str, rival: str, *, is_denied: bool = False) -> OwnWords:
    """The notice of a wrong part. `rival`: what the article says in its place, "" for nothing. `is_denied`:
    whether it says that this didn't happen.

    >>> notice_of(Declarative("Amazon buys Depop", ()), "Amazon", "eBay")
    "The articles don't say that Amazon buys Depop. They say eBay:"
    >>> notice_of(Declarative("Spirit merged with Frontier", ()), "merged", "", is_denied=True)
    "The articles don't say that Spirit merged with Frontier. They say otherwise:"
    >>> notice_of(Declarative("ferry price in Oslo", (), is_clause=False), "Oslo", "")
    "The articles don't say this of “Oslo”."
    """
    claim = _SMALL.sub(lambda match: match[0].lower(), declarative.text, count=1)
    is_whole = declarative.is_clause and len(claim) <= LONGEST
    denied = f"that {claim}." if is_whole else f"this of “{wrong}”."
    instead = "otherwise" if is_denied else rival
    english = f"The articles don't say {denied}" + (f" They say {instead}:" if instead else "")
    end = "_denied" if is_denied else "_with_rival" if rival else ""
    code = ("wrong_claim" if is_whole else "wrong_part") + end
    return OwnWords(english, code, claim=claim, wrong=wrong, rival=rival)
