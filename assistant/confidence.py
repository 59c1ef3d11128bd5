"""The probability that the collection answers a question, from signals of the search and of the best
sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from assistant.evidence import Evidence, lead
from assistant.language.english import Kind
from assistant.language.question import Question
from assistant.rank import of_asked_type
from assistant.reader import FAINT
from assistant.regression import Regression
from assistant.retrieve import PASSAGES, Retrieval

TYPED: frozenset[Kind] = frozenset(
    ("number", "date", "person", "place", "name")
)  # kinds of answer with a type
MOST_TERMS = 20  # the largest number of terms that counts; the fitted questions have 3 to 20


class Signals(NamedTuple):
    """Measurements of one search.

    `passage_cosine`: the cosine of the nearest passage, -1 to 1. `passage_coverage`, `sentence_coverage`: the
    largest share of the question's terms, weighted by rarity, in one passage and in one of the best
    sentences, 0 to 1. `named`: the share of the question's names and numbers in the passage of the best
    sentence, 1 for a question without names. `evidence`, `span`: the reader's largest logits. `size`: log10
    of the number of passages, since chance matches are more frequent in a larger collection.
    `size_by_terms`: `size` times the number of terms, since long questions have fewer chance matches.
    `asks_for_type`: whether the question asks for a name, a number or a date; `typed`, `checked`: whether the
    best sentence gives one, and whether its type was checked. `lead`: how far the score of the best sentence
    is above the next, at most `LARGEST_LEAD`. `keywords`, `yes_or_no`, `speech`, `several`: whether the
    request is of this kind; their words match the articles less. All of these are 0 or 1 but `lead`.
    """

    passage_cosine: float
    passage_coverage: float
    sentence_coverage: float
    named: float
    evidence: float
    span: float
    size: float
    size_by_terms: float
    asks_for_type: float = 0.0
    typed: float = 0.0
    checked: float = 0.0
    lead: float = 0.0
    keywords: float = 0.0
    yes_or_no: float = 0.0
    speech: float = 0.0
    several: float = 0.0


# The first eight signals were fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
# Their sum was then scaled, and the other signals were added, by a logistic regression of "not misled" on the
# tuning half of the reporters' questions together with the dev questions; it was tested on stories left out.
# The intercept puts the threshold where 93 % of the questions about another year get no answer.
ANSWERED = Regression(
    -4.063,
    {
        "passage_cosine": 3.384,
        "passage_coverage": 4.026,
        "sentence_coverage": 0.059,
        "named": 0.470,
        "evidence": 0.042,
        "span": 0.098,
        "size": -0.802,
        "size_by_terms": 0.046,
        "asks_for_type": -0.970,
        "typed": 0.534,
        "checked": 0.852,
        "lead": 0.324,
        "keywords": 1.323,
        "yes_or_no": 0.592,
        "speech": 0.289,
        "several": 1.282,
    },
)
# For "what do the articles say about ...?", which no single sentence answers.
REPORTED = Regression(
    -7.73, {"passage_cosine": 7.815, "passage_coverage": 8.725, "size": -1.538, "size_by_terms": 0.091}
)

THRESHOLD = 0.5  # below this confidence an answer abstains


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
    request = question.request.kind
    typed, checked = _of_asked_type(question, evidence)
    return Signals(
        passage_cosine=max(hit.cosine for hit in hits),
        passage_coverage=max(covered) / total,
        sentence_coverage=max((sentence.coverage for sentence in evidence[:3]), default=0.0),
        named=_named(question, retrieval, evidence),
        evidence=max((sentence.reading.evidence for sentence in evidence), default=FAINT),
        span=max((sentence.reading.span for sentence in evidence), default=FAINT),
        size=size,
        size_by_terms=size * min(len(question.search_terms), MOST_TERMS),
        asks_for_type=float(question.kind in TYPED),
        typed=typed,
        checked=checked,
        lead=lead(evidence),
        keywords=float(request == "keywords"),
        yes_or_no=float(request in ("yes or no", "comparison")),
        speech=float(request in ("speaker", "statement")),
        several=float(request == "list" or question.asks_for_several),
    )


def _of_asked_type(question: Question, evidence: Sequence[Evidence]) -> tuple[float, float]:
    """`of_asked_type` of the best sentence."""
    if not evidence:
        return 0.0, 0.0
    typed, checked = of_asked_type(question, [evidence[0].candidate], [evidence[0].reading])[0]
    return float(typed), float(checked)


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
    regression = REPORTED if question.kind == "about" else ANSWERED
    return regression.probability(measured._asdict())
