"""Parquet -> records, one article per row. Only importer of pyarrow.

The library runs in a process of its own, since damaged data may crash it or take unlimited time and memory.
The process reads the file from its standard input. It sends the columns that it found; then for each row its
cells or an ArticleRejected; then None. If it has to stop, it sends the reason as a text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, BinaryIO, cast

from ingest.decode import decode
from ingest.formats.columns import find_columns
from ingest.formats.stream import BUFFER, MAX_RECORD, File, Records, Stream, too_long
from ingest.formats.tables import Cells, row_record
from ingest.isolation import Ended, Process, Service, serve
from storage.errors import ArticleRejected

ROWS = 64  # that are in memory at once
COLUMN_BUFFER = 1_000_000  # bytes of each of their columns
MAX_COPIED = 100_000_000  # bytes of a file inside another, which is copied to be read
MISSING = "Parquet is read by an extra: pip install 'dateline[parquet]'"
LEAST = len('{"text": ""}')  # characters of any row


def read_parquet(stream: Stream, most_copied: int = MAX_COPIED) -> Records:
    """Read one article per row. Raises ArticleRejected when the file is damaged or has no column for the
    text. `most_copied`: the largest number of bytes of a file inside another, which is copied to be read."""
    with _seekable(stream, most_copied) as file, closing(_messages(stream, file)) as messages:
        columns = next(messages)
        number = 0
        for number, cells in enumerate(messages, 1):
            if isinstance(cells, ArticleRejected):
                yield stream.rejection(cells, place=f"row {number}: ")
            else:
                yield row_record(stream, number, cells, columns)
    if not number:
        raise ArticleRejected("no rows in this Parquet file: articles were expected")


@contextmanager
def _seekable(stream: Stream, most_copied: int) -> Iterator[BinaryIO]:
    """The stream as a file that another process can read. A file inside another is copied to a temporary
    file. Raises ArticleRejected."""
    if stream.content.seekable():
        yield stream.content
        return
    with tempfile.TemporaryFile() as file:
        try:
            while piece := stream.content.read(BUFFER):
                file.write(piece)
                if file.tell() > most_copied:
                    raise ArticleRejected(
                        f"more than {most_copied:,} bytes of Parquet inside another file: unpack it first"
                    )
            file.seek(0)
        except OSError as error:
            raise ArticleRejected(f"can't be copied to a temporary file: {error.strerror}") from error
        yield cast(BinaryIO, file)


def _messages(stream: Stream, file: BinaryIO) -> Generator[Any]:
    """Yield the messages of the process, which ends with the iteration. Raises ArticleRejected."""
    limits = stream.limits
    process = Process(
        __name__, limits.seconds, limits.megabytes, dict(stream.columns), stream.file.size, stdin=file
    )
    try:
        process.await_start()
        while (message := process.receive()) is not None:
            if isinstance(message, str):
                raise ArticleRejected(message)
            yield message
    except Ended as ended:
        raise ArticleRejected(f"damaged Parquet data: {limits.why_ended(ended.status)}") from None
    finally:
        process.kill()
        process.reap()


# In that process


def main(seconds: float, megabytes: int, columns: Mapping[str, str], packed: int) -> None:
    """Send the rows of the file on standard input, ROWS at a time; each step has these limits. `packed`:
    the size on disk, in bytes, of the file or of the file around it."""
    try:  # loaded before the limits apply
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        serve(lambda service: service.send(MISSING), seconds, megabytes)
    else:
        pa.set_memory_pool(pa.system_memory_pool())  # other pools reserve more than they use
        steps = partial(_steps, pq.ParquetFile, columns)
        serve(lambda service: _send(service, steps(File(service.input, packed))), seconds, megabytes)


def _send(service: Service, steps: Iterator[list[Any]]) -> None:
    while True:
        service.start_clock()
        messages = next(steps, None)
        service.stop_clock()  # the clock stops while the other process handles the messages
        if messages is None:
            break
        for message in messages:
            service.send(message)
    service.send(None)


def _steps(*arguments: Any) -> Iterator[list[Any]]:
    """Yield the messages, some at a time."""
    try:
        yield from batches(*arguments)
    except ArticleRejected as error:
        yield [str(error)]
    except MemoryError:
        raise
    except Exception as error:  # the library raises errors of many kinds for damaged data
        yield [f"damaged Parquet data: {' '.join(str(error).split())[:200]}"]


def batches(parquet_file: Callable[..., Any], columns: Mapping[str, str], file: File) -> Iterator[list[Any]]:
    """Yield the messages on a file: first the column of each field, then the cells of some rows at a time.
    `parquet_file`: the library's class. Raises ArticleRejected for a decompression bomb."""
    parquet = parquet_file(file.content, buffer_size=COLUMN_BUFFER, pre_buffer=False)
    names = parquet.schema_arrow.names
    column_of = {field: names[at] for field, at in find_columns(names, columns).items()}
    # The metadata of single columns isn't read: if it is damaged, the library crashes.
    groups = (parquet.metadata.row_group(group) for group in range(parquet.metadata.num_row_groups))
    replace(file).spend(sum(group.total_byte_size for group in groups))
    yield [column_of]
    # The sizes in the file may be wrong, and omit what rows share, so each row is counted, too.
    used = list(dict.fromkeys(column_of.values()))
    for batch in parquet.iter_batches(batch_size=ROWS, columns=used, use_threads=False):
        rows = zip(*map(batch.column, used), strict=True)
        yield [_cells(dict(zip(used, row, strict=True)), column_of, file) for row in rows]


def _cells(row: Mapping[str, Any], column_of: Mapping[str, str], file: File) -> Cells | ArticleRejected:
    try:
        cells = {field: _cell(row[name].as_py(), field) for field, name in column_of.items()}
    except ArticleRejected as error:
        return error
    length = LEAST + sum(map(_length, cells.values()))
    file.spend(length)
    return cells if length <= MAX_RECORD else ArticleRejected(too_long())


def _length(cell: str | list[str]) -> int:
    return len(cell) if isinstance(cell, str) else sum(len(name) + 1 for name in cell)


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
