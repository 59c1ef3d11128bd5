"""Notices beside an answer: the age of the collection, or the reason for an empty search result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.language.question import Question
from assistant.own_words import OwnWords
from assistant.retrieve import Retrieval
from storage import Store
from storage.records import Filter
from storage.text import wording

AGES = (("year", 365), ("month", 30), ("day", 1))


def notices(
    store: Store, question: Question, retrieval: Retrieval, where: Filter | None
) -> Iterator[OwnWords]:
    """The notices of one answer."""
    if retrieval.hits:
        if question.prefers_latest and (dates := store.dates()):
            newest = wording.day(dates[1].isoformat())
            english = f"The newest article in the collection is from {newest}, {age(dates[1])}."
            n, unit = age_in_units(dates[1])
            yield OwnWords(english, "newest_article", day=dates[1].isoformat(), n=n, unit=unit)
    elif not store.count().articles:
        yield OwnWords("The collection is empty: add articles with `python -m ingest PATH`.", "empty")
    elif where:
        yield OwnWords("No article passes the filters: widen or remove one of them.", "none_passes")


def age(newest: date, today: date | None = None) -> str:
    """How long ago a day was, in the largest unit that fits.

    >>> age(date(2020, 11, 1), date(2020, 11, 2)), age(date(2020, 11, 1), date(2023, 1, 1))
    ('1 day ago', '2 years ago')
    """
    n, unit = age_in_units(newest, today)
    return f"{wording.count(n, unit)} ago" if n else unit


def age_in_units(newest: date, today: date | None = None) -> tuple[int, str]:
    """The age of a day as a number of the largest unit that fits: (2, "year"); 0 for today and later days."""
    days = ((today or date.today()) - newest).days
    if days <= 0:
        return 0, "today" if days == 0 else "later than today"
    unit, size = next((unit, size) for unit, size in AGES if days >= size)
    return days // size, unit
