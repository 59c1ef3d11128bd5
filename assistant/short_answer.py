"""The short answer: the words of the best sentence that answer by themselves, if they are probably right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answer import ShortAnswer
from assistant.asked_amount import is_asked_amount
from assistant.asked_person import is_asked_person
from assistant.evidence import Evidence, spaced
from assistant.language.answer_types import NUMERIC
from assistant.language.days import resolved
from assistant.language.question import Question
from assistant.language.short_span import ShortSpan, short_span
from assistant.regression import Regression
from storage.text.terms import content_terms

SURE = 0.7  # the minimum certainty of a short answer: of 10 on the reporters' tuning half, 8 are right
FAR = 6.0  # the largest margin that counts


class ShortSignals(NamedTuple):
    """The signals that distinguish a right short answer from a wrong one.

    `span`, `evidence`: the reader's logits for the sentence. `margin`: how far its span is above the best one
    of another sentence that gives another answer, at most `FAR`. `repeated`: whether another sentence gives
    the same answer. `chosen`: whether the reader's span overlaps it. `typed`, `checked`: whether the question
    asks for a type, and whether it was checked. `coverage`: the share of the question's terms in the
    sentence, weighted by rarity. `named`: the share of the question's names and numbers that the sentence
    has."""

    span: float
    evidence: float
    margin: float
    repeated: float
    chosen: float
    typed: float
    checked: float
    coverage: float
    named: float


# A regression of "the short answer is right", fitted on the tuning half of the reporters' questions with
# benchmarks/calibrate_short.py.
CERTAINTY = Regression(-0.78, ShortSignals(0.19, -0.26, 0.25, -0.27, -0.63, 0.53, 0.82, 0.74, 0.33)._asdict())


class ShortCandidate(NamedTuple):
    """A possible short answer: its span in the sentence, and its signals."""

    span: ShortSpan
    signals: ShortSignals


def short_answer(
    question: Question, best: Evidence, others: Sequence[Evidence] = (), sure: float = SURE
) -> ShortAnswer | None:
    """The short answer in the sentence of citation 1, if its certainty is at least `sure`; `others`: the
    other sentences that were read. None for questions that need a sentence ("why", "what about")."""
    candidate = short_candidate(question, best, others)
    if candidate is None or certainty(candidate.signals) < sure:
        return None
    start, end, asked, *_ = candidate.span
    text = best.text[start:end]
    day = resolved(text, best.hit.article.date, best.text) if asked == "date" else ""
    return ShortAnswer(text, 1, best.candidate.start + start, best.candidate.start + end, day)


def short_candidate(
    question: Question, best: Evidence, others: Sequence[Evidence] = ()
) -> ShortCandidate | None:
    """The short answer with its signals, however uncertain."""
    if not question.answered_by(best.text):
        return None
    span = short_span(question, best.text, best.reading.start, best.reading.end)
    if span is None or not is_asked_person(question.text, best.text, span.start, span.end):
        return None
    if span.type in NUMERIC and not is_asked_amount(question, best.text, (span.start, span.end)):
        return None
    return ShortCandidate(span, _signals(question, best, span, others))


def certainty(signals: ShortSignals) -> float:
    """The probability, 0 to 1, that a short answer is right."""
    return CERTAINTY.probability(signals._asdict())


def _signals(question: Question, best: Evidence, span: ShortSpan, others: Sequence[Evidence]) -> ShortSignals:
    answer = spaced(best.text[span.start : span.end])
    rest = [other for other in others if spaced(other.text) != spaced(best.text)]
    rivals = [
        other.reading.span
        for other in rest
        if answer not in (text := spaced(other.text[other.reading.start : other.reading.end]))
        and text not in answer
    ]
    return ShortSignals(
        span=best.reading.span,
        evidence=best.reading.evidence,
        margin=max(-FAR, min(FAR, best.reading.span - max(rivals, default=-FAR))),
        repeated=float(any(answer in spaced(other.text) for other in rest)),
        chosen=float(span.is_from_reader),
        typed=float(span.type != "phrase"),
        checked=float(span.is_checked),
        coverage=best.coverage,
        named=_named(question, best.text),
    )


def _named(question: Question, sentence: str) -> float:
    own = set(content_terms(sentence))
    named = question.named_terms
    return sum(term in own for term in named) / len(named) if named else 1.0
