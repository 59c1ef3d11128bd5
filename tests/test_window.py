"""Memory is returned to the system after a window, if the C library can."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import pytest

from ingest.window import give_back_memory


def resident() -> int:
    """The resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="memory is given back, and counted, on Linux with glibc",
)
def test_freed_memory_is_returned_to_the_system():
    pieces = [bytes(20_000) for _ in range(5_000)]  # 100 MB
    kept = pieces[::100]
    before = resident()
    del pieces
    give_back_memory()
    assert before - resident() > 50_000_000
    assert len(kept) == 50


def test_a_c_library_without_malloc_trim_is_ignored():
    give_back_memory(object())  # type: ignore[arg-type]
