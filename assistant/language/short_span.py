"""Widens or replaces the reader's span, so that the short answer is complete, has the type that the question
asks for, and is about its subject."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.language.amount_answer import amount_span, stems_after
from assistant.language.answer_types import NAMING, NUMERIC, AnswerType, answer_type, counted
from assistant.language.countries import country_words
from assistant.language.dates import dates
from assistant.language.name_answer import SOLE_LABELS, name_span
from assistant.language.names import GROUP, ORGANISATION, names
from assistant.language.phrase_answer import phrase_span
from assistant.language.question import Question
from assistant.language.spans import Span, chosen_span, overlap, repeats
from storage.text.terms import words

_PAUSE = re.compile(r"[;—–()]|, ")
_PEOPLE = re.compile(r"(?:i|an|ish|ese|ch|sh|ss|ic)$")  # "Azerbaijani", not "Confederate"
_WHAT_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class ShortSpan(NamedTuple):
    """The words `sentence[start:end]`. `type`: the type that the question asks for. `is_from_reader`: they
    overlap the reader's span; else they are the only ones of the type. `is_checked`: their type was checked
    by the recogniser, or by the counted noun beside the number."""

    start: int
    end: int
    type: AnswerType
    is_from_reader: bool
    is_checked: bool


def short_span(question: Question, sentence: str, start: int, end: int) -> ShortSpan | None:
    """The short answer near the reader's span, `sentence[start:end]`; None when no words of the sentence are
    of the type that the question asks for.

    >>> from assistant.language.question import understand
    >>> text = "Desmond Mills Jr. paid more than $3.6 billion on Monday."
    >>> [text[slice(*short_span(understand(question), text, 0, 1)[:2])]
    ...     for question in ("Who paid?", "How much did he pay?", "When did he pay?")]
    ['Desmond Mills Jr.', 'more than $3.6 billion', 'Monday']
    """
    asked = answer_type(question.text, question.kind)
    if asked == "none" or start >= end:
        return None
    if asked in NUMERIC:
        span = amount_span(question, asked, sentence, (start, end))
    elif asked == "date":
        span = chosen_span(
            [d for d in dates(sentence) if not repeats(question, sentence[slice(*d)])], (start, end)
        )
        if span and _WHAT_YEAR.search(question.text) and (year := _YEAR.search(sentence, *span)):
            span = year.span()
    elif asked in NAMING:
        span = name_span(question, asked, sentence, (start, end))
    else:
        span = phrase_span(sentence, (start, end))
    if span is None or repeats(question, sentence[slice(*span)]) or _is_of_another(question, sentence, span):
        return None
    return ShortSpan(*span, asked, overlap(span, (start, end)), _is_checked(question, asked, sentence, span))


def _is_checked(question: Question, asked: AnswerType, sentence: str, span: Span) -> bool:
    if asked in NAMING:
        return any(overlap((m.start, m.end), span) and m.label in SOLE_LABELS[asked] for m in names(sentence))
    if group := counted(question.text) if asked == "count" else None:
        return group.noun in stems_after(sentence, span)
    return asked != "phrase"


def _is_of_another(question: Question, sentence: str, span: Span) -> bool:
    """Whether the words are plainly about another year, or about another people than the question counts."""
    asked = answer_type(question.text, question.kind)
    years = set(_YEAR.findall(question.text))
    others = set(_YEAR.findall(_clause(sentence, span)))
    if asked not in ("date", "duration") and years and others and not years & others:
        return True
    group = counted(question.text)
    peoples = [name for name in group.names if _is_people(question.text, name)] if group else []
    own = {word[:5] for word in words(sentence)}
    if not peoples or any(name[:5].lower() in own for name in peoples):
        return False
    return not country_words().isdisjoint(words(sentence)) or any(
        mention.label in (GROUP, "GPE") for mention in names(sentence)
    )


def _clause(sentence: str, span: Span) -> str:
    before, after = sentence[: span[0]], sentence[span[1] :]
    return _PAUSE.split(before)[-1] + sentence[slice(*span)] + _PAUSE.split(after)[0]


def _is_people(question: str, name: str) -> bool:
    start = question.index(name)
    labels = [m.label for m in names(question) if m.start <= start < m.end]
    return labels == ["GPE"] or (labels != [ORGANISATION] and bool(_PEOPLE.search(name)))
