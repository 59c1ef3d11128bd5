"""Completes an elliptical question with the words of the question before it: "And Kenya?"."""

from __future__ import annotations

import re

from assistant.language.english import CALENDAR, NAME
from assistant.language.english_follow_ups import (
    ADVERB,
    CONNECTIVE,
    HOW_MANY,
    ONLY_COUNTED,
    ONLY_NAME,
    ONLY_POSSESSION,
    ONLY_QUESTION_WORDS,
    OPENING,
    PERSONAL,
    THAT_CLAUSE,
)

_NAMES = re.compile(rf"(?<=\s){NAME}(?: (?:(?:of|de|van|von|bin|al) )?{NAME})*")
_COUNTED = re.compile(r"\b(?:how many|how much|which|what)\s+$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


def completed(text: str, previous: str) -> str:
    """The whole question that an elliptical one stands for; "" for a question that isn't elliptical, or can't
    be completed.

    >>> completed("And Kenya?", "How much did Ghana pay in May?")
    'How much did Kenya pay in May?'
    >>> completed("How many houses?", "How many boats were damaged by the storm?")
    'How many houses were damaged by the storm?'
    >>> completed("And houses?", "How many boats were damaged by the storm?")
    'How many houses were damaged by the storm?'
    >>> completed("Who won?", "Who is the mayor?")
    ''
    """
    bare = text.strip(" ?!.,")
    rest = _without_connectives(bare)
    if clause := THAT_CLAUSE.fullmatch(rest):
        return _with_question_words(clause["question"], previous)
    if ONLY_QUESTION_WORDS.fullmatch(rest):
        return _with_question_words(rest, previous)
    # The first word of a question is capitalised anyway: "Really?" isn't a name.
    if rest != bare and (name := ONLY_NAME.fullmatch(rest)):
        return _with_name(name["name"], name["more"] or "", previous)
    if rest != bare and ONLY_COUNTED.fullmatch(rest) and HOW_MANY.match(previous):
        return _with_question_words(f"how many {rest.removeprefix('the ')}", previous)
    return ""


def with_verb(text: str) -> str:
    """A question with the verb that it lacks: "What is his age?" for "His age?"; others unchanged.

    >>> with_verb("And Vance's job?"), with_verb("Who won?")
    ("What is Vance's job?", 'Who won?')
    """
    rest = _without_connectives(text.strip(" ?!.,"))
    if not ONLY_POSSESSION.fullmatch(rest):
        return text
    first, _, others = rest.partition(" ")
    return f"What is {first.lower() if first.lower() in PERSONAL else first} {others}?"


def _without_connectives(rest: str) -> str:
    while connective := CONNECTIVE.match(rest):
        rest = rest[connective.end() :].strip(" ,")
    return rest


def _with_name(name: str, more: str, previous: str) -> str:
    """The previous question with its name, or else its first personal pronoun, replaced."""
    old = _replaceable(name, previous)
    if old is None:
        return ""
    is_possessive = bool(_POSSESSIVE.search(old[0])) or PERSONAL.get(old[0].lower(), False)
    new = _POSSESSIVE.sub("", name) + ("'s" if is_possessive else "")
    head = previous[: old.start()]
    if head.lower().endswith("the "):
        new = new.removeprefix("the ")
    return f"{head}{new}{previous[old.end() :].rstrip(' ?')}{more}?"


def _replaceable(name: str, previous: str) -> re.Match[str] | None:
    """The name to replace in a question: the first one with as many words, else the first; without names, the
    first personal pronoun."""
    names = [
        old
        for old in _NAMES.finditer(previous)
        if old[0].lower() not in CALENDAR and not _COUNTED.search(previous[: old.start()])
    ]
    if names:
        size = len(name.split())
        return min(names, key=lambda old: (len(old[0].split()) != size, old.start()))
    return next((w for w in re.finditer(r"\b\w+\b", previous) if w[0].lower() in PERSONAL), None)


def _with_question_words(question_words: str, previous: str) -> str:
    """The previous question with other question words. "Who won?" can't be asked with "when", since its
    question word is the subject."""
    opening = OPENING.match(previous)
    if opening is None:
        return ""
    if ADVERB.fullmatch(question_words) and not ADVERB.fullmatch((opening["words"] or "when").strip()):
        return ""
    words = f"{question_words[0].upper()}{question_words[1:]} {opening['auxiliary'].lower()}"
    return words + previous[opening.end() :]
