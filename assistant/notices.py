"""Notices beside an answer: the age of the collection, or the reason for an empty search result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.language.question import Question
from assistant.retrieve import Retrieval
from storage import Store
from storage.records import Filter
from storage.text import wording

AGES = (("year", 365), ("month", 30), ("day", 1))


def notices(store: Store, question: Question, retrieval: Retrieval, where: Filter | None) -> Iterator[str]:
    """The notices of one answer."""
    if retrieval.hits:
        if question.prefers_latest and (dates := store.dates()):
            newest = wording.day(dates[1].isoformat())
            yield f"The newest article in the collection is from {newest}, {age(dates[1])}."
    elif not store.count().articles:
        yield "The collection is empty: add articles with `python -m ingest PATH`."
    elif where:
        yield "No article passes the filters: widen or remove one of them."


def age(newest: date, today: date | None = None) -> str:
    """How long ago a day was, in the largest unit that fits.

    >>> age(date(2020, 11, 1), date(2020, 11, 2)), age(date(2020, 11, 1), date(2023, 1, 1))
    ('1 day ago', '2 years ago')
    """
    days = ((today or date.today()) - newest).days
    if days <= 0:
        return "today" if days == 0 else "later than today"
    unit, size = next((unit, size) for unit, size in AGES if days >= size)
    return f"{wording.count(days // size, unit)} ago"
