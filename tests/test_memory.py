"""Memory is given back, where the C library can."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import pytest

from ingest.memory import give_back


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="memory is given back, and told, on Linux with glibc",
)
def test_the_holes_between_what_is_kept_are_given_back():
    pieces = [bytes(20_000) for _ in range(5_000)]  # 100 MB
    kept = pieces[::100]
    before = resident()
    del pieces
    give_back()
    assert before - resident() > 50_000_000
    assert len(kept) == 50


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back()
