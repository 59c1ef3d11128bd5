"""Days and times in a claim and a passage, compared from the passage's day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from assistant.language.dates import dates
from assistant.language.days import MONTHS, WEEKDAYS, resolved

_WEEKDAYS = tuple(day[:3] for day in WEEKDAYS)
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})[a-z]*day\b", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:1[5-9]|20)\d\d)(s?)\b")
_JOINED_YEARS = re.compile(r"(?<=\d{4})(?:,? (?:and|or|to|through|until|till) |, | ?[-–—] ?)")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\b|\b(\d{1,2}):(\d\d)\b|\b(noon|midnight)\b", re.I
)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


class Moment(NamedTuple):
    """`text[start:end]`. `first`, `last`: the days that it covers, None if the year is unknown. The other
    fields are the parts that the words name; without a part they are 0, or -1 for `weekday` and `clock` (in
    minutes)."""

    start: int
    end: int
    first: date | None
    last: date | None
    month: int
    day: int
    year: int
    weekday: int
    clock: int

    @property
    def is_empty(self) -> bool:
        parts = (self.first, self.month, self.day, self.year)
        return not any(parts) and self.weekday < 0 and self.clock < 0


def moments(text: str, published: date | None) -> list[Moment]:
    """The days and times of a sentence.

    >>> [(m.first, m.last) for m in moments("It sank on Tuesday.", date(2024, 3, 14))]
    [(datetime.date(2024, 3, 12), datetime.date(2024, 3, 12))]
    """
    spans = [match.span() for match in _ISO.finditer(text)]
    spans += [span for span in dates(text) if not any(span[0] < e and s < span[1] for s, e in spans)]
    spans = [part for span in spans for part in _parts(text, *span)]
    read = (_moment(text, start, end, published) for start, end in sorted(spans))
    return [moment for moment in read if not moment.is_empty]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span, cut at each joint with a year on both sides: "June 2020 to May 2021". The days of each part are
    compared by themselves."""
    for joint in _JOINED_YEARS.finditer(text, start, end):
        if _YEAR.search(text, joint.end(), end):
            yield start, joint.start()
            start = joint.end()
    yield start, end


def _moment(text: str, start: int, end: int, published: date | None) -> Moment:
    words = text[start:end]
    if iso := _ISO.fullmatch(words):
        day = _date(int(iso[1]), int(iso[2]), int(iso[3]))
        return Moment(start, end, day, day, int(iso[2]), int(iso[3]), int(iso[1]), -1, -1)
    clock = _clock(words)
    plain = _CLOCK.sub(" ", words)
    month = _MONTH.search(re.sub(r"\b(?:mon|sat)[a-z]*day\b", " ", plain, flags=re.IGNORECASE))
    weekday = _WEEKDAY.search(plain)
    year = _YEAR.search(plain)
    day_match = _DAY.search(_YEAR.sub(" ", plain)) if month else None
    parts = (
        1 + MONTHS.index(month[1].lower()) if month else 0,
        int(day_match[1]) if day_match else 0,
        int(year[1]) if year else 0,
    )
    is_decade = year is not None and year[2] == "s"
    first, last = _days(parts, is_decade)
    if is_decade:
        parts = (parts[0], parts[1], 0)
    if first is None:
        first, last = _period(resolved(_relative(words), published, text))
    number = _WEEKDAYS.index(weekday[1].lower()) if weekday else -1
    return Moment(start, end, first, last, *parts, number, clock)


def _relative(words: str) -> str:
    return " ".join(re.sub(r"\bat\b|,", " ", _CLOCK.sub(" ", words)).split())


def _clock(words: str) -> int:
    match = _CLOCK.search(words)
    if match is None:
        return -1
    if match[6]:
        return 720 if match[6].lower() == "noon" else 0
    if match[4]:
        return int(match[4]) * 60 + int(match[5])
    return (int(match[1]) % 12 + 12 * (match[3].lower() == "p")) * 60 + int(match[2] or 0)


def _days(parts: tuple[int, int, int], is_decade: bool) -> tuple[date | None, date | None]:
    month, day, year = parts
    if not year:
        return None, None
    if is_decade:
        return date(year, 1, 1), date(year + 9, 12, 31)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if day:
        exact = _date(year, month, day)
        return exact, exact
    return _period(f"{year}-{month:02}")


def _period(iso: str) -> tuple[date | None, date | None]:
    """ "2024-02" -> 1 to 29 February 2024; "" -> None, None."""
    if not iso:
        return None, None
    if "W" in iso:
        monday = date.fromisoformat(iso)
        return monday, monday + timedelta(days=6)
    if len(iso) == len("2024"):
        return date(int(iso), 1, 1), date(int(iso), 12, 31)
    if len(iso) == len("2024-02"):
        year, month = int(iso[:4]), int(iso[5:])
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    day = date.fromisoformat(iso)
    return day, day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def agree(claim: Moment, passage: Moment) -> bool:
    """Whether the passage's time confirms the claim's: it is the same or lies within it."""
    if claim.clock >= 0 and passage.clock >= 0 and claim.clock != passage.clock:
        return False
    if _conflict(claim, passage):
        return False
    if claim.first and claim.last and passage.first and passage.last:
        same_weekday = claim.weekday >= 0 and claim.weekday == passage.weekday and not claim.day
        return same_weekday or (claim.first <= passage.first and passage.last <= claim.last)
    return _in_common(claim, passage)


def _conflict(claim: Moment, passage: Moment) -> bool:
    """Whether a part that both name differs. Weekdays are compared only if no full date decides."""
    for one, other in zip(claim[4:7], passage[4:7], strict=True):
        if one and other and one != other:
            return True
    is_dated = claim.first is not None and passage.first is not None and bool(claim.day or passage.day)
    return claim.weekday >= 0 and passage.weekday >= 0 and claim.weekday != passage.weekday and not is_dated


def _in_common(claim: Moment, passage: Moment) -> bool:
    """Whether the passage names every part that the claim names, with the same value."""
    pairs = [(one, other) for one, other in zip(claim[4:7], passage[4:7], strict=True) if one]
    if claim.weekday >= 0:
        pairs.append((claim.weekday, passage.weekday))
    if claim.clock >= 0:
        pairs.append((claim.clock, passage.clock))
    if claim.month and claim.day and not passage.year and passage.first is None:
        pairs = [pair for pair in pairs if pair[0] != claim.year]  # an undated report leaves out the year
    return bool(pairs) and all(one == other for one, other in pairs)


def differ(claim: Moment, passage: Moment) -> bool:
    """Whether two times exclude each other. A coarser time doesn't exclude a finer one within it."""
    if agree(claim, passage) or agree(passage, claim):
        return False
    if claim.clock >= 0 and passage.clock >= 0:
        return True
    if claim.first and claim.last and passage.first and passage.last:
        return claim.last < passage.first or passage.last < claim.first
    return _conflict(claim, passage)
