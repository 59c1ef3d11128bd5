"""WARC: responses among other records, compressed and chunked bodies, truncated records."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from files import PAGE, TEXT, articles, only, peak_memory, reasons, write
from makers import WARC_URL, response, warc_record

BARE = PAGE.replace('<link rel="canonical" href="https://herald.example/talks">', "")


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


def test_pages_among_other_records(tmp_path: Path):
    warc = (
        warc_record("warcinfo", b"software: sample")
        + warc_record("request", b"GET / HTTP/1.1\r\nContent-Type: text/html\r\n\r\n")
        + response(BARE)
        + response("x" * 6_000_000, kind="image/png")
        + response(BARE, status="HTTP/1.1 404 Not Found")
        + response(f"{TEXT} {TEXT}", url="<https://herald.example/note>", kind="text/plain; charset=utf-8")
    )
    first, second = articles(write(tmp_path / "a.warc", warc))
    assert TEXT in first.text
    assert (first.title, first.url, first.origins["url"]) == ("Talks end", WARC_URL, "WARC")
    assert (second.text, second.url) == (f"{TEXT} {TEXT}", "https://herald.example/note")


def test_the_address_stated_by_a_page_takes_precedence(tmp_path: Path):
    assert only(write(tmp_path / "a.warc", response(PAGE))).url == "https://herald.example/talks"


def test_each_record_may_be_compressed_separately(tmp_path: Path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response(BARE)) + gzip.compress(response(BARE, f"{WARC_URL}/2")))
    assert [article.url for article in articles(path)] == [WARC_URL, f"{WARC_URL}/2"]


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(BARE.encode(), mtime=0), "Content-Encoding: gzip\r\n"),
        (zlib.compress(BARE.encode()), "Content-Encoding: deflate\r\n"),
        (BARE.encode(), "Content-Encoding: gzip\r\n"),  # decompressed by the crawler
        (chunked(BARE.encode()), "Transfer-Encoding: chunked\r\n"),
        (
            chunked(gzip.compress(BARE.encode(), mtime=0)),
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
        ),
    ],
)
def test_bodies_as_they_were_sent(tmp_path: Path, body: bytes, more: str):
    assert TEXT in only(write(tmp_path / "a.warc", response(body, more=more))).text


def test_the_encoding_stated_by_the_server_is_used(tmp_path: Path):
    body = BARE.replace("Baku", "Łódź").encode("iso-8859-2")
    path = write(tmp_path / "a.warc", response(body, kind="text/html; charset=iso-8859-2"))
    assert "Łódź" in only(path).text


def test_a_status_line_of_http_2(tmp_path: Path):
    assert TEXT in only(write(tmp_path / "a.warc", response(BARE, status="HTTP/2 200"))).text


# Broken


def test_a_truncated_record_is_rejected_and_the_others_are_read(tmp_path: Path):
    whole = response(BARE)
    path = write(tmp_path / "a.warc", whole + whole[:-200])
    size = len(whole) - whole.index(b"HTTP/1.1") - 4
    assert reasons(path) == ["", f"{WARC_URL}: a WARC record cut off: {size - 196} of {size} bytes"]


def test_reading_continues_after_invalid_records(tmp_path: Path):
    path = write(
        tmp_path / "a.warc",
        b"rubbish\nmore of it\n"
        + response(BARE)
        + b"WARC/1.0\r\nContent-Length: many\r\n\r\n"
        + b"WARC/1.0\r\nnothing\r\n\r\n"
        + b"WARC/1.0\r\n"
        + b"A: b\r\n" * 200
        + b"\r\n"
        + response(BARE),
    )
    assert reasons(path) == [
        "",
        "a WARC record with the length 'many'",
        "a WARC record with the length ''",
        "damaged WARC header: got more than 100 headers",
        "",
    ]


@pytest.mark.parametrize(
    ("body", "more", "reason"),
    [
        (
            gzip.compress(PAGE.encode(), mtime=0)[:-300],
            "Content-Encoding: gzip\r\n",
            "damaged HTTP response: its packed data is cut off",
        ),
        (b"\x1f\x8b nothing", "Content-Encoding: gzip\r\n", "damaged HTTP response: "),
        (b"zz\r\nnothing", "Transfer-Encoding: chunked\r\n", "damaged HTTP response: "),
        (b"", "", "the file is empty"),
    ],
)
def test_broken_bodies_are_rejected(tmp_path: Path, body: bytes, more: str, reason: str):
    (rejection,) = reasons(write(tmp_path / "a.warc", response(body, more=more)))
    assert rejection.startswith(f"{WARC_URL}: {reason}")


def test_a_compressed_body_that_is_too_large_is_rejected(tmp_path: Path):
    path = write(
        tmp_path / "a.warc", response(gzip.compress(bytes(50_000_000)), more="Content-Encoding: gzip\r\n")
    )
    rejections: list[str] = []
    assert peak_memory(lambda: rejections.extend(reasons(path))) < 30_000_000
    assert rejections == [f"{WARC_URL}: more than 5,000,000 bytes: too much for one article"]


def test_a_file_without_pages_is_rejected(tmp_path: Path):
    for content in (b"", b"nothing", warc_record("warcinfo", b"a: b")):
        assert reasons(write(tmp_path / "a.warc", content)) == [
            "no page of HTML or text (a response with status 200) in this WARC file"
        ]
