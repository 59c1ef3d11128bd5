"""CSV and TSV -> records, one article per row; and the records of the rows of any table.

A row becomes a JSON object of its fields, so that the fingerprint covers exactly what is used.
"""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from ingest.decode import BYTE_ORDER_MARKS, decode
from ingest.formats.columns import Value, find_columns
from ingest.formats.fields import article_from
from ingest.formats.stream import MAX_RECORD, Records, Stream, too_long
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected
from storage.urls import web_address

COMMAS = "\t,;|"  # the characters that may separate cells, the most reliable first
TABS = "\t"

Cells = dict[str, str | list[str]]  # field -> cell of a row; authors may be a list
ONE_AT_A_TIME = threading.Lock()


def parse_row(raw: bytes, columns: Mapping[str, str]) -> RawArticle:
    """The article of a row. `raw`: the JSON object of its fields. `columns`: field -> column name."""
    values = {field: [Value(columns[field], cell)] for field, cell in json.loads(raw).items()}
    return article_from(values, lambda name: f"column {name}")


def row_record(stream: Stream, number: int, cells: Cells, columns: Mapping[str, str]) -> Record | Rejection:
    """The record of a row. `number` counts from 1. `columns`: field -> column name."""
    filled = {field: cell for field, cell in cells.items() if cell}
    raw = json.dumps(filled | {"text": cells["text"]}, ensure_ascii=False).encode()
    place = f"row {number}: "
    if len(raw) > MAX_RECORD:
        return stream.rejection(too_long(), place=place)
    parser = partial(parse_row, columns={field: columns[field] for field in {**filled, "text": ""}})
    url = cells.get("url", "")
    salt = "" if isinstance(url, str) and web_address(url) else None
    return stream.record(raw, parser, place=place, item=str(number), salt=salt)


# CSV


def read_csv(stream: Stream, delimiters: str = COMMAS) -> Records:
    """One record from each row after the row of names. Raises ArticleRejected when the text has no column."""
    lines = _lines(stream.content)
    header = next(lines, "")
    delimiter = max(delimiters, key=header.count)
    rows = csv.reader(_chained(header, lines), delimiter=delimiter, strict=True)
    try:
        names = [_decoded(name).strip() for name in _next(rows) or ()]
    except csv.Error as error:
        raise ArticleRejected(f"broken CSV in the row of names: {error}") from error
    if not any(names):
        raise ArticleRejected("the file is empty: a row of names and rows of articles were expected")
    columns = find_columns(names, stream.columns)
    number = 0
    for number, row in enumerate(_rows(rows), 1):
        yield _row(stream, number, row, names, columns)
    if not number:
        raise ArticleRejected("no rows after the row of names: articles were expected")


def _row(
    stream: Stream, number: int, row: list[str] | csv.Error, names: list[str], columns: dict[str, int]
) -> Record | Rejection:
    place = f"row {number}: "
    if isinstance(row, csv.Error):
        return stream.rejection(f"broken CSV: {row}", place=place)
    if len(row) != len(names):
        return stream.rejection(f"{len(row)} cells, where {len(names)} have names", place=place)
    try:
        cells: Cells = {field: _decoded(row[at]) for field, at in columns.items()}
    except ArticleRejected as error:
        return stream.rejection(error, place=place)
    return row_record(stream, number, cells, {field: names[at] for field, at in columns.items()})


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    """Yield the rows that aren't empty, and the error of each broken row."""
    while True:
        try:
            row = _next(rows)
        except csv.Error as error:
            yield error
            continue
        if row is None:
            return
        if any(row):
            yield row


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    """The next row, None at the end. The library's limit on the length of a cell holds for the whole
    process, so it is set for this row only."""
    with ONE_AT_A_TIME:
        limit = csv.field_size_limit(MAX_RECORD)
        try:
            return next(rows, None)
        finally:
            csv.field_size_limit(limit)


def _lines(content: BinaryIO) -> Iterator[str]:
    """The lines of a table. Bytes that aren't UTF-8 are kept; each cell is decoded later."""
    start = content.peek(4)  # type: ignore[attr-defined]
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(content, encoding, errors="surrogateescape", newline="")
    try:
        while line := text.readline(MAX_RECORD + 1):
            if len(line) > MAX_RECORD:
                yield "x" * (MAX_RECORD + 1)  # the row reader rejects such a cell and continues
                while line and not line.endswith("\n"):
                    line = text.readline(MAX_RECORD)
            else:
                yield line
    except UnicodeDecodeError as error:
        raise ArticleRejected(f"not {encoding.upper()} ({error.reason}): save it as UTF-8") from error
    finally:
        text.detach()  # otherwise the stream would be closed, too


def _chained(first: str, others: Iterable[str]) -> Iterator[str]:
    yield first
    yield from others


def _decoded(cell: str) -> str:
    """A cell as text. Raises ArticleRejected for binary data."""
    if "\0" in cell:
        raise ArticleRejected(
            f"binary data (a NUL byte at {cell.index(chr(0))} of a cell): text was expected"
        )
    return cell if cell.isascii() else decode(cell.encode("utf-8", "surrogateescape"))
