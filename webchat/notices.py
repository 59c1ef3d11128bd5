"""What a reader should know of the server: the index is being rebuilt, the disk is full, the page is old."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from storage import Store
from storage.settings import VERSION
from webchat.texts import t

LEAST_FREE = 100 * 1024**2  # bytes; with less, the store may be unable to keep an article or a conversation
FOLDERS = ("static", "templates", "texts")  # what a page is made of


def bytes_free(folder: Path) -> int:
    """The bytes free on the disk of a folder."""
    return shutil.disk_usage(folder).free


def notices(store: Store, free: Callable[[Path], int] = bytes_free) -> list[str]:
    """Sentences on the state of the store. `free`: as `bytes_free`."""
    sentences = []
    if store.index.phase == "building":
        share = store.index.done / store.index.total if store.index.total else 0.0
        sentences.append(t("notice.rebuilding", share=round(100 * share)))
    if free(store.folder) < LEAST_FREE:
        sentences.append(t("notice.disk_full"))
    return sentences


@cache
def page_version() -> str:
    """Identifies the program that made a page: another one may not understand its requests."""
    version = hashlib.sha256(VERSION.encode())
    for folder in FOLDERS:
        for path in sorted((files("webchat") / folder).iterdir(), key=lambda path: path.name):
            if path.is_file():
                version.update(path.name.encode() + b"\0" + path.read_bytes())
    return version.hexdigest()[:16]
