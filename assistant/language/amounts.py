"""The amounts of a sentence as whole expressions: "more than $3.6 billion", "between 5 and 7 percent"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.language.answer_types import AnswerType
from assistant.language.english import MONTH

_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = r"hundred|thousand|million|billion|trillion"
_WORDS = (
    rf"(?:(?:{_TENS})(?:-(?:{_SMALL}))?|{_SMALL}|(?:a|half a)(?= (?:{_LARGE}|dozen)\b)|dozens|hundreds"
    r"|thousands|millions)"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CURRENCY = r"(?:US|AU|A|C|CA|HK|NZ|S)?[$£€¥]\s?"
_LENGTHS = (
    r"miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|feet|foot|inch(?:es)?|yards?|acres?|hectares?|"
    r"square (?:miles|feet|kilomet(?:er|re)s|met(?:er|re)s)"
)
_MEASURES = (
    rf"{_LENGTHS}|pounds?|tons?|tonnes?|kilograms?|kg|grams?|ounces?|gallons?|lit(?:er|re)s?|barrels?"
    rf"|degrees?|"
    r"mph|knots|watts?|megawatts?|gigawatts?"
)
_MONEY = r"dollars?|euros?|pounds sterling|yen|yuan|rubles?|roubles?|rupees?|francs?|cents?|bucks"
_PERCENT = r"%|per ?cent|percentage points?"
_TIMES = r"seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?"
_QUALIFIER = (
    r"(?:(?:a )?little |just |well |slightly |far |no )?(?:more than|less than|fewer than|over|under"
    r"|at least|"
    r"at most|nearly|almost|about|around|approximately|roughly|some|up to|as many as|as much as|close to|"
    r"an estimated|an average of|a record)"
)
_NUMBER = (
    rf"(?:{_CURRENCY})?(?:{_DIGITS}|\b{_WORDS}\b)(?:[ -](?:{_LARGE}|dozen)\b|(?:bn|m|k)\b)?"
    rf"(?: (?:{_LARGE})\b)?(?:\s?%|[ -](?:{_PERCENT}))?"
)
_RANGE = rf"(?:between {_NUMBER} and {_NUMBER}|{_NUMBER}(?:\s?[-–—]\s?|,? (?:to|or) )(?:{_NUMBER})|{_NUMBER})"
_UNIT = rf"(?:[ -](?P<unit>{_MEASURES}|{_MONEY}|{_PERCENT}|{_TIMES})\b)"

_FRACTION = re.compile(
    rf"(?:{_QUALIFIER} )?(?:\b(?:{_SMALL}|\d+) (?:in|out of) (?:every )?(?:{_SMALL}|\d+)\b"
    rf"|\b(?:{_SMALL}|a)[ -](?:half|third|quarter|fifth|tenth)s?\b|\bhalf\b(?! a (?:{_LARGE}|dozen)\b)"
    r"|\bthree[ -]quarters\b)",
    re.IGNORECASE,
)
_AGE = re.compile(
    rf"\b(?:aged?|age of) (?P<a>\d{{1,3}})\b|\b(?P<b>(?:\d{{1,3}}|{_WORDS})[ -]years?[ -]old)\b"
    r"|(?<=[a-z.]), (?P<c>\d{1,3})(?=,(?!\d)|\.$| of )",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?:\b{_QUALIFIER} )?(?:{_RANGE}|\b(?:a|an|several|a few|a couple of)\b)[ -](?:{_TIMES})\b(?![ -]old)"
    rf"(?:(?:,| and|, and) {_NUMBER} (?:{_TIMES})\b)*",
    re.IGNORECASE,
)
# What comes before "a day" where it is a rate: "3,000 people a day", but not "3 boats for a day"
_RATE = re.compile(
    rf"{_NUMBER}(?: [a-z]+){{0,2}} (?!(?:about|after|almost|for|in|lasted|nearly|took|within) )[a-z]+ $",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?<![\w.,$£€¥-])(?:{_QUALIFIER} )?{_RANGE}{_UNIT}?(?![\w%]|[,.:]\d|(?:st|nd|rd|th)\b)", re.IGNORECASE
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_IN_DATE = re.compile(rf"\b{MONTH}\.? $")
_BEFORE_MONTH = re.compile(rf" {MONTH}\b")
_CLOCK = re.compile(r" ?(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)


class Amount(NamedTuple):
    """`text[start:end]`; `type` is "count" for a plain number and "date" for a year or a day of a month."""

    type: AnswerType
    start: int
    end: int


def amounts(text: str) -> list[Amount]:
    """The amounts of a text, in order; they don't overlap.

    >>> text = "Vale, 36, paid more than $3.6 billion over two to three years, or 15 to 20 percent."
    >>> [(amount.type, text[amount.start : amount.end]) for amount in amounts(text)]
    [('age', '36'), ('money', 'more than $3.6 billion'), ('duration', 'over two to three years'), \
('percent', '15 to 20 percent')]
    """
    taken: list[Amount] = []
    for amount in _all(text):
        if all(amount.end <= other.start or other.end <= amount.start for other in taken):
            taken.append(amount)
    return sorted(taken, key=lambda amount: amount.start)


def _all(text: str) -> Iterator[Amount]:
    """The amounts of a text, the most reliable types first."""
    for match in _AGE.finditer(text):
        name = next(name for name in "abc" if match[name])
        yield Amount("age", match.start(name), match.end(name))
    for match in _FRACTION.finditer(text):
        yield Amount("percent", *match.span())
    for match in _DURATION.finditer(text):
        if not (re.match(r"an? ", match[0]) and _RATE.search(text[: match.start()])):
            yield Amount("duration", *match.span())
    for match in _AMOUNT.finditer(text):
        yield Amount(_type(text, match), *match.span())


def _type(text: str, match: re.Match[str]) -> AnswerType:
    words, unit = match[0], (match["unit"] or "").lower()
    if re.search(r"[$£€¥]", words) or re.fullmatch(_MONEY, unit):
        return "money"
    if re.search(_PERCENT, words):
        return "percent"
    if unit:
        return "duration" if re.fullmatch(_TIMES, unit) else "amount"
    is_date = _IN_DATE.search(text[: match.start()]) or _BEFORE_MONTH.match(text, match.end())
    if _YEAR.fullmatch(words) or is_date or _CLOCK.match(text, match.end()):
        return "date"
    return "count"
