"""Scripts without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""

from __future__ import annotations

import math

import regex

IDEOGRAPHIC = r"\p{Han}\p{Hiragana}\p{Katakana}ー"
SOUTHEAST_ASIAN = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
UNSPACED = IDEOGRAPHIC + SOUTHEAST_ASIAN  # the inside of a character class

_RUN = regex.compile(rf"[{IDEOGRAPHIC}]+|[{SOUTHEAST_ASIAN}]+")
_IDEOGRAPHIC = regex.compile(rf"[{IDEOGRAPHIC}]")
_CHARACTER = regex.compile(r"\X")  # a letter with its combining marks

# The average length of a word, in characters.
IDEOGRAPHIC_LENGTH = 2
SOUTHEAST_ASIAN_LENGTH = 4


def characters(run: str) -> list[str]:
    """The grapheme clusters of a run: a letter with its combining marks is one character."""
    clusters: list[str] = _CHARACTER.findall(run)
    return clusters


def count_words(text: str) -> int:
    """The approximate number of words: split at white space; in scripts without spaces, by average length.

    >>> count_words("He said no, twice."), count_words("会谈在周日结束，没有达成协议。")
    (4, 7)
    >>> count_words("")
    0
    """
    runs = _RUN.findall(text)
    if not runs:
        return len(text.split())
    spaced = [part for part in _RUN.sub(" ", text).split() if any(map(str.isalnum, part))]
    return len(spaced) + sum(math.ceil(len(characters(run)) / _length_of_word(run)) for run in runs)


def _length_of_word(run: str) -> int:
    return IDEOGRAPHIC_LENGTH if _IDEOGRAPHIC.match(run) else SOUTHEAST_ASIAN_LENGTH
