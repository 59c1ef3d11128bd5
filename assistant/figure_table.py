"""Figures side by side: the rows of `Answer.figures`, as JSON objects and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.spreadsheet import text_cell
from storage.records import Article

Relation = Literal["same", "differs", "later", "another measure"]
COLUMNS = (
    "row", "figure", "low", "high", "unit", "of what", "of whom", "given by", "status", "outlet", "day",
    "title", "url", "quotation", "differs from", "later figure", "earlier figure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A place of a figure: `article.text[start:end]`, inside its sentence
    `article.text[quote_start:quote_end]`."""

    article: Article
    start: int
    end: int
    quote_start: int
    quote_end: int

    def __post_init__(self) -> None:
        if not 0 <= self.quote_start <= self.start < self.end <= self.quote_end <= len(self.article.text):
            raise ValueError(
                f"the figure {self.start}:{self.end} is not inside the quotation "
                f"{self.quote_start}:{self.quote_end} of article {self.article.id}"
            )

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        return self.article.text[self.quote_start : self.quote_end]


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: one value of one measure, with all articles that give it.

    `low`, `high`: the values that the words allow, in `unit`; None without a bound ("as many as 5,000" has
    no `low`). `unit`: "" for a count, "percent", "$", "mile". `of_what`, `of_whom`: in the article's words,
    such as "soldiers killed" and "Armenia". `given_by`: who gave it, "" when nobody is named. `status`:
    "confirmed", "suspected", "estimated", "expected", or "". `citation`: the number of the answer's citation
    that quotes the first source. `differs_from`, `earlier`, `later`: the indexes in `Answer.figures` of the
    rows that give another value for the same measure, that it replaces, and that replace it. All other rows
    are other measures.
    """

    sources: tuple[FigureSource, ...]
    low: float | None
    high: float | None
    unit: str
    of_what: str
    of_whom: str
    given_by: str
    status: str
    citation: int
    differs_from: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()
    later: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The figure in the words of its first source: "as many as 5,000"."""
        return self.sources[0].text

    @property
    def article(self) -> Article:
        return self.sources[0].article

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that give it, in order; "" for an unknown one."""
        return tuple(dict.fromkeys(source.article.outlet for source in self.sources))


def figure_to_dict(figure: Figure) -> dict[str, Any]:
    """A row as a JSON object; `day` is an ISO day or null."""
    return {
        "text": figure.text,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit or None,
        "of_what": figure.of_what,
        "of_whom": figure.of_whom or None,
        "given_by": figure.given_by or None,
        "status": figure.status or None,
        "citation": figure.citation,
        "differs_from": list(figure.differs_from),
        "earlier": list(figure.earlier),
        "later": list(figure.later),
        "sources": [
            {
                "article": source.article.id,
                "outlet": source.article.outlet,
                "day": source.article.published[:10] or None,
                "start": source.start,
                "end": source.end,
                "quote": source.quote,
            }
            for source in figure.sources
        ],
    }


def to_csv(figures: Sequence[Figure]) -> str:
    """The rows as CSV with the header `COLUMNS`, one line for each source of each row, numbered from 1.

    A cell of text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, figure in enumerate(figures, start=1):
        for source in figure.sources:
            article = source.article
            texts = (
                figure.unit, figure.of_what, figure.of_whom, figure.given_by, figure.status, article.outlet,
                article.published[:10], article.title, article.url, source.quote,
            )  # fmt: skip
            numbers = (figure.differs_from, figure.later, figure.earlier)
            writer.writerow(
                [
                    number,
                    _cell(source.text),
                    _number(figure.low),
                    _number(figure.high),
                    *map(_cell, texts),
                    *(" ".join(str(index + 1) for index in indexes) for indexes in numbers),
                ]
            )
    return out.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _cell(text: str) -> str:
    return text_cell(" ".join(text.split()))


def relation_line(figure: Figure) -> str:
    """How a row relates to others, numbered from 1: "differs from 1, 3; update of 2"; "" for a measure of its
    own."""
    parts = (
        ("differs from", figure.differs_from),
        ("update of", figure.earlier),
        ("updated by", figure.later),
    )
    return "; ".join(f"{words} {', '.join(str(n + 1) for n in rows)}" for words, rows in parts if rows)
