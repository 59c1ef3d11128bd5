"""Evidence -> the sentences and citations of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import zip_longest
from typing import NamedTuple

from assistant.answer import Citation, Sentence, ShortAnswer
from assistant.evidence import SENTENCE_END, Evidence
from assistant.language.question import Question
from assistant.language.reference import leans_on_what_came_before, referent
from assistant.reader import Reading, logistic
from storage.records import Article
from storage.text.terms import content_terms

SENTENCES = 3  # of an answer, at most
MARGIN = 1.0  # of score below the best sentence: what is further away isn't quoted
MARGIN_OF_LIST = 2.0  # where the question asks for several things
COMPARABLE = 0.75  # of the best sentence's coverage: a differing figure is quoted beside it,
COMPARABLE_EVIDENCE = 2.0  # when the reader's evidence for it is at most so much less
SURE = 0.45  # the least certainty with which a short answer leads
# A logistic regression of "right" on the reader's span and evidence, fitted on the tuning half of the dev
# questions: what the span says of itself, given how well its sentence answers.
CERTAINTY = (1.42, 0.57, -0.36)
LONGEST_CONTEXT = 300  # characters of a sentence that is quoted only to explain the next
CHANGED = 0.2  # of its words may a sentence change, and still say what another says
BRIEF = 4  # words: a sentence with fewer must have the same ones
# "PORT ELM, March 5 (Coast Wire) — "
DATELINE = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{2,}\b[^!?\n—–]{0,80}?\s(?:[—–]+|--?)\s+")


class Composed(NamedTuple):
    """What an answer says: its sentences, their citations, and the short answer of the first where sure."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    short: ShortAnswer | None = None


def compose(question: Question, evidence: Sequence[Evidence], sure: float = SURE) -> Composed:
    """One to three quoted sentences, none that says what another said, numbered from 1: the best first, then
    the latest. `sure`: the least certainty with which a short answer is given."""
    return _composed(question, _by_date(_groups(question, evidence)), sure)


def compose_parts(answers: Sequence[tuple[Question, Sequence[Evidence]]]) -> Composed:
    """The answer to a question that joins several, each with its own evidence: the best sentence of each in
    their order, then what else is worth quoting; a sentence that answers two is quoted once."""
    found = [_groups(question, evidence) for question, evidence in answers]
    chosen: list[list[Evidence]] = []
    for group in [group for rank in zip_longest(*found) for group in rank if group]:
        if len(chosen) < SENTENCES and not any(says_the_same(g[0].text, group[0].text) for g in chosen):
            chosen.append(group)
    return _composed(answers[0][0], chosen)


