"""JSON and JSON Lines -> records."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO

from ingest.formats.fields import parse_json
from ingest.formats.stream import BUFFER, MAX_RECORD, Found, Parser, Stream, fingerprint, too_long
from ingest.records import Record
from storage.errors import ArticleRejected

# Whether a line of JSON surely states its article's URL. One "{" means one object, so the key is the
# article's own; inside a string, a quotation mark would be escaped.
STATES_URL = re.compile(rb'"url"\s*:\s*"https?://', re.IGNORECASE)
# A string, with its escapes; or the start of one that has no end here; or what gives JSON its structure.
TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
OPENS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
BEFORE_A_LIST = codecs.BOM_UTF8 + b" \t\r\n"


def read_json_lines(stream: Stream) -> Found:
    """An article a line."""
    number = 0
    empty = True
    while raw := stream.content.readline(MAX_RECORD + 1):
        number += 1
        if len(raw) > MAX_RECORD:
            yield stream.rejection(too_long(), place=f"line {number}: ")
            _skip_line(stream.content, raw)
        elif raw := raw.removeprefix(codecs.BOM_UTF8).strip():
            yield _line(stream, number, raw)
        else:
            continue
        empty = False
    if empty:
        raise ArticleRejected("the file is empty: JSON Lines with one article each were expected")


def _line(stream: Stream, number: int, raw: bytes) -> Record:
    item = fingerprint(raw) if stream.identity == "stdin" else str(number)
    own = raw.count(b"{") == 1 and STATES_URL.search(raw) and not stream.columns
    salt = "" if own else f"{stream.identity}#{item}{_said(stream.columns)}"
    return stream.record(raw, _parser(stream), place=f"line {number}: ", item=item, salt=salt)


def _skip_line(content: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = content.readline(MAX_RECORD)


def read_json(stream: Stream) -> Found:
    """One article, or a list of them, which is read item by item."""
    start = stream.content.peek(BUFFER)  # type: ignore[attr-defined]
    if start.lstrip(BEFORE_A_LIST).startswith(b"["):
        yield from _items(stream)
    else:
        salt = stream.identity + _said(stream.columns)
        yield stream.record(stream.read_whole(), _parser(stream), salt=salt)


def _items(stream: Stream) -> Found:
    number = 0
    try:
        for number, raw in enumerate(_cut(stream.content), 1):
            salt = f"{stream.identity}#{number}{_said(stream.columns)}"
            place = f"item {number}: "
            yield stream.record(raw, _parser(stream), place=place, item=str(number), salt=salt)
    except ArticleRejected as error:
        raise ArticleRejected(f"item {number + 1}: {error}") from error
    if not number:
        raise ArticleRejected("an empty JSON list: articles were expected")


def _cut(content: BinaryIO) -> Iterator[bytes]:
    """The items of a JSON list as they are written, not parsed: a broken one hides none of the others.

    Raises ArticleRejected when an item, or the list, has no end.
    """
    buffer = content.read(BUFFER).lstrip(BEFORE_A_LIST)[1:]
    at = depth = 0  # what is scanned of the buffer, and how deep that is inside the item
    while True:
        start = 0
        for token in TOKEN.finditer(buffer, at):
            sign = token[0]
            if sign == b'"':
                break  # a string that goes on in the next chunk
            at = token.end()
            if depth == 0 and sign in (b",", b"]", b"}"):
                item = buffer[start : at - 1].strip()
                if item or sign == b",":
                    yield item
                start = at
                if sign != b",":
                    _check_end(buffer[at:] + content.read(BUFFER))
                    return
            else:
                depth += OPENS.get(sign, 0)
        buffer, at = buffer[start:], at - start
        if len(buffer) > MAX_RECORD:
            raise ArticleRejected(too_long())
        if not (chunk := content.read(BUFFER)):
            raise ArticleRejected("broken JSON: the list ends before it is closed")
        buffer += chunk


def _check_end(rest: bytes) -> None:
    if rest.strip():
        raise ArticleRejected("broken JSON: something follows the end of the list")


def _parser(stream: Stream) -> Parser:
    return partial(parse_json, columns=stream.columns) if stream.columns else parse_json


def _said(columns: Mapping[str, str]) -> str:
    """The mapping, as a part of what an article is made from."""
    return json.dumps(sorted(columns.items())) if columns else ""
