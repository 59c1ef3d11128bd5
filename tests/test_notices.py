"""Notices: the age of the collection, and the reason for an empty search result."""

from datetime import date

import pytest

from assistant.notices import age


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
