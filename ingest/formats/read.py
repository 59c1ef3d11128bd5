"""Paths -> records: finds the files, and chooses the reader of each.

A record isn't parsed here. Its fingerprint is a hash of its bytes, so an unchanged record is skipped after it
was read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ingest.formats.agency import parse_nitf, read_newsml
from ingest.formats.archives import gunzip, tar_members, zip_members
from ingest.formats.feeds import read_feed
from ingest.formats.json_lines import read_json, read_json_lines
from ingest.formats.mail import parse_mail, parse_mhtml, read_mbox
from ingest.formats.markdown import parse_markdown
from ingest.formats.markup import root_name
from ingest.formats.parquet import read_parquet
from ingest.formats.pdf import parse_pdf
from ingest.formats.stream import BUFFER, MAX_DOCUMENT, File, Records, Stream, whole
from ingest.formats.tables import TABS, read_csv
from ingest.formats.text import parse_text
from ingest.formats.warc import read_warc
from ingest.formats.word import parse_word
from ingest.isolation import LIMITS, DocumentLimits
from ingest.page.html import parse_html
from ingest.records import Record, Rejection
from storage.errors import ArticleRejected

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input ("-"). `size`: in bytes on the disk, 0 when unknown."""

    path: str
    size: int = 0


# Which files


def find(paths: list[str]) -> Iterator[Source | Rejection]:
    """Yield the files in these paths; a folder stands for everything in it, in order of name. Hidden files
    and files of other formats in a folder are skipped; a file of another format that is named itself is
    rejected."""
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            yield from _walk(path)
        elif path == STDIN or format_of(path):
            yield Source(path, 0 if path == STDIN else _size(path))
        elif os.path.exists(path):
            yield Rejection(path, f"unknown format: readable are {', '.join(FORMATS)}, each also with .gz")
        else:
            yield Rejection(path, "no such file or folder")


def _walk(folder: str) -> Iterator[Source | Rejection]:
    failed: list[OSError] = []
    for where, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and format_of(name):
                path = os.path.join(where, name)
                yield Source(path, _size(path))
    for error in failed:
        yield Rejection(str(error.filename), f"can't open this folder: {error.strerror}")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0  # reading it will say why


# How each is read


def read(
    source: Source,
    stdin: BinaryIO | None = None,
    columns: Mapping[str, str] | None = None,
    limits: DocumentLimits = LIMITS,
) -> Records:
    """Yield the records of a file one at a time, and a rejection for what can't be read. `stdin`: read for
    "-", by default the process's own standard input. `columns`: the column or key of a field, where it
    isn't the usual one. `limits`: those of a process that reads a file of its own."""
    for record, _ in read_measured(source, stdin, columns, limits):
        yield record


def read_measured(
    source: Source,
    stdin: BinaryIO | None = None,
    columns: Mapping[str, str] | None = None,
    limits: DocumentLimits = LIMITS,
) -> Iterator[tuple[Record | Rejection, float]]:
    """As `read`, each record with the share of the file that was read so far, 0 to 1."""
    try:
        with _open(source, stdin, columns or {}, limits) as stream:
            records = read_json_lines(stream) if source.path == STDIN else read_stream(stream)
            for record in records:
                yield record, stream.file.share()
    except OSError as error:
        yield Rejection(source.path, f"can't be read: {error.strerror or error}"), 1.0


def read_stream(stream: Stream) -> Records:
    """Yield the records of a stream, in the format that its name states, which must be one of `FORMATS`."""
    try:
        content = gunzip(stream) if stream.name.lower().endswith((".gz", ".tgz")) else stream
        yield from FORMATS[format_of(stream.name)](content)
    except ArticleRejected as error:
        yield stream.rejection(error)


@contextmanager
def _open(
    source: Source, stdin: BinaryIO | None, columns: Mapping[str, str], limits: DocumentLimits
) -> Iterator[Stream]:
    if source.path == STDIN:
        # A new stream, since Python can't close sys.stdin at exit while a thread waits for it.
        with stdin or open(0, "rb", closefd=False) as content:
            yield Stream(STDIN, STDIN, "stdin", content, File(content, 0), columns=columns, limits=limits)
        return
    try:
        mode = os.stat(source.path).st_mode
    except ValueError as error:  # a NUL, or a character that the file system's encoding lacks
        raise OSError(f"no file can have this name ({error})") from error
    if not stat.S_ISREG(mode):
        raise OSError("not a regular file")  # opening a pipe would wait for its writer
    with open(source.path, "rb", buffering=BUFFER) as content:
        file = File(content, source.size)
        identity = os.path.abspath(source.path)
        yield Stream(source.path, source.path, identity, content, file, columns=columns, limits=limits)


def format_of(name: str) -> str:
    """The suffix in `FORMATS` that decides how a file is read; "" if there is none: "a/B.HTML.gz" ->
    ".html"."""
    name = os.path.basename(name).lower()
    if name.endswith(".tgz"):
        return ".tar"
    suffix = Path(name.removesuffix(".gz")).suffix
    return suffix if suffix in FORMATS else ""


def _archive(members: Callable[[Stream], Iterator[Stream | Rejection]]) -> Callable[[Stream], Records]:
    """The reader of an archive. As in a folder, hidden files and files of other formats are skipped."""

    def read(stream: Stream) -> Records:
        if stream.place:
            raise ArticleRejected("an archive inside an archive: unpack it first")
        empty = True
        for member in members(stream):
            if isinstance(member, Rejection):
                yield member
            elif format_of(member.name) and not _is_hidden(member.name):
                yield from read_stream(member)
            else:
                continue
            empty = False
        if empty:
            raise ArticleRejected("nothing in this archive has a readable format")

    return read


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(part.startswith(".") and part not in (".", "..") for part in parts)


def _read_xml(stream: Stream) -> Records:
    name = root_name(stream.content)
    if name not in XML_ROOTS:
        readable = ", ".join(XML_ROOTS)
        raise ArticleRejected(f"XML with the root {name[:40]!r}: readable are {readable}")
    return XML_ROOTS[name](stream)


XML_ROOTS: dict[str, Callable[[Stream], Records]] = {
    "rss": read_feed,
    "RDF": read_feed,
    "feed": read_feed,
    "newsMessage": read_newsml,
    "newsItem": read_newsml,
    "nitf": whole(parse_nitf),
}

FORMATS: dict[str, Callable[[Stream], Records]] = {
    ".txt": whole(parse_text),
    ".md": whole(parse_markdown),
    ".html": whole(parse_html),
    ".htm": whole(parse_html),
    ".mhtml": whole(parse_mhtml, MAX_DOCUMENT),
    ".mht": whole(parse_mhtml, MAX_DOCUMENT),
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".csv": read_csv,
    ".tsv": partial(read_csv, delimiters=TABS),
    ".parquet": read_parquet,
    ".rss": _read_xml,
    ".atom": _read_xml,
    ".xml": _read_xml,
    ".pdf": whole(parse_pdf, MAX_DOCUMENT),
    ".docx": whole(parse_word, MAX_DOCUMENT),
    ".eml": whole(parse_mail, MAX_DOCUMENT),
    ".mbox": read_mbox,
    ".warc": read_warc,
    ".zip": _archive(zip_members),
    ".tar": _archive(tar_members),
}
SUFFIXES = (*FORMATS, ".gz", ".tgz")  # how the name of a readable file may end
