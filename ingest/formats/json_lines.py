"""JSON and JSON Lines -> records. Each article is an object: alone, on a line, or in a list."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO

from ingest.decode import decode_utf8
from ingest.formats.columns import USUAL_NAMES, find_values, fold
from ingest.formats.fields import article_from, json_type, texts
from ingest.formats.stream import BUFFER, MAX_RECORD, Parser, Records, Stream, fingerprint, too_long
from ingest.records import RawArticle, Record
from storage.errors import ArticleRejected

NO_COLUMNS: Mapping[str, str] = MappingProxyType({})

# The keys under which an interface wraps an article, and those for a list of articles. The Guardian has
# {"response": {"results": [...]}}, NewsAPI {"articles": [...]}, JSON Feed {"items": [...]}, Drupal
# {"nodes": [{"node": {...}}]}, GraphQL {"posts": {"edges": [{"node": {...}}]}}.
WRAPPERS = (
    "response", "content", "data", "item", "attributes", "source", "article", "document", "story", "post",
    "node",
)  # fmt: skip
LISTS = (
    "results", "articles", "items", "docs", "documents", "posts", "stories", "entries", "news", "data",
    "hits", "value", "nodes", "edges",
)  # fmt: skip
DEEPEST_WRAPPER = 3
TEXT_KEYS = {*USUAL_NAMES["text"], "rendered"}

# Matches a line of JSON with the URL of its article. In a line with a single "{", the key is the article's
# own; inside a string, a quotation mark would be escaped.
STATES_URL = re.compile(rb'"url"\s*:\s*"https?://', re.IGNORECASE)
# A string with its escapes, the start of a string without an end, or a sign of JSON's structure.
TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
COLON = re.compile(rb"\s*:")
TEXT_VALUE = re.compile(rb'\s*:\s*"')
LIST_OF_OBJECTS = re.compile(rb"\s*\{")
OPENS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
BEFORE_A_LIST = codecs.BOM_UTF8 + b" \t\r\n"


# Records


def read_json_lines(stream: Stream) -> Records:
    """Read one article from each line."""
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
    salt = "" if own else f"{stream.identity}#{item}{_mapping_salt(stream.columns)}"
    return stream.record(raw, _parser(stream), place=f"line {number}: ", item=item, salt=salt)


def _skip_line(content: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = content.readline(MAX_RECORD)


def read_json(stream: Stream) -> Records:
    """Read one article, or the items of a list, which may be wrapped. A list is read item by item."""
    start = stream.content.peek(BUFFER)[:BUFFER]  # type: ignore[attr-defined]
    if start.lstrip(BEFORE_A_LIST).startswith(b"["):
        yield from _items(stream, start.index(b"[") + 1)
    elif begin := wrapped_list(start):
        yield from _items(stream, begin, is_wrapped=True)
    else:
        salt = stream.identity + _mapping_salt(stream.columns)
        yield stream.record(stream.read_whole(), _parser(stream), salt=salt)


def _items(stream: Stream, begin: int, *, is_wrapped: bool = False) -> Records:
    """The items of a list. `begin`: the number of bytes before its first item."""
    stream.content.read(begin)
    number = 0
    try:
        for number, raw in enumerate(_cut(stream.content, is_wrapped), 1):
            salt = f"{stream.identity}#{number}{_mapping_salt(stream.columns)}"
            place = f"item {number}: "
            yield stream.record(raw, _parser(stream), place=place, item=str(number), salt=salt)
    except ArticleRejected as error:
        raise ArticleRejected(f"item {number + 1}: {error}") from error
    if not number:
        raise ArticleRejected("an empty JSON list: articles were expected")


def wrapped_list(start: bytes) -> int:
    """The number of bytes before the first item of the wrapped list at the start of a file; 0 when the file
    starts with something else, such as an article.

    {"response": {"total": 2, "results": [{...}, ...]}} -> 38
    """
    inside: list[bool] = []  # for each open object or list, whether it may wrap the list
    key = ""
    for token in TOKEN.finditer(start):
        sign = token[0]
        if sign[:1] == b'"' and COLON.match(start, token.end()):
            key = fold(sign.decode("utf-8", "replace"))
            if all(inside) and key in TEXT_KEYS and TEXT_VALUE.match(start, token.end()):
                return 0  # an article, which may contain a list of others
        elif sign in (b"{", b"["):
            is_on_path = not inside or (all(inside) and key in (*WRAPPERS, *LISTS))
            if sign == b"[" and is_on_path and key in LISTS and LIST_OF_OBJECTS.match(start, token.end()):
                return token.end()
            inside.append(is_on_path and sign == b"{")
            key = ""
        elif sign in (b"}", b"]") and inside:
            inside.pop()
    return 0


def _cut(content: BinaryIO, is_wrapped: bool) -> Iterator[bytes]:
    """The items of a JSON list as bytes, not parsed, so that a broken item doesn't hide the others.

    `content` is positioned after the list's bracket. Raises ArticleRejected when an item or the list has no
    end, or when something follows a list that isn't wrapped.
    """
    buffer = content.read(BUFFER)
    at = depth = 0  # the scanned bytes of the buffer, and the depth inside the item there
    while True:
        start = 0
        for token in TOKEN.finditer(buffer, at):
            sign = token[0]
            if sign == b'"':
                break  # the string continues in the next chunk
            at = token.end()
            if depth == 0 and sign in (b",", b"]", b"}"):
                item = buffer[start : at - 1].strip()
                if item or sign == b",":
                    yield item
                start = at
                if sign != b",":
                    if not is_wrapped:
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


def _mapping_salt(columns: Mapping[str, str]) -> str:
    """The mapping as a part of the fingerprint, since another mapping gives another article."""
    return json.dumps(sorted(columns.items())) if columns else ""


# Articles


def parse_json(raw: bytes, columns: Mapping[str, str] = NO_COLUMNS) -> RawArticle:
    """The article of one JSON object. `columns`: the path of each field without a usual name, as in
    {"title": "fields.headline"}. Raises ArticleRejected."""
    value = load_json(raw)
    if not isinstance(value, dict):
        raise ArticleRejected(f"a JSON {json_type(value)}: an object with a text was expected")
    item = value if columns else _unwrapped(value)
    values = find_values(item, columns)
    if not values["text"]:
        raise ArticleRejected(_no_text(item, columns))
    return article_from(values, lambda name: f"key {name}")


def load_json(raw: bytes) -> Any:
    """Any JSON value. Raises ArticleRejected."""
    try:
        return json.loads(decode_utf8(raw))
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise ArticleRejected(f"broken JSON at {at}: {error.msg.removesuffix(' at')}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleRejected(f"broken JSON: {str(error)[:100]}") from error


def _unwrapped(item: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """The article inside {"response": {"content": {...}}}; an object that wraps no article is returned as it
    is."""
    if depth == DEEPEST_WRAPPER or _has(item, "text", "title"):
        return item
    inside = [
        _unwrapped(inner, depth + 1)
        for key, inner in item.items()
        if fold(key) in WRAPPERS and isinstance(inner, dict)
    ]
    fields = ("text",) if not _has(item, "text") else ("text", "title")
    return next((article for article in inside if _has(article, *fields)), item)


def _has(item: dict[str, Any], *fields: str) -> bool:
    values = find_values(item, NO_COLUMNS)
    return all(any(texts(value.value) for value in values[field]) for field in fields)


def _no_text(item: dict[str, Any], columns: Mapping[str, str]) -> str:
    keys = f"the keys are {', '.join(item)[:200]}" if item else "the object is empty"
    if "text" in columns:
        return f"no key {columns['text']!r} for text: {keys}"
    return f"no key for text: {keys}; name one with --map text=KEY"
