"""Uploaded files, each under a path that stands for its name and its content."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept(uploads: Sequence[str], folder: Path) -> Iterator[list[Path]]:
    """Copies of the uploads in `folder`, "f9a0.../ferry.txt"; the folder is gone in the end.

    An article without a URL is identified by the path of its file. So the same file is the same article
    when it comes again, and two people's files of one name are two.
    """
    shutil.rmtree(folder, ignore_errors=True)  # a run that was killed left it
    try:
        yield list(dict.fromkeys(_copy(Path(upload), folder) for upload in uploads))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(upload: Path, folder: Path) -> Path:
    with upload.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    copy = folder / content / upload.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(upload, copy)
    return copy
