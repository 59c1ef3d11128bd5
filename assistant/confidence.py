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
from storage.text.terms import article_terms

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
    `best_three`: the share of the three best sentences in the sum of the exponentiated scores, 0 to 1.
    `missing`: the total rarity of the question's own terms that no passage of the best article has.
    `best_cosine`: the cosine of the best sentence's passage. `own_coverage`: the share of the question's own
    terms, without those of earlier turns, in the best sentence.
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
    best_three: float = 0.0
    missing: float = 0.0
    best_cosine: float = 0.0
    own_coverage: float = 0.0


# The first eight signals were fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
# Their sum was then scaled, and the other signals were added, by a logistic regression of "not misled" on the
# tuning half of the reporters' questions together with the dev questions; it was tested on stories left out.
# The intercept puts the threshold where 93 % of the questions about another year get no answer.
ANSWERED = Regression(
    -5.763,
    {
        "passage_cosine": 3.144,
        "passage_coverage": 3.741,
        "sentence_coverage": 0.055,
        "named": 0.437,
        "evidence": 0.039,
        "span": 0.091,
        "size": -0.745,
        "size_by_terms": 0.043,
        "asks_for_type": -1.262,
        "typed": 0.303,
        "checked": 0.825,
        "lead": 0.263,
        "keywords": 1.022,
        "yes_or_no": 0.467,
        "speech": 0.145,
        "several": 1.016,
        "best_three": 2.039,
        "missing": -0.337,
        "best_cosine": 2.040,
        "own_coverage": 0.391,
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
        best_three=_share_of_best([sentence.score for sentence in evidence]),
        **_of_best(question, retrieval, evidence),
    )


def _share_of_best(scores: Sequence[float], number: int = 3) -> float:
    """The share of the first scores in the sum of all, each exponentiated.

    >>> _share_of_best([0.0, 0.0, 0.0, 0.0])
    0.75
    """
    parts = [math.exp(score - scores[0]) for score in scores]
    return sum(parts[:number]) / sum(parts) if parts else 0.0


def _of_best(question: Question, retrieval: Retrieval, evidence: Sequence[Evidence]) -> dict[str, float]:
    """The signals of the best sentence's article, passage and words."""
    weights = {stem: retrieval.weights.get(stem, 1.0) for stem in question.terms}
    if not evidence:
        return {"missing": sum(weights.values())}
    hit = evidence[0].hit
    passages = [each for each in retrieval.hits[:PASSAGES] if each.article.id == hit.article.id]
    in_article = frozenset[str]().union(*(retrieval.terms[each.passage.id] for each in passages))
    in_sentence = set(article_terms(hit.article, evidence[0].text))
    covered = sum(weight for stem, weight in weights.items() if stem in in_sentence)
    return {
        "missing": sum(weight for stem, weight in weights.items() if stem not in in_article),
        "best_cosine": hit.cosine,
        "own_coverage": covered / (sum(weights.values()) or 1.0),
    }


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
