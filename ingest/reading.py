"""Reads ahead: one thread cuts the input into records and hands them to the workers; the caller iterates over
the results in the order of the input."""

from __future__ import annotations

import queue
import threading
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from ingest.formats.read import Source, find, read_measured
from ingest.formats.stream import Records
from ingest.records import Record, Rejection
from ingest.workers.pool import Pending, Workers
from ingest.workers.prepare import PreparedArticle
from storage import Store

QUEUED = 64  # items; several seconds of embedding


@dataclass(frozen=True, slots=True)
class Input:
    """The input of a run: the files and folders in `paths`, then the fetched `pages`. "-" in `paths`
    stands for `stdin`, by default that of the process. `columns`: as for `ingest`."""

    paths: list[str]
    stdin: BinaryIO | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    pages: Records | None = None


class StoredRecord(NamedTuple):
    """A record that wasn't parsed, because its article is already stored."""

    record: Record


Item = StoredRecord | PreparedArticle | Rejection


class Step(NamedTuple):
    """The next item, or None if there was none for a while. `share`: the share of the input that was read
    so far, 0 to 1, 0 while unknown. `fetched`: the number of pages fetched so far."""

    item: Item | None
    share: float
    fetched: int


class _Queued(NamedTuple):
    item: StoredRecord | Rejection | Pending
    share: float
    fetched: int


def _result(item: StoredRecord | Rejection | Pending) -> Item:
    return item.result() if isinstance(item, Future) else item


class _End(Exception):
    """The last entry of the queue."""


class ReadAhead:
    """A context manager whose value iterates over the steps in the order of the input. A thread reads ahead
    until the context ends.

    `stored`: the fingerprints of the records that need no work. `idle`: seconds without input before a step
    without an item.
    """

    def __init__(
        self, content: Input, store: Store, workers: Workers, stored: Container[str], idle: float
    ) -> None:
        self._input = content
        self._store = store
        self._workers = workers
        self._stored = stored
        self._idle = idle
        self._queue: queue.Queue[_Queued | BaseException] = queue.Queue(QUEUED)
        self._stop = threading.Event()
        # A daemon thread: one that waits for standard input can't be woken, and must not delay the exit.
        self._thread = threading.Thread(target=self._run, name="dateline-read", daemon=True)

    def __enter__(self) -> Iterator[Step]:
        self._thread.start()
        return self._steps()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with suppress(queue.Empty):
            while True:
                queued = self._queue.get_nowait()
                if isinstance(queued, _Queued) and isinstance(queued.item, Future):
                    queued.item.cancel()
        self._thread.join(timeout=1.0)

    # In the caller's thread

    def _steps(self) -> Iterator[Step]:
        nothing = Step(None, 0.0, 0)
        while True:
            try:
                queued = self._queue.get(timeout=self._idle)
            except queue.Empty:
                yield nothing
                continue
            if isinstance(queued, _End):
                return
            if isinstance(queued, BaseException):
                raise queued
            if isinstance(queued.item, Future):
                while not wait([queued.item], timeout=self._idle).done:
                    yield nothing
            nothing = Step(None, queued.share, queued.fetched)
            yield nothing._replace(item=_result(queued.item))

    # In the reading thread

    def _run(self) -> None:
        try:
            for queued in self._read():
                if not self._put(queued):
                    return
            self._put(_End())
        except BaseException as error:  # raised again in the caller's thread
            self._put(error)

    def _put(self, queued: _Queued | BaseException) -> bool:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(queued, timeout=0.1)
                return True
        return False

    def _read(self) -> Iterator[_Queued]:
        for record, share in self._files():
            yield _Queued(self._item(record), share, 0)
        fetched = 0
        for record in self._input.pages or ():
            fetched += isinstance(record, Record)
            yield _Queued(self._item(record), 0.0, fetched)

    def _files(self) -> Iterator[tuple[Record | Rejection, float]]:
        """Yield the records of all files, each with the share of the whole input that was read so far."""
        sources = list(find(self._input.paths))
        # The size of the pages to fetch is unknown, and so is the length of standard input.
        total = 0 if self._input.pages else sum(each.size for each in sources if isinstance(each, Source))
        before = 0
        for source in sources:
            if isinstance(source, Rejection):
                yield source, before / total if total else 0.0
                continue
            stdin, columns = self._input.stdin, self._input.columns
            for record, share in read_measured(source, stdin, columns, self._workers.limits):
                yield record, (before + share * source.size) / total if total else 0.0
            before += source.size

    def _item(self, record: Record | Rejection) -> StoredRecord | Rejection | Pending:
        if isinstance(record, Rejection):
            return record
        if record.fingerprint in self._stored:
            return StoredRecord(record)
        return self._workers.submit(record, self._store)
