"""Measures the answers: the right article, the right sentence, the right words, and silence where due.

    python benchmarks/quality.py ARTICLES QUESTIONS [--unanswerable FILE] [--every N]
                                 [--half tuning|reporting] [--store DIR] [--embedding-model NAME]
                                 [--no-peer] [--json FILE] [--check BASELINE]

ARTICLES and QUESTIONS are JSON Lines, perhaps gzipped: articles as for `python -m ingest`, questions with
`question`, `date`, `answer` and `support` (the URLs of the articles that contain the answer; questions
without support are left out). If ARTICLES includes the articles of the project's own questions, these are
measured, too: hard_questions.jsonl (no article answers them), followups.jsonl and compound.jsonl.

`--store` keeps the ingested articles for the next run. The LlamaIndex starter is measured on the same files;
it needs `pip install -e '.[bench]'`, and `--no-peer` leaves it out. `--check` exits with status 1 when a
figure is below its floor in BASELINE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant import Assistant
from assistant.answer import Answer
from assistant.confidence import THRESHOLD
from assistant.evidence import Evidence
from assistant.language.question import Question
from assistant.rank import Ranker
from assistant.retrieve import Retrieval
from benchmarks.figures import describe_machine
from benchmarks.questions import (
    QuizQuestion,
    article_urls,
    auroc,
    exact_match,
    own_rows,
    read_jsonl,
    read_questions,
    reciprocal_rank,
    token_f1,
)
from ingest import ingest
from storage import Store
from storage.models.devices import bfloat16_is_native
from storage.models.embedder import Embedder
from storage.urls import canonical_url

DEPTH = 60  # passages retrieved: enough to hold ten different articles
BINS = 10
# Published results on RealTimeQA 2022, EM and F1. Its questions differ, so these are only a reference.
PUBLISHED = {
    "GPT-3 with Google search results": (38.3, 47.1),
    "RAG with Google search results": (25.1, 30.5),
    "T5, closed book": (9.5, 13.7),
}

Figures = dict[str, float]


class Recording(Ranker):
    """Ranks with another ranker, and keeps the evidence of the first call after `evidence` was reset."""

    def __init__(self, ranker: Ranker) -> None:
        super().__init__()
        self._ranker = ranker
        self.evidence: list[Evidence] | None = None

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        evidence = self._ranker.rank(question, retrieval)
        if self.evidence is None:
            self.evidence = evidence
        return evidence


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its answer, and the evidence behind the answer, best first."""

    quiz: QuizQuestion
    answer: Answer
    evidence: list[Evidence]


class Bench:
    """An assistant whose answers are kept with their evidence."""

    def __init__(self, store: Store, ranker: Ranker | None = None) -> None:
        self._recording = Recording(ranker or Ranker())
        self.assistant = Assistant(store, self._recording)

    def ask(self, quizzes: Iterable[QuizQuestion]) -> list[Asked]:
        return [self._asked(quiz) for quiz in quizzes]

    def _asked(self, quiz: QuizQuestion) -> Asked:
        self._recording.evidence = None
        answer = self.assistant.ask(quiz.text, k=DEPTH)
        return Asked(quiz, answer, self._recording.evidence or [])


def measure(
    store: Store,
    questions: Sequence[QuizQuestion],
    unanswerable: Sequence[QuizQuestion] = (),
    half: str | None = None,
    ranker: Ranker | None = None,
) -> Figures:
    """All figures by name. Shares are between 0 and 1."""
    bench = Bench(store, ranker)
    bench.ask(questions[:1])  # loads the models before anything is timed
    answerable = bench.ask(questions)
    other_year = bench.ask(unanswerable)
    hard = bench.ask(
        QuizQuestion(row["question"], row["date"]) for row in own_rows("hard_questions", store, half)
    )
    figures: Figures = {"questions": len(questions)}
    figures |= retrieval_figures(answerable) | answer_figures(answerable)
    figures |= silence_figures(answerable, other_year, hard)
    figures |= followup_figures(bench, list(own_rows("followups", store, half)))
    figures |= compound_figures(bench, list(own_rows("compound", store, half)))
    return figures | timing_figures(answerable)


def retrieval_figures(asked: Sequence[Asked]) -> Figures:
    """MRR and hits of the passages ordered by vectors, by words, and by both as the answer shows them."""
    figures: Figures = {}
    for way in ("dense", "lexical", "fused"):
        ranks = np.array([reciprocal_rank(_articles(one, way), one.quiz.support) for one in asked])
        figures |= rank_figures(way, ranks)
    return figures


