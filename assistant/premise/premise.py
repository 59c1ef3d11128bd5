"""Checks what a question takes for granted against the article that would answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.checked import CheckedStatement
from assistant.claims import Difference
from assistant.claims.comparison import comparisons
from assistant.claims.explanation import explanation
from assistant.claims.records import Kind
from assistant.dated_text import dated_text
from assistant.evidence import Evidence, quoted_first
from assistant.language.declarative import Declarative, as_typed
from assistant.language.question import Question
from assistant.language.statement import statement
from assistant.premise.denials import Denial, denial_of
from assistant.premise.measures import measured_parts
from assistant.premise.notice import notice_of
from assistant.premise.parts import Part
from assistant.premise.regression import probability, shipped, values
from assistant.premise.rivals import Rival, rival_of
from storage.text.language import ENGLISH, language_of
from storage.text.terms import words

BEST = 3  # sentences of the article that may answer
# The requests that take something for granted. Keywords and requests for a topic don't.
TAKING = frozenset(("fact", "speaker", "statement", "reason", "list"))
DENIED = 0.1  # the probability that an event which an article denies took place after all
_KINDS: dict[str, Kind] = {"name": "name", "number": "number", "date": "date"}


class Suspect(NamedTuple):
    """A part of a question with its signals, by name, and the checker's differences at it."""

    part: Part
    signals: dict[str, float]
    differences: list[Difference]


class CheckedPremise(NamedTuple):
    """A wrong premise, with the evidence in a new order: the sentence that contradicts it comes first."""

    premise: CheckedStatement
    evidence: list[Evidence]


def wrong_premise(question: Question, asked: str, evidence: Sequence[Evidence]) -> CheckedPremise | None:
    """What a question takes for granted and the articles surely don't say, if anything. `asked`: the question
    as typed, in which the wrong part has its place."""
    if not evidence or not takes_for_granted(question) or language_of(words(asked)) != ENGLISH:
        return None
    declarative = statement(question.text) or as_typed(question.text)
    if denial := denial_of(declarative.text, evidence):
        others = [one for one in evidence if one is not denial.evidence]
        return CheckedPremise(_denied(question.text, asked, declarative, denial), [denial.evidence, *others])
    suspected = suspects(question.text, declarative, evidence)
    chances = [probability(suspect.part.kind, suspect.signals) for suspect in suspected]
    if max(chances, default=0.0) < shipped().threshold:
        return None
    chance, suspect = max(zip(chances, suspected, strict=True), key=lambda pair: pair[0])
    rival = rival_of(suspect.part, suspect.differences, question.text, evidence)
    premise = _premise(question.text, asked, declarative, suspect, rival, 1 - chance, evidence[0])
    return CheckedPremise(premise, quoted_first(evidence, rival.start) if rival else list(evidence))


def takes_for_granted(question: Question) -> bool:
    """Whether it asks for something that it takes to have happened; keywords don't."""
    return question.request.kind in TAKING


def suspects(question: str, declarative: Declarative, evidence: Sequence[Evidence]) -> list[Suspect]:
    """The parts of a question with what the article of the best evidence has of each."""
    article = evidence[0].hit.article
    answering = [e.candidate.start for e in evidence if e.hit.article.id == article.id][:BEST]
    differences = [d for one in comparisons(declarative.text, [dated_text(article)]) for d in one.differences]
    suspected = []
    for measured in measured_parts(question, article, answering):
        own = [d for d in differences if _meet(declarative.source(d.start, d.end), measured.part)]
        suspected.append(Suspect(measured.part, values(measured, own, differences), own))
    return suspected


def _meet(place: tuple[int, int] | None, part: Part) -> bool:
    return place is not None and place[0] < part.end and part.start < place[1]


def _premise(
    question: str,
    asked: str,
    declarative: Declarative,
    suspect: Suspect,
    rival: Rival | None,
    supported: float,
    best: Evidence,
) -> CheckedStatement:
    part = suspect.part
    words_of_part = question[part.start : part.end]
    difference = _difference(declarative, part, words_of_part, rival)
    return CheckedStatement(
        declarative.text,
        "contradicted" if rival else "not said",
        supported,
        (difference,) if difference else (),
        explanation(False, [difference] if difference else []),
        notice_of(declarative, words_of_part, rival.text if rival else ""),
        best.hit.article,
        ((best.candidate.start, best.candidate.end),),
        *_places((part.start, part.end), question, asked),
    )


def _denied(question: str, asked: str, declarative: Declarative, denial: Denial) -> CheckedStatement:
    candidate = denial.evidence.candidate
    verb = declarative.text[denial.start : denial.end]
    start, end = candidate.start + denial.denied_start, candidate.start + denial.denied_end
    difference = Difference(
        "negation" if denial.is_same_verb else "antonym",
        denial.start,
        denial.end,
        verb,
        0,
        start,
        end,
        candidate.hit.article.text[start:end],
    )
    return CheckedStatement(
        declarative.text,
        "contradicted",
        DENIED,
        (difference,),
        explanation(False, [difference]),
        notice_of(declarative, verb, "", is_denied=True),
        candidate.hit.article,
        ((candidate.start, candidate.end),),
        *_places(declarative.source(denial.start, denial.end), question, asked),
    )


def _places(place: tuple[int, int] | None, question: str, asked: str) -> tuple[int, int] | tuple[None, None]:
    """A place of the question as it was understood, in the question as typed; None where that differs."""
    shift = asked.find(question.strip())
    return (place[0] + shift, place[1] + shift) if place and shift >= 0 else (None, None)


def _difference(declarative: Declarative, part: Part, text: str, rival: Rival | None) -> Difference | None:
    place = declarative.place(part.start, part.end)
    if place is None:
        return None
    kind = _KINDS.get(part.kind, "detail")
    if rival is None:
        return Difference(kind, *place, declarative.text[slice(*place)])
    return Difference(kind, *place, declarative.text[slice(*place)], 0, rival.start, rival.end, rival.text)
