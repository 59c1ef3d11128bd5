"""Numbers written in digits or words: "1,200", "twenty-five", "7 thousand", "two thirds"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SMALL = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_MAGNITUDES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
# word -> the smallest and the largest number that it may mean
VAGUE = {
    "dozens": (24, 150),
    "hundreds": (200, 2_000),
    "thousands": (2_000, 200_000),
    "millions": (2e6, 1e9),
}
_PARTS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6,
    "eighth": 1 / 8, "tenth": 1 / 10,
}  # fmt: skip
WORDS = "|".join((*_SMALL, *_TENS, *VAGUE, *_PARTS, *(word for word in _MAGNITUDES if len(word) > 2)))
_NUMERAL = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>bn|tn|[mkb]\b)?|(?P<word>[a-z]+)", re.I
)
_OUT_OF = re.compile(r"(?P<part>\w+) (?:in|out of) (?:every )?(?P<whole>\w+)", re.I)


def numbers_in(words: str) -> Iterator[float]:
    """The numbers in the words of an amount.

    >>> list(numbers_in("between five and 7 thousand"))
    [5.0, 7000.0]
    """
    total: float | None = None
    for match in _NUMERAL.finditer(words):
        word = (match["word"] or "").lower()
        value = _value(match, word)
        if value is not None:
            if total is not None and _continues(total, value, word):
                total += value
            else:
                if total is not None:
                    yield total
                total = value
        elif word in _MAGNITUDES or word in _PARTS:
            total = (1.0 if total is None else total) * (_MAGNITUDES.get(word) or _PARTS[word])
        elif word in ("to", "or", "in") and total is not None:
            yield total
            total = None
    if total is not None:
        yield total


def _value(match: re.Match[str], word: str) -> float | None:
    """The number of digits or of a word such as "twenty"; None for other words."""
    if match["digits"]:
        return float(match["digits"].replace(",", "")) * _MAGNITUDES.get((match["suffix"] or "").lower(), 1.0)
    if word in VAGUE:
        return float(VAGUE[word][0])
    number = _SMALL.get(word) or _TENS.get(word)
    return None if number is None else float(number)


def _continues(total: float, value: float, word: str) -> bool:
    """Whether a word is the end of a number: "five" in "twenty-five" and in "two hundred and five"."""
    if not word or word in VAGUE:
        return False
    return (total >= 100 and total % 100 == 0) or (total % 100 >= 20 and total % 10 == 0 and value < 10)


def percents(words: str, values: tuple[float, ...]) -> Iterator[float]:
    """The numbers of an amount's words as percent: those below one, and "one in five".

    >>> list(percents("one in five", (1.0, 5.0)))
    [20.0]
    """
    if _OUT_OF.search(words) and len(values) == 2 and values[1]:
        yield 100 * values[0] / values[1]
        return
    for value in values:
        yield 100 * value if value <= 1 else value
