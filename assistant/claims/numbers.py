"""Numbers with their magnitude, unit and qualifier: "almost 1,200", "$3.6bn", "a third", "5 to 7 percent"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.numerals import VAGUE, numbers_in, percents
from assistant.claims.sentences import words_of
from assistant.language.amounts import amounts

_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}

# unit -> (dimension, how many of the smallest unit)
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("%", "percent", "per cent", "percentage"), ("percent", 1.0)),
    **dict.fromkeys(("percentage point", "point"), ("points", 1.0)),
    **dict.fromkeys(("$", "dollar", "buck", "us$"), ("$", 1.0)),
    **dict.fromkeys(("€", "euro"), ("€", 1.0)),
    **dict.fromkeys(("£", "pounds sterling"), ("£", 1.0)),
    **dict.fromkeys(("¥", "yen"), ("¥", 1.0)),
    "cent": ("$", 0.01), "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3_600.0),
    "day": ("time", 86_400.0), "night": ("time", 86_400.0), "week": ("time", 604_800.0),
    "month": ("time", 2_629_800.0), "year": ("time", 31_557_600.0), "decade": ("time", 315_576_000.0),
    "inch": ("length", 0.0254), "foot": ("length", 0.3048), "feet": ("length", 0.3048),
    "yard": ("length", 0.9144), "meter": ("length", 1.0), "metre": ("length", 1.0),
    "km": ("length", 1_000.0), "kilometer": ("length", 1_000.0), "kilometre": ("length", 1_000.0),
    "mile": ("length", 1_609.3), "gram": ("weight", 1.0), "kg": ("weight", 1e3), "kilogram": ("weight", 1e3),
    "pound": ("weight", 453.6), "ounce": ("weight", 28.35), "ton": ("weight", 9.5e5),
    "tonne": ("weight", 1e6),
    "acre": ("area", 4_046.9), "hectare": ("area", 1e4), "degree": ("degree", 1.0), "mph": ("speed", 1.0),
}  # fmt: skip

_ORDINAL = re.compile(rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d+)(?:st|nd|rd|th))\b", re.I)
_SCORE = re.compile(r"(?<![\w.,-])(\d{1,3})[-–](\d{1,3})(?![\w.,-]*\d)(?!-)")
_MORE = re.compile(
    r"\b(?:more than|over|at least|no (?:less|fewer) than|above|exceeding|upwards? of)\b", re.I
)
_LESS = re.compile(
    r"\b(?:(?<!no )less than|(?<!no )fewer than|under|at most|up to|as (?:many|much) as"
    r"|below|no more than)\b",
    re.I,
)
_BELOW = re.compile(r"\b(?:almost|nearly|close to|just under)\b", re.I)
_ABOUT = re.compile(r"\b(?:about|around|approximately|roughly|some|an estimated|estimated)\b", re.I)
_FROM = re.compile(r"\bfrom\s+$", re.I)
_EXACTLY = re.compile(r"\b(?:exactly|precisely)\s+$", re.I)
_NEGATIVE = re.compile(
    r"(?:(?<=[\s(])|^)-(?P<amount>\d+(?:\.\d+)?(?: (?:degrees?|percent)|[%°])?)(?![\w-])", re.I
)
_MINUS = re.compile(r"(?:(?:^|[\s(])[-−–]|\bminus )$", re.I)
_LENGTH_OF_TIME = re.compile(r"(\d+(?:\.\d+)?) (second|minute|hour|day|week|month|year)s?\b")

EXACT = 1e-9
CONVERTED = 0.04  # the tolerance between units: "60 miles" are "100 kilometres"
FRACTION = 1.1  # percent: "a third" is 33 percent


class Quantity(NamedTuple):
    """`text[start:end]`. `values`: the numbers that the words name; `low`, `high`: the range that they allow;
    all in the smallest unit. `direction`: 1 for "more than", -1 for "less than". `unit`: a dimension,
    "ordinal", "age", or "". `noun`: the stem of the next content word. `scale`: the size of the unit that
    the words use, in smallest units. `is_change`: from the first of two values to the second: "from 12 to 18
    percent". `is_start`: the first of these alone: "from 12 percent". `is_exact`: said to be exact."""

    start: int
    end: int
    low: float
    high: float
    values: tuple[float, ...]
    direction: int
    unit: str
    noun: str
    scale: float
    is_change: bool = False
    is_start: bool = False
    is_exact: bool = False