def _groups(question: Question, evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """The sentences worth quoting, best first, each with those that say the same."""
    groups: list[list[Evidence]] = []
    for sentence in evidence:
        same = next((group for group in groups if says_the_same(group[0].text, sentence.text)), None)
        if same is not None:
            same.append(sentence)
        elif len(groups) < SENTENCES and _worth_quoting(question, sentence, groups, evidence[0]):
            groups.append([sentence])
    return groups


def _by_date(groups: Sequence[list[Evidence]]) -> list[list[Evidence]]:
    """The best group, then the others, the latest first."""
    return [*groups[:1], *sorted(groups[1:], key=lambda g: g[0].hit.article.published, reverse=True)]


def _composed(question: Question, groups: Sequence[list[Evidence]], sure: float = SURE) -> Composed:
    best = [group[0] for group in groups]
    quoted = [_in_context(sentence, [other.text for other in best]) for sentence in best]
    citations = tuple(
        _citation(number, group, start)
        for number, (group, (start, _)) in enumerate(zip(groups, quoted, strict=True), 1)
    )
    sentences = tuple(
        Sentence(citation.quote, (citation.number,), named)
        for citation, (_, named) in zip(citations, quoted, strict=True)
    )
    return Composed(sentences, citations, _short(question, groups[0][0], sure) if groups else None)


def _in_context(sentence: Evidence, quoted: Sequence[str]) -> tuple[int, str]:
    """Where its quotation starts, and whom its first word stands for: when the passage doesn't make that
    plain, the sentence before it is quoted with it, unless it is among those `quoted` anyway."""
    if not leans_on_what_came_before(sentence.text):
        return sentence.start, ""
    spans, index, text = sentence.hit.passage.sentences, sentence.position, sentence.hit.article.text
    if index == 0:
        return sentence.start, ""
    start, end = spans[index - 1]
    if named := referent(sentence.text, text[spans[max(0, index - 2)][0] : end]):
        return sentence.start, named
    before = text[start:end].strip()
    if len(before) > LONGEST_CONTEXT or not SENTENCE_END.search(before):
        return sentence.start, ""
    if any(says_the_same(before, other) for other in quoted):
        return sentence.start, ""
    return text.index(before, start), ""


def certainty(reading: Reading) -> float:
    """The probability, 0 to 1, that the reader's span is the short answer."""
    intercept, span, evidence = CERTAINTY
    return logistic(intercept + span * reading.span + evidence * reading.evidence)


def _short(question: Question, best: Evidence, sure: float) -> ShortAnswer | None:
    """The reader's span when it is sure of it, and it is of the kind asked for."""
    reading = best.reading
    words = best.text[reading.start : reading.end]
    if (
        question.kind in ("reason", "about")
        or certainty(reading) < sure
        or not question.answered_by(best.text)
    ):
        return None
    if not words.strip() or not question.is_of_kind(words):
        return None
    return ShortAnswer(words, 1, best.start + reading.start, best.start + reading.end)


def says_the_same(one: str, other: str) -> bool:
    """Whether a sentence adds nothing to another: a copy, a changed word or two aside, or a part of it.

    Another figure or another name makes another statement; another spelling of a name doesn't.

    >>> says_the_same("The town was shelled on Sunday, he said.", "The town was shelled Sunday, he said")
    True
    >>> says_the_same("PORT ELM (Wire) — The ferry ran aground.", "PORT ELM, May 5 — The ferry ran aground.")
    True
    >>> says_the_same("Armenia said 1,166 soldiers died in war.", "Armenia said 1,177 soldiers died in war.")
    False
    """
    shorter, longer = sorted((set(_said(one)), set(_said(other))), key=len)
    if len(shorter) < BRIEF:
        return shorter == longer
    changed = shorter - longer
    if len(changed) > CHANGED * len(shorter):
        return False
    return not _unlike(changed & _telling(one, other), longer - shorter)


def _said(sentence: str) -> list[str]:
    """Its terms without the dateline that it may open with, which tells outlets apart and not reports."""
    return content_terms(DATELINE.sub("", sentence))


def is_copy(one: str, other: str) -> bool:
    """Whether two sentences say the same at about the same length, as wire copy does."""
    sizes = sorted((len(_said(one)), len(_said(other))))
    return sizes[0] >= (1 - CHANGED) * sizes[1] and says_the_same(one, other)


def _telling(*sentences: str) -> set[str]:
    """The stems of their numbers and names."""
    return set(content_terms(" ".join(re.findall(r"\d[\d.,]*|\b[A-Z][\w'’-]*", "\n".join(sentences)))))


def _unlike(telling: set[str], others: set[str]) -> bool:
    """Whether one of these numbers and names has no near spelling among the other words."""
    return any(stem[0].isdigit() or not get_close_matches(stem, others, cutoff=0.8) for stem in telling)


def _worth_quoting(
    question: Question, sentence: Evidence, chosen: Sequence[list[Evidence]], best: Evidence
) -> bool:
    if sentence is best:
        return True
    if not question.answered_by(sentence.text):
        return False
    if question.kind == "about" and len(chosen) < SENTENCES:
        elsewhere = all(sentence.hit.source != group[0].hit.source for group in chosen)
        return elsewhere and sentence.coverage >= COMPARABLE * best.coverage
    margin = MARGIN_OF_LIST if question.asks_for_several else MARGIN
    near = sentence.score >= best.score - margin
    return near or (question.kind == "number" and _is_comparable(sentence, best))


def _is_comparable(sentence: Evidence, best: Evidence) -> bool:
    """Whether it speaks of what the best sentence speaks of: another figure belongs beside the first."""
    return (
        sentence.coverage >= COMPARABLE * best.coverage > 0
        and sentence.reading.evidence >= best.reading.evidence - COMPARABLE_EVIDENCE
    )


def _citation(number: int, group: Sequence[Evidence], start: int) -> Citation:
    first = group[0]
    copies = [other.hit.article for other in group[1:] if is_copy(first.text, other.text)]
    others: dict[str, Article] = {article.id: article for article in copies}
    others.pop(first.hit.article.id, None)
    return Citation(
        number, first.hit.article, first.hit.passage, start, first.end, also_in=tuple(others.values())
    )
