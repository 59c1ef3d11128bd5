"""How two figures relate: the same, a later update, a difference, or another measure."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.figure_table import Relation
from assistant.figures.measures import contrasts, event_of, stems
from assistant.figures.mentions import Mention

ROUNDED = 0.05  # the share by which a rounded figure may differ from the exact one: "about 73,000"
_MONEY = frozenset("$€£¥")
_ADDED = frozenset({"new", "additional", "another"})
# A figure that comes on top of others, or that counts a part of them, by the words around it.
_MORE_BEFORE = re.compile(r"\b(?:another|additional|further)\s+$", re.IGNORECASE)
_MORE_AFTER = re.compile(
    r"\s+(?:more|additional|further)\b(?! (?:than|in|at|from|across|near)\b)", re.IGNORECASE
)
_PART_BEFORE = re.compile(r"\b(?:including|among them|of them|of whom)\s+(?:\w+ ){0,2}$", re.IGNORECASE)
_PART_AFTER = re.compile(r"\s+of (?:(?:those|these|them|whom)\b|the (?P<event>\w+))", re.IGNORECASE)
# How often, or in which year, a figure is counted, in its clause.
_RATE = re.compile(
    r"\b(?:(?:an?|each|every|per|single) (?P<each>day|week|month|year)"
    r"(?! (?:after|before|earlier|later|ago|and)\b)|(?P<ly>daily|weekly|monthly|annual(?:ly)?|yearly))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in (?:19|20)\d\d|(?:last|this|next) year)\b", re.IGNORECASE)
_PAUSE = re.compile(r"[;:()]|\b(?:and|but|while)\b")
_RATES = {"daily": "day", "weekly": "week", "monthly": "month"}
_WHOLE = frozenset(stems("us u.s. united states nation country nationwide america")) | {"us"}


class DatedMention(NamedTuple):
    """A figure with its place: `article` and `sentence` tell it from others, `text` is that of its sentence,
    and `day` the day of publication, "" when unknown."""

    mention: Mention
    article: str
    sentence: int
    text: str
    day: str


def relation(one: DatedMention, other: DatedMention, asked: frozenset[str]) -> Relation:
    """How two figures relate. `asked`: the stems of the question, which all of them share."""
    if _is_revision(one, other):
        return "later"
    if not _same_measure(one, other, asked):
        return "another measure"
    if _same_value(one.mention, other.mention):
        return "same"
    if _have_other_givers(one.mention, other.mention):
        return "differs"
    if one.article == other.article:
        return "another measure"  # an article doesn't contradict itself
    return "later" if _is_update(one, other) else "differs"


def _is_update(one: DatedMention, other: DatedMention) -> bool:
    """Whether one is a later count of the same: one that grew, unless the same source corrects it."""
    if not (one.day and other.day) or one.day == other.day:
        return False
    first, second = sorted((one, other), key=lambda each: each.day)
    grew = _ends(second.mention)[1] >= _ends(first.mention)[0]
    return grew or not one.mention.event or bool(one.mention.giver and other.mention.giver)


def _have_other_givers(a: Mention, b: Mention) -> bool:
    return bool(a.giver and b.giver) and not stems(a.giver) & stems(b.giver)


def _same_measure(one: DatedMention, other: DatedMention, asked: frozenset[str]) -> bool:
    a, b = one.mention, other.mention
    if a.unit != b.unit or a.event != b.event:
        return False
    equal = _same_value(a, b)
    beside = (one.article, one.sentence) == (other.article, other.sentence)
    if beside and not _have_other_givers(a, b):
        return False
    unsure = {a.status, b.status} & {"expected", "suspected"}
    if unsure and a.status != b.status and not equal:
        return False
    if not equal and (_is_addition(one) != _is_addition(other) or _is_part(one) != _is_part(other)):
        return False
    if not equal and (_rate(one) != _rate(other) or _are_of_other_years(one, other)):
        return False
    return _same_group(a, b, equal) and _same_whom(a, b, asked, equal)


def _same_group(a: Mention, b: Mention, equal: bool) -> bool:
    """Whether both count the same people or things."""
    ours, theirs = contrasts(stems(f"{a.what} {a.whom}")), contrasts(stems(f"{b.what} {b.whom}"))
    if ours or theirs:
        return bool(ours & theirs) or (equal and not (ours and theirs))
    if a.event or a.unit or not (a.noun and b.noun):
        return True
    return equal or bool(stems(a.noun) & stems(b.noun))


def _is_addition(dated: DatedMention) -> bool:
    """Whether a figure counts only those who came on top of others: "new cases", "two more people"."""
    before, after = _around(dated)
    words = dated.mention.what.lower().split()
    return bool(_ADDED & set(words) or _MORE_BEFORE.search(before) or _MORE_AFTER.match(after))


def _is_part(dated: DatedMention) -> bool:
    """Whether a figure counts a part of others: "four of those killed", "including two tourists". A part
    whose place or group is told, as "four of them in Oslo", is compared by that."""
    if dated.mention.whom:
        return False
    before, after = _around(dated)
    of = _PART_AFTER.match(after)
    return bool(_PART_BEFORE.search(before) or (of and (not of["event"] or event_of(of["event"]))))


def _rate(dated: DatedMention) -> str:
    """The time in which each time so many are counted: "day" for "45 people a day"; "" for a total."""
    rate = _RATE.search(_clause(dated))
    if rate is None:
        return ""
    return rate["each"].lower() if rate["each"] else _RATES.get(rate["ly"].lower(), "year")


def _are_of_other_years(one: DatedMention, other: DatedMention) -> bool:
    ours, theirs = _YEAR.search(_clause(one)), _YEAR.search(_clause(other))
    return ours is not None and theirs is not None and ours[0].lower() != theirs[0].lower()


def _clause(dated: DatedMention) -> str:
    """The words of a sentence around a figure, up to a pause."""
    before, after = _around(dated)
    return f"{_PAUSE.split(before)[-1]} {_PAUSE.split(after)[0]}"


def _around(dated: DatedMention) -> tuple[str, str]:
    return dated.text[: dated.mention.start], dated.text[dated.mention.end :]


def _same_whom(a: Mention, b: Mention, asked: frozenset[str], equal: bool) -> bool:
    ours, theirs = _whom(a) - asked - _WHOLE, _whom(b) - asked - _WHOLE
    if ours and theirs:
        return bool(ours & theirs)
    return equal or not (ours or theirs)


def _whom(mention: Mention) -> frozenset[str]:
    """The stems of whose figure it is, with the names that describe its noun: "Texas Republicans"."""
    names = re.findall(r"\b[A-Z][a-z]+\b", mention.what)
    return stems(f"{mention.whom} {' '.join(names)}")


def _same_value(a: Mention, b: Mention) -> bool:
    """Whether two values are equal, or one is the other rounded.

    "more than 150" and 154, "nearly $25 billion" and $24.6 billion; not "at least 125" and 131.
    """
    ours, theirs = _ends(a), _ends(b)
    if ours == theirs:
        return True
    if a.vague != b.vague:
        vague, exact = (ours, theirs) if a.vague else (theirs, ours)
        return vague[0] <= exact[0] <= 50 * vague[0]
    near = all(abs(x - y) <= ROUNDED * max(abs(x), abs(y)) for x, y in zip(ours, theirs, strict=True))
    return near and (_is_rounded(a) or _is_rounded(b) or (a.unit in _MONEY and _are_rounded(ours, theirs)))


def _are_rounded(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    """Whether one value is the other with fewer digits: 25 million for 25.4 million."""
    short, long = sorted((ours[0], theirs[0]), key=lambda value: len(f"{value:.0f}".rstrip("0")))
    digits = len(f"{short:.0f}".rstrip("0"))
    return float(f"{long:.{max(digits, 2) - 1}e}") == short


def _ends(mention: Mention) -> tuple[float, float]:
    low = mention.low if mention.low is not None else mention.high
    high = mention.high if mention.high is not None else mention.low
    return low or 0.0, high or 0.0


def _is_rounded(mention: Mention) -> bool:
    """Whether a value is given as a rounded one: with "about" or "more than", at most two digits that aren't
    zero, and a zero after them; "at least 24" is exact."""
    written = f"{_ends(mention)[0]:.0f}"
    digits = written.rstrip("0")
    is_bound = mention.low is None or mention.high is None
    return len(digits) <= 2 and (mention.about or (is_bound and digits != written))


def _is_revision(one: DatedMention, other: DatedMention) -> bool:
    """Whether one sentence tells that a figure was changed: "from 1,400 to 1,200"."""
    if (one.article, one.sentence) != (other.article, other.sentence):
        return False
    first, second = sorted((one.mention, other.mention), key=lambda mention: mention.start)
    before, between = one.text[: first.start], one.text[first.end : second.start]
    return bool(re.search(r"\bfrom\s*$", before, re.I) and re.search(r"^\s*to\s*$", between, re.I))
