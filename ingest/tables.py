"""CSV, TSV and Parquet -> records: an article a row. Only importer of pyarrow.

A row becomes a JSON object of the fields that are found in it, so that its bytes say all that is used.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from ingest.columns import find_columns
from ingest.dates import published_and_updated
from ingest.decode import BYTE_ORDER_MARKS, decode
from ingest.raw import RawArticle, Record, Rejection
from ingest.stream import BOMB, MAX_RATIO, MAX_RECORD, RATIO_FREE, Found, Stream, too_long
from storage.errors import ArticleRejected

COMMAS = "\t,;|"  # what may stand between cells, the surest first
TABS = "\t"
ROWS = 64  # of Parquet that are in memory at once
BUFFER = 1_000_000  # bytes of each of its columns
MAX_PARQUET = 100_000_000  # bytes inside an archive, where it has to be held in memory


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
        yield _row_record(stream, number, row, names, found)
    if not number:
        raise ArticleRejected("no rows after the row of names: articles were expected")


def _row_record(
    stream: Stream, number: int, row: list[str] | csv.Error, names: list[str], found: dict[str, int]
) -> Record | Rejection:
    place = f"row {number}: "
    if isinstance(row, csv.Error):
        return stream.rejection(f"broken CSV: {row}", place=place)
    if len(row) != len(names):
        return stream.rejection(f"{len(row)} cells, where {len(names)} have names", place=place)
    try:
        return _record(stream, number, {f: _decoded(row[at]) for f, at in found.items()}, names, found)
    except ArticleRejected as error:
        return stream.rejection(error, place=place)


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


# Parquet


def read_parquet(stream: Stream) -> Found:
    """A row each. Raises ArticleRejected when it is damaged or its text has no column."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ArticleRejected("Parquet is read by an extra: pip install 'dateline[parquet]'") from error
    try:
        file = pq.ParquetFile(_seekable(stream), buffer_size=BUFFER, pre_buffer=False)
        names = file.schema_arrow.names
        found = find_columns(names, stream.columns)
        _check_size(file, stream.file.size)
        number = 0
        wanted = [names[at] for at in found.values()]
        for batch in file.iter_batches(batch_size=ROWS, columns=wanted, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                fields = {field: _cell(row[names[at]], field) for field, at in found.items()}
                yield _record(stream, number, fields, names, found)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ArticleRejected(f"damaged Parquet data: {str(error)[:200]}") from error
    if not number:
        raise ArticleRejected("no rows in this Parquet file: articles were expected")


def _seekable(stream: Stream) -> BinaryIO:
    if stream.content.seekable():
        return stream.content
    return io.BytesIO(stream.read_whole(MAX_PARQUET))


def _check_size(file: Any, packed: int) -> None:
    """Raises ArticleRejected when more is inside than any honest file of `packed` bytes holds.

    Asks for nothing of single columns: damage there has the library end the process.
    """
    groups = range(file.metadata.num_row_groups)
    size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
    if size > RATIO_FREE + MAX_RATIO * packed:
        raise ArticleRejected(f"{packed:,} bytes that unpack to {size:,}: {BOMB}")


def _cell(value: Any, field: str) -> str | list[str]:
    """A cell as text, authors as a list. Dates in ISO 8601; null and not-a-number are unknown."""
    if value is None or value != value:
        return ""
    if isinstance(value, list):
        texts = [str(item) for item in value if item is not None]
        return texts if field == "authors" else "\n\n".join(texts)
    if isinstance(value, bytes):
        return decode(value) if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


# Both


def _record(
    stream: Stream, number: int, fields: dict[str, Any], names: Sequence[str], found: dict[str, int]
) -> Record | Rejection:
    stated = {field: cell for field, cell in fields.items() if cell}
    raw = json.dumps(stated | {"text": fields["text"]}, ensure_ascii=False).encode()
    place = f"row {number}: "
    if len(raw) > MAX_RECORD:
        return stream.rejection(too_long(), place=place)
    parser = partial(parse_row, columns={field: names[found[field]] for field in stated})
    salt = "" if fields.get("url") else None
    return stream.record(raw, parser, place=place, item=str(number), salt=salt)
