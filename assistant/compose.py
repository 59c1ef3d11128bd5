"""Evidence -> the sentences and citations of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Citation, Sentence
from assistant.evidence import Evidence
from assistant.question import Question
from storage.records import Article
from storage.terms import content_terms

SENTENCES = 3  # of an answer, at most
MARGIN = 0.8  # of score below the best sentence: what is further away isn't quoted
SAME = 0.75  # shared share of their words from which two sentences say the same


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
    """Whether two sentences are copies of each other, a changed word or two aside.

    >>> says_the_same("Aliyev said: 'We go by any means.'", "Aliyev said: “We go by any way.”")
    False
    >>> says_the_same("The town was shelled on Sunday, he said.", "The town was shelled Sunday, he said")
    True
    """
    left, right = set(content_terms(one)), set(content_terms(other))
    return one == other or len(left & right) >= SAME * len(left | right) > 0


def _worth_quoting(question: Question, sentence: Evidence, best: Evidence) -> bool:
    return sentence is best or (sentence.score >= best.score - MARGIN and question.answered_by(sentence.text))


def _citation(number: int, group: Sequence[Evidence]) -> Citation:
    first = group[0]
    others: dict[str, Article] = {other.hit.article.id: other.hit.article for other in group[1:]}
    others.pop(first.hit.article.id, None)
    return Citation(
        number, first.hit.article, first.hit.passage, first.start, first.end, also_in=tuple(others.values())
    )
