"""Scripts that put no space between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""

from __future__ import annotations

import math

import regex

IDEOGRAPHIC = r"\p{Han}\p{Hiragana}\p{Katakana}ー"
SOUTHEAST_ASIAN = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
UNSPACED = IDEOGRAPHIC + SOUTHEAST_ASIAN  # the inside of a character class

_RUN = regex.compile(rf"[{IDEOGRAPHIC}]+|[{SOUTHEAST_ASIAN}]+")
_IDEOGRAPHIC = regex.compile(rf"[{IDEOGRAPHIC}]")
_CHARACTER = regex.compile(r"\X")  # a letter with its marks

# Average length of a word in characters, a letter with its marks counting as one.
IDEOGRAPHIC_LENGTH = 2
SOUTHEAST_ASIAN_LENGTH = 4


def characters(run: str) -> list[str]:
    """The characters of a run as readers see them: a letter with its marks is one."""
    found: list[str] = _CHARACTER.findall(run)
    return found


def count_words(text: str) -> int:
    """About how many words a text has: by white space, and by average length where words have no space.

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
