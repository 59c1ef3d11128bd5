"""Parquet: the types of its columns, and the process that reads it."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files import TEXT, articles, only, peak_memory, reasons, write, zipped
from hostile import files_of_at_most
from makers import parquet
from processes import is_running, wait_until_gone

from ingest import DocumentLimits, Rejection
from ingest.formats.archives import gunzip
from ingest.formats.parquet import batches, read_parquet
from ingest.formats.read import Source, read
from ingest.formats.stream import BOMB, File, Records, Stream
from ingest.records import Record
from storage.errors import ArticleRejected

OTHER = "A second report came later that day."
SHORT, LONG = 0.5, 60.0  # seconds, for readers that never end and for those that do
MEGABYTES = 100  # twice what the library needs for some rows, less than for all rows

# In place of pyarrow: a row with the id of the process, then endless results of the trap named in the file.
LIBRARY = """
from types import SimpleNamespace
from traps import TRAPS

def rows_of(text):
    return SimpleNamespace(column=lambda _: [SimpleNamespace(as_py=lambda: text)])

class ParquetFile:
    schema_arrow = SimpleNamespace(names=["text"])
    metadata = SimpleNamespace(num_row_groups=0)

    def __init__(self, file, **_):
        self.trap = file.read().decode()

    def iter_batches(self, **_):
        yield rows_of(TRAPS["process"](""))
        while True:
            yield rows_of(TRAPS[self.trap](""))
"""


@pytest.mark.parametrize("name", ["a.parquet", "a.parquet.gz"])
def test_several_types(tmp_path: Path, name: str):
    plain = parquet(
        tmp_path / "plain.parquet",
        body=[TEXT, OTHER, None],
        headline=["Talks end", None, "Nothing"],
        authors=[["Ann Lee", "Bo Chan"], None, []],
        date=[datetime.datetime(2020, 11, 1, 9, 30, tzinfo=datetime.UTC), None, None],
        views=[1, 2, 3],
    )
    first, second, third = articles(write(tmp_path / name, plain.read_bytes()))
    assert (first.text, first.title, first.authors) == (TEXT, "Talks end", ("Ann Lee", "Bo Chan"))
    assert (first.published, first.origins["published"]) == ("2020-11-01T09:30:00+00:00", "column date")
    assert (second.text, second.title, second.published, second.authors) == (OTHER, "", "", ())
    assert third.text == ""


def test_paragraphs_days_and_numbers(tmp_path: Path):
    path = parquet(
        tmp_path / "a.parquet",
        text=[["One.", "Two."]],
        date=[datetime.date(2020, 11, 1)],
        title=[float("nan")],
        section=[7],
        outlet=[b"Sample Herald"],
    )
    article = only(path)
    assert (article.text, article.published, article.title) == ("One.\n\nTwo.", "2020-11-01", "")
    assert (article.section, article.outlet) == ("7", "Sample Herald")


def test_an_invalid_row_is_rejected_by_number_and_the_others_are_read(tmp_path: Path):
    path = parquet(tmp_path / "a.parquet", text=[TEXT.encode(), b"a\0b", b"x" * 5_000_001, OTHER.encode()])
    assert reasons(path) == [
        "",
        "row 2: binary data (a NUL byte at 1): text was expected",
        "row 3: more than 5,000,000 bytes: too much for one article",
        "",
    ]


@pytest.mark.slow
def test_a_large_file_is_read_in_constant_memory(tmp_path: Path):
    limits = DocumentLimits(seconds=300, megabytes=MEGABYTES)
    path = parquet(tmp_path / "a.parquet", text=[f"{number} {TEXT * 150}" for number in range(16_000)])
    source = Source(str(path), path.stat().st_size)
    assert peak_memory(lambda: check_all(read(source, limits=limits), 16_000)) < 10_000_000


def check_all(records: Records, count: int) -> None:
    read_records = 0
    for record in records:
        assert isinstance(record, Record), record
        read_records += 1
    assert read_records == count


def test_another_file_is_rejected_as_parquet(tmp_path: Path):
    (rejection,) = reasons(write(tmp_path / "a.parquet", b"PAR1 nothing PAR1"))
    assert rejection.startswith("damaged Parquet data: ")


def test_a_file_without_rows_or_text_is_rejected(tmp_path: Path):
    assert reasons(parquet(tmp_path / "a.parquet", text=[])) == [
        "no rows in this Parquet file: articles were expected"
    ]
    assert reasons(parquet(tmp_path / "b.parquet", x=["y"])) == [
        "no column for text: the columns are x; name one with --map text=COLUMN"
    ]


# Compressed content


def bomb(path: Path, **options: object) -> str:
    """The rejection of a hundred rows of a megabyte."""
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 100, pa.int8()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"text": text}), path, compression="zstd", **options)
    return reasons(path)[-1]


def test_a_bomb_with_a_stated_size_is_rejected(tmp_path: Path):
    reason = bomb(tmp_path / "a.parquet", use_dictionary=False)
    assert re.fullmatch(rf"[\d,]+ bytes that unpack to more than 100,[\d,]+: {BOMB}", reason)


def test_a_bomb_of_one_text_in_many_rows_is_rejected(tmp_path: Path):
    reason = bomb(tmp_path / "a.parquet")
    assert re.fullmatch(rf"[\d,]+ bytes that unpack to more than 2\d,[\d,]+: {BOMB}", reason)


def test_a_bomb_of_empty_rows_is_rejected(tmp_path: Path):
    path = parquet(tmp_path / "a.parquet", text=pa.array([None] * 10_000, pa.string()))
    with path.open("rb") as file, pytest.raises(ArticleRejected, match=BOMB):
        list(batches(pq.ParquetFile, {}, File(file, size=1, free=100_000)))


def test_a_large_member_of_an_archive_is_rejected(tmp_path: Path):
    path = write(tmp_path / "b.parquet.gz", parquet(tmp_path / "a.parquet", text=[TEXT]).read_bytes())
    reason = "more than 100 bytes of Parquet inside another file: unpack it first"
    with path.open("rb") as file:
        stream = Stream(str(path), str(path), str(path), file, File(file, path.stat().st_size))
        with pytest.raises(ArticleRejected, match=reason):
            list(read_parquet(gunzip(stream), most_copied=100))


def test_a_member_that_does_not_fit_on_the_disk_is_rejected(tmp_path: Path):
    raw = parquet(tmp_path / "a.parquet", text=[os.urandom(20_000).hex()]).read_bytes()
    path = zipped(tmp_path / "a.zip", {"a.parquet": raw, "b.txt": TEXT})
    with files_of_at_most(4096):
        assert reasons(path) == ["member a.parquet: can't be copied to a temporary file: File too large", ""]


# The process that reads it


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library that the process for Parquet imports in place of pyarrow."""
    monkeypatch.syspath_prepend(tmp_path / "libraries")
    folder = tmp_path / "libraries" / "pyarrow"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("system_memory_pool = set_memory_pool = lambda *_: None")
    (folder / "parquet.py").write_text(LIBRARY)
    return folder


