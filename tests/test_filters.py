"""Validation of filters and of the number of passages."""

import re
from datetime import date, datetime

import pytest

from assistant.filters import article_filter, parse_day, positive
from storage.errors import QuestionError
from storage.records import Filter


def test_a_filter() -> None:
    assert article_filter() is None
    assert article_filter([], "", None) is None
    assert article_filter(["Tid\0ings"], "2020-10-01") == Filter(("Tid ings",), date(2020, 10, 1))
    assert article_filter(languages=["de"], sections=["World"], articles=["0a"]) == Filter(
        languages=("de",), sections=("World",), ids=("0a",)
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Tidings",), "outlets is 'Tidings', expected a list of names such as ['Tidings']"),
        ((5,), "outlets is 5, expected a list of names such as ['Tidings']"),
        (([3],), "an outlet is 3, expected text"),
        ((None, None, None, "de"), "languages is 'de', expected a list of names such as ['de']"),
        ((None, None, None, None, 5), "sections is 5, expected a list of names such as ['World']"),
        ((None, None, None, None, None, [3]), "an article is 3, expected text"),
        ((None, "soon"), "since is 'soon', expected a day such as 2020-10-01"),
        ((None, None, 3), "until is 3, expected a day such as 2020-10-01"),
        ((None, "2024-02-02", "2024-02-01"), "since 2024-02-02 is after until 2024-02-01: swap them"),
    ],
)
def test_invalid_filters_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        article_filter(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("k", [0, -3, 2.5, "5", True, None])
def test_an_invalid_number_of_passages_is_refused(k: object) -> None:
    with pytest.raises(QuestionError, match=re.escape(f"k is {k!r}, expected the number")):
        positive(k)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("2020-10-01", date(2020, 10, 1)),
        ("2020-10-01T23:59:59Z", date(2020, 10, 1)),
        (date(2020, 10, 1), date(2020, 10, 1)),
        (datetime(2020, 10, 1, 12, 30), date(2020, 10, 1)),
    ],
)
def test_days(value: str | date | None, expected: date | None) -> None:
    day = parse_day(value, "since")
    assert day == expected
    assert type(day) is not datetime


@pytest.mark.parametrize("value", ["yesterday", "2020-13-01", "2020-10", "1 October 2020", 20201001])
def test_an_invalid_day_is_refused(value: str) -> None:
    with pytest.raises(QuestionError, match=f"until is {value!r}, expected a day such as 2020-10-01"):
        parse_day(value, "until")
