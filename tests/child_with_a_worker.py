"""Starts a worker, prints the worker's process id and waits to be killed. Argument: the folder of a store."""

from __future__ import annotations

import sys
import time

from doubles import HashingEmbedder
from traps import trap_record

from ingest import Workers
from ingest.workers.prepare import PreparedArticle
from storage import Store


def main() -> None:
    store = Store.open(sys.argv[1], embedder=HashingEmbedder())
    workers = Workers(1)
    prepared = workers.submit(trap_record("process"), store).result()
    assert isinstance(prepared, PreparedArticle)
    print(prepared.article.text.split()[-1], flush=True)
    time.sleep(3600)


if __name__ == "__main__":
    main()
