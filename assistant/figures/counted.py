"""The numbers of a sentence that count or measure something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.claims.numbers import Quantity, quantities

_SKIPPED = frozenset({"ordinal", "age", "score", "time"})
# Numbers that count nothing: a name's, an age, a part of "one for every six", a day whose month was cut off.
_NAMING_NUMBER = re.compile(
    r"\b(?:Interstate|Title|Route|Highway|Level|Category|Phase|Flight|Zones?|Class|Game|Section|Chapter|Article"
    r"|No\.?|Day|Top|top|age[sd]?|ages of|every|each|per|for every|called|calls?)\s+$"
    r"|\b(?:adults?|children|people|those|kids|babies|Americans|women|men)"
    r" (?:aged? )?(?:over|under|older than|younger than)\s+(?:age )?$"
    r"|\b(?:under|over|than|through|to) age\s+$"
)
_AGE_RANGE = re.compile(
    r"\s*(?:(?:and|or) (?:over|up|older|younger|under)\b|years? of age|months? (?:old|of age))"
)
_BOUND = re.compile(r"(?:over|under|more than|at least) ")
_FOR_EVERY = re.compile(r"\s+(?:for|in|out of) every\b")
_ONE_OF = re.compile(r"one of\b", re.IGNORECASE)
_MANY_OF = re.compile(r"\b(?P<many>tens|hundreds) of\s+$", re.IGNORECASE)
_OF_THOUSANDS = re.compile(r" of (?:thousands|millions)\b", re.IGNORECASE)
_CUT_DAY = re.compile(r"\d{1,2}, ")
_YEARS = re.compile(r"\b(?:between |from )?(?:19|20)\d\d (?:and|to) (?:19|20)\d\d$")


def counted_in(text: str) -> list[Quantity]:
    """The figures of a sentence in order.

    >>> text = "The toll was revised from 14 to 12 on Interstate 70."
    >>> [text[quantity.start : quantity.end] for quantity in counted_in(text)]
    ['14', '12']
    """
    read = (part for whole in _joined(text) for part in _parts(text, whole))
    return [quantity for quantity in read if _counts(text, quantity)]


def _joined(text: str) -> Iterator[Quantity]:
    """The quantities, "tens of thousands" as one."""
    for quantity in quantities(text):
        if _OF_THOUSANDS.match(text, quantity.end):
            continue
        many = _MANY_OF.search(text[: quantity.start])
        if many and _OF_THOUSANDS.match(text, many.end("many")):
            times = 10.0 if many["many"].lower() == "tens" else 100.0
            values = tuple(times * value for value in quantity.values)
            quantity = quantity._replace(start=many.start(), values=values, low=min(values))
        yield quantity


def _parts(text: str, quantity: Quantity) -> list[Quantity]:
    """A change from one value to another as two: "from 1,400 to 1,200"."""
    if not quantity.is_change:
        return [quantity]
    to = text.find(" to ", quantity.start, quantity.end)
    first, second = quantity.values
    return [
        quantity._replace(end=to, values=(first,), low=first, high=first),
        quantity._replace(start=to + len(" to "), values=(second,), low=second, high=second),
    ]


def _counts(text: str, quantity: Quantity) -> bool:
    """Whether a number counts or measures something."""
    words, after = text[quantity.start : quantity.end], text[quantity.end :]
    if quantity.unit in _SKIPPED or _YEARS.search(words):
        return False
    bound = _BOUND.match(words)
    before = text[: quantity.start] + (bound[0] if bound else "")
    is_day = quantity.start == 0 and _CUT_DAY.match(text)
    return not (
        is_day
        or _NAMING_NUMBER.search(before)
        or _AGE_RANGE.match(after)
        or _FOR_EVERY.match(after)
        or _ONE_OF.match(text, quantity.start)
    )
