"""WARC -> records: the pages that a crawler has saved.

A WARC record is a line "WARC/1.1", a header, and a block whose length the header states; the block of a page
is an HTTP response. The standard library's HTTP client reads both, and limits the length of their headers.
The library warcio isn't used: it stops at the first damaged record, returns the start of a record that is cut
off as if it were whole, and reads a header without end for minutes.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from ingest.decode import in_utf8
from ingest.formats.stream import BUFFER, MAX_RECORD, Records, Stream, too_long
from ingest.formats.text import parse_text
from ingest.page.html import parse_html
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected
from storage.urls import web_address

if TYPE_CHECKING:
    from email.message import Message

START = re.compile(rb"WARC/\d\.\d+\s*$")
LENGTH = re.compile(r"\d{1,18}")
STATUS = re.compile(rb"\AHTTP/\d(?:\.\d)? 200\b")
TYPE = re.compile(
    rb"^content-type:\s*(?:text/html|application/xhtml\+xml|(text/plain))", re.IGNORECASE | re.MULTILINE
)
# The first bytes of compressed data. Some crawlers decompress a body, yet keep its Content-Encoding header.
GZIP, ZLIB = b"\x1f\x8b", b"\x78"
GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Block(NamedTuple):
    """One WARC record: its header, the first bytes of its block, and the length of the block in bytes."""

    header: Message
    start: bytes
    length: int


def read_warc(stream: Stream) -> Records:
    """One article for each response with a page of HTML or text; other records are skipped."""
    pages = 0
    for block in _blocks(stream.content):
        if isinstance(block, ArticleRejected):
            yield stream.rejection(block)
        elif page := _page(stream, block):
            yield page
            pages += 1
    if not pages:
        raise ArticleRejected("no page of HTML or text (a response with status 200) in this WARC file")


def _blocks(content: BinaryIO) -> Iterator[Block | ArticleRejected]:
    """The WARC records, and the error of each damaged one. Bytes between two records, as after a wrong
    length, are skipped."""
    from http.client import HTTPException, parse_headers

    while line := content.readline(BUFFER):
        if not START.match(line):
            continue
        try:
            header = parse_headers(content)
        except HTTPException as error:
            yield ArticleRejected(f"damaged WARC header: {error}")
            continue
        digits = str(header.get("Content-Length", "")).strip()
        if not LENGTH.fullmatch(digits):
            yield ArticleRejected(f"a WARC record with the length {digits[:40]!r}")
            continue
        length = int(digits)
        start = content.read(min(length, MAX_RECORD))
        yield Block(header, start, length)
        left = length - len(start)
        while left and (skipped := content.read(min(left, BUFFER))):
            left -= len(skipped)


def _page(stream: Stream, block: Block) -> Record | Rejection | None:
    head = block.start.partition(b"\r\n\r\n")[0]
    kind = TYPE.search(head)
    if block.header.get("WARC-Type") != "response" or not (kind and STATUS.match(head)):
        return None
    url = str(block.header.get("WARC-Target-URI", "")).strip(" <>")
    place = f"{url[:200]}: "
    if block.length > MAX_RECORD:
        return stream.rejection(too_long(), place=place)
    if len(block.start) < block.length:
        reason = f"a WARC record cut off: {len(block.start):,} of {block.length:,} bytes"
        return stream.rejection(reason, place=place)
    return stream.record(
        block.start, partial(parse_response, url=url, is_text=bool(kind[1])), place=place, item=url
    )


def parse_response(raw: bytes, url: str, is_text: bool) -> RawArticle:
    """The article in an HTTP response, header included, from `url`. Raises ArticleRejected."""
    page = _body(raw)
    article = parse_text(page) if is_text else parse_html(page)
    return article if article.url else article.with_fields("WARC", url=web_address(url))


def _body(raw: bytes) -> bytes:
    """The body of an HTTP response, decompressed and, if its header states an encoding, in UTF-8."""
    from http.client import HTTPException, HTTPResponse

    response = HTTPResponse(_Connection(STATUS.sub(b"HTTP/1.1 200", raw)))  # type: ignore[arg-type]
    try:
        response.begin()
        body = response.read()
    except (HTTPException, ValueError) as error:
        raise ArticleRejected(f"damaged HTTP response: {error!r:.100}") from error
    if response.getheader("Content-Encoding") and body.startswith((GZIP, ZLIB)):
        body = _unpacked(body)
    return in_utf8(body, response.headers.get_content_charset() or "")


class _Connection:
    """Stands in for the socket from which the HTTP client reads a response."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> BinaryIO:
        return io.BytesIO(self._raw)


def _unpacked(packed: bytes) -> bytes:
    decompressor = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        body = decompressor.decompress(packed, MAX_RECORD + 1)
    except zlib.error as error:
        raise ArticleRejected(f"damaged HTTP response: {error}") from error
    if len(body) > MAX_RECORD:
        raise ArticleRejected(too_long())
    if not decompressor.eof:
        raise ArticleRejected("damaged HTTP response: its packed data is cut off")
    return body
