"""Validates arguments: filters, days, earlier turns, and the number of passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypedDict

from assistant.answer import Answer, Turn
from assistant.language.question import printable
from storage.errors import QuestionError
from storage.records import Filter

Day = str | date | None


class Filters(TypedDict, total=False):
    """The filters of a question; an article passes when it meets all that are given.

    `outlets`: the outlet is one of these. `since`, `until`: the first and the last day of publication (dates,
    or ISO strings). `languages`: the language is one of these tags; "de" admits "de-AT". `sections`: the
    section is one of these. `articles`: the id is one of these.
    """

    outlets: Sequence[str] | None
    since: Day
    until: Day
    languages: Sequence[str] | None
    sections: Sequence[str] | None
    articles: Sequence[str] | None


def article_filter(
    outlets: Sequence[str] | None = None,
    since: Day = None,
    until: Day = None,
    languages: Sequence[str] | None = None,
    sections: Sequence[str] | None = None,
    articles: Sequence[str] | None = None,
) -> Filter | None:
    """The filter of a question, None when every article passes. Arguments as in `Filters`. Raises
    QuestionError."""
    first, last = parse_day(since, "since"), parse_day(until, "until")
    if first and last and first > last:
        raise QuestionError(f"since {first} is after until {last}: swap them")
    where = Filter(
        _names(outlets, "outlets", "Tidings"),
        first,
        last,
        languages=_names(languages, "languages", "en"),
        sections=_names(sections, "sections", "World"),
        ids=_names(articles, "articles", "0a3eb1bbf456fbcd"),
    )
    return None if where.is_empty else where


def _names(values: Sequence[str] | None, argument: str, example: str) -> tuple[str, ...]:
    if isinstance(values, str):
        raise QuestionError(f"{argument} is {values!r}, expected a list of names such as [{values!r}]")
    if values is not None and not isinstance(values, Iterable):
        raise QuestionError(f"{argument} is {values!r}, expected a list of names such as [{example!r}]")
    one = f"an {argument[:-1]}" if argument[0] in "ao" else f"a {argument[:-1]}"
    return tuple(printable(value, one) for value in values or ())


def parse_day(value: Day, name: str) -> date | None:
    """An ISO day such as "2020-10-01" -> date. Raises QuestionError naming the filter."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise QuestionError(f"{name} is {value!r}, expected a day such as 2020-10-01") from error


def positive(k: int) -> int:
    """Check a number of passages. Raises QuestionError unless it is a whole number of at least 1."""
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise QuestionError(f"k is {k!r}, expected the number of passages to return: 1 or more")
    return k


def turns(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Check the earlier turns of a conversation. Raises QuestionError unless each is a question with its
    answer."""
    expected = "expected (question, answer) pairs, oldest first; leave it out for a first question"
    if not isinstance(history, Iterable):
        raise QuestionError(f"history is {history!r}, {expected}")
    checked = tuple(history)
    for turn in checked:
        match turn:
            case (str(), Answer()):
                pass
            case _:
                raise QuestionError(f"a turn in history is {turn!r}, {expected}")
    return checked
