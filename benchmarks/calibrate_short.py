"""Fit the certainty of the short answer on the tuning half of the reporters' questions.

    python benchmarks/calibrate_short.py ARTICLES [--store DIR] [--quiz FILE]

ARTICLES: as for benchmarks/reporter.py. `--quiz` adds the tuning questions of a quiz that these articles
answer. Prints the constants of assistant/short_answer.py. For each threshold, it also prints the share of the
questions that get a short answer, and the share of right ones among these, measured in folds by story.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.language.question import understand
from assistant.rank import Ranker
from assistant.retrieve import PASSAGES, retrieve
from assistant.short_answer import ShortCandidate, short_candidate
from benchmarks.judging import judge_words
from benchmarks.questions import auroc, token_f1
from benchmarks.questions import read_questions as read_quiz
from benchmarks.reporter import read_questions
from ingest import ingest
from storage import Store

FOLDS = 5
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
RIGHT_F1 = 0.8  # the minimum F1 of a right short answer to a quiz question


class Case(NamedTuple):
    """A question with its short answer, however uncertain. All questions of a `story` are in one fold."""

    story: str
    asks_for_few_words: bool
    candidate: ShortCandidate | None
    is_right: bool


def reporter_cases(store: Store, articles: Path) -> Iterator[Case]:
    for question in read_questions(articles, "tuning"):
        candidate, text = best_candidate(store, question.text)
        is_right = judge_words(question, text) == "right"
        yield Case(str(question.cluster), question.asks_for_few_words, candidate, is_right)


def quiz_cases(store: Store, quiz: Path) -> Iterator[Case]:
    for question in read_quiz(quiz):
        if question.is_tuning and question.support:
            candidate, text = best_candidate(store, question.text)
            yield Case(min(question.support), True, candidate, token_f1(text, question.answer) >= RIGHT_F1)


def best_candidate(store: Store, text: str) -> tuple[ShortCandidate | None, str]:
    """The short answer from the best sentence, and its words."""
    question = understand(text)
    evidence = Ranker().rank(question, retrieve(store, question, k=PASSAGES))
    candidate = short_candidate(question, evidence[0], evidence) if evidence else None
    if candidate is None:
        return None, ""
    return candidate, evidence[0].text[candidate.span.start : candidate.span.end]


def fit(cases: list[Case]) -> None:
    given = [case for case in cases if case.candidate]
    signals = np.array([case.candidate.signals for case in given if case.candidate])
    right = np.array([case.is_right for case in given])
    few = np.array([case.asks_for_few_words for case in given])
    stories = sorted({case.story for case in given})
    folds = np.array([stories.index(case.story) % FOLDS for case in given])
    certainties = np.zeros(len(given))
    for fold in range(FOLDS):
        model = LogisticRegression(max_iter=5_000).fit(signals[folds != fold], right[folds != fold])
        certainties[folds == fold] = model.predict_proba(signals[folds == fold])[:, 1]
    model = LogisticRegression(max_iter=5_000).fit(signals, right)
    weights = ", ".join(f"{weight:.2f}" for weight in model.coef_[0])
    print(f"CERTAINTY = Regression({model.intercept_[0]:.2f}, ShortSignals({weights})._asdict())")
    print(f"AUROC {auroc(certainties[right], certainties[~right]):.3f}")
    asked = sum(case.asks_for_few_words for case in cases)
    for threshold in THRESHOLDS:
        sure = certainties >= threshold
        precision = right[sure & few].mean() if (sure & few).any() else 0.0
        print(
            f"SURE {threshold:.2f}: given to {(sure & few).sum() / asked:.3f} of the questions for few words,"
            f" {precision:.3f} of these right; given to {(sure & ~few).sum()} other questions"
        )


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        cases = list(reporter_cases(store, options.articles))
        if options.quiz:
            cases += quiz_cases(store, options.quiz)
    fit(cases)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--quiz", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
