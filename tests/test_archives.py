"""gzip, zip and tar: every format inside them, bombs, broken members, names outside the archive."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from files import PAGE, TEXT, articles, line, peak_memory, reasons, records, tarred, write, zipped

from ingest.records import Record, Rejection

MEMBERS = {"a.txt": TEXT, "b/page.html": PAGE, "b/c.jsonl": f"{line()}\n{line()}\n"}
PLACES = [
    "member a.txt: ",
    "member b/page.html: ",
    "member b/c.jsonl: line 1: ",
    "member b/c.jsonl: line 2: ",
]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.TGZ"])
def test_members_are_read_by_their_own_format(tmp_path: Path, name: str):
    path = (zipped if name == "a.zip" else tarred)(tmp_path / name, MEMBERS)
    results = records(path)
    assert [record.place for record in results if isinstance(record, Record)] == PLACES
    assert all(TEXT in article.text for article in articles(path))
    assert {record.path for record in results} == {str(path)}


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_the_archive_and_the_name_identify_a_member(tmp_path: Path, name: str):
    path = (zipped if name == "a.zip" else tarred)(tmp_path / name, MEMBERS)
    assert [article.identity for article in articles(path)] == [
        f"{path}#a.txt",
        f"{path}#b/page.html",
        f"{path}#b/c.jsonl#1",
        f"{path}#b/c.jsonl#2",
    ]


def test_a_compressed_member_is_unpacked(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"a.jsonl.gz": gzip.compress(line().encode())})
    assert [article.text for article in articles(path)] == [TEXT]


def test_hidden_members_and_other_formats_are_skipped(tmp_path: Path):
    members = {".a.txt": TEXT, "__MACOSX/._b.txt": TEXT, ".git/c.txt": TEXT, "d.png": "x", "e.txt": TEXT}
    assert [article.identity for article in articles(zipped(tmp_path / "a.zip", members))] == [
        f"{tmp_path / 'a.zip'}#e.txt"
    ]
    assert reasons(zipped(tmp_path / "b.zip", {"d.png": "x"})) == [
        "nothing in this archive has a readable format"
    ]


# Hostile


def test_a_member_without_a_name_is_skipped(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"x.txt": "Nobody reads this.", "y.txt": TEXT})
    path.write_bytes(path.read_bytes().replace(b"x.txt", b"\0.txt"))  # a name ends at NUL
    assert [article.text for article in articles(path)] == [TEXT]


def test_links_and_devices_in_a_tar_are_not_followed(tmp_path: Path):
    path = tmp_path / "a.tar"
    secret = write(tmp_path / "secret.txt", "Secret words that nobody gave.")
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("link.txt")
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
    assert reasons(path) == ["nothing in this archive has a readable format"]


def test_names_are_safe_to_show(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"\x1b[2J.txt": ""})
    assert reasons(path) == [r"member \x1b[2J.txt: the file is empty: an article was expected"]


@pytest.mark.parametrize("inner", ["b.zip", "b.tar", "b.tar.gz"])
def test_a_nested_archive_is_rejected_and_the_rest_is_read(tmp_path: Path, inner: str):
    packed = (zipped if inner == "b.zip" else tarred)(tmp_path / inner, {"c.txt": TEXT}).read_bytes()
    path = zipped(tmp_path / "a.zip", {inner: packed, "d.txt": TEXT})
    assert reasons(path) == [f"member {inner}: an archive inside an archive: unpack it first", ""]
    assert reasons(write(tmp_path / "e.zip.gz", b"PK")) == [
        "a zip archive inside another file: unpack it first"
    ]


LARGE = 100_000_000  # bytes


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.warc.gz", "a.mbox.gz", "a.rss.gz"])
def test_a_gzip_bomb_is_rejected_in_constant_memory(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(gzip.compress(bytes(1_000_000)) * (LARGE // 1_000_000))
    assert path.stat().st_size < 200_000
    rejections: list[str] = []
    peak = peak_memory(lambda: rejections.extend(reasons(path)))
    assert peak < 60_000_000  # the CSV library keeps several copies of a line
    assert rejections
    assert all(rejections)


def test_a_bomb_of_many_small_lines_is_rejected(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    lines = (b" " * 9_999 + b"\n") * 100
    path.write_bytes(gzip.compress(lines) * (LARGE // 1_000_000))
    size = path.stat().st_size
    (rejection,) = reasons(path)
    assert rejection.startswith(f"{size:,} bytes that unpack to more than ")
    assert rejection.endswith(": a decompression bomb is not read")


def test_a_zip_bomb_is_rejected_and_the_other_members_are_read(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "bomb.jsonl": bytes(50_000_000), "c.txt": TEXT})
    results: list[str] = []
    assert peak_memory(lambda: results.extend(reasons(path))) < 30_000_000
    assert results[0] == results[2] == ""
    assert results[1].startswith("member bomb.jsonl: ")
    assert results[1].endswith(" bytes that unpack to 50,000,000: a decompression bomb is not read")


def test_a_zip_that_understates_a_size_yields_no_more_than_that_size(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"bomb.txt": b"word " * 1_000_000, "c.txt": TEXT})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 50)))
    assert reasons(path) == ["member bomb.txt: damaged zip data: Bad CRC-32 for file 'bomb.txt'", ""]


def test_each_member_counts_even_when_members_share_data(tmp_path: Path):
    """2,000 members of a megabyte each share their data, so the size of the file doesn't show the total."""
    path = zipped(tmp_path / "a.zip", {"a.jsonl": b" \n" * 500_000})
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_000):
            info = archive.infolist()[0]
            copy = zipfile.ZipInfo(f"{number}.jsonl")
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, name, getattr(info, name))
            archive.filelist.append(copy)
        archive._didModify = True  # type: ignore[attr-defined]
    results = reasons(path)
    assert len(results) == 2_001
    assert results[-1]


