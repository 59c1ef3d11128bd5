"""Whether an amount is the one that a question asks for, and not that of another in the same report."""

from __future__ import annotations

import re

from assistant.language.answer_types import counted
from assistant.language.names import ORGANISATION, PERSON, names
from assistant.language.question import Question
from assistant.language.spans import Span
from storage.text.terms import words

_VAGUE = re.compile(r"(?:(?:tens|hundreds) of )?(?:thousand|hundred|dozen|million|billion)s", re.IGNORECASE)


def is_asked_amount(question: Question, sentence: str, span: Span) -> bool:
    """Whether `sentence[slice(*span)]` may be the asked amount: a number, not "thousands", and not of another
    person or organisation than the named one.

    >>> from assistant.language.question import understand
    >>> question = understand("How many complaints did Microsoft get?")
    >>> is_asked_amount(question, "In 2021, Google had 12 complaints.", (20, 22))
    False
    >>> is_asked_amount(question, "In 2021, Microsoft had 12 complaints.", (23, 25))
    True
    """
    return not _VAGUE.fullmatch(sentence[slice(*span)]) and not _is_of_another(question, sentence)


def _is_of_another(question: Question, sentence: str) -> bool:
    """Whether the sentence lacks the person or organisation that the question names, and names another."""
    group = counted(question.text)
    ignored = {word.lower() for word in group.names} if group else set()
    own = set(words(sentence))
    others = [
        m.label for m in names(sentence) if question.mentioned.isdisjoint(words(sentence[m.start : m.end]))
    ]
    return any(
        mention.label in (PERSON, ORGANISATION)
        and mention.label in others
        and not (own | ignored) & set(words(question.text[mention.start : mention.end]))
        for mention in names(question.text)
    )
