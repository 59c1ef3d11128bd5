"""A process that opens, asks and closes stores repeatedly keeps none of their models."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from newsroom import python

ROUNDS = 30
WARM = 12  # rounds: until then, the memory that the C library keeps still grows
GROWTH = 3_000_000  # bytes a round after those: 1 MB was measured, and a model that stays adds 44 MB


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_no_model_remains_in_memory_after_thirty_stores(tmp_path: Path) -> None:
    child = Path(__file__).with_name("child_rounds.py")
    done = python(child, tmp_path / "store", ROUNDS, timeout=600)
    assert done.returncode == 0, done.stderr
    resident = [int(line) for line in done.stdout.splitlines()]
    assert len(resident) == ROUNDS
    assert resident[-1] - resident[WARM] < GROWTH * (ROUNDS - WARM), resident
