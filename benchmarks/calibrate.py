"""Fit the constants of assistant/retrieve.py, rank.py and confidence.py on the tuning half.

    python benchmarks/calibrate.py ARTICLES QUESTIONS --unanswerable FILE [--store DIR]

Prints the constants and writes nothing. Confidence is fitted on two kinds of collection. The whole collection
is asked its own questions, questions about another year, and the questions of hard_questions.jsonl. Each
small collection has two articles: one with the answer to a question, and the nearest article without it. It
is asked this question, and the most similar questions that neither article answers."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.confidence import THRESHOLD, Signals, signals
from assistant.evidence import Evidence
from assistant.language.question import Question, understand
from assistant.rank import CHEAP, WEIGHTS, Ranker, agreement, of_asked_type, sentence_features
from assistant.retrieve import PASSAGES, Retrieval, fuse, retrieve
from benchmarks.questions import (
    QuizQuestion,
    article_urls,
    auroc,
    own_rows,
    read_questions,
    reciprocal_rank,
)
from benchmarks.stored import catalog_of, stored
from ingest import ingest
from storage import Store
from storage.records import Hit
from storage.search import Candidate
from storage.urls import canonical_url

DENSE_SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
DEPTH = 60
NEIGHBOURS = 2  # unanswerable questions asked of each collection of two articles
FEATURES = ("coverage", "context", "kind", "passage", "evidence", "span", "agreement", "typed", "checked")
OTHERS = range(8, len(Signals._fields))  # fitted by benchmarks/calibrate_confidence.py
READER = [Signals._fields.index(name) for name in ("sentence_coverage", "named", "evidence", "span")]

Array = NDArray[np.float64]


class Case(NamedTuple):
    """A question of the tuning half, the passages retrieved for it, and the evidence in its current order."""

    quiz: QuizQuestion
    question: Question
    retrieval: Retrieval
    evidence: list[Evidence]


def main() -> int:
    options = _parser().parse_args()
    questions = [q for q in read_questions(options.questions) if q.support and q.is_tuning]
    unanswerable = [q for q in read_questions(options.unanswerable) if q.is_tuning]
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        fit(store, questions, unanswerable)
    return 0


def fit(store: Store, questions: Sequence[QuizQuestion], unanswerable: Sequence[QuizQuestion]) -> None:
    hard = [QuizQuestion(row["question"], row["date"]) for row in own_rows("hard_questions", store, "tuning")]
    cases = [_case(store, quiz) for quiz in questions]
    _print_fusion(cases)
    _print_evidence(cases)
    _print_confidence(
        store, cases, [_case(store, quiz) for quiz in unanswerable], [_case(store, quiz) for quiz in hard]
    )


def _case(store: Store, quiz: QuizQuestion) -> Case:
    question = understand(quiz.text)
    retrieval = retrieve(store, question, k=2 * DEPTH)
    top = replace(retrieval, hits=retrieval.hits[:PASSAGES])
    return Case(quiz, question, retrieval, Ranker().rank(question, top))


def _print_fusion(cases: Sequence[Case]) -> None:
    for share in DENSE_SHARES:
        ranks = [reciprocal_rank(_ranked(case.retrieval.hits, share), case.quiz.support) for case in cases]
        print(
            f"DENSE_SHARE {share:.1f}: MRR@10 {np.mean(ranks):.3f} hit@1 {np.mean(np.array(ranks) == 1):.3f}"
        )


def _ranked(hits: Sequence[Hit], share: float) -> list[str]:
    scores = fuse([Candidate(0, hit.cosine, hit.bm25) for hit in hits], share)
    return article_urls([hits[i] for i in np.argsort(-scores, kind="stable")])


def _features(case: Case) -> Array:
    """One row for each sentence of the shortlist, one column for each of FEATURES."""
    candidates = [sentence.candidate for sentence in case.evidence]
    readings = [sentence.reading for sentence in case.evidence]
    logits = [[reading.evidence, reading.span] for reading in readings]
    features = sentence_features(case.question, case.retrieval, candidates)
    of_type = of_asked_type(case.question, candidates, readings)
    return np.column_stack([features, logits, agreement(candidates, readings), of_type])


def _print_evidence(cases: Sequence[Case]) -> None:
    """Fit the weights listwise: the sentences with the answer get the largest share of a softmax."""
    data = [
        (_features(case), np.array([case.quiz.is_answered_by(sentence.text) for sentence in case.evidence]))
        for case in cases
        if case.evidence
    ]
    for label, columns in (("CHEAP", [0, 1, 2, 3]), ("WEIGHTS", list(range(len(FEATURES))))):
        current = CHEAP if label == "CHEAP" else WEIGHTS
        fitted = _listwise(data, columns)
        names = ", ".join(f"{FEATURES[c]} {w:.2f}" for c, w in zip(columns, fitted, strict=True))
        print(f"{label}: {names}")
        print(f"  answer in the first sentence, in the first three: now {_rates(data, columns, current)},")
        print(f"  fitted {_rates(data, columns, fitted)}", end="")
        folds = [
            _ordered(
                data[fold::5], columns, _listwise([d for i, d in enumerate(data) if i % 5 != fold], columns)
            )
            for fold in range(5)
        ]
        print(f", fitted without the fold {_hit_rates([row for fold in folds for row in fold])}")


def _listwise(data: Sequence[tuple[Array, Any]], columns: list[int]) -> Array:
    useful = [
        (features[:, columns], answers) for features, answers in data if answers.any() and not answers.all()
    ]

    def loss(weights: Array) -> float:
        total = 0.0
        for features, answers in useful:
            scores = features @ weights
            total += np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[answers])
        return total / len(useful) + 0.005 * float(weights @ weights)

    fitted: Array = minimize(loss, np.ones(len(columns))).x
    return fitted


def _ordered(data: Sequence[tuple[Array, Any]], columns: list[int], weights: Array) -> list[Any]:
    """For each question, whether each sentence contains the answer, best sentence first."""
    return [
        answers[np.argsort(-(features[:, columns] @ weights), kind="stable")] for features, answers in data
    ]


def _rates(data: Sequence[tuple[Array, Any]], columns: list[int], weights: Array) -> str:
    return _hit_rates(_ordered(data, columns, weights))


def _hit_rates(orders: Sequence[Any]) -> str:
    first, three = np.mean([o[:1].any() for o in orders]), np.mean([o[:3].any() for o in orders])
    return f"{first:.3f} {three:.3f}"


def _print_confidence(
    store: Store, answerable: Sequence[Case], other_year: Sequence[Case], hard: Sequence[Case]
) -> None:
    right = [_signals(case) for case in answerable]
    wrong, harder = [_signals(case) for case in other_year], [_signals(case) for case in hard]
    pairs_right, pairs_wrong = _pairs(store, [case.quiz for case in answerable])
    sets = (right, wrong, harder, pairs_right, pairs_wrong)
    rows = np.array([row for part in sets for row in part])
    labels = np.repeat([True, False, False, True, False], [len(part) for part in sets])
    # Answerable questions weigh as much as unanswerable ones. The small collections weigh .7 of the whole
    # collection, and hard questions half as much as questions about another year.
    shares = np.repeat(
        [
            1 / len(right),
            0.67 / len(wrong),
            0.33 / max(len(harder), 1),
            0.7 / len(pairs_right),
            0.7 / len(pairs_wrong),
        ],
        [len(part) for part in sets],
    )
    for label, zeroed in (("ANSWERED", []), ("REPORTED", READER)):
        data = rows.copy()
        data[:, [*zeroed, *OTHERS]] = 0.0
        model = LogisticRegression(C=3000, max_iter=100_000)
        model.fit(data, labels, sample_weight=shares / shares.mean())
        fields = zip(Signals._fields, model.coef_[0], strict=True)
        weights = ", ".join(f'"{name}": {weight:.3f}' for name, weight in fields if weight)
        print(f"{label} = Regression({model.intercept_[0]:.2f}, {{{weights}}})")
        confidences = np.split(model.predict_proba(data)[:, 1], np.cumsum([len(part) for part in sets])[:-1])
        for name, yes, no in (("other year", 0, 1), ("hard", 0, 2), ("pairs", 3, 4)):
            if len(confidences[no]):
                print(f"  {name}: AUROC {auroc(confidences[yes], confidences[no]):.3f}", end="")
        print()
        for threshold in (0.3, 0.35, THRESHOLD, 0.45, 0.5):
            answered = " ".join(f"{np.mean(part >= threshold):.3f}" for part in confidences)
            print(
                f"  threshold {threshold}: answers {answered}"
                " (answerable, other year, hard; of two articles: answerable, not)"
            )


def _signals(case: Case) -> Signals:
    measured = signals(case.question, case.retrieval, case.evidence)
    if measured is None:
        raise ValueError(f"no passage was retrieved for {case.quiz.text!r}: is the store empty?")
    return measured


def _pairs(store: Store, questions: Sequence[QuizQuestion]) -> tuple[list[Signals], list[Signals]]:
    """The signals in collections of two articles, for the questions that they answer and for others."""
    vectors = store.embedder.encode_queries([quiz.text for quiz in questions])
    right, wrong = [], []
    for index, quiz in enumerate(questions):
        hits = retrieve(store, understand(quiz.text), k=DEPTH).hits
        own = [hit.article for hit in hits if canonical_url(hit.article.url) in quiz.support]
        other = [hit.article for hit in hits if canonical_url(hit.article.url) not in quiz.support]
        if not own or not other:
            continue
        urls = {canonical_url(own[0].url), canonical_url(other[0].url)}
        near = [i for i in np.argsort(-(vectors @ vectors[index])) if not questions[i].support & urls]
        with tempfile.TemporaryDirectory() as scratch, Store.open(scratch, embedder=store.embedder) as pair:
            with catalog_of(store) as catalog:
                for article_id in (own[0].id, other[0].id):
                    pair.add(*stored(catalog, article_id))
            right.append(_signals(_case(pair, quiz)))
            wrong += [_signals(_case(pair, questions[i])) for i in near[:NEIGHBOURS]]
    return right, wrong


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--unanswerable", type=Path, required=True, metavar="FILE")
    parser.add_argument("--store", type=Path, metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
