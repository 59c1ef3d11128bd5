"""What a question of quantity asks for, and which figures answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from assistant.claims.numbers import dimension
from assistant.claims.synonyms import meaning
from assistant.figures.measures import (
    GENERAL,
    OF_PEOPLE,
    contrasts,
    counts_people,
    event_of,
    is_general,
    stems,
)
from assistant.figures.mentions import Mention
from assistant.language.answer_types import AnswerType, answer_type, counted
from assistant.language.question import Question
from storage.text.terms import words

_TYPES = frozenset({"count", "money", "percent", "amount"})
_MONEY = frozenset("$€£¥")
_HOW = re.compile(
    r"^how (strong|effective|accurate|hot|cold|high|much|far|tall|deep|wide|heavy|fast)\b", re.IGNORECASE
)
_DIMENSIONS = {
    **dict.fromkeys(("high", "far", "tall", "deep", "wide"), "length"),
    **dict.fromkeys(("hot", "cold"), "degree"),
    "heavy": "weight",
    "fast": "speed",
}
_NUMBER = re.compile(r"\b(?:death toll|(?:number|share) of|toll)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:rise|rose|risen|increased?|grow|grew|fall|fell|drop(?:ped)?|change)\b", re.IGNORECASE
)
_PRICE = stems("pay paid price cost worth deal settlement contract extension fine buy purchase charge")
_CAPITALISED = re.compile(r"(?<=\s)[A-Z][\w'’-]*")
_GIVING = stems("say said report reports reported estimate estimated confirm confirmed count counted")
_LONG = 5  # letters of a stem that another may begin with: "attend" and "attende"
_SETTING = 0.34  # the share of the question's words that the text around a figure must hold


class Asked(NamedTuple):
    """What is asked: the type of the answer, the events ("death"), the stem of what is counted ("" for people
    in general), and the stems of the other words. `names`: the stems of its names, which are `named` in full.
    `words`: all stems. `dimension`: that of the unit that "how high" and the like ask for, "" for others."""

    type: AnswerType
    dimension: str
    events: frozenset[str]
    noun: str
    focus: frozenset[str]
    names: frozenset[str]
    named: tuple[str, ...]
    words: frozenset[str]


def asked(question: Question) -> Asked | None:
    """None for a question that doesn't ask for a quantity, or for several things."""
    text = question.text
    kind = answer_type(text, question.kind)
    if _HOW.search(text):
        kind = kind if kind in _TYPES else "amount"
    elif question.kind != "number" and not _NUMBER.search(text):
        return None
    if kind not in _TYPES or question.parts or not question.way.short:
        return None
    if kind == "money" and _CHANGE.search(text):
        kind = "amount"
    group = counted(text)
    events = frozenset(event for word in re.findall(r"[\w'’-]+", text) if (event := event_of(word)))
    capitalised = " ".join(_CAPITALISED.findall(text))
    names = stems(capitalised)
    noun = meaning(group.noun) if group else ""
    of_event = frozenset(
        stem for word in re.findall(r"[\w'’-]+", text) if event_of(word) for stem in stems(word)
    )
    if noun in GENERAL or noun in of_event:
        noun = ""
    focus = stems(text) - names - GENERAL - _GIVING
    if kind == "count":
        focus -= of_event
    return Asked(
        kind, _dimension_of(text), events, noun, focus, names, tuple(words(capitalised)), stems(text)
    )


def _dimension_of(text: str) -> str:
    """ "length" for "how high", "degree" for "how hot"; "" for other questions."""
    how = _HOW.search(text)
    return _DIMENSIONS.get(how[1].lower(), "") if how else ""


def is_in_setting(question: Asked, text: str) -> bool:
    """Whether a text, such as the headline and what stands around a figure, is about what is asked."""
    keys = question.focus | question.names
    held = stems(text)
    return sum(_holds(held, key) for key in keys) >= _SETTING * len(keys)


def answers(question: Asked, mention: Mention) -> bool:
    """Whether a figure is of the type and about the thing that is asked for."""
    if not _has_type(question, mention):
        return False
    if question.events and question.type == "count":
        return mention.event in question.events and _is_of_asked(question, mention)
    if question.type == "count" and question.noun:
        return _is_counted(question, mention) or (
            is_general(mention.noun) and _overlap(question.focus - {question.noun}, mention.context)
        )
    if question.type == "money" and question.focus & _PRICE and mention.context & _PRICE:
        return True
    if question.dimension and question.dimension == dimension(mention.unit):
        return _overlap(question.focus | question.names, mention.context)
    return _overlap(question.focus, mention.context)


def _is_of_asked(question: Asked, mention: Mention) -> bool:
    """Whether a figure of an event that is asked for counts those who are asked for."""
    if mention.event in OF_PEOPLE and not counts_people(mention.noun):
        return False
    if (
        mention.event == "infection"
        and event_of(mention.noun) != "infection"
        and not counts_people(mention.noun)
    ):
        return False
    is_told_apart = contrasts(frozenset({question.noun})) or question.noun in question.names
    return not is_told_apart or _is_counted(question, mention)


def _is_counted(question: Asked, mention: Mention) -> bool:
    return _holds(stems(f"{mention.what} {mention.whom} {mention.unit}"), question.noun)


def _overlap(wanted: Iterable[str], held: frozenset[str]) -> bool:
    return any(_holds(held, stem) for stem in wanted)


def _holds(held: frozenset[str], stem: str) -> bool:
    """Whether stems include one, or a long one that begins alike."""
    return stem in held or any(
        min(len(stem), len(other)) >= _LONG and (stem.startswith(other) or other.startswith(stem))
        for other in held
    )


def _has_type(question: Asked, mention: Mention) -> bool:
    if question.type == "money":
        return mention.unit in _MONEY
    if question.type == "percent":
        return mention.unit == "percent"
    if question.type == "count":
        is_share = mention.unit == "percent" and mention.event in OF_PEOPLE
        return not mention.unit or is_share or bool(stems(mention.unit) & question.words)
    return bool(mention.unit)
