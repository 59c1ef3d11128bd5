"""Splits texts into sentences, and these into stemmed words with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.claims.records import DatedText
from storage.text.language import STOP_WORDS
from storage.text.sentences import sentence_breaks
from storage.text.terms import terms

LONGEST = 1_500  # characters of a sentence; a longer one is probably a table, and is cut

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W\d_]+)*")
_BREAK = re.compile(r"\s*\n\s*")


class Word(NamedTuple):
    """A word at `start` to `end` of its text. `is_content`: it isn't a function word."""

    text: str
    stem: str
    start: int
    end: int
    is_content: bool


class PassageSentence(NamedTuple):
    """`passages[passage].text[start:end]`, the sentence with number `place` of its passage. Offsets of its
    words count from its start."""

    passage: int
    place: int
    start: int
    end: int
    text: str

    @property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.text)

    @property
    def stems(self) -> frozenset[str]:
        return stems_of(self.text)


@lru_cache(maxsize=1_024)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order.

    >>> [word.stem for word in words_of("Talks weren't held.") if word.is_content]
    ['talk', 'hold']
    """
    return tuple(_word(match) for match in _WORD.finditer(text))


@lru_cache(maxsize=1_024)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a text."""
    return frozenset(word.stem for word in words_of(text) if word.is_content)


def _word(match: re.Match[str]) -> Word:
    stem, is_content = _stem(match[0])
    return Word(match[0], stem, match.start(), match.end(), is_content)


@lru_cache(maxsize=8_000)
def _stem(word: str) -> tuple[str, bool]:
    plain = word.lower().replace("’", "'")
    stems = terms(word)
    return "".join(stems) or plain, plain not in STOP_WORDS and plain.removesuffix("'s") not in STOP_WORDS


def sentences_of(passages: Sequence[DatedText]) -> list[PassageSentence]:
    """The sentences of all passages in order."""
    return [
        PassageSentence(number, place, start, end, passage.text[start:end])
        for number, passage in enumerate(passages)
        for place, (start, end) in enumerate(spans(passage.text))
    ]


@lru_cache(maxsize=256)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """The places of the sentences of a text, without the space between them. A new line ends a sentence.

    >>> spans("It rained. He left.")
    ((0, 10), (11, 19))
    """
    breaks = {0, len(text), *sentence_breaks(text), *(match.end() for match in _BREAK.finditer(text))}
    places = sorted(breaks)
    sentences: list[tuple[int, int]] = []
    for start, end in pairwise(places):
        for piece in range(start, end, LONGEST):
            stop = min(end, piece + LONGEST)
            stripped = text[piece:stop].strip()
            if stripped:
                begin = text.index(stripped, piece)
                sentences.append((begin, begin + len(stripped)))
    return tuple(sentences)
