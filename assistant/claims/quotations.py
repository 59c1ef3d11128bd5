"""Quotations of a claim, which must stand in the passages word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from assistant.claims.records import DatedText
from assistant.claims.sentences import sentences_of, stems_of

FEWEST_WORDS = 3  # fewer are a title, a nickname or a word held at a distance
LIKE = 0.6  # how alike, by SequenceMatcher.ratio, the quotation is of which a changed one is made

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|(?<![\w’'])[‘']([^’']+(?:[’']\w[^’']*)*)[’'](?!\w)|«([^»]+)»")
_GAP = re.compile(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*")
_SPACED = re.compile(r" (?=[,.;:!?])")
_MARKS = re.compile(r"[“”\"‘’'«»]")


class QuotedWords(NamedTuple):
    """`claim[start:end]`, without its marks."""

    start: int
    end: int
    text: str


def quotations(text: str) -> Iterator[QuotedWords]:
    """The quotations of a text, the outer ones of nested ones.

    >>> [quotation.text for quotation in quotations("He said “it is ‘not’ over yet” today.")]
    ['it is ‘not’ over yet']
    """
    for match in _QUOTED.finditer(text):
        group = next(number for number in range(1, 5) if match[number] is not None)
        if len(match[group].split()) >= FEWEST_WORDS:
            yield QuotedWords(match.start(group), match.end(group), match[group])


def is_verbatim(quotation: str, passages: Sequence[DatedText]) -> bool:
    """Whether a passage has these words in this order. Marks, case and the last comma don't count, and "..."
    stands for any words.

    >>> is_verbatim("we won,", [DatedText("“We won”, he said.")])
    True
    """
    parts = [part for part in map(_plain, _GAP.split(quotation)) if part]
    return any(_in_order(parts, _plain(passage.text)) for passage in passages)


def nearest(quotation: str, passages: Sequence[DatedText]) -> tuple[int, int, int] | None:
    """The passage, start and end of the sentence that a changed quotation was taken from; None if there is
    none."""
    stems = stems_of(quotation)
    likely = [s for s in sentences_of(passages) if len(stems & s.stems) * 2 >= max(1, len(stems))]
    best: tuple[float, tuple[int, int, int] | None] = (LIKE, None)
    for sentence in likely[:20]:
        matcher = SequenceMatcher(None, _plain(sentence.text), _plain(quotation), autojunk=False)
        held = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(_plain(quotation)))
        if held > best[0]:
            best = (held, (sentence.passage, sentence.start, sentence.end))
    return best[1]


def _plain(text: str) -> str:
    words = " ".join(_MARKS.sub("", text).lower().replace("—", " ").replace("–", " ").split())
    words = _SPACED.sub("", words)
    return words.strip(" ,.;:!?")


def _in_order(parts: Sequence[str], text: str) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
