"""Files of every format for the tests of reading, and the results of reading them."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest import DocumentLimits
from ingest.formats.read import Source, find, read
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected

TEXT = "The talks in Baku ended on Sunday without an agreement."
PAGE = f"""<html lang="en"><head><title>Talks end</title>
<meta property="og:site_name" content="Sample Herald"><meta name="author" content="Ann Lee">
<link rel="canonical" href="https://herald.example/talks">
<meta property="article:published_time" content="2020-11-01T09:30:00+00:00"></head>
<body><article><h1>Talks end</h1><p>{TEXT} {TEXT}</p><p>Nobody spoke of a date for the next round of them.</p>
<p style="display: none">Hidden words that a reader never sees.</p></article></body></html>"""


PATIENT = DocumentLimits(seconds=300)  # a busy machine must not fail a test


def records(
    *paths: str | Path, stdin: bytes = b"", limits: DocumentLimits = PATIENT, **columns: str
) -> list[Record | Rejection]:
    """The records of these files and folders; `columns` as in --map."""
    results: list[Record | Rejection] = []
    for source in find([str(path) for path in paths]):
        if isinstance(source, Source):
            results += read(source, io.BytesIO(stdin), columns, limits)
        else:
            results.append(source)
    return results


def parsed(record: Record) -> RawArticle:
    """The article that a worker process makes from a record."""
    return pickle.loads(pickle.dumps(record)).parse()


def articles(*paths: str | Path, **columns: str) -> list[RawArticle]:
    """The articles in these files, none of which is rejected."""
    results = records(*paths, **columns)
    assert not [record for record in results if isinstance(record, Rejection)], results
    return [parsed(record) for record in results if isinstance(record, Record)]


def only(path: Path, **columns: str) -> RawArticle:
    (article,) = articles(path, **columns)
    return article


def reasons(
    *paths: str | Path, stdin: bytes = b"", limits: DocumentLimits = PATIENT, **columns: str
) -> list[str]:
    """The reason for the rejection of each record in these files, "" for an article."""
    out = []
    for record in records(*paths, stdin=stdin, limits=limits, **columns):
        try:
            out.append(record.reason if isinstance(record, Rejection) else (parsed(record) and ""))
        except ArticleRejected as error:
            out.append(record.rejected(error).reason)
    return out


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and create its folders. A name that ends in .gz makes it compressed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def line(**fields: object) -> str:
    """An article in JSON."""
    return json.dumps({"text": TEXT} | fields)


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A tar archive. A name that ends in .gz or .tgz makes it compressed."""
    with tarfile.open(path, "w:gz" if path.suffix.lower() in (".gz", ".tgz") else "w") as archive:
        for name, content in members.items():
            raw = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return path


def peak_memory(work: Callable[[], object]) -> int:
    """The peak size of Python's objects during a call, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
