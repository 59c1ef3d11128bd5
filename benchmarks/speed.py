"""Measures the speed of ingesting and answering, and the memory and disk space used.

    python benchmarks/speed.py ARTICLES [--limit N] [--questions FILE] [--store DIR] [--raw N]
                               [--peer [DTYPE]]... [--json FILE]

ARTICLES are JSON Lines as for `python -m ingest`. Ingest is compared with `SentenceTransformer.encode`
alone, on the same passages and with the same dtype; `--raw N` encodes only N passages a turn, evenly spaced.
`--store` keeps the new store in a folder. `--questions` names JSON Lines with `question`; without it, the
headlines serve as questions. `--peer` also measures the LlamaIndex starter on the same articles with the same
model: VectorStoreIndex, its default splitter, HuggingFaceEmbedding, ChromaVectorStore. It needs `pip install
-e '.[bench]'`. DTYPE is float32, its default, or bfloat16.

The candidates take turns of some hundred articles, so a busy phase of the machine slows all of them alike.
Absolute figures need an idle machine; the load average at the start is reported with them.
"""

from __future__ import annotations

import argparse
import json
import resource
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant import Assistant
from benchmarks.figures import Figure, describe_machine, print_table, timed
from benchmarks.peer import Peer, Row
from benchmarks.questions import read_jsonl
from benchmarks.stored import catalog_of, stored
from ingest import ingest
from storage import Store
from storage.models.sentence_transformer import BATCH_SIZE, SentenceTransformerEmbedder

ROOT = Path(__file__).resolve().parent.parent

MAX_QUESTIONS = 200
WARM_UP = 5  # questions asked first, not counted
STARTS = 3  # fresh processes
TURN = 800  # articles that one candidate ingests before the next one's turn