def rank_figures(way: str, ranks: Any) -> Figures:
    figures = {f"{way}_mrr@10": float(np.mean(ranks))}
    return figures | {f"{way}_hit@{n}": float(np.mean(np.array(ranks) >= 1 / n)) for n in (1, 5, 10)}


def _articles(asked: Asked, way: str) -> list[str]:
    """The canonical URLs of the retrieved articles, best first."""
    hits = asked.answer.passages
    if way != "fused":
        hits = tuple(sorted(hits, key=lambda hit: -(hit.cosine if way == "dense" else hit.bm25)))
    return article_urls(hits)


def answer_figures(asked: Sequence[Asked]) -> Figures:
    """How often the answer string occurs. `first` and `first_three`: in the ranked evidence, even when the
    answer abstains. `span`: in the reader's best span. `short`: in the short answer, if one is given. The
    others: in the shown answer."""
    in_evidence = [[one.quiz.is_answered_by(sentence.text) for sentence in one.evidence[:3]] for one in asked]
    short = [one.answer.short.text if one.answer.short else "" for one in asked]
    spans = [_span(one.evidence[0]) if one.evidence else "" for one in asked]
    gold = [one.quiz.answer for one in asked]
    given = [bool(text) for text in short]
    exact = np.array([exact_match(*pair) for pair in zip(short, gold, strict=True)])
    lengths = [len(one.answer.text.split()) for one in asked if not one.answer.abstained]
    return {
        "answer_in_first": float(np.mean([any(row[:1]) for row in in_evidence])),
        "answer_in_first_three": float(np.mean([any(row) for row in in_evidence])),
        "answer_in_text": float(np.mean([one.quiz.is_answered_by(one.answer.text) for one in asked])),
        "answer_words": float(np.mean(lengths or [0])),
        "short_em": float(exact.mean()),
        "short_f1": float(np.mean([token_f1(*pair) for pair in zip(short, gold, strict=True)])),
        "span_em": float(np.mean([exact_match(*pair) for pair in zip(spans, gold, strict=True)])),
        "span_f1": float(np.mean([token_f1(*pair) for pair in zip(spans, gold, strict=True)])),
        "short_given": float(np.mean(given)),
        "short_em_when_given": float(exact[given].mean()) if any(given) else 0.0,
    }


def _span(best: Evidence) -> str:
    """The reader's likeliest span, however uncertain."""
    return best.text[best.reading.start : best.reading.end]


def silence_figures(
    answerable: Sequence[Asked], other_year: Sequence[Asked], hard: Sequence[Asked]
) -> Figures:
    """How often answerable questions get an answer, and questions about another year and hard ones get
    none."""
    confidence = [one.answer.confidence for one in answerable]
    figures = {"answered": float(np.mean(np.array(confidence) >= THRESHOLD))}
    for name, asked in (("other_year", other_year), ("hard", hard)):
        if asked:
            of_kind = [one.answer.confidence for one in asked]
            figures[f"{name}_questions"] = len(asked)
            figures[f"auroc_{name}"] = auroc(confidence, of_kind)
            figures[f"silent_{name}"] = float(np.mean(np.array(of_kind) < THRESHOLD))
    unanswerable = [one.answer.confidence for one in (*other_year, *hard)]
    if unanswerable:
        both = np.array(confidence + unanswerable)
        figures |= reliability(both, np.arange(len(both)) < len(confidence))
    return figures


def reliability(confidence: Any, answerable: Any) -> Figures:
    """The Brier score, and for each bin of confidence the number of questions and the answerable share."""
    figures = {"brier": float(np.mean((confidence - answerable) ** 2))}
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            figures[f"bin_{number / BINS:.1f}_count"] = int(inside.sum())
            figures[f"bin_{number / BINS:.1f}_answerable"] = float(np.mean(answerable[inside]))
    return figures


def followup_figures(bench: Bench, rows: Sequence[dict[str, Any]]) -> Figures:
    """How often the second question of a two-turn conversation retrieves its article and shows its answer."""
    retrieved, shown = [], []
    for row in rows:
        talk = bench.assistant.conversation()
        talk.ask(row["first"])
        answer = talk.ask(row["second"])
        retrieved.append(canonical_url(row["about"]) in article_urls(answer.passages))
        shown.append(any(_holds(answer.text, accepted) for accepted in row["answer"]))
    if not rows:
        return {}
    return {
        "followups": len(rows),
        "followup_article_found": float(np.mean(retrieved)),
        "followup_answered": float(np.mean(shown)),
    }


