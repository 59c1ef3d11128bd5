"""Damaged files of each format yield only articles and rejections, and lose no more than necessary."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from files import PAGE, TEXT, line, parsed, reasons, records, tarred, write, zipped
from makers import (
    ATOM,
    LINES,
    NEWS_ITEM,
    NITF,
    RSS,
    USUAL,
    mail,
    news_message,
    parquet,
    pdf,
    response,
    saved,
    word,
)

from ingest.formats.read import FORMATS
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected

TRIALS = 15  # of each format
MORE_TRIALS = 40
TRIALS_OF_PARQUET = 2  # each starts a process
MORE_TRIALS_OF_PARQUET = 20
LONGEST_REASON = 400  # characters: a line of a report


def whole_files(folder: Path) -> dict[str, bytes]:
    """One good file of each format, and of some formats inside others."""
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
        "a.xml": news_message(NEWS_ITEM, NEWS_ITEM).encode(),
        "b.xml": NITF.encode(),
        "a.pdf": pdf(LINES, Title="T"),
        "a.docx": word(TEXT, title="T"),
        "a.eml": mail(TEXT, PAGE),
        "a.mbox": b"From a\n" + mail(TEXT, PAGE) + b"\nFrom b\n" + mail(TEXT),
        "a.warc": response(PAGE)
        + response(gzip.compress(PAGE.encode(), mtime=0), more="Content-Encoding: gzip\r\n"),
        "a.zip": zipped(folder / "a.zip", members).read_bytes(),
        "a.tar": tarred(folder / "a.tar", members).read_bytes(),
        "a.tar.gz": tarred(folder / "a.tar.gz", members).read_bytes(),
    }


# The number of articles in each whole file
COUNTS = {
    "a.json": 2, "a.jsonl": 2, "a.parquet": 20, "a.rss": 2, "a.atom": 2, "a.xml": 2, "a.mbox": 2,
    "a.warc": 2, "a.zip": 3, "a.tar": 3, "a.tar.gz": 3,
}  # fmt: skip


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The content with one to ten bytes changed, or with a piece cut out or repeated."""
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


def outcomes(path: Path) -> list[RawArticle | Rejection]:
    """The articles and the rejections of a file, as in a run of ingest."""
    return [outcome(record) if isinstance(record, Record) else record for record in records(path)]


def outcome(record: Record) -> RawArticle | Rejection:
    try:
        return parsed(record)
    except ArticleRejected as error:
        return record.rejected(error)


def check(outcome: RawArticle | Rejection, path: Path) -> None:
    """An article is valid Unicode and has an identity; a rejection is one line about this file."""
    if isinstance(outcome, Rejection):
        assert outcome.path == str(path)
        assert 0 < len(outcome.reason) <= LONGEST_REASON
        assert len(outcome.reason.splitlines()) == 1
    else:
        outcome.text.encode()  # raises for half of a surrogate pair
        assert outcome.identity or outcome.url


def test_there_is_a_file_of_each_format(tmp_path: Path):
    names = whole_files(tmp_path)
    assert {f".{name.partition('.')[2]}" for name in names} - {".tar.gz"} == set(FORMATS)


SUFFIXES = [*FORMATS, ".tar.gz"]
SEEDS = {suffix: range(TRIALS_OF_PARQUET if suffix == ".parquet" else TRIALS) for suffix in SUFFIXES}
MORE_SEEDS = {
    suffix: range(len(SEEDS[suffix]), MORE_TRIALS_OF_PARQUET if suffix == ".parquet" else MORE_TRIALS)
    for suffix in SUFFIXES
}


@pytest.mark.parametrize(
    ("suffix", "seeds"),
    [
        *(pytest.param(suffix, seeds, id=suffix) for suffix, seeds in SEEDS.items()),
        *(
            pytest.param(suffix, seeds, id=f"{suffix}, more", marks=pytest.mark.slow)
            for suffix, seeds in MORE_SEEDS.items()
        ),
    ],
)
def test_any_damage_yields_articles_or_rejections(tmp_path: Path, suffix: str, seeds: range):
    for name, raw in whole_files(tmp_path).items():
        if name.partition(".")[2] == suffix[1:]:
            (tmp_path / name).write_bytes(raw)
            assert reasons(tmp_path / name) == [""] * COUNTS.get(name, 1)
            for seed in seeds:
                path = tmp_path / f"{seed}-{name}"
                path.write_bytes(damaged(raw, random.Random(seed)))
                results = outcomes(path)
                assert results
                for result in results:
                    check(result, path)


MIDDLE = "The ferry to Port Elm sails again on Monday."


def three(folder: Path) -> dict[str, bytes]:
    """Files of three articles each. The second article contains MIDDLE."""
    texts = (TEXT, MIDDLE, TEXT)
    rss = "".join(f"<item><title>T</title><description>{text}</description></item>" for text in texts)
    items = [NEWS_ITEM.replace(TEXT, text) for text in texts]
    members = {f"{number}.txt": text for number, text in enumerate(texts)}
    return {
        "a.jsonl": "\n".join(line(text=text) for text in texts).encode(),
        "a.csv": "\n".join(["title,text", *(f'T,"{text}"' for text in texts)]).encode(),
        "a.rss": f'<rss version="2.0"><channel><title>Sample Herald</title>{rss}</channel></rss>'.encode(),
        "a.xml": news_message(*items).encode(),
        "a.mbox": b"\n".join(b"From a\n" + mail(text) for text in texts),
        "a.warc": b"".join(response(text, kind="text/plain") for text in texts),
        "a.tar": tarred(folder / "a.tar", members).read_bytes(),
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.jsonl", "line 2: "),
        ("a.csv", "row 2: "),
        ("a.warc", "https://herald.example/2020/talks: "),
        ("a.tar", "member 1.txt: "),
    ],
)
def test_damage_to_one_article_costs_no_other(tmp_path: Path, name: str, reason: str):
    raw = three(tmp_path)[name]
    first, _, last = outcomes(write(tmp_path / name, raw))
    (tmp_path / name).write_bytes(raw.replace(b"Port Elm", b"Port\0Elm"))
    before, rejection, after = outcomes(tmp_path / name)
    assert isinstance(rejection, Rejection)
    assert rejection.reason.startswith(reason)
    assert (before, after) == (first, last)


@pytest.mark.parametrize("name", ["a.rss", "a.mbox"])
def test_a_readable_damaged_text_is_an_article_and_costs_no_other(tmp_path: Path, name: str):
    raw = three(tmp_path)[name]
    first, middle, last = outcomes(write(tmp_path / name, raw))
    (tmp_path / name).write_bytes(raw.replace(b"Port Elm", b"Port\0Elm"))
    before, result, after = outcomes(tmp_path / name)
    assert isinstance(middle, RawArticle)
    assert isinstance(result, RawArticle)
    assert result.title == middle.title
    assert (before, after) == (first, last)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.rss", "a.xml", "a.mbox", "a.warc", "a.tar"])
def test_articles_before_a_cut_are_read(tmp_path: Path, name: str):
    raw = three(tmp_path)[name]
    first, *_ = outcomes(write(tmp_path / name, raw))
    (tmp_path / name).write_bytes(raw[: raw.index(b"Port Elm")])
    kept, *cut = outcomes(tmp_path / name)
    assert kept == first
    assert cut
    for result in cut:
        check(result, tmp_path / name)
