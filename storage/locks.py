"""Locks between threads and processes. The only module that imports filelock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import StoreError

if TYPE_CHECKING:
    from filelock import BaseFileLock

logger = logging.getLogger("storage")

PATIENCE = 2.0  # seconds before a waiting writer logs a warning; most transactions take milliseconds
LIMIT = 900.0  # seconds before a waiting writer gives up; rebuilding a large index takes minutes


class WriteLock:
    """Lets one thread of one process write at a time.

    The operating system releases the lock when the process dies. After `patience` seconds a waiting writer
    logs a warning; after `limit` seconds it gives up.
    """

    def __init__(self, path: Path, *, patience: float = PATIENCE, limit: float = LIMIT) -> None:
        self._path = path
        self._patience = patience
        self._limit = limit
        self._threads = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a block. Raises StoreError when it isn't free in time, OSError when the lock file
        can't be created."""
        import filelock

        lock = filelock.FileLock(self._path, thread_local=False)
        with (
            self._acquired("thread", self._acquire_thread, self._threads.release),
            self._acquired("process", partial(_acquire_file, lock), lock.release),
        ):
            yield

    def _acquire_thread(self, seconds: float) -> bool:
        return self._threads.acquire(timeout=seconds)

    @contextmanager
    def _acquired(
        self, holder: str, acquire: Callable[[float], bool], release: Callable[[], None]
    ) -> Iterator[None]:
        folder = self._path.parent
        if not acquire(self._patience):
            logger.warning("waiting for another %s that writes to %s", holder, folder)
            if not acquire(max(self._limit - self._patience, 0)):
                raise StoreError(
                    f"another {holder} has been writing to {folder} for {self._limit:.0f} seconds: let it "
                    "finish or stop it, then try again. Nothing was changed"
                )
        try:
            yield
        finally:
            release()


def _acquire_file(lock: BaseFileLock, seconds: float) -> bool:
    import filelock

    try:
        lock.acquire(timeout=seconds)
    except filelock.Timeout:
        return False
    return True


def try_lock(path: Path) -> BaseFileLock | None:
    """Acquire the lock on this file without waiting. Returns None while another process or thread holds it.

    Raises OSError when the file can't be created.
    """
    import filelock

    lock = filelock.FileLock(path, thread_local=False)
    return lock if _acquire_file(lock, 0) else None
