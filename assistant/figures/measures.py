"""What figures of news count: the events, by the words that report them, and the words for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from assistant.claims.sentences import stems_of
from assistant.claims.synonyms import meaning

Status = Literal["", "confirmed", "suspected", "estimated", "expected"]

# An event -> the words that report it. What happens to people comes first: figures of it are often told apart
# by these words alone ("8 dead and 40 missing").
EVENTS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "death": r"kill(?:s|ed|ing|ings)?|die[sd]?|dying|dead|deaths?|deadly|fatalit(?:y|ies)|fatal|lives"
        r"|slain|perish\w*|drown\w*|murder\w*|massacred?|bod(?:y|ies)|toll",
        "injury": r"injur\w+|wound(?:s|ed|ing)?|hurt(?:ing)?",
        "hospital": r"hospitali[sz]\w*",
        "missing": r"missing|unaccounted",
        "flight": r"evacuat\w+|displace\w*|fled|flee(?:s|ing)?|sheltering|sheltered",
        "arrest": r"arrest\w*|detain\w*|detention",
        "infection": r"cases?|infect\w+|positive|sick(?:ened)?|ill(?:nesses)?",
        "outage": r"power|electricity|outages?|lights",
        "rescue": r"rescued?|releas\w+|freed",
        "hostage": r"hostages?|kidnap\w*|captives?|abduct\w*",
    }.items()
}
OF_PEOPLE = frozenset({"death", "injury", "hospital", "missing", "flight", "arrest", "rescue", "hostage"})
PEOPLE = frozenset(
    "people person persons individuals victims others residents ones inhabitants lives casualties members men"
    " lawmakers customers".split()
)
# Groups that are told apart from other people; "fans" or "passengers" are whoever was there.
_GROUPS = tuple(
    frozenset(words.split())
    for words in (
        "soldiers troops servicemen servicemembers service marines militants fighters military",
        "civilians",
        "children students pupils girls boys babies infants toddlers graders",
        "adults teachers parents",
        "women",
        "officers police cops deputies",
        "workers employees firefighters",
        "foreign nationals Americans Israelis Palestinians Afghans Ukrainians Russians Iraqis Syrians",
        "protesters",
        "Republicans",
        "Democrats Democratic",
    )
)
_NOT_PEOPLE = re.compile(
    r"(?:home|house|building|structure|business|mile|kilomet(?:er|re)|acre|hectare|foot|inch|vehicle|car|truck|plane"
    r"|shot|round|bullet|gun|weapon|missile|bomb|time|day|week|month|year|hour|minute|city|town|village|country"
    r"|state|county|school|ticket|game|dollar|shooting|storm|tornado|fire|attack|strike|quake|earthquake|incident"
    r"|place|location|facility|case|crash|copy|unit|percent|point|site|cause|aftershock|hospital|night|step"
    r"|region|area|call|caller|overdose|order|shift|side|party|group|army|force|nation|government|republic|share|stock)(?:e?s)?|cities|counties|countries|feet|businesses|facilities",
    re.IGNORECASE,
)
_STATUS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("confirmed", re.compile(r"confirmed|verified", re.IGNORECASE)),
    ("suspected", re.compile(r"suspected|probable|possible|feared|presumptive", re.IGNORECASE)),
    ("estimated", re.compile(r"estimat\w+", re.IGNORECASE)),
    (
        "expected",
        re.compile(
            r"expect\w*|forecast\w*|predict\w*|project(?:s|ed|ions?|ing)|anticipat\w+|plan(?:s|ned)|propos\w+"
            r"|promis\w+|likely|will|would|could|may|might",
            re.IGNORECASE,
        ),
    ),
)


@lru_cache(maxsize=2_000)
def event_of(word: str) -> str:
    """The event that a word reports, "" for other words.

    >>> event_of("killing"), event_of("boat")
    ('death', '')
    """
    return next((name for name, pattern in EVENTS.items() if pattern.fullmatch(word)), "")


@lru_cache(maxsize=1_000)
def contrasts(stems_of_noun: frozenset[str]) -> frozenset[int]:
    """The groups, by number, that stems belong to."""
    return frozenset(number for number, group in enumerate(_groups()) if group & stems_of_noun)


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(stems(" ".join(group)) for group in _GROUPS)


@lru_cache(maxsize=2_000)
def stems(text: str) -> frozenset[str]:
    """The meanings of the content words of a text, by stem."""
    return frozenset(meaning(stem) for stem in stems_of(text))


def status_of(words: Iterable[str]) -> Status:
    """How sure a figure is by the words around it, the surest first; "" where they don't tell.

    >>> status_of(["would", "need"])
    'expected'
    """
    given = list(words)
    return next((name for name, pattern in _STATUS if any(map(pattern.fullmatch, given))), "")


def counts_people(noun: str) -> bool:
    """Whether a noun may stand for people. "" is a number alone, "eight dead"."""
    return not _NOT_PEOPLE.fullmatch(noun)


def is_general(noun: str) -> bool:
    """Whether a noun stands for people of any kind."""
    return not noun or noun.lower() in PEOPLE


GENERAL = frozenset(
    meaning(stem)
    for stem in stems_of(" ".join(PEOPLE) + " much many share percentage number amount long high far")
)
