"""The files beside a catalog, and the atomic creation of a new one."""

from __future__ import annotations

import glob
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.locks import LIMIT, PATIENCE, WriteLock

ABANDONED = 3600.0  # seconds without a write, after which no process still writes a temporary file


def lock_of(path: Path, *, patience: float = PATIENCE, limit: float = LIMIT) -> WriteLock:
    return WriteLock(path.with_suffix(".lock"), patience=patience, limit=limit)


def note_of(path: Path) -> Path:
    """The file that counts the transactions of a catalog."""
    return path.with_suffix(".commits")


@contextmanager
def half_made(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`. The file there is renamed to `path` when the block succeeds, else
    deleted.

    Each call yields a unique path, so that two processes can't use the same file. The files of killed
    processes are deleted first. Raises OSError.
    """
    _delete_abandoned(path)
    half = path.with_name(f".{path.name}-{secrets.token_hex(4)}.half")
    try:
        yield half
        sync(half)
        half.replace(path)
        sync(path.parent)
    finally:
        for leftover in (half, *(half.with_name(half.name + end) for end in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)


def _delete_abandoned(path: Path) -> None:
    for half in path.parent.glob(f".{glob.escape(path.name)}-*.half*"):
        with suppress(FileNotFoundError):  # another process may be deleting it, too
            if time.time() - half.stat().st_mtime > ABANDONED:
                half.unlink()


@contextmanager
def new_folder(folder: Path, *, disposable: Path) -> Iterator[None]:
    """Make a folder, and the folders above it. When the block fails, the new folders are deleted, unless they
    hold more than the file `disposable`. Raises OSError."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made and [*folder.iterdir()] == [disposable]:
            disposable.unlink()
        with suppress(OSError):  # another process may have put something there
            for each in made:
                each.rmdir()
        raise


def sync(path: Path, *, windows: bool = os.name == "nt") -> None:
    """Flush a file or a folder to disk. Raises OSError.

    `windows`: Windows flushes only files that are open for writing. It can't open folders; it flushes their
    entries with the files.
    """
    if windows and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
