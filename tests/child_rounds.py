"""In each round, opens a store with the bundled model, asks, closes, and prints the resident memory in bytes.

Arguments: a folder for the store, and the number of rounds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from newsroom import HARBOUR, put

from assistant import Assistant
from storage import Store

BOATS = "How many boats were damaged by the storm in Port Elm?"


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    folder, rounds = sys.argv[1], int(sys.argv[2])
    with Store.open(folder) as store:
        put(store, store.embedder, HARBOUR)
    for _ in range(rounds):
        with Store.open(folder) as store:
            assert "42" in Assistant.open(store).ask(BOATS).text
        print(resident(), flush=True)


if __name__ == "__main__":
    main()
