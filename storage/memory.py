"""What the C library holds of a process's memory, where it can be told (glibc); elsewhere nothing happens."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def give_back_memory(library: ctypes.CDLL | None = None) -> None:
    """Return free memory to the system. Otherwise the gaps between tensors of all sizes add up: to 170 MB
    after some hundred passages of an ingest. This takes some milliseconds."""
    with suppress(AttributeError, OSError, TypeError):
        (library or ctypes.CDLL(None)).malloc_trim(0)


def limit_arenas(arenas: int, library: ctypes.CDLL | None = None) -> None:
    """Let the threads that start from now on share so many heaps. By default each has its own, with gaps of
    its own."""
    with suppress(AttributeError, OSError, TypeError):
        (library or ctypes.CDLL(None)).mallopt(_ARENA_MAX, arenas)
