"""The short answer: the words of the best sentence that answer by themselves, if the reader is sure."""

from __future__ import annotations

from assistant.answer import ShortAnswer
from assistant.evidence import Evidence
from assistant.language.question import Question
from assistant.reader import Reading, logistic

SURE = 0.45  # the minimum certainty of a short answer
# Intercept, and weights of the reader's span and evidence: a logistic regression of "the span is right",
# fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
CERTAINTY = (1.42, 0.57, -0.36)


def short_answer(question: Question, best: Evidence, sure: float = SURE) -> ShortAnswer | None:
    """The reader's span in the sentence of citation 1, if its certainty is at least `sure` and it has the
    kind of answer that the question asks for. None for questions that need a sentence ("why", "what
    about")."""
    reading, start = best.reading, best.candidate.start
    text = best.text[reading.start : reading.end]
    if question.kind in ("reason", "about") or certainty(reading) < sure:
        return None
    if not (text.strip() and question.answered_by(best.text) and question.is_of_kind(text)):
        return None
    return ShortAnswer(text, 1, start + reading.start, start + reading.end)


def certainty(reading: Reading) -> float:
    """The probability, 0 to 1, that the reader's span is the short answer."""
    intercept, span, evidence = CERTAINTY
    return logistic(intercept + span * reading.span + evidence * reading.evidence)
