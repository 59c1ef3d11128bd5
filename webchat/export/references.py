"""The reference to a source in each style that a reader may choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from assistant.text import one_line
from storage.records import Article
from storage.text.wording import author_names
from webchat.export import bibtex, ris
from webchat.export.document import Source
from webchat.markup import is_web_address
from webchat.texts import t
from webchat.wording import origin, outlets, title

UNDATED = "n.d."  # "no date", as style guides abbreviate it
AP_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


class Run(NamedTuple):
    """A run of characters of a reference, on one line."""

    text: str
    look: Literal["", "italic", "link"] = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as text, or as a record for a program, of several lines. One of the two is empty."""

    runs: tuple[Run, ...] = ()
    record: str = ""

    @property
    def text(self) -> str:
        return self.record or "".join(run.text for run in self.runs)


def reference(source: Source, style: str) -> Reference:
    """The reference in one of `STYLES`. Raises KeyError for another style."""
    return STYLES[style](source)


def _plain(source: Source) -> Reference:
    """Tidings, 4 March 2024: Storm closes harbour, Ann Lee, https://tidings.example/harbour"""
    article = source.article
    by = f", {_names(article)}" if article.authors else ""
    return _reference(source, [Run(f"{one_line(origin(article))}: {one_line(title(article))}{by}")])


def _ap(source: Source) -> Reference:
    """Ann Lee, “Storm closes harbour,” Tidings, March 4, 2024, https://tidings.example/harbour"""
    return _reference(source, _newspaper(source.article, AP_MONTHS, ""))


def _chicago(source: Source) -> Reference:
    """A note: Ann Lee and Bo Chan, “Storm closes harbour,” *Tidings*, March 4, 2024, https://..."""
    months = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
    return _reference(source, _newspaper(source.article, months, "italic"))


def _newspaper(article: Article, months: tuple[str, ...], look: Literal["", "italic"]) -> list[Run]:
    by = f"{_names(article, ' and ')}, " if article.authors else ""
    headline = one_line(title(article))
    runs = [Run(f"{by}“{headline}{'' if headline[-1:] in '?!' else ','}” ")]
    if article.outlet:
        runs += [Run(one_line(article.outlet), look), Run(", ")]
    day = article.date
    return [*runs, Run(f"{months[day.month - 1]} {day.day}, {day.year}" if day else UNDATED)]


def _reference(source: Source, runs: list[Run]) -> Reference:
    """A reference with the address of the article, and the outlets that print the same."""
    url = source.article.url
    link = [Run(", "), Run(url, "link")] if is_web_address(url) and not set("<> \n") & set(url) else []
    also = t("answer.also_in", outlets=one_line(", ".join(outlets(source.also_in))))
    return Reference((*runs, *link, *([Run(f" ({also})")] if source.also_in else [])))


def _names(article: Article, last: str = ", ") -> str:
    """ "Ann Lee, Bo Chan and Cy Poe", with `last` before the last name."""
    *others, final = map(one_line, author_names(article.authors))
    return last.join([*filter(None, [", ".join(others)]), final])


STYLES: Mapping[str, Callable[[Source], Reference]] = MappingProxyType(
    {
        "plain": _plain,
        "ap": _ap,
        "chicago": _chicago,
        "bibtex": lambda source: Reference(record=bibtex.entry(source)),
        "ris": lambda source: Reference(record=ris.record(source)),
    }
)
