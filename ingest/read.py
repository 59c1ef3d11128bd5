"""Paths -> records: which files there are, and how each format is cut into articles.

A record is not parsed here: its fingerprint, made from its bytes, lets an unchanged one be skipped at the
cost of reading it.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ingest.fields import article_from, load_json, parse_json
from ingest.html import parse_html
from ingest.raw import RawArticle, Record, Rejection
from ingest.text import parse_markdown, parse_text
from storage.errors import ArticleRejected

# In each fingerprint: a new number has every record read, cleaned and compared again. Raise it when a change
# of reading or cleaning makes better articles of the same bytes.
READER_VERSION = 2

STDIN = "-"
MAX_RECORD = 5_000_000  # bytes of one article, markup included: a million words
MAX_JSON = 200_000_000  # bytes of a .json file, which is parsed whole; JSON Lines has no such limit
TOO_LONG = f"more than {MAX_RECORD:,} bytes: too much for one article"

# Whether a line of JSON surely states its article's URL. One "{" means one object, so the key is the
# article's own; inside a string, a quotation mark would be escaped.
STATES_URL = re.compile(rb'"url"\s*:\s*"https?://', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input ("-"); `size` in bytes as it lies on the disk, 0 when unknown."""

    path: str
    size: int = 0


@dataclass(slots=True)
class _File:
    """An open file: decompressed bytes, and how much of it has been read."""

    path: str
    identity: str
    stream: BinaryIO
    on_disk: BinaryIO
    size: int

    def share(self) -> float:
        return min(1.0, self.on_disk.tell() / self.size) if self.size else 0.0


Found = Iterator[Record | Rejection]


# Which files


def find(paths: list[str]) -> Iterator[Source | Rejection]:
    """The files that paths name: folders with all that is inside, in order of name. Hidden files and files
    of other formats inside a folder are passed over; one that was named itself is rejected."""
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            yield from _walk(path)
        elif path == STDIN or reader_of(path):
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
            if not name.startswith(".") and reader_of(name):
                path = os.path.join(where, name)
                yield Source(path, _size(path))
    for error in failed:
        yield Rejection(str(error.filename), f"can't open this folder: {error.strerror}")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # reading it will say why


# How each is read


def read(source: Source, stdin: BinaryIO | None = None) -> Found:
    """The records of a file, one at a time, and what could not be read of it.

    `stdin`: what "-" stands for, by default the process's own standard input.
    """
    try:
        with _open(source, stdin) as file:
            yield from (_lines if source.path == STDIN else FORMATS[reader_of(source.path)])(file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Rejection(source.path, f"damaged gzip data: {error}")
    except OSError as error:
        yield Rejection(source.path, f"can't be read: {error.strerror or error}")


@contextmanager
def _open(source: Source, stdin: BinaryIO | None) -> Iterator[_File]:
    if source.path == STDIN:
        # A stream of its own: at exit Python can't take back sys.stdin from a thread that waits for it.
        with stdin or open(0, "rb", closefd=False) as stream:
            yield _File(STDIN, "stdin", stream, stream, 0)
        return
    with open(source.path, "rb") as on_disk:
        zipped = source.path.lower().endswith(".gz")
        stream = gzip.GzipFile(fileobj=on_disk) if zipped else on_disk  # type: ignore[assignment]
        yield _File(source.path, os.path.abspath(source.path), stream, on_disk, source.size)


def reader_of(path: str) -> str:
    """The suffix in `FORMATS` that a file is read by, "" for none: "a/B.HTML.gz" -> ".html"."""
    name = os.path.basename(path).lower().removesuffix(".gz")
    suffix = Path(name).suffix
    return suffix if suffix in FORMATS else ""


def _whole(parser: Callable[[bytes], RawArticle], file: _File) -> Found:
    raw = file.stream.read(MAX_RECORD + 1)
    if len(raw) > MAX_RECORD:
        yield Rejection(file.path, TOO_LONG)
        return
    yield Record(file.path, "", file.identity, fingerprint(raw, file.identity), raw, parser)


def _lines(file: _File) -> Found:
    number = 0
    empty = True
    while raw := file.stream.readline(MAX_RECORD + 1):
        number += 1
        if len(raw) > MAX_RECORD:
            yield Rejection(file.path, f"line {number}: {TOO_LONG}")
            _skip_line(file.stream, raw)
        elif raw := raw.removeprefix(codecs.BOM_UTF8).strip():
            yield _line(file, number, raw)
        else:
            continue
        empty = False
    if empty:
        yield Rejection(file.path, "the file is empty: JSON Lines with one article each were expected")


def _line(file: _File, number: int, raw: bytes) -> Record:
    identity = f"{file.identity}#{number}"
    if file.path == STDIN:
        identity = f"stdin#{fingerprint(raw)}"
    own = raw.count(b"{") == 1 and STATES_URL.search(raw)
    return Record(
        file.path,
        f"line {number}: ",
        identity,
        fingerprint(raw) if own else fingerprint(raw, identity),
        raw,
        parse_json,
        file.share(),
    )


def _skip_line(stream: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(MAX_RECORD)


def _json(file: _File) -> Found:
    raw = file.stream.read(MAX_JSON + 1)
    if len(raw) > MAX_JSON:
        yield Rejection(file.path, f"more than {MAX_JSON:,} bytes: split it, or use JSON Lines (.jsonl)")
        return
    record = Record(file.path, "", file.identity, fingerprint(raw, file.identity), raw, parse_json)
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield record
        return
    try:
        yield from _items(record)
    except ArticleRejected as error:
        yield record.rejected(error)


def _items(record: Record) -> Found:
    """The articles of a JSON list. Parsed at once, since only that tells where each begins."""
    items = load_json(record.raw)
    if not items:
        raise ArticleRejected("an empty JSON list: articles were expected")
    for number, item in enumerate(items, 1):
        identity = f"{record.identity}#{number}"
        raw = repr(item).encode("utf-8", "surrogatepass")
        yield replace(
            record,
            place=f"item {number}: ",
            identity=identity,
            fingerprint=fingerprint(raw, identity),
            parser=lambda _, item=item: article_from(item),  # type: ignore[misc]
            raw=b"",
            share=number / len(items),
        )


def fingerprint(raw: bytes, identity: str = "") -> str:
    """16 hexadecimal digits for these bytes, as this version of the reader reads them; and for the identity,
    when the bytes don't state one."""
    salt = f"{READER_VERSION}\0{identity}\0".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(salt + raw, digest_size=8).hexdigest()


def _whole_as(parser: Callable[[bytes], RawArticle]) -> Callable[[_File], Found]:
    return lambda file: _whole(parser, file)


FORMATS: dict[str, Callable[[_File], Found]] = {
    ".txt": _whole_as(parse_text),
    ".md": _whole_as(parse_markdown),
    ".html": _whole_as(parse_html),
    ".htm": _whole_as(parse_html),
    ".json": _json,
    ".jsonl": _lines,
}
