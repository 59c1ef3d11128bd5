"""The day, week, month or year that words such as "on Tuesday" mean in an article, from its day of
publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from assistant.language.english import CALENDAR

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_MONTH = (
    rf"(?P<month>{'|'.join(name for name in sorted(CALENDAR) if name not in WEEKDAYS)}"
    rf"|(?:{'|'.join(MONTHS)}|sept)\b\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME = r"(?: (?:morning|afternoon|evening|night))?"
_FUTURE = (
    r"\b(?:will|won['’]t|would|shall|going to|due|scheduled|slated|expected|planned|plans?|set|(?:is|are) to|"
    r"to be|coming|upcoming|until)\b|['’]ll\b"
)
_PAST = (
    r"\b(?!(?:need|speed|hundred|indeed)\b)(?:\w{2,}ed|said|told|was|were|did|had|has|have|won|lost|met|took|"
    r"came|went|held|began|made|left|gave|got|found|fell|rose|hit|shot|wrote|ran|saw|led|broke|became)\b"
)
_TENSE = re.compile(rf"(?P<future>{_FUTURE})|(?P<past>{_PAST})", re.IGNORECASE)


def resolved(words: str, published: date | None, sentence: str) -> str:
    """What a relative date means: an ISO day "2024-03-12", week "2024-W10", month "2024-02" or year "2023".
    "" when the words are a full date, or ambiguous. The verb of the sentence decides between the day
    before and the day after.

    >>> resolved("on Tuesday", date(2024, 3, 14), "The ferry sank on Tuesday.")
    '2024-03-12'
    >>> resolved("Tuesday", date(2024, 3, 14), "The court will decide on Tuesday.")
    '2024-03-19'
    """
    if published is None:
        return ""
    plain = " ".join(words.lower().replace(",", " ").split())
    plain = re.sub(r"^(?:on|in) ", "", plain)
    for pattern, meaning in _EXPRESSIONS:
        if match := pattern.fullmatch(plain):
            return meaning(match, published, _is_future(words, sentence))
    return ""


def _is_future(words: str, sentence: str) -> bool | None:
    """Whether the verb nearest before the words, else the first one after them, is in the future; None
    without a verb."""
    before, _, after = sentence.partition(words)
    clause = re.split(r"[,;:—“”\"]", before)[-1]
    verbs = list(_TENSE.finditer(clause))[-1:] or list(_TENSE.finditer(after))[:1]
    return verbs[0]["future"] is not None if verbs else None


Meaning = Callable[[re.Match[str], date, bool | None], str]


def _weekday(match: re.Match[str], published: date, is_future: bool | None) -> str:
    """The last such day on or before publication, or the next one after it."""
    back = (published.weekday() - WEEKDAYS.index(match["weekday"])) % 7
    if (match["which"] or "") in ("coming", "upcoming", "this coming", "this upcoming"):
        is_future = True
    if is_future and match["which"] not in ("past", "this past"):
        return (published + timedelta(days=7 - back)).isoformat()
    return (published - timedelta(days=back)).isoformat()


def _near_day(match: re.Match[str], published: date, _: bool | None) -> str:
    shifts = {"yesterday": -1, "last night": -1, "tomorrow": 1}
    days = next((shift for words, shift in shifts.items() if match[0].startswith(words)), 0)
    return (published + timedelta(days=days)).isoformat()


def _days_ago(match: re.Match[str], published: date, _: bool | None) -> str:
    count = int(match["count"]) if match["count"].isdecimal() else 1 + _SMALL.index(match["count"])
    return (published - timedelta(days=count)).isoformat()


def _period(match: re.Match[str], published: date, _: bool | None) -> str:
    step = {"last": -1, "this": 0, "next": 1}[match["which"]]
    if match["unit"] == "week":
        year, week, _weekday_number = (published + timedelta(weeks=step)).isocalendar()
        return f"{year}-W{week:02}"
    if match["unit"] == "year":
        return f"{published.year + step}"
    months = published.year * 12 + published.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02}"


def _month_day(match: re.Match[str], published: date, is_future: bool | None) -> str:
    """The day in the year nearest to publication that fits the tense."""
    days = [day for year in (-1, 0, 1) if (day := _day(published.year + year, match["month"], match["day"]))]
    if is_future is not None:
        fitting = [day for day in days if day == published or (day > published) == is_future]
        days = fitting or days
    nearest = min(days, key=lambda day: abs(day - published), default=None)
    return nearest.isoformat() if nearest else ""


def _month(match: re.Match[str], published: date, is_future: bool | None) -> str:
    month = 1 + MONTHS.index(match["month"][:3])
    year = published.year + (month < published.month if is_future else -(month > published.month))
    return f"{year}-{month:02}"


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, 1 + MONTHS.index(month[:3]), int(day))
    except ValueError:
        return None


_EXPRESSIONS: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    # "Last Tuesday" and "next Tuesday" mean different days to different people, so they stay as they are.
    (
        re.compile(rf"(?:(?P<which>(?:this )?(?:past|coming|upcoming)|this) )?{_WEEKDAY}{_TIME}"),
        _weekday,
    ),
    (
        re.compile(
            rf"(?:yesterday|today|tomorrow){_TIME}|tonight|last night|this (?:morning|afternoon|evening)"
        ),
        _near_day,
    ),
    (re.compile(rf"(?P<count>\d|10|{'|'.join(_SMALL)}) days? ago"), _days_ago),
    (
        re.compile(
            r"(?:(?:earlier|later|late|early|sometime) )?(?P<which>last|this|next) (?P<unit>week|month|year)"
        ),
        _period,
    ),
    (re.compile(rf"(?:(?:{'|'.join(WEEKDAYS)}) )?{_MONTH} {_DAY}"), _month_day),
    (re.compile(rf"(?:(?:{'|'.join(WEEKDAYS)}) )?(?:the )?{_DAY} (?:of )?{_MONTH}"), _month_day),
    (re.compile(rf"(?:(?:late|early|mid)[ -])?{_MONTH}"), _month),
)
