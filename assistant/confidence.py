"""The probability that the collection answers a question, from several signals of the search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from assistant.evidence import PASSAGES, Evidence
from assistant.language.question import Question
from assistant.reader import FAINT, logistic
from assistant.retrieve import Retrieval
from storage.text.terms import article_terms

MOST_TERMS = 20  # of a question that count; the questions fitted on have 3 to 20


class Signals(NamedTuple):
    """What the search says of a question, all 0 when nothing was found.

    The nearest passage by cosine, -1 to 1; the largest share of the question's terms, weighted by rarity, in
    one passage and in one of the best sentences, 0 to 1; the share of its names and numbers in the passage
    of the best sentence, 1 when it has none; the reader's evidence for the best sentence and the
    span of its short answer, logits; and how easily all that comes about by chance: more easily the larger
    the collection (log10 of its passages), less so the more terms must meet (that, times their number).
    """

    passage_cosine: float = 0.0
    passage_coverage: float = 0.0
    sentence_coverage: float = 0.0
    named: float = 0.0
    evidence: float = 0.0
    span: float = 0.0
    size: float = 0.0
    size_by_terms: float = 0.0


class Regression(NamedTuple):
    intercept: float
    weights: Signals


# Logistic regressions, fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
ANSWERED = Regression(
    -6.53,
    Signals(
        passage_cosine=6.187,
        passage_coverage=7.360,
        sentence_coverage=0.108,
        named=0.859,
        evidence=0.076,
        span=0.180,
        size=-1.466,
        size_by_terms=0.085,
    ),
)
# For "what do the articles say about ...?", where no one sentence is the answer.
REPORTED = Regression(
    -8.35, Signals(passage_cosine=7.815, passage_coverage=8.725, size=-1.538, size_by_terms=0.091)
)

# Below it the answer abstains. Readers mostly ask what the collection holds, and they see the quotation.
THRESHOLD = 0.3


def signals(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> Signals:
    """The signals of one question."""
    if not retrieval.hits:
        return Signals()
    weights = {stem: retrieval.weights.get(stem, 1.0) for stem in question.search_terms}
    total = sum(weights.values()) or 1.0
    hits = retrieval.hits[:PASSAGES]
    covered = [
        sum(
            weights.get(stem, 0.0)
            for stem in set(article_terms(hit.article, f"{hit.article.title}\n{hit.text}"))
        )
        for hit in hits
    ]
    size = math.log10(retrieval.passages)
    return Signals(
        max(hit.cosine for hit in hits),
        max(covered) / total,
        max((sentence.coverage for sentence in evidence[:3]), default=0.0),
        _named(question, retrieval, evidence),
        max((sentence.reading.evidence for sentence in evidence), default=FAINT),
        max((sentence.reading.span for sentence in evidence), default=FAINT),
        size,
        size * min(len(question.search_terms), MOST_TERMS),
    )


def _named(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> float:
    weights = {stem: retrieval.weights.get(stem, 1.0) for stem in question.named_terms}
    if not weights or not evidence:
        return float(not weights)
    best = evidence[0].hit
    held = set(article_terms(best.article, f"{best.article.title}\n{best.text}"))
    return sum(weight for stem, weight in weights.items() if stem in held) / sum(weights.values())


def confidence(question: Question, found: Signals) -> float:
    """The probability, 0 to 1, that the collection answers the question; 0 when nothing was found."""
    if not any(found):
        return 0.0
    intercept, weights = REPORTED if question.kind == "about" else ANSWERED
    return logistic(intercept + sum(weight * signal for weight, signal in zip(weights, found, strict=True)))
