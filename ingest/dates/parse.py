"""Dates as sources write them -> ISO 8601. A date that can be read in two ways (11/12/2019), or that isn't
a full date ("Tuesday"), is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from ingest.dates.months import months, unambiguous_months
from storage.text.datelines import find_dateline

FIRST_YEAR = 1800  # programs write 0001-01-01 for an unknown date
# Seconds since 1970, or milliseconds: 2001-09-09 to 2030-03-17. Later ones could be read as 2020110109.
EPOCH = re.compile(r"1[0-8]\d{8}(?:\.\d+|\d{3})?")
LATER_THAN_DATELINE = timedelta(days=31)  # a file is made on the day of its dateline or some days after

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)\b"
# "Nov. 18, 2019", "November 18th 2019"; "18 November 2019", "18 Nov, 2019"; "18-nov-2019"
IN_WORDS = (
    re.compile(rf"\b{_MONTH}[ -]{_DAY},?[ -]+{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_DAY}[ -](?:of )?{_MONTH},?[ -]+{_YEAR}", re.IGNORECASE),
)
# With the day or the month first: "18/11/2019" and "11.18.2019" can be read in one way only.
IN_NUMBERS = re.compile(r"(?<![\d./])(\d\d?)([./])(\d\d?)\2((?:19|20)\d\d)(?!\d)")
# Dates that begin with the year are read in the same way everywhere: "2019-11-18", "2019.11.18",
# "2019年11月18日"
YEAR_FIRST = (
    re.compile(
        r"(?<![\d./-])(?P<year>(?:19|20)\d\d)(?P<sep>[./-])(?P<number>\d\d?)(?P=sep)(?P<day>\d\d?)(?![\d/-])"
    ),
    re.compile(r"(?P<year>(?:19|20)\d\d) ?[年년] ?(?P<number>\d\d?) ?[月월] ?(?P<day>\d\d?) ?[日일]"),
)
WITHOUT_YEAR = (
    re.compile(rf"\b{_MONTH} {_DAY}\b(?!,? *\d)", re.IGNORECASE),
    re.compile(rf"\b{_DAY} {_MONTH}(?!,? *\d)", re.IGNORECASE),
)
# As JavaScript prints dates: "Tue Nov 19 2019 03:05:46 GMT+0000 (UTC)"
SCRIPT = re.compile(
    rf"\w{{3}} {_MONTH} {_DAY} {_YEAR} (?P<time>[\d:]{{8}}) GMT(?P<zone>[+-]\d{{4}})", re.IGNORECASE
)
# Words that mark the time of an update, in the most frequent languages of European sources, and some others.
SAYS_UPDATED = re.compile(
    r"updat|modif|correct|aktuali[sz]|mise? à jour|actuali[sz]|aggiorna|atualiza|bijgewerkt|opp?dater"
    r"|uppdater|обновл|更新|수정|frissít",
    re.IGNORECASE,
)
SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)|\s*(?:UTC|GMT)$", re.IGNORECASE)
SLASHES = re.compile(r"^(\d{4})/(\d\d)/(\d\d)(?=$|[ T])")

# "/2019/11/18/", "/2019/nov/18/", "2019-11-18"; "/2019/SPORT/11/18/"; in names also "20191118", "2019_11_18"
IN_ADDRESS = re.compile(
    rf"(?<!\d)(?P<year>(?:1[89]|20)\d\d)(?P<sep>[/-])(?:(?P<number>\d\d?)|{_MONTH})(?P=sep)(?P<day>\d\d?)(?!\d)",
    re.IGNORECASE,
)
IN_ADDRESS_OF_SECTION = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/[a-z_-]+/(?P<number>\d\d)/(?P<day>\d\d)(?=/)", re.IGNORECASE
)
IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)(?P<sep>[-_. ]?)(?P<number>[01]\d)(?P=sep)(?P<day>[0-3]\d)(?!\d)"
)
LONGEST_FIELD = 60  # characters of a field that states a day in words
LONGEST_DAY = 40  # characters of a day that stands behind the dash: "BAKU, Azerbaijan — Nov. 1, 2020 — "


def iso(text: str) -> str:
    """A date or date-time in ISO 8601, with its time and zone if `text` has them; "" if it can be read in two
    ways or none.

    "Mon, 18 Nov 2019 16:07:38 -0600" -> "2019-11-18T16:07:38-06:00", "November 18, 2019" and
    "18. November 2019" -> "2019-11-18", "11/12/2019" -> "".
    """
    value = " ".join(text.split())
    parsed = _parse_epoch(value) or _parse_iso(value) or _parse_script(value) or _parse_mail(value)
    if parsed:
        return parsed
    return _day_in_words(value) if len(value) <= LONGEST_FIELD else ""


def _day_in_words(value: str) -> str:
    if day := day_in(value):
        return day
    names = unambiguous_months()
    matches = (match for pattern in _in_words_of(frozenset(names)) for match in pattern.finditer(value))
    return next(filter(None, (_day(match, names) for match in matches)), "")


def published_and_updated(published: str, updated: str) -> tuple[str, str, str]:
    """Both times in ISO 8601, and a note on a time that can't be read and is left out. An update at the
    time of publication doesn't count: many sources state the same time twice."""
    sources = {"published": published, "updated": updated}
    read = {field: iso(value) for field, value in sources.items()}
    unread = [field for field, value in sources.items() if value.strip() and not read[field]]
    note = "; ".join(f"{field} {sources[field][:40]!r} can't be read" for field in unread)
    return read["published"], "" if read["updated"] == read["published"] else read["updated"], note