def main() -> int:
    options = _parser().parse_args()
    machine = describe_machine()
    rows = list(islice(read_jsonl(options.articles), options.limit))
    questions = _questions(options.questions, rows)
    embedder, loading = timed(SentenceTransformerEmbedder)
    embedder.encode_documents([row["text"] for row in rows[:32]])
    figures = [Figure("load the model", loading, "s")]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        kept = options.store or folder / "store"
        with Store.open(kept, embedder=embedder) as store:
            if store.count().articles:
                raise SystemExit(f"{kept} already holds articles: name a new folder")
            peers = [Peer(folder / dtype, dtype) for dtype in options.peer or ()]
            figures += measure_ingest(store, rows, folder, peers, options.raw)
            figures += measure_ask(Assistant.open(store), questions)
            passages = store.count().passages
        figures += measure_sizes(kept, passages)
        figures += measure_start(kept, questions[0])
        for peer in peers:
            figures += peer.measure_retrieval(questions)
    print_table(figures)
    if options.json:
        command = shlex.join(["python", *sys.argv])
        results = {
            "command": command,
            "machine": machine,
            "figures": [figure._asdict() for figure in figures],
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


# Ingest


def measure_ingest(
    store: Store, rows: Sequence[Row], folder: Path, peers: Sequence[Peer], sample: int | None
) -> list[Figure]:
    """Time ingest, the model alone and the peers in turns; then time ingesting the same articles again."""
    ours = raw = peak = 0.0
    rejected = 0
    files = []
    for start in range(0, len(rows), TURN):
        part = rows[start : start + TURN]
        file = folder / f"articles-{start}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in part), "utf-8")
        files.append(file)
        earlier = {info.id for info in store.articles()}
        report, seconds = timed(partial(ingest, [file], store))
        rejected += len(report.rejected)
        peak = peak or peak_megabytes(resource.RUSAGE_SELF)
        ours += seconds
        raw += encode_alone(store, earlier, sample)
        for peer in peers:
            peer.add(part)
    again = timed(lambda: ingest(files, store))[1]
    counts = store.count()
    return [
        Figure("articles", counts.articles, "", f"{rejected} rejected"),
        Figure("passages", counts.passages, ""),
        Figure("ingest", ours, "s", "read, clean, split, embed, store, index"),
        Figure("ingest, articles", counts.articles / ours, "/s"),
        Figure("ingest, passages", counts.passages / ours, "/s"),
        Figure("raw encoding, passages", counts.passages / raw, "/s", "SentenceTransformer.encode alone"),
        Figure("ingest / raw encoding", raw / ours, "", "to reach: 0.95"),
        *(figure for peer in peers for figure in peer.figures(ours)),
        Figure("ingest again, unchanged", again, "s", f"{counts.articles / again:,.0f} articles/s"),
        Figure("peak memory, ingest", peak, "MB", f"after the first {min(TURN, len(rows))} articles"),
        Figure(
            "peak memory",
            peak_megabytes(resource.RUSAGE_SELF),
            "MB",
            "after all of them",
        ),
    ]


def encode_alone(store: Store, earlier: set[str], sample: int | None) -> float:
    """The seconds that the model alone takes for the passages of all articles except the `earlier` ones. With
    `sample`, it encodes only that many passages, and the time is scaled up."""
    with catalog_of(store) as catalog:
        new = [stored(catalog, info.id) for info in store.articles() if info.id not in earlier]
    documents = [passage.document(article) for article, passages, _ in new for passage in passages]
    chosen = documents[:: max(1, len(documents) // sample)] if sample else documents
    model = store.embedder._model  # type: ignore[attr-defined]
    seconds = timed(lambda: model.encode(chosen, batch_size=BATCH_SIZE, show_progress_bar=False))[1]
    return seconds * len(documents) / max(len(chosen), 1)


# Asking


def measure_ask(assistant: Assistant, questions: Sequence[str]) -> list[Figure]:
    for question in questions[:WARM_UP]:
        assistant.ask(question)
    timings = [assistant.ask(question).timings_ms for question in questions]
    figures = []
    for stage in ("total", *dict.fromkeys(s for t in timings for s in t if s != "total")):
        waits = [t[stage] for t in timings if stage in t]
        name = "ask" if stage == "total" else f"  {stage}"
        note = f"{len(waits)} questions; to reach: 150" if stage == "total" else ""
        figures.append(Figure(f"{name}, p50", float(np.percentile(waits, 50)), "ms", note))
        figures.append(Figure(f"{name}, p95", float(np.percentile(waits, 95)), "ms"))
    return figures


def measure_sizes(store: Path, passages: int) -> list[Figure]:
    catalog = sum(file.stat().st_size for file in store.glob("catalog.*"))
    vectors = sum(file.stat().st_size for file in (store / "vectors").rglob("*") if file.is_file())
    each = (catalog + vectors) / max(passages, 1)
    return [
        Figure("catalog", catalog / 1e6, "MB"),
        Figure("vector index", vectors / 1e6, "MB"),
        Figure("both, each passage", each / 1e3, "kB"),
    ]


# Fresh processes


def measure_start(store: Path, question: str) -> list[Figure]:
    timing = "import time; t = time.perf_counter(); import assistant; print(time.perf_counter() - t)"
    imports = [float(fresh("-c", timing)) for _ in range(STARTS + 2)]
    ask = ["-m", "assistant", question, "--store", str(store), "--json"]
    answers = [timed(lambda: fresh(*ask))[1] for _ in range(STARTS)]
    return [
        Figure("import assistant", median(imports), "s", "to reach: 0.5"),
        Figure("first answer of a process", median(answers), "s", "from its start to its end; to reach: 8"),
        Figure("peak memory, one answer", peak_megabytes(resource.RUSAGE_CHILDREN), "MB"),
    ]


def fresh(*arguments: str) -> str:
    """Run a new interpreter and return its output."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def peak_megabytes(who: int) -> float:
    peak = resource.getrusage(who).ru_maxrss  # kilobytes on Linux, bytes on macOS
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


# The command


def _questions(path: Path | None, rows: Sequence[Row]) -> list[str]:
    texts = (
        (row["question"] for row in read_jsonl(path)) if path else (row.get("title") or "" for row in rows)
    )
    return list(islice((text for text in texts if any(c.isalnum() for c in text)), MAX_QUESTIONS))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="default: the headlines are asked")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the store in this new folder")
    parser.add_argument(
        "--raw", type=int, metavar="N", help="passages a turn that the model alone encodes (default: all)"
    )
    parser.add_argument(
        "--peer",
        nargs="?",
        const="float32",
        choices=("float32", "bfloat16"),
        action="append",
        help="also measure the LlamaIndex starter (may be repeated)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures and machine to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
