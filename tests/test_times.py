from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.times import is_earlier

STATED = st.one_of(
    st.just(""),
    st.dates(date(1900, 1, 1)).map(date.isoformat),
    st.datetimes(datetime(1900, 1, 1), timezones=st.none() | st.timezones()).map(datetime.isoformat),
)


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ("2020-11-01", "2020-11-02", True),
        ("2020-11-01", "2020-11-01", False),
        ("2020-11-02", "2020-11-01", False),
        ("2020-11-01T09:00:00", "2020-11-01T09:00:01", True),
        ("2020-11-01T09:00:00Z", "2020-11-01T09:00:00Z", False),
        ("2020-11-01", "2020-11-01T23:00:00", False),  # the day lasts until midnight
        ("2020-11-01T01:00:00", "2020-11-01", False),
        ("2020-11-01", "2020-11-02T00:00:00", True),
        ("2020-11-01T12:00:00+04:00", "2020-11-01T08:30:00Z", True),
        ("2020-11-01T08:30:00Z", "2020-11-01T12:00:00+04:00", False),
        ("2020-11-01T09:00:00", "2020-11-01T20:00:00Z", False),  # 09:00 in a zone behind UTC may be later
        ("2020-11-01T09:00:00", "2020-11-01T21:00:00Z", True),
        ("2020-11-01T09:00:00Z", "2020-11-01T22:59:00", False),  # 22:59 in a zone ahead of UTC may be earlier
        ("2020-11-01T09:00:00Z", "2020-11-01T23:01:00", True),
        ("", "2020-11-01", False),
        ("2020-11-01", "", False),
    ],
)
def test_certain_orders_of_times(one: str, other: str, earlier: bool) -> None:
    assert is_earlier(one, other) is earlier


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ("2020-11-01T10:00:00+00:00", "2020-11-01T10:01:00+00:00", True),
        ("2020-11-01T10:00:00+00:00", "2020-11-01T10:00:59+00:00", False),
        ("2020-11-01T10:00:00", "2020-11-01T10:30:00+00:00", False),  # in which zone?
        ("2020-11-01", "2020-11-02", True),
    ],
)
def test_earlier_by_a_minute(one: str, other: str, earlier: bool) -> None:
    assert is_earlier(one, other, by=60) is earlier


@given(STATED, STATED)
def test_of_two_times_at_most_one_is_earlier(one: str, other: str) -> None:
    assert not (is_earlier(one, other) and is_earlier(other, one))
