"""The probability that the collection answers a question, from several signals of the search."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.evidence import Evidence
from assistant.language.question import Question
from assistant.reader import FAINT, logistic
from assistant.retrieve import PASSAGES, Retrieval

MOST_TERMS = 20  # the largest number of terms that counts; the fitted questions have 3 to 20


class Signals(NamedTuple):
    """Measurements of one search.

    `passage_cosine`: the cosine of the nearest passage, -1 to 1. `passage_coverage`, `sentence_coverage`: the
    largest share of the question's terms, weighted by rarity, in one passage and in one of the best
    sentences, 0 to 1. `named`: the share of the question's names and numbers in the passage of the best
    sentence, 1 for a question without names. `evidence`, `span`: the reader's largest logits. `size`: log10
    of the number of passages, since chance matches are more frequent in a larger collection.
    `size_by_terms`: `size` times the number of terms, since long questions have fewer chance matches.
    """

    passage_cosine: float
    passage_coverage: float
    sentence_coverage: float
    named: float
    evidence: float
    span: float
    size: float
    size_by_terms: float


class Regression(NamedTuple):
    """A logistic regression: the weight of each signal by name. A signal without a weight is ignored."""

    intercept: float
    weights: Mapping[str, float]


# Fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
ANSWERED = Regression(
    -6.53,
    {
        "passage_cosine": 6.187,
        "passage_coverage": 7.360,
        "sentence_coverage": 0.108,
        "named": 0.859,
        "evidence": 0.076,
        "span": 0.180,
        "size": -1.466,
        "size_by_terms": 0.085,
    },
)
# For "what do the articles say about ...?", which no single sentence answers.
REPORTED = Regression(
    -8.35, {"passage_cosine": 7.815, "passage_coverage": 8.725, "size": -1.538, "size_by_terms": 0.091}
)

# Below this confidence an answer abstains. It is low because readers mostly ask about topics in the
# collection and can judge the quotation themselves.
THRESHOLD = 0.35


def signals(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> Signals | None:
    """The signals of one question; None when the search found nothing."""
    if not retrieval.hits:
        return None
    weights = {stem: retrieval.weights.get(stem, 1.0) for stem in question.search_terms}
    total = sum(weights.values()) or 1.0
    hits = retrieval.hits[:PASSAGES]
    covered = [
        sum(weight for stem, weight in weights.items() if stem in retrieval.terms[hit.passage.id])
        for hit in hits
    ]
    size = math.log10(retrieval.passages)
    return Signals(
        passage_cosine=max(hit.cosine for hit in hits),
        passage_coverage=max(covered) / total,
        sentence_coverage=max((sentence.coverage for sentence in evidence[:3]), default=0.0),
        named=_named(question, retrieval, evidence),
        evidence=max((sentence.reading.evidence for sentence in evidence), default=FAINT),
        span=max((sentence.reading.span for sentence in evidence), default=FAINT),
        size=size,
        size_by_terms=size * min(len(question.search_terms), MOST_TERMS),
    )


def _named(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> float:
    weights = {stem: retrieval.weights.get(stem, 1.0) for stem in question.named_terms}
    if not weights or not evidence:
        return float(not weights)
    passage_terms = retrieval.terms[evidence[0].hit.passage.id]
    return sum(weight for stem, weight in weights.items() if stem in passage_terms) / sum(weights.values())


def confidence(question: Question, measured: Signals | None) -> float:
    """The probability, 0 to 1, that the collection answers the question; 0 without signals."""
    if measured is None:
        return 0.0
    intercept, weights = REPORTED if question.kind == "about" else ANSWERED
    return logistic(intercept + sum(weight * getattr(measured, name) for name, weight in weights.items()))
