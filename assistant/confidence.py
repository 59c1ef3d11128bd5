"""The probability that the collection answers a question, from several signals of the search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.retrieve import Retrieval
from storage.terms import terms

MOST_TERMS = 20  # of a question that count; the questions fitted on have 3 to 20


class Signals(NamedTuple):
    """What the search says of a question, all 0 when nothing was found.

    The nearest passage and sentence by cosine, -1 to 1; the largest share of the question's terms, weighted
    by rarity, in one passage and in one of the best sentences, 0 to 1; and how easily that comes about by
    chance: more easily the larger the collection (log10 of its passages), less so the more terms must meet
    (that, times the number of terms).
    """

    passage_cosine: float = 0.0
    sentence_cosine: float = 0.0
    passage_coverage: float = 0.0
    sentence_coverage: float = 0.0
    size: float = 0.0
    size_by_terms: float = 0.0


# A logistic regression, fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
INTERCEPT = -11.61
WEIGHTS = Signals(
    passage_cosine=5.370,
    sentence_cosine=6.632,
    passage_coverage=7.963,
    sentence_coverage=0.303,
    size=-1.007,
    size_by_terms=0.074,
)

# Below it the answer abstains. Readers mostly ask what the collection holds, and they see the quotation.
THRESHOLD = 0.4


def signals(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> Signals:
    """The signals of one question."""
    if not retrieval.hits:
        return Signals()
    total = sum(retrieval.weights.values()) or 1.0
    covered = [
        sum(retrieval.weights.get(stem, 0.0) for stem in set(terms(f"{hit.article.title}\n{hit.text}")))
        for hit in retrieval.hits
    ]
    size = math.log10(retrieval.passages)
    return Signals(
        max(hit.scores["cosine"] for hit in retrieval.hits),
        max((sentence.cosine for sentence in evidence), default=0.0),
        max(covered) / total,
        max((sentence.coverage for sentence in evidence[:3]), default=0.0),
        size,
        size * min(len(question.search_terms), MOST_TERMS),
    )


def confidence(found: Signals) -> float:
    """The probability, 0 to 1, that the collection answers the question; 0 when nothing was found."""
    if not any(found):
        return 0.0
    logit = INTERCEPT + sum(weight * signal for weight, signal in zip(WEIGHTS, found, strict=True))
    return 1 / (1 + math.exp(-logit))
