"""The citations in a model's sentence, read strictly: only the ids that were given count."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

# One or several ids in brackets, also in doubled brackets; "1", "passage 2" or "id: x7k2p" are none of ours.
_BRACKETS = re.compile(r"\s*[\[(【]{1,3}\s*([^\[\]()【】]{0,80}?)\s*[\])】]{1,3}")
_SEPARATOR = re.compile(r"[\s,;&/|]+|\band\b")
# What a model writes for an id: a small number, "passage 2", or letters and digits as ids have them. A year
# and "G20" are words of the sentence.
_LIKE_ID = re.compile(
    r"(?:(?i:(?:passages?|sources?|refs?|ids?|nos?|citations?|cite|article)\b[\s:.#=]*)"
    r"|(?:\d{1,2}|(?=[a-z]*\d)[a-z][a-z0-9]{3,5}|(?i:[a-z]\d[a-z]\d[a-z])|(?i:[bcdfghjkmnpqrstvwxz]{4,6}))(?:\s+|$))*"
)
_SPACE_BEFORE_MARK = re.compile(r"\s+([.,;:!?])")


class CitedText(NamedTuple):
    """A sentence without its citations. `ids`: the given ids that it cites, each once, in order."""

    text: str
    ids: tuple[str, ...]


def read_citations(sentence: str, given: Collection[str]) -> CitedText:
    """Take the citations out of a sentence, and what looks like one but names no given id.

    >>> read_citations("Boats sank [x7k2p][[d9w4m]]. [7]", ["x7k2p", "d9w4m"])
    CitedText(text='Boats sank.', ids=('x7k2p', 'd9w4m'))
    >>> read_citations("It sank (on Monday) [x7k2p, x7k2p].", ["x7k2p"])
    CitedText(text='It sank (on Monday).', ids=('x7k2p',))
    """
    ids: dict[str, None] = {}

    def taken(match: re.Match[str]) -> str:
        parts = [part for part in _SEPARATOR.split(match[1]) if part]
        ours = [part.casefold() for part in parts if part.casefold() in given]
        rest = " ".join(part for part in parts if part.casefold() not in given)
        if not ours and not (_LIKE_ID.fullmatch(rest) and (rest.islower() or "[" in match[0] or not rest)):
            return match[0]  # words in brackets
        ids.update(dict.fromkeys(ours))
        return ""

    text = _BRACKETS.sub(taken, sentence)
    text = _SPACE_BEFORE_MARK.sub(r"\1", " ".join(text.split()))
    return CitedText(text, tuple(ids))
