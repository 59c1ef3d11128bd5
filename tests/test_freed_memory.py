"""Free memory is returned to the system, and threads share heaps, if the C library can."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.memory import give_back_memory, limit_arenas


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


def test_a_c_library_without_these_functions_is_ignored():
    give_back_memory(object())  # type: ignore[arg-type]
    limit_arenas(2, object())  # type: ignore[arg-type]


HEAPS = """
import sys, threading
from storage.memory import limit_arenas
if len(sys.argv) > 1:
    limit_arenas(int(sys.argv[1]))
wait = threading.Barrier(9)
def allocate():
    piece = bytearray(100_000)
    wait.wait()
    wait.wait()
threads = [threading.Thread(target=allocate, daemon=True) for _ in range(8)]
for thread in threads:
    thread.start()
wait.wait()
ranges = [line.split()[0].split("-") for line in open("/proc/self/maps")]
print(sum(int(start, 16) % (64 << 20) == 0 for start, end in ranges))
"""


def heaps(*arguments: str) -> int:
    """The number of heaps of threads in a process with eight threads: each begins at a multiple of 64 MB."""
    command = [sys.executable, "-c", HEAPS, *arguments]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="heaps are limited with glibc")
def test_threads_share_heaps():
    assert heaps() > 4
    assert heaps("2") <= 2
