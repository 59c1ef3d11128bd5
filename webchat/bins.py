"""Spans of days of equal kind: days, weeks, months, quarters or years."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webchat.texts import day, formatted, t

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bin:
    """The days from `since` to `until`, both included. `label`: "March 2024"."""

    since: date
    until: date
    label: str


def bins(first: date, last: date, most: int) -> list[Bin]:
    """Contiguous bins from a day to a later one: the shortest kind of which at most `most` are needed, else
    years.

    >>> [each.label for each in bins(date(2024, 2, 28), date(2024, 3, 1), 3)]
    ['28 February 2024', '29 February 2024', '1 March 2024']
    """
    for start_of, label in KINDS:  # noqa: B007
        is_last = start_of is _year
        starts = list(_starts(first, last, start_of, 10_000 if is_last else most + 1))
        if len(starts) <= most or is_last:
            break
    ends = [start - DAY for start in starts[1:]] + [_end(starts[-1], start_of)]
    return [Bin(since, until, label(since)) for since, until in zip(starts, ends, strict=True)]


def place(all_bins: Sequence[Bin], when: date) -> int:
    """The index of the bin with a day."""
    return bisect_right([each.since for each in all_bins], when) - 1


def _starts(first: date, last: date, start_of: Callable[[date], date], most: int) -> Iterator[date]:
    start = start_of(first)
    for _ in range(most):
        if start > last:
            return
        yield start
        end = _end(start, start_of)
        if end == date.max:
            return
        start = end + DAY


def _end(start: date, start_of: Callable[[date], date]) -> date:
    """The last day of the bin that begins at `start`."""
    end = start
    while end < date.max and start_of(end + DAY) == start:
        end += DAY
    return end


def _week(when: date) -> date:
    return when - when.weekday() * DAY if when.toordinal() > when.weekday() else when


def _month(when: date) -> date:
    return when.replace(day=1)


def _quarter(when: date) -> date:
    return when.replace(month=(when.month - 1) // 3 * 3 + 1, day=1)


def _year(when: date) -> date:
    return when.replace(month=1, day=1)


def _day_label(start: date) -> str:
    return day(start.isoformat())


KINDS: tuple[tuple[Callable[[date], date], Callable[[date], str]], ...] = (
    (lambda when: when, _day_label),
    (_week, lambda start: t("format.week", day=_day_label(start))),
    (_month, lambda start: formatted(start, "month")),
    (_quarter, lambda start: formatted(start, "quarter")),
    (_year, lambda start: str(start.year)),
)