def test_a_tar_header_with_a_large_size_takes_no_memory(tmp_path: Path):
    path = tmp_path / "a.tar"
    with path.open("wb") as file:
        header = tarfile.TarInfo("x")
        header.type, header.size = tarfile.XHDTYPE, 60_000_000
        file.write(header.tobuf(tarfile.USTAR_FORMAT))
        file.truncate(60_001_024)  # sparse on the disk
    results: list[str] = []
    assert peak_memory(lambda: results.extend(reasons(path))) < 30_000_000
    assert results == ["more than 5,000,000 bytes: too much for one article"]


def test_large_members_are_skipped_or_read_whole(tmp_path: Path):
    lines = f"{line(title='x' * 1000)}\n" * 12_000
    path = tarred(tmp_path / "a.tar", {"a.png": bytes(8_000_000), "b.jsonl": lines, "c.txt": TEXT})
    results: list[str] = []
    assert peak_memory(lambda: results.extend(record.place for record in records(path))) < 60_000_000  # type: ignore[union-attr]
    assert results[-1] == "member c.txt: "
    assert len(results) == 12_001


# Broken


def test_a_damaged_member_hides_no_other(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in ("a.txt", "b.txt", "c.txt"):
            archive.writestr(name, f"{name} {TEXT}")
    path.write_bytes(path.read_bytes().replace(b"b.txt The talks", b"b.txt Two talks"))
    assert reasons(path) == ["", "member b.txt: damaged zip data: Bad CRC-32 for file 'b.txt'", ""]


def test_members_before_the_damage_of_a_tar_are_read(tmp_path: Path):
    raw = tarred(tmp_path / "a.tar", {"a.txt": TEXT, "b.txt": os.urandom(5000).hex()}).read_bytes()
    (tmp_path / "a.tar").write_bytes(raw[:4000])
    first, second, *_ = reasons(tmp_path / "a.tar")
    assert first == ""
    assert "damaged tar" in second


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", b"", "damaged zip archive: File is not a zip file"),
        ("a.zip", b"PK\3\4 nothing", "damaged zip archive: File is not a zip file"),
        ("a.tar", b"nothing", "damaged tar archive: truncated header"),
        ("a.tar.gz", b"nothing", "damaged gzip data: Not a gzipped file (b'no')"),
    ],
)
def test_an_invalid_archive_is_rejected(tmp_path: Path, name: str, content: bytes, reason: str):
    (tmp_path / name).write_bytes(content)
    assert records(tmp_path / name) == [Rejection(str(tmp_path / name), reason)]


def test_an_encrypted_member_is_rejected(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "b.txt": TEXT})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\1\2") + 8] |= 1  # the flag of the first member
    path.write_bytes(raw)
    assert reasons(path) == ["member a.txt: encrypted: unpack it with its password first", ""]


def test_an_unknown_compression_method_is_rejected(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "b.txt": TEXT})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\1\2") + 10] = 99
    path.write_bytes(raw)
    first, second = reasons(path)
    assert first.startswith("member a.txt: damaged zip member: ")
    assert second == ""


def test_a_sparse_file_in_a_tar_is_rejected(tmp_path: Path):
    header = tarfile.TarInfo("a.txt")
    header.type = tarfile.GNUTYPE_SPARSE
    raw = io.BytesIO(header.tobuf(tarfile.GNU_FORMAT))
    path = tmp_path / "a.tar"
    path.write_bytes(raw.getvalue() + tarred(tmp_path / "b.tar", {"b.txt": TEXT}).read_bytes())
    assert reasons(path) == ["member a.txt: a sparse file: not read", ""]
