"""What an answer says of a wrong premise before it quotes."""

from __future__ import annotations

import re

from assistant.language.stated import Statement

LONGEST = 160  # characters of a claim that is repeated whole
_SMALL = re.compile(r"(?:The|A|An|Any|Anyone|Anything|His|Her|Their|Its|This|That|These|Those)\b")


def notice_of(stated: Statement, wrong: str, rival: str) -> str:
    """The notice of a wrong part. `rival`: what the article says in its place, "" for nothing.

    >>> notice_of(Statement("Amazon buys Depop", ()), "Amazon", "eBay")
    "The articles don't say that Amazon buys Depop. They say eBay:"
    >>> notice_of(Statement("ferry price in Oslo", (), is_clause=False), "Oslo", "")
    "The articles don't say this of “Oslo”."
    """
    claim = _SMALL.sub(lambda match: match[0].lower(), stated.text, count=1)
    is_whole = stated.is_clause and len(claim) <= LONGEST
    said = f"that {claim}." if is_whole else f"this of “{wrong}”."
    return f"The articles don't say {said}" + (f" They say {rival}:" if rival else "")
