"""Evidence that is sure enough -> the answer that quotes it, with what was checked of its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.also_in import with_copies
from assistant.answer import Answer
from assistant.claims import Checker
from assistant.compose import Composed, compose, compose_figures, compose_parts
from assistant.contradictions import with_contradictions
from assistant.evidence import Evidence
from assistant.figures import are_of_others, tabulate
from assistant.language.question import Question
from assistant.premise import is_about_others, wrong_premise
from assistant.yes_no import yes_or_no
from storage import Store
from storage.records import Filter

# Below this confidence, an answer to a question with a part that isn't in the articles is silent.
LIKELY = 0.6


class Finding(NamedTuple):
    """The evidence for a question, or for one part of it, and the confidence that it answers."""

    question: Question
    evidence: list[Evidence]
    confidence: float


def compose_findings(sure: Sequence[Finding]) -> Composed:
    """The quotations for a question, or for its answerable parts; none when the only figures are those of
    others than the question names."""
    answers = [(finding.question, finding.evidence) for finding in sure]
    if len(answers) > 1:
        return compose_parts(answers)
    question, evidence = answers[0]
    rows = tabulate(question, evidence)
    if are_of_others(question, rows):
        return Composed()
    return compose_figures(question, rows, evidence) if rows else compose(question, evidence)


def with_quotations(
    answer: Answer, sure: Sequence[Finding], store: Store, where: Filter | None, checker: Checker
) -> Answer:
    """The answer with quotations, their copies and what contradicts them, and with what the question takes
    wrongly for granted, or the verdict on a question of yes or no."""
    first, *others = sure
    decided = yes_or_no(first.question, first.evidence, checker)
    wrong = None
    if decided:
        first = first._replace(evidence=decided.evidence)
    elif not others:
        if is_about_others(first.question, first.evidence):
            return answer
        wrong = wrong_premise(first.question, answer.question, first.evidence)
    if wrong:
        answer = replace(answer, premise=wrong.premise)
        if wrong.premise.label == "not said" and first.confidence < LIKELY:
            return answer
        first = first._replace(evidence=wrong.evidence)
    composed = compose_findings([first, *others])
    citations = [with_copies(citation, store, where, checker) for citation in composed.citations]
    return replace(
        answer,
        sentences=composed.sentences,
        citations=with_contradictions(citations, answer.passages, checker),
        short=None if decided or wrong else composed.short,
        verdict=decided.verdict if decided else None,
        figures=composed.figures,
    )
