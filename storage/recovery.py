"""New stores from a backup or from a damaged store."""

from __future__ import annotations

from pathlib import Path

from storage.catalog.backup import restore
from storage.catalog.rescue import Rescue, rescue
from storage.errors import StoreError, StoreUnreadable
from storage.index.files import IndexFiles
from storage.opening import CATALOG, VECTORS

UNSPLIT = "rescued.jsonl"  # the file for rescued articles that lost their passages


def restore_store(backup: Path, folder: Path) -> None:
    """As `Store.restore`, without opening the store."""
    restore(backup, folder / CATALOG, clear=IndexFiles(folder / VECTORS).delete)


def rescue_store(damaged: Path, folder: Path) -> Rescue:
    """As `Store.rescue`."""
    source, target = damaged / CATALOG, folder / CATALOG
    if target.exists():
        raise StoreError(f"{folder} already contains a store: name a new folder. Nothing was changed")
    if not source.exists():
        raise StoreUnreadable(f"there is no catalog in {damaged}: name the damaged store with --store")
    try:
        return rescue(source, target, folder / UNSPLIT)
    except OSError as error:
        raise StoreError(f"{damaged} can't be saved to {folder}: {error}. Choose another folder") from error
