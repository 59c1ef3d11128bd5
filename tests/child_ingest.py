"""Ingests made-up reports in processes that may be killed at any moment.

Slow modules are imported once. For each line "FOLDER FIRST PASSAGES" on standard input, a fork opens the
store in FOLDER and adds the reports FIRST, FIRST + 1, ... until it is killed. Each has PASSAGES passages, or
its own number of passages for 0. Every third report gets a second version, and then the vector index is
brought up to date. The process writes "pid PID" first, "NUMBER VERSION" after the store has acknowledged each
report, and "dead" when the fork has ended."""

from __future__ import annotations

import os
import sys
from itertools import count

from doubles import HashingEmbedder
from reports import report

from storage import Store
from storage.index.chroma import import_chromadb


def ingest(folder: str, first: int, passages: int) -> None:
    with Store.open(folder, embedder=HashingEmbedder()) as store:
        for number in count(first):
            add(store, number, 0, passages)
            if number % 3 == 0:
                add(store, number, 1, passages)
                store.follow()


def add(store: Store, number: int, version: int, passages: int) -> None:
    made = report(number, version, passages or None)
    store.add(made.article, made.passages, made.vectors)
    say(f"{number} {version}")


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())  # at once, and whole


def main() -> None:
    import_chromadb()
    say("waiting")
    for line in sys.stdin:
        folder, first, passages = line.rsplit(maxsplit=2)
        process = os.fork()
        if not process:
            ingest(folder, int(first), int(passages))
        say(f"pid {process}")
        os.waitpid(process, 0)
        say("dead")


if __name__ == "__main__":
    main()
