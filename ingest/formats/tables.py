"""CSV and TSV -> records: an article a row; and what a row is to those tables and others.

A row becomes a JSON object of the fields that are found in it, so that its bytes say all that is used.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from ingest.dates.parse import published_and_updated
from ingest.decode import BYTE_ORDER_MARKS, decode
from ingest.formats.columns import find_columns
from ingest.formats.stream import MAX_RECORD, Found, Stream, too_long
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected

COMMAS = "\t,;|"  # what may stand between cells, the surest first
TABS = "\t"

Cells = dict[str, str | list[str]]  # of a row, by field; authors may be a list


def parse_row(raw: bytes, columns: Mapping[str, str]) -> RawArticle:
    """An article of a row's fields; `columns` are the names of those they were found in."""
    fields = json.loads(raw)
    published, updated, note = published_and_updated(fields.pop("published", ""), fields.pop("updated", ""))
    authors = fields.pop("authors", [])
    return RawArticle(
        **fields,
        published=published,
        updated=updated,
        authors=tuple(authors if isinstance(authors, list) else authors.split(";")),
        origins={field: f"column {name}" for field, name in columns.items() if field != "text"},
        note=note,
    )


def row_record(stream: Stream, number: int, cells: Cells, columns: Mapping[str, str]) -> Record | Rejection:
    """The record of row `number`, from 1, of these fields; `columns` are the names of those they are in."""
    stated = {field: cell for field, cell in cells.items() if cell}
    raw = json.dumps(stated | {"text": cells["text"]}, ensure_ascii=False).encode()
    place = f"row {number}: "
    if len(raw) > MAX_RECORD:
        return stream.rejection(too_long(), place=place)
    parser = partial(parse_row, columns={field: columns[field] for field in stated})
    salt = "" if cells.get("url") else None
    return stream.record(raw, parser, place=place, item=str(number), salt=salt)


# CSV


def read_csv(stream: Stream, delimiters: str = COMMAS) -> Found:
    """A row each, after a row of names. Raises ArticleRejected when the text has no column."""
    csv.field_size_limit(MAX_RECORD)
    lines = _lines(stream.content)
    header = next(lines, "")
    delimiter = max(delimiters, key=header.count)
    rows = csv.reader(_chained(header, lines), delimiter=delimiter, strict=True)
    try:
        names = [_decoded(name).strip() for name in next(rows, [])]
    except csv.Error as error:
        raise ArticleRejected(f"broken CSV in the row of names: {error}") from error
    if not any(names):
        raise ArticleRejected("the file is empty: a row of names and rows of articles were expected")
    found = find_columns(names, stream.columns)
    number = 0
    for number, row in enumerate(_rows(rows), 1):
        yield _row(stream, number, row, names, found)
    if not number:
        raise ArticleRejected("no rows after the row of names: articles were expected")


def _row(
    stream: Stream, number: int, row: list[str] | csv.Error, names: list[str], found: dict[str, int]
) -> Record | Rejection:
    place = f"row {number}: "
    if isinstance(row, csv.Error):
        return stream.rejection(f"broken CSV: {row}", place=place)
    if len(row) != len(names):
        return stream.rejection(f"{len(row)} cells, where {len(names)} have names", place=place)
    try:
        cells: Cells = {field: _decoded(row[at]) for field, at in found.items()}
    except ArticleRejected as error:
        return stream.rejection(error, place=place)
    return row_record(stream, number, cells, {field: names[at] for field, at in found.items()})


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    """The rows that hold anything; where one is broken, the error."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error
        else:
            if any(row):
                yield row


def _lines(content: BinaryIO) -> Iterator[str]:
    """The lines of a table. What is not UTF-8 is kept as it is, to be decoded cell by cell."""
    start = content.peek(4)  # type: ignore[attr-defined]
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(content, encoding, errors="surrogateescape", newline="")
    try:
        while line := text.readline(MAX_RECORD + 1):
            if len(line) > MAX_RECORD:
                yield "x" * (MAX_RECORD + 1)  # the reader of rows rejects such a cell, and goes on
                while line and not line.endswith("\n"):
                    line = text.readline(MAX_RECORD)
            else:
                yield line
    except UnicodeDecodeError as error:
        raise ArticleRejected(f"not {encoding.upper()} ({error.reason}): save it as UTF-8") from error
    finally:
        text.detach()  # else the stream is closed with it


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
