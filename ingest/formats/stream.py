"""A named stream of bytes, from which the reader of a format reads."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from ingest.isolation import LIMITS, DocumentLimits
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected

# A part of each fingerprint. Raise it when reading or cleaning improves: then every record is read, cleaned
# and compared again.
READER_VERSION = 6

MAX_RECORD = 5_000_000  # bytes of one article, markup included: a million words
MAX_DOCUMENT = 20_000_000  # bytes of a PDF, a mail or a saved page, which contain pictures

BUFFER = 65_536  # bytes
# News shrinks to a quarter of its size, repetitive tables to a fiftieth, a bomb to a thousandth or less.
MAX_RATIO = 200
RATIO_FREE = 20_000_000  # bytes that may be unpacked from any file, however small
BOMB = "a decompression bomb is not read"

# What the decompressors of the standard library raise for damaged data
DAMAGE = (
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)

Records = Iterator[Record | Rejection]
Parser = Callable[[bytes], RawArticle]


@dataclass(slots=True)
class File:
    """A file on the disk. `size` is in bytes, 0 when unknown. `spend` counts the bytes that are unpacked
    from it; `free` bytes may be unpacked however small it is."""

    content: BinaryIO
    size: int
    unpacked: int = 0
    free: int = RATIO_FREE

    def share(self) -> float:
        return min(1.0, self.content.tell() / self.size) if self.size else 0.0

    def spend(self, count: int) -> None:
        """Raises ArticleRejected when more is unpacked than any honest file contains."""
        self.unpacked += count
        if self.unpacked > self.free + MAX_RATIO * self.size:
            raise ArticleRejected(f"{self.size:,} bytes that unpack to more than {self.unpacked:,}: {BOMB}")


@dataclass(frozen=True, slots=True)
class Stream:
    """Unpacked bytes to read: a file, standard input, or a member of an archive. `path` is that of the
    `file` that contains them. The end of `name` states the format. `place` is their position in the file
    ("member a/b.html: "), "" for a whole file. `columns` names the column or key of a field where it isn't
    the usual one: {"title": "headline"}. `limits` apply to a process that reads the file."""

    path: str
    name: str
    identity: str
    content: BinaryIO
    file: File
    place: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: DocumentLimits = LIMITS

    def record(
        self, raw: bytes, parser: Parser, *, place: str = "", item: str = "", salt: str | None = None
    ) -> Record:
        """Make the record of one article of this stream. `item` identifies an article without a URL among
        the others. `salt`: everything besides the bytes that the article depends on; by default its place,
        which identifies an article without a URL."""
        identity = f"{self.identity}#{item}" if item else self.identity
        made_from = fingerprint(raw, identity if salt is None else salt)
        return Record(self.path, self.place + place, identity, made_from, raw, parser)

    def rejection(self, reason: object, *, place: str = "") -> Rejection:
        return Rejection(self.path, f"{self.place}{place}{reason}")

    def read_whole(self, limit: int = MAX_RECORD) -> bytes:
        """Read all bytes. Raises ArticleRejected when there are more than `limit`."""
        raw = self.content.read(limit + 1)
        if len(raw) > limit:
            raise ArticleRejected(too_long(limit))
        return raw


def whole(parser: Parser, limit: int = MAX_RECORD) -> Callable[[Stream], Records]:
    """The reader of a format with one article in each file."""

    def read(stream: Stream) -> Records:
        yield stream.record(stream.read_whole(limit), parser)

    return read


def too_long(limit: int = MAX_RECORD) -> str:
    return f"more than {limit:,} bytes: too much for one article"


def fingerprint(raw: bytes, salt: str = "") -> str:
    """Hash these bytes, the version of the reader, and everything else that the article depends on: 16
    hexadecimal digits."""
    salted = f"{READER_VERSION}\0{salt}\0".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(salted + raw, digest_size=8).hexdigest()


def printable(name: str) -> str:
    """A name, safe to show on a terminal and on one line: "a\\x1b[2J.txt" -> r"a\\x1b[2J.txt"."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


class Unpacked(io.RawIOBase):
    """The output of a decompressor. Counts the bytes, and turns the decompressor's errors into
    ArticleRejected."""

    def __init__(self, decompressor: BinaryIO, kind: str, file: File) -> None:
        self._decompressor = decompressor
        self._kind = kind
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            raw = self._decompressor.read(len(buffer))
        except DAMAGE as error:
            raise ArticleRejected(f"damaged {self._kind} data: {error}") from error
        self._file.spend(len(raw))
        buffer[: len(raw)] = raw
        return len(raw)


def unpacked(stream: Stream, decompressor: BinaryIO, kind: str) -> Stream:
    """A stream of the output of `decompressor` for `stream`. `kind` names it in errors ("gzip")."""
    raw: io.RawIOBase = Unpacked(decompressor, kind, stream.file)
    return replace(stream, content=io.BufferedReader(raw, BUFFER))


class Metered:
    """A stream from which a parser reads items. No item may be larger than an article may be."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._count = 0

    def read(self, size: int = BUFFER) -> bytes:
        """Raises ArticleRejected when this item, with what is read ahead, is too large."""
        raw = self._stream.read(size)
        self._count += len(raw)
        if self._count > MAX_RECORD + 2 * BUFFER:
            raise ArticleRejected(too_long())
        return raw

    def next_item(self) -> None:
        self._count = 0
