"""Numbers and days as people read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

UNKNOWN_DATE = "date unknown"

_SITE = re.compile(r"\s+[|–—-]\s+([^|]+)$")  # "... | CNN Business"
_CUT = re.compile(r"\s+(?:\.\.\.|…)$")
_AND = re.compile(r"\b(?:and|by)\b")
_LETTERS = re.compile(r"\w")


def count(number: int, noun: str) -> str:
    """ "1 article", "1,200 articles" """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(published: str) -> str:
    """ "2020-11-01T08:00:00Z" -> "1 November 2020"; UNKNOWN_DATE when empty."""
    if not published:
        return UNKNOWN_DATE
    date_of_publication = date.fromisoformat(published[:10])
    return f"{date_of_publication.day} {date_of_publication:%B} {date_of_publication.year}"


def period(iso: str) -> str:
    """ "2024-03-12" -> "12 March 2024", "2024-W10" -> "week of 4 March 2024", "2024-02" -> "February 2024";
    a year stays as it is."""
    if "W" in iso:
        return f"week of {day(date.fromisoformat(iso).isoformat())}"
    if len(iso) == len("2024-02"):
        return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
    return iso if len(iso) == len("2024") else day(iso)


def headline(title: str, outlet: str = "") -> str:
    """A title as its page shows it, without the name of the site or the mark of a cut after it.

    >>> headline("Rates rise again | CNN Business", "CNN"), headline("What happened next ...")
    ('Rates rise again', 'What happened next')
    """
    shown = title.rstrip()
    if outlet and (end := _SITE.search(shown)) and end[1].casefold().startswith(outlet.casefold()):
        shown = shown[: end.start()]
    return _CUT.sub("", shown) or title


def byline(authors: Sequence[str]) -> str:
    """The authors' names, without an entry that only joins others.

    >>> byline(["Ann Lee Bo Chan", "Ann Lee", "Bo Chan", "ann lee"])
    'Ann Lee, Bo Chan'
    """
    return ", ".join(author_names(authors))


def author_names(authors: Sequence[str]) -> list[str]:
    """The names of a `byline`."""
    first: dict[str, str] = {}
    for name in authors:
        first.setdefault(" ".join(name.casefold().split()), name)
    names = list(first.values())
    return [name for name in names if not _joins(name, [other for other in names if other != name])]


def _joins(name: str, others: Sequence[str]) -> bool:
    """Whether a name consists of at least two of the other names."""
    left, parts = name.casefold(), 0
    for other in sorted(others, key=len, reverse=True):
        if other.casefold() in left:
            left, parts = left.replace(other.casefold(), " ", 1), parts + 1
    return parts > 1 and not _LETTERS.search(_AND.sub(" ", left))
