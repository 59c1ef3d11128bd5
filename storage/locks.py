"""Locks between processes. The only module that imports filelock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def file_lock(path: Path) -> BaseFileLock:
    """A lock on this file, not yet held: `with file_lock(path): ...` waits until it is free.

    Every call makes another lock, so two threads of one process exclude each other, too. The system releases
    it when the process dies. Acquiring raises OSError when the file can't be made.
    """
    import filelock

    return filelock.FileLock(path, thread_local=False)


def try_lock(path: Path) -> BaseFileLock | None:
    """The lock on this file, held, or None while another process or thread holds it.

    Raises OSError when the file can't be made.
    """
    import filelock

    lock = filelock.FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return None
    return lock