def day_in(text: str, language: str = "") -> str:
    """The first full date of a text: "Posted on Monday, November 18th, 2019" -> "2019-11-18".

    `language`, as pages state it, tells the months' names, and that the day comes first in numbers
    ("8/1/2014"), as it does in every language but English.
    """
    day_first = bool(language) and not language.lower().startswith("en")
    names = months(language) if day_first else {}
    patterns = (*IN_WORDS, *YEAR_FIRST, *_in_words_of(frozenset(names)))
    matches = (match for pattern in patterns for match in pattern.finditer(text))
    days = [(match.start(), _day(match, names)) for match in matches]
    days += [(match.start(), _numeric_day(match, day_first)) for match in IN_NUMBERS.finditer(text)]
    return next((day for _, day in sorted(days) if day), "")


@lru_cache(maxsize=64)
def _in_words_of(names: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """ "18. November 2019", "18 de noviembre de 2019", "1er juin 2019"; "2019. november 18." """
    if not names:
        return ()
    month = rf"(?P<month>{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b\.?"
    return (
        re.compile(rf"\b(?P<day>[0-3]?\d)(?:\.|º|er)? ?(?:de )?{month},? ?(?:del? )?{_YEAR}", re.IGNORECASE),
        re.compile(rf"\b{_YEAR}\.? {month} (?P<day>[0-3]?\d)\b", re.IGNORECASE),
    )


def day_in_address(url: str) -> str:
    """The day in an address, "" without one: "https://news.example/2019/nov/18/storm" -> "2019-11-18"."""
    dates = (*IN_ADDRESS.finditer(url), *IN_ADDRESS_OF_SECTION.finditer(url))
    return next(filter(None, map(_day, dates)), "")


def day_in_name(name: str) -> str:
    """The day in a file's name, "" without one: "2020-11-01-storm.txt", "storm_20201101.txt" ->
    "2020-11-01"."""
    return next(filter(None, map(_day, IN_NAME.finditer(name))), "")


def day_of_dateline(text: str, seen_on: str = "") -> str:
    """The day in the dateline at the start of a text, "" without one. A day without a year is in the year
    of `seen_on` (an ISO date on which the text existed) or in the year before, and at most a month older."""
    dateline = find_dateline(text)
    if not dateline:
        return ""
    rest = text[dateline.end : dateline.end + LONGEST_DAY]
    for pattern in IN_WORDS:
        if match := pattern.search(dateline.head) or pattern.match(rest):
            return _day(match)
    if not seen_on:
        return ""
    latest = date.fromisoformat(seen_on[:10])
    for pattern in WITHOUT_YEAR:
        if match := pattern.search(dateline.head) or pattern.match(rest):
            days = (_day(match, year=year) for year in (latest.year, latest.year - 1))
            return next((day for day in days if day and _is_just_before(day, latest)), "")
    return ""


def _is_just_before(day: str, latest: date) -> bool:
    return timedelta() <= latest - date.fromisoformat(day) <= LATER_THAN_DATELINE


def _parse_epoch(value: str) -> str:
    """A time in seconds or milliseconds since 1970, as in databases: "1604223000" ->
    "2020-11-01T09:30:00+00:00"."""
    if not EPOCH.fullmatch(value):
        return ""
    return datetime.fromtimestamp(int(value[:10]), UTC).isoformat()


def _parse_iso(value: str) -> str:
    zone = "+00:00" if re.search(r"\d\s*(?:UTC|GMT)$", value, re.IGNORECASE) else ""
    value = SLASHES.sub(r"\1-\2-\3", SPACED_ZONE.sub("", value)) + zone
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return ""
    if parsed.year < FIRST_YEAR:
        return ""
    has_time = ":" in value or "T" in value
    return parsed.isoformat(timespec="seconds") if has_time else parsed.date().isoformat()


def _parse_script(value: str) -> str:
    match = SCRIPT.match(value)
    day = _day(match) if match else ""
    return _parse_iso(f"{day}T{match['time']}{match['zone']}") if match and day else ""


def _parse_mail(value: str) -> str:
    """A time as in mail and feeds (RFC 5322), with its time zone."""
    if not re.search(r"\d:\d\d", value) or not re.match(r"(?:\w{3},)? ?\d{1,2} \w{3} \d{4} ", value):
        return ""
    try:
        return parsedate_to_datetime(value).isoformat()
    except ValueError:
        return ""


def _numeric_day(match: re.Match[str], day_first: bool) -> str:
    one, _, other, year = match.groups()
    days = set()
    for month, day in ((other, one),) if day_first else ((one, other), (other, one)):
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)).isoformat())
    return days.pop() if len(days) == 1 else ""


def _day(match: re.Match[str], names: Mapping[str, int] = MONTHS, year: int = 0) -> str:
    parts = match.groupdict()
    if parts.get("number"):
        month = int(parts["number"])
    else:
        name = parts["month"].lower()
        month = MONTHS.get(name) or names[name]
    try:
        return date(year or int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        return ""
