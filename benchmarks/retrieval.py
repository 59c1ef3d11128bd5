"""How well questions find their articles and sentences, and confidence tells what can be answered.

    python benchmarks/retrieval.py ARTICLES QUESTIONS [--unanswerable FILE] [--half tuning|reporting]
                                   [--store DIR] [--json FILE] [--check BASELINE]

ARTICLES and QUESTIONS are JSON Lines (may be .gz): articles as `python -m ingest` takes them, questions with
`question`, `date`, `answer` and `support` (URLs of articles that hold the answer; without them a question is
left out). `--store` keeps the ingested articles for the next run. `--check` exits with 1 when a figure is
below the committed floor.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.confidence import THRESHOLD, confidence, signals
from assistant.evidence import OverlapRanker
from assistant.question import understand
from assistant.retrieve import Retrieval, retrieve
from benchmarks.questions import QuizQuestion, auroc, read_questions, reciprocal_rank
from ingest import ingest
from ingest.identity import canonical_url
from storage import Store

DEPTH = 60  # passages, so that ten different articles are among them
WAYS = ("dense", "lexical", "fused")


def main() -> int:
    options = _parser().parse_args()
    questions = [q for q in read_questions(options.questions) if q.support]
    unanswerable = read_questions(options.unanswerable) if options.unanswerable else []
    if options.half:
        questions = [q for q in questions if q.is_tuning == (options.half == "tuning")]
        unanswerable = [q for q in unanswerable if q.is_tuning == (options.half == "tuning")]
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        report = ingest([options.articles], store)
        figures = measure(store, questions, unanswerable)
        figures |= {"articles": store.count().articles, "rejected": len(report.rejected)}
    _print(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return _below(figures, json.loads(options.check.read_text())) if options.check else 0


def measure(
    store: Store, questions: Sequence[QuizQuestion], unanswerable: Sequence[QuizQuestion]
) -> dict[str, float]:
    """All figures by name, shares between 0 and 1."""
    ranks: dict[str, list[float]] = {way: [] for way in WAYS}
    first, first_three, sure = [], [], []
    ranker = OverlapRanker(store.embedder)
    for quiz in questions:
        question = understand(quiz.text)
        found = retrieve(store, question, k=DEPTH)
        for way in WAYS:
            ranks[way].append(reciprocal_rank(_articles(found, way), quiz.support))
        evidence = ranker.rank(question, found)
        hit = [quiz.is_answered_by(sentence.text) for sentence in evidence[:3]]
        first.append(any(hit[:1]))
        first_three.append(any(hit))
        sure.append(confidence(signals(question, _top(found), evidence)))
    unsure = []
    for quiz in unanswerable:
        question = understand(quiz.text)
        found = retrieve(store, question, k=DEPTH)
        unsure.append(confidence(signals(question, _top(found), ranker.rank(question, found))))
    figures: dict[str, float] = {"questions": len(questions), "unanswerable": len(unanswerable)}
    for way in WAYS:
        rank = np.array(ranks[way])
        figures |= {f"{way}_mrr@10": float(rank.mean())}
        figures |= {f"{way}_hit@{n}": float((rank >= 1 / n).mean()) for n in (1, 5, 10)}
    figures |= {
        "answer_in_first": float(np.mean(first)),
        "answer_in_first_three": float(np.mean(first_three)),
    }
    figures |= {"answered": float(np.mean(np.array(sure) >= THRESHOLD))}
    if unsure:
        figures |= {"auroc": auroc(sure, unsure), "silent": float(np.mean(np.array(unsure) < THRESHOLD))}
    return figures


def _articles(found: Retrieval, way: str) -> list[str]:
    """The canonical URLs of the articles, best first, each once."""
    hits = found.hits
    if way != "fused":
        component = "cosine" if way == "dense" else "bm25"
        hits = tuple(sorted(hits, key=lambda hit: -hit.scores[component]))
    return list(dict.fromkeys(canonical_url(hit.article.url) for hit in hits))


def _top(found: Retrieval) -> Retrieval:
    """As `Assistant.ask` sees it."""
    return replace(found, hits=found.hits[:10])


def _print(figures: dict[str, float]) -> None:
    print(f"{'':10}{'MRR@10':>9}{'hit@1':>9}{'hit@5':>9}{'hit@10':>9}")
    for way in WAYS:
        row = [figures[f"{way}_{name}"] for name in ("mrr@10", "hit@1", "hit@5", "hit@10")]
        print(f"{way:10}" + "".join(f"{value:9.3f}" for value in row))
    for name, value in figures.items():
        if not name.startswith(WAYS):
            print(f"{name:24}{value:10.3f}" if isinstance(value, float) else f"{name:24}{value:10}")


def _below(figures: dict[str, float], floor: dict[str, float]) -> int:
    below = {name: least for name, least in floor.items() if figures.get(name, 0.0) < least}
    for name, least in below.items():
        print(f"below the floor: {name} is {figures.get(name, 0.0):.3f}, wanted {least:.3f}", file=sys.stderr)
    return 1 if below else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--unanswerable", type=Path, metavar="FILE")
    parser.add_argument(
        "--half", choices=("tuning", "reporting"), help="only every other week of the questions"
    )
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
