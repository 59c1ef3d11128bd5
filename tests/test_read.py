"""Paths -> records -> raw articles: each format, each rejection, fingerprints and identities."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from files import PAGE, TEXT, line, only, reasons, records, write

from ingest.formats.json_lines import parse_json
from ingest.formats.read import STDIN
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected
from storage.urls import canonical_url

# Formats


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_format_is_read_plain_and_compressed(tmp_path: Path, suffix: str):
    assert only(write(tmp_path / f"a.txt{suffix}", TEXT)).text == TEXT
    assert only(write(tmp_path / f"a.md{suffix}", f"# Talks end\n\n{TEXT}")).title == "Talks end"
    assert TEXT in only(write(tmp_path / f"a.html{suffix}", PAGE)).text
    assert TEXT in only(write(tmp_path / f"a.HTM{suffix}", PAGE)).text
    assert only(write(tmp_path / f"a.json{suffix}", line())).text == TEXT
    assert only(write(tmp_path / f"a.jsonl{suffix}", line())).text == TEXT


def test_all_fields_of_json():
    raw = parse_json(
        line(
            title="Talks end",
            url="https://herald.example/talks",
            outlet="Sample Herald",
            published="2020-11-01",
            authors=["Ann Lee", "Bo Chan"],
            language="en",
            updated="2020-11-02",
            section="World",
            extra=1,
        ).encode()
    )
    assert raw == RawArticle(
        text=TEXT,
        title="Talks end",
        url="https://herald.example/talks",
        outlet="Sample Herald",
        published="2020-11-01",
        authors=("Ann Lee", "Bo Chan"),
        language="en",
        updated="2020-11-02",
        section="World",
        origins={
            field: f"key {field}"
            for field in "title url outlet published authors language updated section".split()
        },
    )


def test_null_means_unknown_and_one_author_may_be_a_string():
    raw = parse_json(line(title=None, authors="Ann Lee", published=None).encode())
    assert (raw.title, raw.authors, raw.published) == ("", ("Ann Lee",), "")


def test_a_lone_surrogate_in_json_is_replaced():
    assert parse_json(b'{"text": "a \\ud83d b \\ud83d\\ude00"}').text == "a  b \U0001f600"


def test_html_is_read_with_metadata_and_without_hidden_text(tmp_path: Path):
    raw = only(write(tmp_path / "a.html", PAGE))
    assert (raw.title, raw.outlet, raw.published) == (
        "Talks end",
        "Sample Herald",
        "2020-11-01T09:30:00+00:00",
    )
    assert (raw.authors, raw.url, raw.language) == (("Ann Lee",), "https://herald.example/talks", "en")
    assert "Hidden" not in raw.text
    assert "\n\nNobody spoke" in raw.text


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (f"BAKU, Nov 1 (Sample Wire) — {TEXT}", "Sample Wire"),
        (f"Talks end\n\nBAKU (Wire) -- {TEXT}", "Wire"),
        (f"BAKU/PORT ELM, Azerbaijan (S&W) - {TEXT}", "S&W"),
        (f"BAKU, Nov 1 — {TEXT}", ""),
        (f"BAKU, Nov 1 (Reuters) - {TEXT}", "Reuters"),
        (f"BAKU (Updated) — {TEXT}", ""),
        (f"Baku (Sample Wire) — {TEXT}", ""),
        (f"{TEXT}\n\nMore.\n\nBAKU (Sample Wire) — {TEXT}", ""),
        (f"THE DELEGATION (Sample Wire) left. {TEXT}", ""),
    ],
)
def test_the_outlet_in_a_dateline(tmp_path: Path, text: str, outlet: str):
    for name in ("a.txt", "a.md"):
        article = only(write(tmp_path / name, text))
        assert (article.outlet, article.origins.get("outlet", "")) == (outlet, outlet and "dateline")


def test_a_json_file_holds_one_article_or_a_list(tmp_path: Path):
    path = write(tmp_path / "a.json", f"[{line(title='1')}, {{}}, {line(title='3')}]")
    assert [record.identity for record in records(path)] == [f"{path}#{n}" for n in (1, 2, 3)]
    assert reasons(path) == [
        "",
        "item 2: no key for text: the object is empty; name one with --map text=KEY",
        "",
    ]


def test_content_identifies_the_json_lines_of_stdin():
    first, second = records(STDIN, stdin=f"{line(title='1')}\n\n{line(title='2')}\n".encode())
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.identity.startswith("stdin#")
    assert first.identity != second.identity
    assert (second.path, second.place) == ("-", "line 3: ")


# Which files


def test_folders_are_read_in_order_without_hidden_and_unknown_files(tmp_path: Path):
    for name in ("b.txt", "a/z.txt", "a/.hidden.txt", ".git/x.txt", "image.png", "c.md"):
        write(tmp_path / name, TEXT)
    names = [Path(record.path).relative_to(tmp_path).as_posix() for record in records(tmp_path)]
    assert names == ["b.txt", "c.md", "a/z.txt"]


def test_a_named_file_must_be_readable(tmp_path: Path):
    image = write(tmp_path / "image.png", TEXT)
    assert records(image, tmp_path / "nothing.txt", tmp_path / "nothing") == [
        Rejection(
            str(image),
            "unknown format: readable are .txt, .md, .html, .htm, .mhtml, .mht, .json, .jsonl, .csv, .tsv, "
            ".parquet, .rss, .atom, .xml, .pdf, .docx, .eml, .mbox, .warc, .zip, .tar, each also with .gz",
        ),
        Rejection(str(tmp_path / "nothing.txt"), "can't be read: No such file or directory"),
        Rejection(str(tmp_path / "nothing"), "no such file or folder"),
    ]


# Rejections


def test_broken_lines_are_rejected_by_number_and_the_others_are_read(tmp_path: Path):
    path = write(
        tmp_path / "a.jsonl",
        b"\xef\xbb\xbf" + line().encode() + b'\n{"text": \n[1]\n{"text": 5}\n{"text": "x", "authors": [1]}\n'
        b'{"text": "\xff"}\n\x00\x01\n{"text": "x", "title": true}\n' + line().encode(),
    )
    assert reasons(path) == [
        "",
        "line 2: broken JSON at column 9: Expecting value",
        "line 3: a JSON list: an object with a text was expected",
        "line 4: text is a JSON number: text was expected",
        "",
        "line 6: not UTF-8 (byte 0xff at 10): save it as UTF-8",
        "line 7: binary data (a NUL byte at 0): JSON was expected",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.html", b" \n", "the file is empty: an article was expected"),
        ("a.jsonl", b"\n\n", "the file is empty: JSON Lines with one article each were expected"),
        ("a.json", b"[]", "an empty JSON list: articles were expected"),
        ("a.json", b"", "broken JSON at column 1: Expecting value"),
        (
            "a.json",
            b"[" * 100_000 + b"]" * 100_000,
            "item 1: broken JSON: maximum recursion depth exceeded while decoding a JSON array",
        ),
        ("a.txt", b"ELF\0\1", "binary data (a NUL byte at 3): text was expected"),
        ("a.txt", b"\xff\xfea", "not UTF-16 (byte 0x61 at 2): save it as UTF-8"),
        ("a.html", b"<p></p>", "no article text was found in this HTML page"),
    ],
)
def test_each_bad_file_has_one_reason(tmp_path: Path, name: str, content: bytes, reason: str):
    (rejection,) = reasons(write(tmp_path / name, content))
    assert rejection.startswith(reason)


def test_the_line_after_one_that_is_too_long_is_read(tmp_path: Path):
    path = write(tmp_path / "a.jsonl.gz", "x" * 12_000_000 + "\n" + line())
    assert reasons(path) == ["line 1: more than 5,000,000 bytes: too much for one article", ""]


def test_lines_before_the_damage_of_a_gzip_file_are_read(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress("".join(line(title=os.urandom(40).hex()) + "\n" for _ in range(3000)).encode())
    path.write_bytes(whole[: len(whole) // 2])
    results = records(path)
    assert len(results) > 1000
    assert results[-1] == Rejection(
        str(path), "damaged gzip data: Compressed file ended before the end-of-stream marker was reached"
    )
    path.write_bytes(b"no gzip")
    assert records(path) == [Rejection(str(path), "damaged gzip data: Not a gzipped file (b'no')")]


# Encodings


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "\ufeffCafé".encode(), "Café"),
        ("a.txt", "Café “x”".encode("utf-16"), "Café “x”"),
        ("a.txt", "\ufeffCafé".encode("utf-32-be"), "Café"),
        ("a.txt", "Café “x”".encode("cp1252"), "Café “x”"),
        ("a.txt", ("Президент сказал, что переговоры закончились. " * 20).encode("cp1251"), "Президент"),
        ("a.html", PAGE.replace("<head>", '<head><meta charset="iso-8859-2">').replace("Baku", "Łódź")
            .encode("iso-8859-2"), "Łódź"),
        ("a.html", PAGE.replace("<head>", '<head><meta charset="nonsense">').replace("Baku", "Łódź")
            .encode(), "Łódź"),
        # Saved as UTF-8 with the original declaration.
        ("a.html", PAGE.replace("<head>", '<head><meta charset="iso-8859-2">').replace("Baku", "Łódź")
            .encode(), "Łódź"),
        ("a.html", PAGE.replace("<head>", '<head><meta charset="iso-2022-jp">').replace("Baku", "東京")
            .encode("iso-2022-jp"), "東京"),
        ("a.html", PAGE.replace("<head>", '<head><meta charset="latin-1">').replace("Baku", "“Baku”")
            .encode("cp1252"), "“Baku”"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, name: str, content: bytes, expected: str):
    assert expected in only(write(tmp_path / name, content)).text


# Identity and fingerprint


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/A/b?utm_source=x&id=7&fbclid=y#top", "https://news.example/A/b?id=7"),
        ("http://news.example:8080", "http://news.example:8080/"),
        ("https://news.example/?b=2&a=1", "https://news.example/?b=2&a=1"),
        (" https://user@[2001:db8::1]/x ", "https://user@[2001:db8::1]/x"),
    ],
)
def test_canonical_urls(url: str, canonical: str):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("url", ["ftp://a.example", "/2020/11/01", "https://", "http://a:b:c", "n/a"])
def test_an_invalid_web_address_is_rejected(url: str):
    with pytest.raises(ArticleRejected, match="url"):
        canonical_url(url)


def test_the_position_of_a_line_with_a_url_does_not_change_its_fingerprint(tmp_path: Path):
    own, placed = line(url="https://a.example/1"), line(title="no address")
    nested = json.dumps({"text": TEXT, "source": {"url": "https://a.example/2"}})
    before = records(write(tmp_path / "a.jsonl", f"{own}\n{placed}\n{nested}\n"))
    after = records(write(tmp_path / "b.jsonl", f"\n{own}\n{placed}\n{nested}\n"))
    same = [a.fingerprint == b.fingerprint for a, b in zip(before, after, strict=True)]  # type: ignore[union-attr]
    assert same == [True, False, False]


def test_fingerprints_differ_with_any_byte_and_file(tmp_path: Path):
    texts = {"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT + " "}
    results = records(*(write(tmp_path / name, text) for name, text in texts.items()))
    assert len({record.fingerprint for record in results if isinstance(record, Record)}) == 3
