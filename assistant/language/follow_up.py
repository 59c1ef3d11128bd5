"""The context of a follow-up: "And how many civilians?", "What did he ask for?".

A question that can't be understood by itself is searched together with the turn before it. A question with
"he" or "there" is also searched with the names in that turn's answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer, Turn
from assistant.language.english import (
    BOUND_POSSESSIVE,
    DEFINITE,
    DEMONSTRATIVE,
    EXPLETIVE,
    LEANING,
    NAME,
    POSSESSIVE,
    PRONOUN,
)
from assistant.language.joined import halves
from storage.text.terms import content_terms

FEW = 3  # terms, at most, of a question that "and", "the" or "that" connects with the previous turn
WHOLE = 3  # terms, at least, of a question whose "it" may be an expletive
MENTIONS = 20_000  # characters of a cited article that are searched for the antecedent of "the fine"
NAMES = 3  # names from an answer, at most, added to the search text of a follow-up with a pronoun


def in_context(text: str, history: Sequence[Turn], longest: int) -> str:
    """The question preceded by the turns that it depends on, cut to the last `longest` characters; unchanged
    when it depends on none. `history`: the earlier turns, oldest first."""
    if not history or not is_follow_up(text, history[-1]):
        return text
    question, answer = history[-1]
    names = " ".join(_names(answer)) if has_open_pronoun(text) else ""
    before = in_context(question, history[:-1], longest)
    return " ".join(filter(None, (before, names, text)))[-longest:]


def is_follow_up(text: str, before: Turn | None = None) -> bool:
    """Whether a question can't be understood without the turn before it.

    >>> is_follow_up("And how many civilians?"), is_follow_up("What did he ask Moscow for?")
    (True, True)
    >>> is_follow_up("How many of its soldiers does Armenia say have been killed?")
    False
    >>> is_follow_up("How long did the strike last, and what did it cost?")  # "it" is in its first half
    False
    """
    count = len(content_terms(text))
    parts = halves(text)
    if has_open_pronoun(parts[0] if parts else text):
        return True
    if count <= FEW and LEANING.match(text):
        return True
    if _names_somebody(text):
        return False
    return count <= 1 or (count <= FEW and _points_back(text, before))


def has_open_pronoun(text: str) -> bool:
    """Whether the question contains a pronoun without its antecedent."""
    if len(content_terms(text)) >= WHOLE or _names_somebody(text):
        text = EXPLETIVE.sub("", text)
    if PRONOUN.search(text):
        return True
    bound = _names_somebody(text) or BOUND_POSSESSIVE.search(text)
    return bool(POSSESSIVE.search(text) and not bound)


def _names_somebody(text: str) -> bool:
    """Whether any word but the first is a name."""
    return bool(re.search(rf"(?<=\s){NAME}", text))


def _points_back(text: str, before: Turn | None) -> bool:
    """Whether a question asks about "that law", or about "the fine" after a turn about a fine."""
    if DEMONSTRATIVE.search(text):
        return True
    nouns = {term for phrase in DEFINITE.findall(text) for term in content_terms(phrase)}
    return before is not None and not nouns.isdisjoint(_mentioned_terms(*before))


def _mentioned_terms(question: str, answer: Answer) -> set[str]:
    """The terms of a turn's question and of the articles that its answer cites."""
    texts = [f"{c.article.title}\n{c.article.text[:MENTIONS]}" for c in answer.citations]
    return set(content_terms("\n".join((question, *texts))))


def _names(answer: Answer) -> list[str]:
    """The full names in the first sentence of an answer: "he" or "there" may stand for them."""
    if answer.abstained:
        return []
    return list(dict.fromkeys(re.findall(rf"{NAME}(?: {NAME})+", answer.sentences[0].explained)))[:NAMES]
