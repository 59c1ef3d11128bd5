"""How many passages a second each embedding model makes vectors of, and how many times that is the default's.

    python benchmarks/throughput.py STORE [FOLDER]... [--passages N] [--rounds N]

The passages are those of a store; FOLDERS are models as `DATELINE_EMBEDDING_MODEL` takes them. The bundled
model is measured with them, all on the same passages, sorted by length as at ingest. They take turns, and the
median of the rounds counts, so that a machine that is busy for a while slows all alike.
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
from storage.models.embedder import Embedder
from storage.models.load import load_embedder
from storage.settings import BUNDLED_MODEL

FIRST = 32  # passages, not counted: buffers are made for them


def rates(embedders: list[Embedder], documents: list[str], rounds: int) -> list[float]:
    """Passages a second of each."""
    seconds: list[list[float]] = [[] for _ in embedders]
    for embedder in embedders:
        embedder.encode_documents(documents[-FIRST:])
    for _ in range(rounds):
        for embedder, found in zip(embedders, seconds, strict=True):
            found.append(timed(partial(embedder.encode_documents, documents))[1])
    return [len(documents) / median(found) for found in seconds]


def passages_of(store: Store, limit: int) -> list[str]:
    """So many passages, as the model is given them, shortest first."""
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
    names = [BUNDLED_MODEL, *options.folders]
    found = rates([load_embedder(name) for name in names], documents, options.rounds)
    print_table(
        [
            Figure(name, rate, "/s", f"{rate / found[0]:.1f} times")
            for name, rate in zip(names, found, strict=True)
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
