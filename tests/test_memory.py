"""A process that opens, asks and closes a store again and again keeps its memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from newsroom import python

ROUNDS = 30
GROWTH = 30_000_000  # bytes over all rounds after the first five: a model that stays would add 90 MB a round


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory_stays_flat_over_thirty_stores(tmp_path: Path) -> None:
    child = Path(__file__).with_name("child_rounds.py")
    done = python(child, tmp_path / "store", ROUNDS, timeout=600)
    assert done.returncode == 0, done.stderr
    resident = [int(line) for line in done.stdout.splitlines()]
    assert len(resident) == ROUNDS
    assert resident[-1] - resident[4] < GROWTH, resident
