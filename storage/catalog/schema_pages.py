"""Gives a catalog with a damaged schema the schema of a new catalog, so that its tables can be read.

SQLite keeps the header and the schema on the first page of a file, and the rest of the schema on a few more
pages, to which the first page refers. All catalogs have the same schema, and each table begins at the same
page in all of them, except those restored from a backup, which renumbers the pages.

The offsets come from https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage.catalog.database import create

PAGE = 4096  # bytes
HEADER = 100  # bytes before the B-tree of the first page
INTERIOR = 5  # the type of a B-tree page that refers to others
WAL_MODE = b"\x02\x02"


def with_new_schema(damaged: Path, folder: Path) -> Iterator[Path]:
    """Copies of a damaged catalog in `folder`, each with the schema of a new catalog, and one page order.

    The copies lack the changes that are only in the write-ahead log. Raises OSError.
    """
    new, restored = folder / "new.sqlite3", folder / "restored.sqlite3"
    create(new, model="none", dimension="1", max_tokens="1")
    with closing(sqlite3.connect(new)) as connection:
        connection.execute("VACUUM INTO ?", (str(restored),))
    for template in (new, restored):
        copy = folder / f"damaged-{template.name}"
        shutil.copyfile(damaged, copy)
        _replace_schema(copy, template.read_bytes())
        yield copy


def _replace_schema(path: Path, template: bytes) -> None:
    """Overwrite the first page of a file with the template's, and append the pages that it refers to."""
    pages = max(1, path.stat().st_size // PAGE)
    first = bytearray(template[:PAGE])
    appended = b""
    for offset in _references(first):
        number = int.from_bytes(first[offset : offset + 4])
        appended += template[(number - 1) * PAGE : number * PAGE]
        first[offset : offset + 4] = (pages + len(appended) // PAGE).to_bytes(4)
    first[18:20] = WAL_MODE
    first[28:32] = (pages + len(appended) // PAGE).to_bytes(4)
    first[32:40] = bytes(8)  # no free pages
    with path.open("r+b") as file:
        file.write(first)
        file.seek(pages * PAGE)
        file.write(appended)
        file.truncate()


def _references(first: bytearray) -> list[int]:
    """The offsets in a first page of the numbers of the schema's other pages."""
    if first[HEADER] != INTERIOR:
        return []
    cells = int.from_bytes(first[HEADER + 3 : HEADER + 5])
    pointers = range(HEADER + 12, HEADER + 12 + 2 * cells, 2)
    return [HEADER + 8, *(int.from_bytes(first[at : at + 2]) for at in pointers)]
