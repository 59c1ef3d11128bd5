"""Compares a claim with the rows of a table: the figures of a row are those of its first cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, Word, words_of

_CELL = re.compile(r"[^\t|]*[^\t|\s][^\t|]*")
_BORDER = re.compile(r"[\t|]")


def row_difference(alignment: Alignment) -> Difference | None:
    """The first figure of a claim that stands only in rows which the claim doesn't name, with what the row
    that it names has in the same column."""
    rows = [s for s in alignment.everywhere if _BORDER.search(s.text) and len(cells(s.text)) > 1]
    stems = {word.stem for word in alignment.words}
    named = [row for row in rows if {word.stem for word in _words(row, 0)} <= stems]
    for figure in (word for word in alignment.words if word.text[0].isdigit()):
        columns = [(row, column) for row in rows for column in _columns(figure, row)]
        if named and columns and not any(row in named for row, _ in columns):
            theirs = cells(named[0].text)
            place = theirs[min(columns[0][1], len(theirs) - 1)]
            return against("number", alignment.claim, (figure.start, figure.end), named[0], place)
    return None


def cells(row: str) -> Sequence[tuple[int, int]]:
    """The places of the filled cells of a row, between tabs or bars.

    >>> [("| Oslo | 12 |"[start:end]) for start, end in cells("| Oslo | 12 |")]
    ['Oslo', '12']
    """
    filled = [(match.start(), match[0]) for match in _CELL.finditer(row)]
    starts = [start + len(text) - len(text.lstrip()) for start, text in filled]
    return [(start, start + len(text.strip())) for start, (_, text) in zip(starts, filled, strict=True)]


def _words(row: PassageSentence, column: int) -> tuple[Word, ...]:
    start, end = cells(row.text)[column]
    return words_of(row.text[start:end])


def _columns(figure: Word, row: PassageSentence) -> list[int]:
    """The columns of a row whose cell has the figure."""
    return [n for n in range(len(cells(row.text))) if figure.stem in {word.stem for word in _words(row, n)}]
