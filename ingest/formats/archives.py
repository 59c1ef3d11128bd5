"""gzip, zip and tar -> the streams inside. Nothing is written to disk, so the names of members do no harm."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, BinaryIO, cast

from ingest.formats.stream import (
    BOMB,
    BUFFER,
    DAMAGE,
    MAX_RATIO,
    RATIO_FREE,
    Metered,
    Stream,
    printable,
    unpacked,
)
from ingest.records import Rejection
from storage.errors import ArticleRejected

ENCRYPTED = 0x1  # of a zip member's flags


def gunzip(stream: Stream) -> Stream:
    """The stream inside a gzip stream, which may have several members."""
    return unpacked(stream, cast(BinaryIO, gzip.GzipFile(fileobj=stream.content)), "gzip")


def zip_members(stream: Stream) -> Iterator[Stream | Rejection]:
    """The files in a zip archive, in its order. Raises ArticleRejected for a damaged archive."""
    if not stream.content.seekable():
        raise ArticleRejected("a zip archive inside another file: unpack it first")
    try:
        archive = zipfile.ZipFile(stream.content)
    except DAMAGE as error:
        raise ArticleRejected(f"damaged zip archive: {error}") from error
    with archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):  # a folder
                continue
            member = _member(stream, info.filename)
            try:
                yield unpacked(member, _open_zipped(archive, info), "zip")
            except ArticleRejected as error:
                yield member.rejection(error)


def _open_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    if info.flag_bits & ENCRYPTED:
        raise ArticleRejected("encrypted: unpack it with its password first")
    if info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * info.compress_size:
        raise ArticleRejected(f"{info.compress_size:,} bytes that unpack to {info.file_size:,}: {BOMB}")
    try:
        return cast(BinaryIO, archive.open(info))
    except DAMAGE as error:  # a NotImplementedError for unknown compression
        raise ArticleRejected(f"damaged zip member: {error}") from error


def tar_members(stream: Stream) -> Iterator[Stream | Rejection]:
    """The files in a tar archive, in its order. Links and devices are skipped. Raises ArticleRejected."""
    metered = Metered(stream.content)  # headers are held in memory, and may state any size
    try:
        with tarfile.open(fileobj=cast(BinaryIO, metered), mode="r|") as archive:
            while info := archive.next():
                archive.members.clear()  # type: ignore[attr-defined]  # else it keeps every header
                member = _member(stream, info.name)
                if info.issparse():
                    yield member.rejection("a sparse file: not read")
                elif info.isreg():
                    content = cast(BinaryIO, _Advancing(archive.extractfile(info), metered))
                    member = unpacked(member, content, "tar")
                    yield member
                    while member.content.read(BUFFER):
                        pass  # the bytes that its reader left
    except DAMAGE as error:
        raise ArticleRejected(f"damaged tar archive: {error}") from error


class _Advancing:
    """The content of a member. Each piece read from it counts as a new item of the archive."""

    def __init__(self, content: IO[bytes] | None, metered: Metered) -> None:
        assert content
        self._content = content
        self._metered = metered

    def read(self, size: int) -> bytes:
        self._metered.next_item()
        return self._content.read(size)


def _member(stream: Stream, name: str) -> Stream:
    return replace(
        stream, name=name, identity=f"{stream.identity}#{name}", place=f"member {printable(name)}: "
    )
