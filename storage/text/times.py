"""Compares the dates and date-times that sources give, as far as their order is certain."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

DAY = 24 * 3600
EAST, WEST = 14 * 3600, 12 * 3600  # the largest UTC offsets in seconds, ahead and behind


class _Span(NamedTuple):
    """The interval of a date or date-time, in seconds since the year 1. A date covers a day, a date-time a
    moment."""

    start: float
    end: float
    zoned: bool
    is_moment: bool


def is_earlier(one: str, other: str, *, by: float = 0.0) -> bool:
    """Whether one ISO date or date-time is certainly before another; two moments by at least `by` seconds.

    A day is before the next day, but neither before nor after its own hours. Two times without a time zone
    are compared directly. When only one has a zone, the order must hold for every possible zone of the other.
    An unknown time ("") is neither earlier nor later.

    >>> is_earlier("2020-11-01", "2020-11-02"), is_earlier("2020-11-01", "2020-11-01T09:30:00")
    (True, False)
    >>> is_earlier("2020-11-01T12:00:00+04:00", "2020-11-01T09:00:00Z")
    True
    >>> is_earlier("2020-11-01T09:30:00", "2020-11-01T09:30:10", by=60)
    False
    """
    if not one or not other:
        return False
    first, second = _span(one), _span(other)
    if first.zoned != second.zoned:
        first, second = _in_any_zone(first), _in_any_zone(second)
    apart = second.start - first.end
    return first.start < second.start and apart >= (by if first.is_moment and second.is_moment else 0)


def _span(text: str) -> _Span:
    time = datetime.fromisoformat(text)
    offset = time.utcoffset()
    seconds = (time.replace(tzinfo=None) - datetime.min).total_seconds()
    if offset is not None:
        seconds -= offset.total_seconds()
    is_day = len(text) == len("2020-11-01")
    return _Span(seconds, seconds + (DAY if is_day else 0), offset is not None, not is_day)


def _in_any_zone(span: _Span) -> _Span:
    return span if span.zoned else span._replace(start=span.start - EAST, end=span.end + WEST)