def compound_figures(bench: Bench, rows: Sequence[dict[str, Any]]) -> Figures:
    """The share of the expected parts in an answer, by kind: two things, list, reason, "about"."""
    shares: dict[str, list[float]] = {}
    for row in rows:
        text = bench.assistant.ask(row["question"]).text
        parts = [any(_holds(text, accepted) for accepted in part) for part in row["answer"]]
        shares.setdefault(row["kind"], []).append(float(np.mean(parts)))
    return {f"{kind}_parts": float(np.mean(of_kind)) for kind, of_kind in sorted(shares.items())}


def _holds(text: str, accepted: str) -> bool:
    return " ".join(accepted.lower().split()) in " ".join(text.lower().split())


def timing_figures(asked: Sequence[Asked]) -> Figures:
    figures: Figures = {}
    for stage in ("understand", "retrieve", "rank", "compose", "total"):
        waits = [one.answer.timings_ms[stage] for one in asked if stage in one.answer.timings_ms]
        if waits:
            figures |= {f"{stage}_p50_ms": float(np.percentile(waits, 50))}
            figures |= {f"{stage}_p95_ms": float(np.percentile(waits, 95))}
    return figures


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Measure and print. Returns 1 when a figure is below its floor. `embedder`: a loaded model to use."""
    options = _parser().parse_args(arguments)
    questions = [q for q in read_questions(options.questions) if q.support]
    unanswerable = read_questions(options.unanswerable) if options.unanswerable else []
    if options.half:
        questions = [q for q in questions if q.is_tuning == (options.half == "tuning")]
        unanswerable = [q for q in unanswerable if q.is_tuning == (options.half == "tuning")]
    unanswerable = unanswerable[:: options.every]
    with (
        tempfile.TemporaryDirectory() as scratch,
        Store.open(
            options.store or scratch, embedding_model=options.embedding_model, embedder=embedder
        ) as store,
    ):
        report = ingest([options.articles], store)
        figures = measure(store, questions, unanswerable, options.half)
        figures |= {"articles": store.count().articles, "rejected": len(report.rejected)}
    if options.peer:
        from benchmarks.peer import Peer

        with tempfile.TemporaryDirectory() as scratch:
            peer = Peer(Path(scratch), "bfloat16" if bfloat16_is_native() else "float32")
            peer.add(list(read_jsonl(options.articles)))
            figures |= rank_figures("starter", peer.reciprocal_ranks(questions))
    print_figures(figures)
    if options.json:
        results = {
            "machine": describe_machine(),
            "half": options.half,
            "figures": figures,
            "published": PUBLISHED,
        }
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return below(figures, json.loads(options.check.read_text())) if options.check else 0


def print_figures(figures: Figures) -> None:
    ways = [way for way in ("starter", "dense", "lexical", "fused") if f"{way}_mrr@10" in figures]
    print(f"{'':10}{'MRR@10':>9}{'hit@1':>9}{'hit@5':>9}{'hit@10':>9}")
    for way in ways:
        row = [figures[f"{way}_{name}"] for name in ("mrr@10", "hit@1", "hit@5", "hit@10")]
        print(f"{way:10}" + "".join(f"{value:9.3f}" for value in row))
    for name, value in figures.items():
        if not name.startswith(tuple(f"{way}_" for way in ways)):
            print(f"{name:28}{value:10.3f}" if isinstance(value, float) else f"{name:28}{value:10}")
    for name, (em, f1) in PUBLISHED.items():
        print(f"for reference, published on RealTimeQA 2022: {name}: EM {em} F1 {f1}")


def below(figures: Figures, floor: Figures) -> int:
    """Print the figures below their floor. Returns the exit status: 1 when there are any."""
    missed = {name: minimum for name, minimum in floor.items() if figures.get(name, 0.0) < minimum}
    for name, minimum in missed.items():
        value = figures.get(name, 0.0)
        print(f"below the floor: {name} is {value:.3f}, the floor is {minimum:.3f}", file=sys.stderr)
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--unanswerable", type=Path, metavar="FILE")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="ask only every N-th unanswerable question"
    )
    parser.add_argument(
        "--half", choices=("tuning", "reporting"), help="ask only one half of the questions: every other week"
    )
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--embedding-model", metavar="NAME", help="default: the bundled model")
    parser.add_argument("--peer", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
