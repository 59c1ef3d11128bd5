"""The files around a catalog, and how a new one is made: whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.locks import LIMIT, PATIENCE, WriteLock


def lock_of(path: Path, *, patience: float = PATIENCE, limit: float = LIMIT) -> WriteLock:
    return WriteLock(path.with_suffix(".lock"), patience=patience, limit=limit)


def note_of(path: Path) -> Path:
    """The file beside a catalog that counts its transactions."""
    return path.with_suffix(".commits")


@contextmanager
def half_made(path: Path) -> Iterator[Path]:
    """A path beside `path` for a file to make; it gets that name when the block ends well, else it goes.

    Each call gives another path, so that two processes can't take each other's half. Raises OSError.
    """
    half = path.with_name(f".{path.name}-{secrets.token_hex(4)}.half")
    try:
        yield half
        sync(half)
        half.replace(path)
        sync(path.parent)
    finally:
        for leftover in (half, *(half.with_name(half.name + end) for end in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file or a folder written to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
