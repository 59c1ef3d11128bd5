"""The dates and times of a sentence as whole expressions: "Tuesday, July 3, 2023", "9 a.m. on Monday"."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_UNIT = r"(?:week|month|year|decade|century|weekend|spring|summer|autumn|fall|winter|night|season|quarter)"
_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|a few|a couple of|more than \w+)"
)
_PART = re.compile(
    rf"(?:{_DAY}[-–]{_DAY} {_MONTH}|{_MONTH} {_DAY}(?:[-–]{_DAY})?"
    rf"|(?:the )?{_DAY} (?:of )?{_MONTH})(?:,? {_YEAR})?\b"
    rf"|(?:(?:early|late|mid|the end of|the beginning of)[ -])?{_MONTH}(?:(?: of)?,? {_YEAR})"
    rf"|(?:(?:early|late|mid|the end of|the beginning of)[ -])?(?!May\b(?! \d)"
    rf"|March\b(?! \d)){_MONTH}(?![\w-])"
    rf"|(?<=\bin )(?:May|March)\b|(?<=\bsince )(?:May|March)\b|(?<=\bthis )(?:May|March)\b"
    rf"|(?:(?:last|next|this) )?{_WEEKDAY}(?: (?:morning|afternoon|evening|night))?\b(?!s)"
    r"|\b(?:yesterday|today|tomorrow|tonight)\b"
    rf"|\b(?:(?:earlier|later|early|late) )?(?:last|next|this|that) {_UNIT}\b"
    rf"|\b{_COUNT} (?:second|minute|hour|day|week|month|year|decade|centurie)s? (?:ago|earlier|later)\b"
    rf"|\b(?:the )?(?:(?:early|late|mid)[ -])?(?:1[5-9]|20)\d0s\b"
    rf"|\b(?:(?:early|late|mid)[ -])?(?:(?:spring|summer|autumn|fall"
    rf"|winter) (?:of )?)?{_YEAR}(?:[-–/]\d\d)?\b"
    r"|\b\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.m\.|[ap]m\b)(?: [A-Z]{2,4}\b)?|\b\d{1,2}:\d\d\b|\b(?:noon|midnight)\b"
    r"|\b(?:Christmas|New Year['’]s|Thanksgiving|Easter|Independence|Labor|Memorial"
    r"|Boxing)(?: (?:Day|Eve|Monday|Sunday))\b"
)
_GAP = re.compile(r"(?:,? | at | on | of | in |, at |, on | to | until | through |[-–]| and )")
_BEFORE_AMOUNT = re.compile(r"[$£€¥]$|[$£€¥\d],$")


def dates(text: str) -> list[tuple[int, int]]:
    """The spans of the dates and times, in order. Adjacent parts form one span.

    >>> text = "It opens at 9 a.m. on Tuesday, July 3, 2023, and not in May."
    >>> [text[start:end] for start, end in dates(text)]
    ['9 a.m. on Tuesday, July 3, 2023', 'May']
    """
    spans: list[tuple[int, int]] = []
    for match in _PART.finditer(text):
        start, end = match.span()
        if _BEFORE_AMOUNT.search(text[:start]) or text[end : end + 2] in (",0", ",1"):
            continue
        if spans and _GAP.fullmatch(text[spans[-1][1] : start]):
            start = spans.pop()[0]
        spans.append((start, end))
    return spans
