"""A file of each format with bytes flipped, cut out or repeated: records and rejections, nothing else."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from files import PAGE, TEXT, line, reasons, tarred, write, zipped
from test_agency import ITEM, NITF, message
from test_feeds import ATOM, RSS
from test_mail import mail, saved
from test_parquet import parquet
from test_pdf import LINES, pdf
from test_tables import USUAL
from test_warc import response

from ingest.formats.read import FORMATS

TRIALS = 40  # of each format
TRIALS_OF_PARQUET = 8  # each starts a process


def whole_files(folder: Path) -> dict[str, bytes]:
    """One good file of each format, and of some inside others."""
    members = {"a.txt": TEXT, "b.jsonl": line(), "c.html": PAGE}
    return {
        "a.txt": TEXT.encode(),
        "a.md": f"---\ntitle: T\n---\n# H\n{TEXT}".encode(),
        "a.html": PAGE.encode(),
        "a.htm": PAGE.encode("utf-16"),
        "a.mhtml": saved(PAGE.encode()),
        "a.mht": saved(PAGE.encode()),
        "a.json": f"[{line()}, {line()}]".encode(),
        "a.jsonl": f"{line()}\n{line()}\n".encode(),
        "a.csv": USUAL.encode(),
        "a.tsv": f"text\ttitle\n{TEXT}\tT\n".encode(),
        "a.parquet": parquet(folder / "a.parquet", text=[TEXT] * 20, title=["T"] * 20).read_bytes(),
        "a.rss": RSS.encode(),
        "a.atom": ATOM.encode(),
        "a.xml": message(ITEM, ITEM).encode(),
        "b.xml": NITF.encode(),
        "a.pdf": pdf(LINES, Title="T"),
        "a.eml": mail(TEXT, PAGE),
        "a.mbox": b"From a\n" + mail(TEXT, PAGE) + b"\nFrom b\n" + mail(TEXT),
        "a.warc": response(PAGE)
        + response(gzip.compress(PAGE.encode(), mtime=0), more="Content-Encoding: gzip\r\n"),
        "a.zip": zipped(folder / "a.zip", members).read_bytes(),
        "a.tar": tarred(folder / "a.tar", members).read_bytes(),
        "a.tar.gz": tarred(folder / "a.tar.gz", members).read_bytes(),
    }


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The same bytes, one to ten of them another; or with a piece cut out, or there twice."""
    out = bytearray(raw)
    start, end = sorted((chance.randrange(len(raw)), chance.randrange(len(raw))))
    kind = chance.randrange(4)
    if kind == 0:
        return bytes(out[:start] + out[end:])
    if kind == 1:
        return bytes(out[:end] + out[start:])
    for _ in range(chance.randint(1, 10)):
        out[chance.randrange(len(out))] = chance.choice((0, 0xFF, 0x22, 0x3C, chance.randrange(256)))
    return bytes(out)


def test_there_is_a_file_of_each_format(tmp_path: Path):
    names = whole_files(tmp_path)
    assert {f".{name.partition('.')[2]}" for name in names} - {".tar.gz"} == set(FORMATS)


@pytest.mark.parametrize("suffix", [*FORMATS, ".tar.gz"])
def test_damage_of_any_kind(tmp_path: Path, suffix: str):
    for name, raw in whole_files(tmp_path).items():
        if name.partition(".")[2] == suffix[1:]:
            assert "" in reasons(write(tmp_path / name, raw) if suffix != ".tar.gz" else tmp_path / name)
            for seed in range(TRIALS_OF_PARQUET if suffix == ".parquet" else TRIALS):
                path = tmp_path / f"{seed}-{name}"
                path.write_bytes(damaged(raw, random.Random(seed)))
                assert reasons(path)
