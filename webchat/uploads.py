"""Uploaded files, each moved to a path made of its content's hash and its name while it is read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_NAME = 240  # bytes; a file system allows 255
UNNAMED = "upload"


@contextmanager
def placed(upload: Path, name: str, folder: Path) -> Iterator[Path]:
    """Move an uploaded file to `folder`, as "f9a0.../ferry.txt", and delete it afterwards.

    An article without a URL is identified by the path of its file. So uploading a file again gives the same
    article, and two different files of the same name give two.
    """
    with upload.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    place = folder / content / safe_name(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(upload, place)
    try:
        yield place
    finally:
        shutil.rmtree(place.parent, ignore_errors=True)


def safe_name(name: str) -> str:
    """The name of a file from another machine, without folders and control characters.

    >>> safe_name("../notes/pier.txt"), safe_name("C:\\\\a\\\\b.pdf"), safe_name("..")
    ('pier.txt', 'b.pdf', 'upload')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in last if each.isprintable()).strip(" .")
    return shown.encode()[-LONGEST_NAME:].decode(errors="ignore") or UNNAMED
