"""When a source says that something was: which of two times is earlier, as far as that can be told."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

DAY = 24 * 3600
EAST, WEST = 14 * 3600, 12 * 3600  # seconds that a zone may be ahead of UTC, and behind it


class _Span(NamedTuple):
    """The seconds, since the year 1, in which a stated time lies: a day is long, a date-time a moment."""

    start: float
    end: float
    zoned: bool


def is_earlier(one: str, other: str) -> bool:
    """Whether an ISO date or date-time is surely before another; not when one is unknown ("").

    A day is before the next day, but neither before nor after its own hours. What states no zone is
    compared with its like as it is, and with a zoned time only when it is earlier in every zone.

    >>> is_earlier("2020-11-01", "2020-11-02"), is_earlier("2020-11-01", "2020-11-01T09:30:00")
    (True, False)
    >>> is_earlier("2020-11-01T12:00:00+04:00", "2020-11-01T09:00:00Z")
    True
    """
    if not one or not other:
        return False
    first, second = _span(one), _span(other)
    if first.zoned != second.zoned:
        first, second = _in_any_zone(first), _in_any_zone(second)
    return first.start < second.start and first.end <= second.start


def _span(stated: str) -> _Span:
    time = datetime.fromisoformat(stated)
    offset = time.utcoffset()
    seconds = (time.replace(tzinfo=None) - datetime.min).total_seconds()
    if offset is not None:
        seconds -= offset.total_seconds()
    return _Span(seconds, seconds + (DAY if len(stated) == len("2020-11-01") else 0), offset is not None)


def _in_any_zone(span: _Span) -> _Span:
    return span if span.zoned else _Span(span.start - EAST, span.end + WEST, True)