@pytest.mark.usefixtures("library")
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize(
    ("trap", "seconds", "reason"),
    [
        ("kill", LONG, "the process that read it was ended (SIGKILL)"),
        ("spin", SHORT, f"took longer than {SHORT:g} s to read"),
        ("hoard", LONG, "needed more than 200 MB of memory to read"),
        ("fail", LONG, "an odd page"),
    ],
)
def test_a_crash_of_the_reader_rejects_only_the_file(tmp_path: Path, trap: str, seconds: float, reason: str):
    limits = DocumentLimits(seconds=seconds, megabytes=200)
    path = zipped(tmp_path / "a.zip", {"a.parquet": trap, "b.txt": TEXT})
    assert reasons(path, limits=limits) == ["", f"member a.parquet: damaged Parquet data: {reason}", ""]


@pytest.mark.usefixtures("library")
def test_the_process_ends_with_the_iteration(tmp_path: Path):
    results = read(Source(str(write(tmp_path / "a.parquet", "quick"))))
    process = process_of(next(results))
    assert is_running(process)
    results.close()
    assert not is_running(process)


def process_of(result: Record | Rejection) -> int:
    assert isinstance(result, Record), result
    return int(result.parse().text.split()[-1])


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("trap", ["quick", "spin"])
def test_the_process_ends_with_its_parent(tmp_path: Path, trap: str):
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; import time;"
        "from ingest import DocumentLimits; from ingest.formats.read import Source, read;"
        f"source = Source({str(write(tmp_path / 'a.parquet', trap))!r});"
        f"records = read(source, limits=DocumentLimits({LONG}));"
        "print(next(records).parse().text.split()[-1], flush=True); time.sleep(3600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        process = int(parent.stdout.readline())
        assert is_running(process)
        parent.kill()
        parent.wait()
        wait_until_gone(process)


def test_an_error_names_the_missing_parquet_extra(tmp_path: Path, library: Path):
    (library / "parquet.py").write_text("raise ImportError")
    path = write(tmp_path / "a.parquet", "quick")
    assert reasons(path) == ["Parquet is read by an extra: pip install 'dateline[parquet]'"]
