"""Notices: the age of the collection, and the reason for an empty search result."""

import doctest
from datetime import date

import pytest

import assistant.notices
from assistant.notices import age


def test_examples_in_the_documentation() -> None:
    assert doctest.testmod(assistant.notices).failed == 0


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (date(2020, 11, 1), "today"),
        (date(2020, 11, 2), "later than today"),
        (date(2020, 10, 31), "1 day ago"),
        (date(2020, 10, 3), "29 days ago"),
        (date(2020, 10, 2), "1 month ago"),
        (date(2018, 10, 2), "2 years ago"),
    ],
)
def test_the_age_is_in_the_largest_unit(newest: date, expected: str) -> None:
    assert age(newest, date(2020, 11, 1)) == expected
