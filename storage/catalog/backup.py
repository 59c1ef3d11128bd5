"""Backs up a catalog to one file, and restores it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from storage.catalog.database import SQL_ERRORS, Database
from storage.catalog.files import half_made, lock_of, new_folder, note_of
from storage.errors import StoreError, StoreUnreadable


def write(database: Database, path: Path) -> None:
    """Write a consistent copy to a new file, atomically; safe while other processes write.

    Raises StoreError.
    """
    if path.exists():
        raise StoreError(f"{path} already exists: name a new file for the backup")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half_made(path) as half:
            database.outside_transaction("VACUUM INTO ?", str(half))
    except (OSError, *SQL_ERRORS) as error:
        raise StoreError(f"the backup to {path} failed: {error}") from error


def restore(backup: Path, path: Path, *, clear: Callable[[], None]) -> None:
    """Create a catalog from a copy of the backup. `clear` removes the leftovers of an earlier catalog.
    On failure, folders created for it are removed. Raises StoreError when a catalog exists,
    StoreUnreadable when the file isn't a backup."""
    try:
        with new_folder(path.parent, disposable=path.with_suffix(".lock")), lock_of(path).held():
            if path.exists():
                raise StoreError(
                    f"{path.parent} already contains a store: name a new folder with --store. Nothing was "
                    "changed"
                )
            with half_made(path) as half:
                shutil.copyfile(backup, half)
                Database(half).close()  # check the copy, since opening a file changes it
                clear()
                for leftover in (
                    note_of(path),
                    *(path.with_name(path.name + end) for end in ("-wal", "-shm")),
                ):
                    leftover.unlink(missing_ok=True)
    except (OSError, StoreUnreadable) as error:
        raise StoreUnreadable(f"{backup} can't be restored to {path.parent}: {error}") from error
