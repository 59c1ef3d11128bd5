"""The probability that the collection answers a question, from several signals of the search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.retrieve import Retrieval
from storage.terms import terms

# A logistic regression, fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
INTERCEPT = -10.35
PASSAGE_COSINE = 8.44
SENTENCE_COSINE = 2.52
PASSAGE_COVERAGE = 6.25
SENTENCE_COVERAGE = 2.54

THRESHOLD = 0.5  # below it the answer abstains


class Signals(NamedTuple):
    """What the search says of a question, each 0 to 1 (cosines from -1): the nearest passage and sentence by
    cosine, and the largest share of the question's terms, weighted by rarity, in one passage and sentence."""

    passage_cosine: float
    sentence_cosine: float
    passage_coverage: float
    sentence_coverage: float


def signals(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> Signals:
    """The signals of one question; all 0 when nothing was found."""
    total = sum(retrieval.weights.values()) or 1.0
    covered = [
        sum(retrieval.weights.get(stem, 0.0) for stem in set(terms(f"{hit.article.title}\n{hit.text}")))
        / total
        for hit in retrieval.hits
    ]
    return Signals(
        max((hit.scores["cosine"] for hit in retrieval.hits), default=0.0),
        max((sentence.cosine for sentence in evidence), default=0.0),
        max(covered, default=0.0),
        max((sentence.coverage for sentence in evidence[:3]), default=0.0),
    )


def confidence(found: Signals) -> float:
    """The probability, 0 to 1, that the collection answers the question; 0 when nothing was found."""
    if not any(found):
        return 0.0
    weights = (PASSAGE_COSINE, SENTENCE_COSINE, PASSAGE_COVERAGE, SENTENCE_COVERAGE)
    return 1 / (1 + math.exp(-INTERCEPT - sum(w * s for w, s in zip(weights, found, strict=True))))
