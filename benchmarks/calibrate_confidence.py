"""Fit the decision of assistant/confidence.py on the tuning half of the reporters' questions.

    python benchmarks/calibrate_confidence.py ARTICLES QUIZ --unanswerable FILE [--store DIR]

The first signals keep their proportions, which benchmarks/calibrate.py fits on the quiz. Their common scale
and the weights of the other signals are fitted to "the answer doesn't mislead": each reporter's question is
answered, however low the confidence, and judged. The tuning questions of the quiz are added, so that the
decision stays right for long questions. Prints the constants and, measured in folds by story, what each
threshold brings; writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant import Assistant
from assistant.confidence import ANSWERED, Signals, signals
from assistant.language.question import Question, understand
from assistant.rank import Ranker
from assistant.retrieve import PASSAGES, retrieve
from benchmarks.judging import judge
from benchmarks.questions import auroc
from benchmarks.questions import read_questions as read_quiz
from benchmarks.reporter import tuning_turns
from ingest import ingest
from storage import Store

FOLDS = 8
STRENGTH = 0.1  # inverse of the regularisation of the standardised signals
QUIZ_SHARE = 3.0  # weight of a question of the quiz beside a reporter's, its two classes balanced
THRESHOLDS = (0.4, 0.45, 0.5, 0.53, 0.56, 0.6)
OF_SEARCH = Signals._fields[:8]  # fitted by benchmarks/calibrate.py
OTHERS = Signals._fields[8:]

Array = NDArray[np.float64]


class Case(NamedTuple):
    """A question with its signals. `verdict`: of its answer; for the quiz, "right" or "answered though not
    there". All questions of a `story` are in one fold."""

    story: str
    signals: Signals
    verdict: str
    is_quiz: bool = False

    @property
    def misleads(self) -> bool:
        return self.verdict in ("wrong", "answered though not there")


def reporter_cases(store: Store, articles: Path) -> Iterator[Case]:
    for asked, question, answer in tuning_turns(Assistant(store, threshold=0.0), articles):
        if measured := _signals(store, question):
            yield Case(str(asked.cluster), measured, judge(asked, answer).verdict)


def quiz_cases(store: Store, quiz: Path, unanswerable: Path) -> Iterator[Case]:
    for path, verdict in ((quiz, "right"), (unanswerable, "answered though not there")):
        for number, question in enumerate(read_quiz(path)):
            is_used = question.is_tuning and (question.support or path == unanswerable)
            if is_used and (measured := _signals(store, understand(question.text))):
                yield Case(f"quiz {number}", measured, verdict, is_quiz=True)


def _signals(store: Store, question: Question) -> Signals | None:
    """None for a request that isn't answered by quotations."""
    if question.way.by != "quotations" or question.kind == "about":
        return None
    retrieval = retrieve(store, question, k=PASSAGES)
    return signals(question, retrieval, Ranker().rank(question, retrieval))


def columns(cases: Sequence[Case]) -> Array:
    """The weighted sum of the first signals, and the others, shape (questions, 1 + others)."""
    sums = [sum(ANSWERED.weights[name] * getattr(case.signals, name) for name in OF_SEARCH) for case in cases]
    others = [[getattr(case.signals, name) for name in OTHERS] for case in cases]
    return np.column_stack([sums, others])


def fit(cases: Sequence[Case]) -> None:
    data, right = columns(cases), np.array([not case.misleads for case in cases])
    scale = data.std(axis=0) + 1e-9
    weights = _shares(cases)
    stories = sorted({case.story for case in cases})
    folds = np.array([stories.index(case.story) % FOLDS for case in cases])
    confidences = np.zeros(len(cases))
    for fold in range(FOLDS):
        kept = folds != fold
        model = _model().fit(data[kept] / scale, right[kept], weights[kept])
        confidences[~kept] = model.predict_proba(data[~kept] / scale)[:, 1]
    model = _model().fit(data / scale, right, weights)
    common, *others = model.coef_[0] / scale
    print(f"intercept {model.intercept_[0]:.3f}")
    for name in OF_SEARCH:
        print(f'"{name}": {common * ANSWERED.weights[name]:.3f},')
    for name, weight in zip(OTHERS, others, strict=True):
        print(f'"{name}": {weight:.3f},')
    _print_thresholds(cases, confidences)


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=5_000)


def _shares(cases: Sequence[Case]) -> Array:
    quiz = [case for case in cases if case.is_quiz]
    misleading = sum(case.misleads for case in quiz)
    share = {True: misleading, False: len(quiz) - misleading}
    return np.array(
        [QUIZ_SHARE * len(quiz) / 2 / share[case.misleads] if case.is_quiz else 1.0 for case in cases]
    )


def _print_thresholds(cases: Sequence[Case], confidences: Array) -> None:
    is_quiz = np.array([case.is_quiz for case in cases])
    misleads = np.array([case.misleads for case in cases])
    is_right = np.array([case.verdict == "right" for case in cases])
    absent = np.array([case.verdict == "answered though not there" for case in cases])
    quiz = confidences[is_quiz]
    print(f"quiz: AUROC {auroc(quiz[~misleads[is_quiz]], quiz[misleads[is_quiz]]):.3f}")
    for threshold in THRESHOLDS:
        shown, own = confidences >= threshold, ~is_quiz
        handled = np.mean((is_right & shown | absent & ~shown)[own])
        print(
            f"threshold {threshold:.2f}: reporters handled {handled:.3f}, misled"
            f" {np.mean((misleads & shown)[own]):.3f}; quiz answered"
            f" {np.mean(shown[is_quiz & ~misleads]):.3f}, silent {np.mean(~shown[is_quiz & misleads]):.3f}"
        )


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        cases = list(reporter_cases(store, options.articles))
        cases += quiz_cases(store, options.quiz, options.unanswerable)
    fit(cases)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("quiz", type=Path)
    parser.add_argument("--unanswerable", type=Path, required=True, metavar="FILE")
    parser.add_argument("--store", type=Path, metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
