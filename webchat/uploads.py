"""Uploaded files, each copied to a path made of its content's hash and its name."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def kept(uploads: Sequence[str], folder: Path) -> Iterator[list[Path]]:
    """Copy the uploads into `folder`, as "f9a0.../ferry.txt", and delete the folder afterwards.

    An article without a URL is identified by the path of its file. So uploading a file again gives the same
    article, and two different files of the same name give two.
    """
    shutil.rmtree(folder, ignore_errors=True)  # left over from a process that was killed
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


def discard(uploads: Sequence[str]) -> None:
    """Delete files that were uploaded into folders of their own, and these folders."""
    for upload in map(Path, uploads):
        upload.unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or gone
            upload.parent.rmdir()
