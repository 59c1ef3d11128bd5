"""Functions that write hostile input into an empty folder, and hostile circumstances."""

from __future__ import annotations

import ctypes
import io
import os
import resource
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

Content = str | bytes | Callable[[], str | bytes]
Maker = Callable[[Path], object]

DAC_OVERRIDE, DAC_READ_SEARCH = 1 << 1, 1 << 2  # root's rights to write and to read any file
CAPABILITIES = struct.pack("=Ii", 0x20080522, 0)  # the header for capget and capset: version 3


def raw(content: Content) -> bytes:
    made = content() if callable(content) else content
    return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")


def file(name: str | bytes, content: Content) -> Maker:
    """One file with this content, or with the result of calling it."""
    return lambda folder: (folder / os.fsdecode(name)).write_bytes(raw(content))


def link(name: str, target: str) -> Maker:
    return lambda folder: (folder / name).symlink_to(target)


def all_of(*makers: Maker) -> Maker:
    return lambda folder: [make(folder) for make in makers]


def zip_of(members: Mapping[str, Content], method: int = zipfile.ZIP_DEFLATED) -> Callable[[], bytes]:
    def make() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, content in members.items():
                archive.writestr(name, raw(content))
        return buffer.getvalue()

    return make


def tar_of(name: str | bytes, content: bytes = b"", kind: bytes = tarfile.REGTYPE, to: str = "") -> bytes:
    """A tar archive with one member, or with a link of this kind that points `to` a path."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(os.fsdecode(name))
        info.type, info.linkname, info.size = kind, to, len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@contextmanager
def unprivileged() -> Iterator[None]:
    """Give up the rights of root in this thread and in the threads that it starts, so that file permissions
    apply. Skips the test when that fails."""
    if os.geteuid():
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("root may read and write everything")
    libc = ctypes.CDLL(None, use_errno=True)
    held = ctypes.create_string_buffer(24)  # (effective, permitted, inheritable), twice 32 bits of each
    assert libc.capget(CAPABILITIES, held) == 0
    effective, *others = struct.unpack("=6I", held.raw)
    fewer = struct.pack("=6I", effective & ~(DAC_OVERRIDE | DAC_READ_SEARCH), *others)
    assert libc.capset(CAPABILITIES, fewer) == 0
    try:
        yield
    finally:
        libc.capset(CAPABILITIES, held)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Limit the size of files to this number of bytes, so that writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def nothing(folder: Path) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """An input, and the lines of the report about it: the number of added articles, if any, and the others.
    "…" at the end of a line stands for the message of a library or of the system.

    `paths`: the paths to ingest, by default the folder of the input. `meanwhile` is called when reading has
    begun. Each stored article contains `text` and has the date `published`. `forbidden`: root gives up its
    rights. `slow`: the case takes seconds and repeats a smaller one.
    """

    name: str
    make: Maker
    lines: tuple[str, ...]
    paths: tuple[str, ...] = ("",)
    meanwhile: Maker = nothing
    text: str = ""
    published: str = ""
    forbidden: bool = False
    slow: bool = False


def case(name: str, make: Maker, *lines: str, **more: object) -> Case:
    return Case(name, make, lines, **more)  # type: ignore[arg-type]
