"""Fit the constants of assistant/retrieve.py, evidence.py and confidence.py on the tuning half of questions.

    python benchmarks/calibrate.py ARTICLES QUESTIONS --unanswerable FILE [--store DIR]

Prints the constants; nothing is written. Confidence is fitted on the whole collection and on collections of
two articles, made from it: one that holds the answer and its nearest neighbour; there the questions that
these two can't answer are those of other articles that are nearest to them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.confidence import THRESHOLD, Signals, signals
from assistant.evidence import PASSAGES, OverlapRanker, sentence_features, split
from assistant.question import understand
from assistant.retrieve import fuse, retrieve
from benchmarks.questions import QuizQuestion, auroc, read_questions, reciprocal_rank
from ingest import ingest
from ingest.identity import canonical_url
from storage import Store
from storage.records import Hit
from storage.store import Candidate

SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
DEPTH = 60
NEIGHBOURS = 2  # unanswerable questions for each collection of two
SHORTLIST = 40  # sentences that are embedded for fitting


class Sentences(NamedTuple):
    """Of one question: features (sentences, 5) with the cosine last, and which sentences hold the answer."""

    features: NDArray[np.float64]
    answers: NDArray[np.bool_]


def main() -> int:
    options = _parser().parse_args()
    questions = [q for q in read_questions(options.questions) if q.support and q.is_tuning]
    unanswerable = [q for q in read_questions(options.unanswerable) if q.is_tuning]
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        _print_fusion(store, questions)
        _print_evidence([_sentences(store, quiz) for quiz in questions])
        _print_confidence(store, questions, unanswerable)
    return 0


def _print_fusion(store: Store, questions: Sequence[QuizQuestion]) -> None:
    found = [retrieve(store, understand(quiz.text), k=2 * DEPTH).hits for quiz in questions]
    for share in SHARES:
        ranks = [
            reciprocal_rank(_ranked(hits, share), quiz.support)
            for quiz, hits in zip(questions, found, strict=True)
        ]
        print(
            f"DENSE_SHARE {share:.1f}: MRR@10 {np.mean(ranks):.3f} hit@1 {np.mean(np.array(ranks) == 1):.3f}"
        )


def _ranked(hits: Sequence[Hit], share: float) -> list[str]:
    scores = fuse([Candidate(0, hit.scores["cosine"], hit.scores["bm25"]) for hit in hits], share)
    return list(dict.fromkeys(canonical_url(hits[i].article.url) for i in np.argsort(-scores)))


def _sentences(store: Store, quiz: QuizQuestion) -> Sentences:
    question = understand(quiz.text)
    found = retrieve(store, question, k=PASSAGES)
    sentences = [sentence for hit in found.hits for sentence in split(hit)]
    features = sentence_features(question, found, sentences)
    cheap = features @ [
        OverlapRanker.COVERAGE,
        OverlapRanker.CONTEXT,
        OverlapRanker.KIND,
        OverlapRanker.PASSAGE,
    ]
    chosen = np.argsort(-cheap)[:SHORTLIST]
    vectors = store.embedder.encode_documents([sentences[i].text for i in chosen])
    answers = np.array([quiz.is_answered_by(sentences[i].text) for i in chosen])
    return Sentences(np.column_stack([features[chosen], vectors @ found.vectors[0]]), answers)


def _print_evidence(questions: Sequence[Sentences]) -> None:
    """Listwise: the weights under which the sentences with the answer take the most of a softmax."""
    useful = [q for q in questions if q.answers.any() and not q.answers.all()]

    def loss(weights: NDArray[np.float64]) -> float:
        total = 0.0
        for features, answers in useful:
            scores = features @ weights
            total += np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[answers])
        return total / len(useful) + 0.005 * float(weights @ weights)

    fitted = minimize(loss, np.ones(5)).x
    names = ("COVERAGE", "CONTEXT", "KIND", "PASSAGE", "COSINE")
    print("evidence:", ", ".join(f"{name} {weight:.2f}" for name, weight in zip(names, fitted, strict=True)))
    now = np.array([getattr(OverlapRanker, name) for name in names])
    for label, weights in (("now", now), ("fitted", fitted)):
        orders = [q.answers[np.argsort(-(q.features @ weights), kind="stable")] for q in questions]
        first, three = np.mean([o[:1].any() for o in orders]), np.mean([o[:3].any() for o in orders])
        print(f"  {label:7} answer in first {first:.3f}, first three {three:.3f}")


def _print_confidence(
    store: Store, questions: Sequence[QuizQuestion], unanswerable: Sequence[QuizQuestion]
) -> None:
    whole = [(_signals(store, quiz.text), True) for quiz in questions]
    whole += [(_signals(store, quiz.text), False) for quiz in unanswerable]
    pairs = _pairs(store, questions)
    rows = whole + pairs
    data, labels = np.array([row for row, _ in rows]), np.array([label for _, label in rows])
    # Both kinds of collection count alike.
    shares = np.repeat([1.0, len(whole) / len(pairs)], [len(whole), len(pairs)])
    model = LogisticRegression(C=1000, class_weight="balanced", max_iter=10_000)
    model.fit(data, labels, sample_weight=shares)
    weights = ", ".join(f"{name}={w:.3f}" for name, w in zip(Signals._fields, model.coef_[0], strict=True))
    print(f"confidence: INTERCEPT {model.intercept_[0]:.2f}, {weights}")
    for label, part in (("whole", whole), ("pairs", pairs)):
        sure = model.predict_proba(np.array([row for row, _ in part]))[:, 1]
        truth = np.array([label for _, label in part])
        brier = np.mean((sure - truth) ** 2)
        print(
            f"  {label}: AUROC {auroc(sure[truth], sure[~truth]):.3f}, Brier {brier:.3f}, answered "
            f"{np.mean(sure[truth] >= THRESHOLD):.3f}, silent {np.mean(sure[~truth] < THRESHOLD):.3f}"
        )


def _signals(store: Store, text: str) -> Signals:
    question = understand(text)
    found = retrieve(store, question, k=PASSAGES)
    return signals(question, found, OverlapRanker(store.embedder).rank(question, found))


def _pairs(store: Store, questions: Sequence[QuizQuestion]) -> list[tuple[Signals, bool]]:
    """Signals in collections of two articles, for a question they answer and for some they don't."""
    vectors = store.embedder.encode_queries([quiz.text for quiz in questions])
    rows = []
    for index, quiz in enumerate(questions):
        hits = retrieve(store, understand(quiz.text), k=DEPTH).hits
        own = [hit.article for hit in hits if canonical_url(hit.article.url) in quiz.support]
        other = [hit.article for hit in hits if canonical_url(hit.article.url) not in quiz.support]
        if not own or not other:
            continue
        ids = [own[0].id, other[0].id]
        held = {canonical_url(own[0].url), canonical_url(other[0].url)}
        near = [i for i in np.argsort(-(vectors @ vectors[index])) if not questions[i].support & held]
        with tempfile.TemporaryDirectory() as scratch, Store.open(scratch, embedder=store.embedder) as pair:
            for article_id in ids:
                pair.add(*store.exported(article_id))
            rows.append((_signals(pair, quiz.text), True))
            rows += [(_signals(pair, questions[i].text), False) for i in near[:NEIGHBOURS]]
    return rows


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
