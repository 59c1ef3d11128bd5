"""The secret of a store, with which the web chat signs what only it may issue."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from storage.errors import StoreError

KEY_FILE = "readers.key"  # in the store's folder, readable by its owner only
SIZE = 32  # bytes


def secret(folder: Path) -> bytes:
    """The secret of the store in `folder`, made on first use. Raises StoreError when it can't be read or
    written."""
    path = folder / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} can't be used: {error}") from error
    if len(key) != SIZE:
        raise StoreError(
            f"{path} is damaged: delete it. Readers then lose the list of their conversations, no articles"
        )
    return key


def _make(path: Path) -> None:
    """Write the whole file under another name first: a process that comes second finds it complete."""
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):  # another process was first
            os.link(half, path)
    finally:
        os.unlink(half)
