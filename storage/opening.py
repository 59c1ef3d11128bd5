"""Opens the catalog of a store, or creates a new one."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from storage.catalog.catalog import Catalog
from storage.catalog.files import note_of
from storage.errors import StoreError, StoreMismatch, StoreUnreadable
from storage.models.embedder import Embedder

CATALOG = "catalog.sqlite3"
VECTORS = "vectors"
CONVERSATIONS = "conversations.sqlite3"


def open_catalog(folder: Path, model: str | None, new_embedder: Callable[[], Embedder] | None) -> Catalog:
    """Open the catalog in a folder. `model`: the expected embedding model; None accepts any.

    A missing catalog is created for the model that `new_embedder` loads; with None, StoreError is raised.
    Also raises StoreMismatch and StoreUnreadable.
    """
    try:
        catalog = _open(folder, new_embedder)
    except OSError as error:
        raise StoreUnreadable(
            f"{folder} can't be used as a store: {error}. Choose another --store"
        ) from error
    if model and model != catalog.model:
        catalog.close()
        command = ["python", "-m", "storage", "rebuild", "--embedding-model", model, "--store", str(folder)]
        raise StoreMismatch(
            f"{folder} holds vectors of {catalog.model!r}, not of {model!r}. To re-embed it, run "
            f"`{shlex.join(command)}`; to use it as it is, don't name an embedding model"
        )
    return catalog


def _open(folder: Path, new_embedder: Callable[[], Embedder] | None) -> Catalog:
    path = folder / CATALOG
    if path.exists():
        return Catalog(path)
    if leftover := _leftover(folder):
        raise StoreUnreadable(
            f"{path} is missing, but {leftover} shows that this folder held a store: put the file back, or "
            f"restore a backup with `python -m storage restore FILE --store {folder}`. To start over, "
            f"delete {folder} first"
        )
    if new_embedder is None:
        raise StoreError(
            f"there is no store in {folder}: create one with `python -m ingest PATH... --store {folder}`, or "
            "name another folder with --store"
        )
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError("it is a file")
    embedder = new_embedder()
    return Catalog.create(
        path, model=embedder.name, dimension=embedder.dimension, max_tokens=embedder.max_tokens
    )


def _leftover(folder: Path) -> Path | None:
    """A file or folder of a store whose catalog is missing; None when there is none."""
    catalog, vectors = folder / CATALOG, folder / VECTORS
    signs = (vectors, vectors.with_suffix(".json"), note_of(catalog), folder / f"{CATALOG}-wal")
    return next((sign for sign in signs if sign.exists()), None)