@lru_cache(maxsize=1_024)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order, without dates.

    >>> [(q.low, q.unit, q.noun) for q in quantities("It paid $3.6bn for 1,166 boats.")]
    [(3600000000.0, '$', ''), (1166.0, '', 'boat')]
    """
    read = [q for match in _SCORE.finditer(text) if (q := _quantity(text, *match.span(), "score"))]
    read += [q for match in _NEGATIVE.finditer(text) if (q := _quantity(text, *match.span("amount"), ""))]
    taken = [(q.start, q.end) for q in read]
    for amount in amounts(text):
        inside = any(amount.start < end and start < amount.end for start, end in taken)
        if amount.type != "date" and not inside:
            quantity = _quantity(text, amount.start, amount.end, amount.type)
            if quantity:
                read.append(quantity)
                taken.append((amount.start, amount.end))
    read += [q for q in _ordinals(text) if not any(q.start < end and start < q.end for start, end in taken)]
    return tuple(sorted(read, key=lambda quantity: quantity.start))


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in _ORDINAL.finditer(text):
        number = float(match["digits"] or _ORDINALS[match["word"].lower()])
        noun = _noun_after(text, match.end())
        yield Quantity(match.start(), match.end(), number, number, (number,), 0, "ordinal", noun, 1.0)


def _quantity(text: str, start: int, end: int, kind: str) -> Quantity | None:
    words = text[start:end]
    if kind == "score":
        values = tuple(float(n) for n in re.findall(r"\d+", words))
        if values[0] <= values[1] and values[1] > 20:
            return None  # a range such as "15-20"
        return Quantity(start, end, min(values), max(values), values, 0, "score", "", 1.0)
    unit, scale = ("age", 1.0) if kind == "age" else _unit(words)
    values = tuple(numbers_in(words))
    if not values:
        return None
    if kind == "duration" and len(parts := _LENGTH_OF_TIME.findall(words)) > 1:
        scale, values = 1.0, (sum(float(count) * _UNITS[each][1] for count, each in parts),)
    fraction = kind == "percent" and unit != "percent" and unit != "points"
    if fraction:
        unit = "percent"
        values = tuple(percents(words, values))
    low, high = _bounds(words, min(values) * scale, max(values) * scale)
    if fraction:
        low, high = low - FRACTION, high + FRACTION
    if len(values) == 1 and _MINUS.search(text[:start]):
        low, high, values = -high, -low, (-values[0],)
    direction = 1 if _MORE.search(words) else -1 if _LESS.search(words) else 0
    scaled = tuple(value * scale for value in values)
    noun = "" if unit == "age" else _noun_after(text, end)
    is_from = bool(_FROM.search(text[:start]))
    return Quantity(
        start,
        end,
        low,
        high,
        scaled,
        direction,
        unit,
        noun,
        scale,
        is_change=is_from and len(values) == 2 and " to " in words,
        is_start=is_from and len(values) == 1,
        is_exact=bool(_EXACTLY.search(text[:start])),
    )


def _bounds(words: str, low: float, high: float) -> tuple[float, float]:
    for vague, (least, most) in VAGUE.items():
        if re.search(rf"\b{vague}\b", words, re.I):
            return float(least), float(most)
    if _MORE.search(words):
        return low, high * 1.5
    if _LESS.search(words):
        return low * 0.5, high
    if _BELOW.search(words):
        return low * 0.93, high
    if _ABOUT.search(words):
        return low * 0.93, high * 1.07
    return low, high


def _unit(words: str) -> tuple[str, float]:
    """The dimension of an amount, and its unit in the smallest one."""
    lowered = words.lower()
    for sign in "$€£¥%":
        if sign in lowered:
            return _UNITS[sign]
    plain = re.sub(r"[-–]", " ", lowered)
    if re.search(r"percentage points?$", plain):
        return _UNITS["percentage point"]
    if re.search(r"per ?cent$", plain):
        return _UNITS["percent"]
    last = plain.split()[-1]
    for form in (last, last.removesuffix("s"), last.removesuffix("es")):
        if form in _UNITS and form != "percentage":
            return _UNITS[form]
    return "", 1.0


def dimension(unit: str) -> str:
    """What a unit measures, "" for an unknown one.

    >>> dimension("mile"), dimension("boat")
    ('length', '')
    """
    return _UNITS[unit][0] if unit in _UNITS else ""


def _noun_after(text: str, end: int) -> str:
    """The stem of the content word that an amount counts; "" when a pause comes first."""
    rest = re.split(r"[;:!?()“”\"—–]|[,.](?!\d)|\d", text[end : end + 60].replace("-", " "), maxsplit=1)[0]
    return next((word.stem for word in words_of(rest)[:3] if word.is_content), "")


def agree(claim: Quantity, passage: Quantity) -> bool:
    """Whether the passage's number backs the claim's.

    >>> one, other = quantities("almost 1,200 boats; 1,166 boats")
    >>> agree(one, other), agree(other, one)
    (True, False)
    """
    if not comparable(claim, passage):
        return False
    if claim.unit == "score" or passage.unit == "score":
        return sorted(claim.values) == sorted(passage.values)
    if passage.is_change and claim.values == passage.values[1:]:
        return claim.direction == 0  # "rose to 18 percent" of "rose from 12 to 18 percent"
    if passage.is_change and claim.is_start and claim.values == passage.values[:1]:
        return claim.direction == 0
    if claim.is_exact and (passage.direction or passage.low != passage.high):
        return False
    if claim.values == passage.values:  # "its 23rd title" and "23 titles", too
        return claim.direction * passage.direction != -1
    slack = CONVERTED * claim.high if claim.scale != passage.scale else EXACT
    if len(claim.values) == len(passage.values) == 2:  # "two to seven" isn't "four to seven"
        pairs = zip(sorted(claim.values), sorted(passage.values), strict=True)
        return all(abs(one - other) <= slack for one, other in pairs)
    low, high = min(passage.values), max(passage.values)
    if passage.direction and not claim.direction and claim.low == claim.high:
        return False
    if passage.unit == "percent" and passage.low < low and passage.high > high and not passage.direction:
        low, high = passage.low, passage.high  # a fraction
        return claim.low <= high and low <= claim.high
    return claim.low - slack <= low and high <= claim.high + slack


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers measure the same: both percent, both money of one currency, both counts."""
    if one.unit == other.unit:
        return True
    units = {one.unit, other.unit}
    if units == {"", "ordinal"}:
        return one.values == other.values
    return units == {"", "age"} or (units <= {"", "score"} and "" in units)
