"""Measures how many passages embedding models embed per second, compared with the bundled model.

    python benchmarks/throughput.py STORE [FOLDER]... [--passages N] [--rounds N]

The passages come from STORE. Each FOLDER holds a model for `DATELINE_EMBEDDING_MODEL`; the bundled model
is always measured, also in int8 where that is used. All embed the same passages, sorted by length as at
ingest. The models take turns, and the median of the rounds counts, so a busy phase of the machine slows all
of them alike.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.figures import Figure, print_table, timed
from benchmarks.stored import catalog_of, stored
from storage import Store
from storage.models.devices import AUTO
from storage.models.embedder import Embedder
from storage.models.int8 import this_machine, wants_int8
from storage.models.load import load_embedder
from storage.settings import BUNDLED_MODEL

WARM_UP = 32  # passages embedded first, not counted: they make the model allocate its buffers


def rates(embedders: list[Embedder], documents: list[str], rounds: int) -> list[float]:
    """The number of passages that each embedder embeds per second."""
    seconds: list[list[float]] = [[] for _ in embedders]
    for embedder in embedders:
        embedder.encode_documents(documents[-WARM_UP:])
    for _ in range(rounds):
        for embedder, of_embedder in zip(embedders, seconds, strict=True):
            of_embedder.append(timed(partial(embedder.encode_documents, documents))[1])
    return [len(documents) / median(of_embedder) for of_embedder in seconds]


def passages_of(store: Store, limit: int) -> list[str]:
    """The texts that a model embeds for the first `limit` passages of a store, shortest first."""
    with catalog_of(store) as catalog:
        documents = (
            passage.document(article)
            for info in store.articles()
            for article, passages, _ in [stored(catalog, info.id)]
            for passage in passages
        )
        return sorted(islice(documents, limit), key=len)


def main() -> int:
    options = _parser().parse_args()
    with Store.open(options.store, create=False) as store:
        documents = passages_of(store, options.passages)
    models = {BUNDLED_MODEL: load_embedder(BUNDLED_MODEL, device="cpu")}
    if wants_int8(BUNDLED_MODEL, AUTO, this_machine()):
        models[f"{BUNDLED_MODEL} in int8"] = load_embedder(BUNDLED_MODEL)
    models |= {folder: load_embedder(folder, device="cpu") for folder in options.folders}
    speeds = rates(list(models.values()), documents, options.rounds)
    print_table(
        [
            Figure(name, rate, "/s", f"{rate / speeds[0]:.1f} times the bundled model")
            for name, rate in zip(models, speeds, strict=True)
        ]
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--passages", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    return parser


if __name__ == "__main__":
    sys.exit(main())
