"""Fit the constants of assistant/retrieve.py, rank.py, short_answer.py and confidence.py on the tuning half.

    python benchmarks/calibrate.py ARTICLES QUESTIONS --unanswerable FILE [--store DIR]

Prints the constants; nothing is written. Confidence is fitted on the whole collection, with questions about
another year and with those of hard_questions.jsonl, and on collections of two articles, made from it: one
that holds the answer and its nearest neighbour; there the questions that these two can't answer are those of
other articles that are nearest to them.
"""

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

from assistant.compose import compose
from assistant.confidence import THRESHOLD, Signals, signals
from assistant.evidence import Evidence
from assistant.language.question import Question, understand
from assistant.rank import CHEAP, WEIGHTS, Ranker, agreement, sentence_features
from assistant.retrieve import PASSAGES, Retrieval, fuse, retrieve
from benchmarks.questions import (
    QuizQuestion,
    article_urls,
    auroc,
    exact_match,
    own_rows,
    read_questions,
    reciprocal_rank,
    token_f1,
)
from benchmarks.stored import catalog_of, stored
from ingest import ingest
from ingest.urls import canonical_url
from storage import Store
from storage.records import Hit
from storage.search import Candidate

SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
SURES = (0.0, 0.3, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
DEPTH = 60
NEIGHBOURS = 2  # unanswerable questions for each collection of two
FEATURES = ("coverage", "context", "kind", "passage", "evidence", "span", "agreement")
READER = [Signals._fields.index(name) for name in ("sentence_coverage", "named", "evidence", "span")]

Array = NDArray[np.float64]


class Looked(NamedTuple):
    """A question of the tuning half, what was found for it, and the evidence as it is ranked now."""

    quiz: QuizQuestion
    question: Question
    found: Retrieval
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
    looked = [_look(store, quiz) for quiz in questions]
    _print_fusion(looked)
    _print_evidence(looked)
    _print_certainty(looked)
    _print_short(looked)
    _print_confidence(
        store, looked, [_look(store, quiz) for quiz in unanswerable], [_look(store, q) for q in hard]
    )


def _look(store: Store, quiz: QuizQuestion) -> Looked:
    question = understand(quiz.text)
    found = retrieve(store, question, k=2 * DEPTH)
    top = replace(found, hits=found.hits[:PASSAGES])
    return Looked(quiz, question, found, Ranker().rank(question, top))


def _print_fusion(looked: Sequence[Looked]) -> None:
    for share in SHARES:
        ranks = [reciprocal_rank(_ranked(one.found.hits, share), one.quiz.support) for one in looked]
        print(
            f"DENSE_SHARE {share:.1f}: MRR@10 {np.mean(ranks):.3f} hit@1 {np.mean(np.array(ranks) == 1):.3f}"
        )


def _ranked(hits: Sequence[Hit], share: float) -> list[str]:
    scores = fuse([Candidate(0, hit.cosine, hit.bm25) for hit in hits], share)
    return article_urls([hits[i] for i in np.argsort(-scores, kind="stable")])


def _features(one: Looked) -> Array:
    """Shape (sentences of the shortlist, 7), the columns as FEATURES."""
    candidates = [sentence.candidate for sentence in one.evidence]
    readings = [sentence.reading for sentence in one.evidence]
    read = [[reading.evidence, reading.span] for reading in readings]
    features = sentence_features(one.question, one.found, candidates)
    return np.column_stack([features, read, agreement(candidates, readings)])


def _print_evidence(looked: Sequence[Looked]) -> None:
    """Listwise: the weights under which the sentences with the answer take the most of a softmax."""
    data = [
        (_features(one), np.array([one.quiz.is_answered_by(sentence.text) for sentence in one.evidence]))
        for one in looked
        if one.evidence
    ]
    for label, columns in (("CHEAP", [0, 1, 2, 3]), ("WEIGHTS", list(range(len(FEATURES))))):
        now = CHEAP if label == "CHEAP" else WEIGHTS
        fitted = _listwise(data, columns)
        names = ", ".join(f"{FEATURES[c]} {w:.2f}" for c, w in zip(columns, fitted, strict=True))
        print(f"{label}: {names}")
        print(f"  now {_held(data, columns, now)}, fitted {_held(data, columns, fitted)}")
        folds = [
            _hits(
                data[fold::5], columns, _listwise([d for i, d in enumerate(data) if i % 5 != fold], columns)
            )
            for fold in range(5)
        ]
        print(f"  fitted, on folds left out: {_shares([row for fold in folds for row in fold])}")


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


def _hits(data: Sequence[tuple[Array, Any]], columns: list[int], weights: Array) -> list[Any]:
    return [
        answers[np.argsort(-(features[:, columns] @ weights), kind="stable")] for features, answers in data
    ]


def _held(data: Sequence[tuple[Array, Any]], columns: list[int], weights: Array) -> str:
    return _shares(_hits(data, columns, weights))


def _shares(orders: Sequence[Any]) -> str:
    first, three = np.mean([o[:1].any() for o in orders]), np.mean([o[:3].any() for o in orders])
    return f"{first:.3f} {three:.3f}"


def _print_short(looked: Sequence[Looked]) -> None:
    """What each certainty of the short answer would give."""
    for sure in SURES:
        texts = []
        for one in looked:
            short = compose(one.question, one.evidence, sure).short
            texts.append(short.text if short else "")
        given = [bool(text) for text in texts]
        exact = np.array(
            [exact_match(text, one.quiz.answer) for text, one in zip(texts, looked, strict=True)]
        )
        f1 = np.mean([token_f1(text, one.quiz.answer) for text, one in zip(texts, looked, strict=True)])
        right = exact[given].mean() if any(given) else 0.0
        print(
            f"SURE {sure:.1f}: EM {exact.mean():.3f} F1 {f1:.3f} given {np.mean(given):.3f}, EM {right:.3f}"
        )


def _print_certainty(looked: Sequence[Looked]) -> None:
    """When the best sentence's span is right: it shares half of its words with the answer, or more."""
    readings = [(one.evidence[0].reading, one) for one in looked if one.evidence]
    data = np.array([[reading.span, reading.evidence] for reading, _ in readings])
    right = np.array(
        [token_f1(one.evidence[0].text[r.start : r.end], one.quiz.answer) >= 0.5 for r, one in readings]
    )
    model = LogisticRegression(C=10).fit(data, right)
    weights = (model.intercept_[0], *model.coef_[0])
    print("CERTAINTY = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")")
    sure = model.predict_proba(data)[:, 1]
    print(f"  right {right.mean():.3f}, AUROC {auroc(sure[right], sure[~right]):.3f}")


def _print_confidence(
    store: Store, answerable: Sequence[Looked], other_year: Sequence[Looked], hard: Sequence[Looked]
) -> None:
    right = [_signals(one) for one in answerable]
    wrong, harder = [_signals(one) for one in other_year], [_signals(one) for one in hard]
    pairs_right, pairs_wrong = _pairs(store, [one.quiz for one in answerable])
    sets = (right, wrong, harder, pairs_right, pairs_wrong)
    rows = np.array([row for part in sets for row in part])
    labels = np.repeat([True, False, False, True, False], [len(part) for part in sets])
    # Answerable and not count alike, and so do the whole collection and those of two articles; the hard kind
    # counts half as much as questions of another year.
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
        data[:, zeroed] = 0.0
        model = LogisticRegression(C=3000, max_iter=100_000)
        model.fit(data, labels, sample_weight=shares / shares.mean())
        fields = zip(Signals._fields, model.coef_[0], strict=True)
        weights = ", ".join(f'"{name}": {weight:.3f}' for name, weight in fields if weight)
        print(f"{label} = Regression({model.intercept_[0]:.2f}, {{{weights}}})")
        sure = np.split(model.predict_proba(data)[:, 1], np.cumsum([len(part) for part in sets])[:-1])
        for name, yes, no in (("other year", 0, 1), ("hard", 0, 2), ("pairs", 3, 4)):
            if len(sure[no]):
                print(f"  {name}: AUROC {auroc(sure[yes], sure[no]):.3f}", end="")
        print()
        for threshold in (0.3, 0.35, THRESHOLD, 0.45, 0.5):
            kept = " ".join(f"{np.mean(part >= threshold):.3f}" for part in sure)
            print(f"  from {threshold}: answered of {kept} (answerable, other year, hard, pairs, pairs not)")


def _signals(one: Looked) -> Signals:
    measured = signals(one.question, one.found, one.evidence)
    if measured is None:
        raise ValueError(f"nothing was found for {one.quiz.text!r}: is the store empty?")
    return measured


def _pairs(store: Store, questions: Sequence[QuizQuestion]) -> tuple[list[Signals], list[Signals]]:
    """Signals in collections of two articles, for a question they answer and for some they don't."""
    vectors = store.embedder.encode_queries([quiz.text for quiz in questions])
    right, wrong = [], []
    for index, quiz in enumerate(questions):
        hits = retrieve(store, understand(quiz.text), k=DEPTH).hits
        own = [hit.article for hit in hits if canonical_url(hit.article.url) in quiz.support]
        other = [hit.article for hit in hits if canonical_url(hit.article.url) not in quiz.support]
        if not own or not other:
            continue
        held = {canonical_url(own[0].url), canonical_url(other[0].url)}
        near = [i for i in np.argsort(-(vectors @ vectors[index])) if not questions[i].support & held]
        with tempfile.TemporaryDirectory() as scratch, Store.open(scratch, embedder=store.embedder) as pair:
            with catalog_of(store) as catalog:
                for article_id in (own[0].id, other[0].id):
                    pair.add(*stored(catalog, article_id))
            right.append(_signals(_look(pair, quiz)))
            wrong += [_signals(_look(pair, questions[i])) for i in near[:NEIGHBOURS]]
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
