"""What the assistant says itself: in English, and as the code and values of a text in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

Value = str | int | tuple[str, ...]  # a day is an ISO date; own words may stand in others


class OwnWords(str):
    """Sentences of the assistant in English. `code` names them and `values` fill them in, so that a page can
    say the same in its reader's language; without a code they stay English.

    >>> said = OwnWords("The newest report quoted is from 4 March 2024.", "newest_quoted", day="2024-03-04")
    >>> said.startswith("The newest"), said.code, said.values["day"]
    (True, 'newest_quoted', '2024-03-04')
    """

    __slots__ = ("code", "values")

    code: str
    values: Mapping[str, Value]

    def __new__(cls, english: str, code: str = "", **values: Value) -> Self:
        words = super().__new__(cls, english)
        words.code = code
        words.values = values
        return words
