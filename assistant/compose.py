"""Evidence -> the sentences and citations of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from assistant.answer import Citation, Sentence
from assistant.evidence import Evidence
from assistant.question import Question
from storage.records import Article
from storage.terms import content_terms

SENTENCES = 3  # of an answer, at most
MARGIN = 0.8  # of score below the best sentence: what is further away isn't quoted
COMPARABLE = 0.75  # of the best sentence's coverage and cosine: a differing figure is quoted beside it
CHANGED = 0.2  # of its words may a sentence change, and still say what another says
BRIEF = 4  # words: a sentence with fewer must have the same ones


def compose(
    question: Question, evidence: Sequence[Evidence]
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """One to three quoted sentences, best first, none that says what another said, numbered from 1."""
    groups: list[list[Evidence]] = []
    for sentence in evidence:
        same = next((group for group in groups if says_the_same(group[0].text, sentence.text)), None)
        if same is not None:
            same.append(sentence)
        elif len(groups) < SENTENCES and _worth_quoting(question, sentence, evidence[0]):
            groups.append([sentence])
    citations = tuple(_citation(number, group) for number, group in enumerate(groups, 1))
    return tuple(Sentence(c.quote, (c.number,)) for c in citations), citations


def says_the_same(one: str, other: str) -> bool:
    """Whether a sentence adds nothing to another: a copy, a changed word or two aside, or a part of it.

    Another figure or another name makes another statement; another spelling of a name doesn't.

    >>> says_the_same("The town was shelled on Sunday, he said.", "The town was shelled Sunday, he said")
    True
    >>> says_the_same("Armenia said 1,166 soldiers died in war.", "Armenia said 1,177 soldiers died in war.")
    False
    """
    shorter, longer = sorted((set(content_terms(one)), set(content_terms(other))), key=len)
    if len(shorter) < BRIEF:
        return shorter == longer
    changed = shorter - longer
    if len(changed) > CHANGED * len(shorter):
        return False
    return not _unlike(changed & _telling(one, other), longer - shorter)


def is_copy(one: str, other: str) -> bool:
    """Whether two sentences say the same at about the same length, as wire copy does."""
    sizes = sorted((len(content_terms(one)), len(content_terms(other))))
    return sizes[0] >= (1 - CHANGED) * sizes[1] and says_the_same(one, other)


def _telling(*sentences: str) -> set[str]:
    """The stems of their numbers and names."""
    return set(content_terms(" ".join(re.findall(r"\d[\d.,]*|\b[A-Z][\w'’-]*", "\n".join(sentences)))))


def _unlike(telling: set[str], others: set[str]) -> bool:
    """Whether one of these numbers and names has no near spelling among the other words."""
    return any(stem[0].isdigit() or not get_close_matches(stem, others, cutoff=0.8) for stem in telling)


def _worth_quoting(question: Question, sentence: Evidence, best: Evidence) -> bool:
    if sentence is best:
        return True
    if not question.answered_by(sentence.text):
        return False
    near = sentence.score >= best.score - MARGIN
    return near or (question.kind == "number" and _is_comparable(sentence, best))


def _is_comparable(sentence: Evidence, best: Evidence) -> bool:
    """Whether it speaks of what the best sentence speaks of: another figure belongs beside the first."""
    return (
        sentence.coverage >= COMPARABLE * best.coverage > 0
        and sentence.cosine >= COMPARABLE * best.cosine > 0
    )


def _citation(number: int, group: Sequence[Evidence]) -> Citation:
    first = group[0]
    copies = [other.hit.article for other in group[1:] if is_copy(first.text, other.text)]
    others: dict[str, Article] = {article.id: article for article in copies}
    others.pop(first.hit.article.id, None)
    return Citation(
        number, first.hit.article, first.hit.passage, first.start, first.end, also_in=tuple(others.values())
    )
