"""Reading ahead: one thread cuts files into records and workers prepare them, another embeds and stores."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from ingest.formats.read import Source, find, read
from ingest.formats.stream import Found
from ingest.records import Record, Rejection
from ingest.workers.pool import Prepared, Workers
from ingest.workers.prepare import Ready
from storage import Store

QUEUED = 64  # items; several seconds of embedding
IDLE = 1.0  # seconds without input, after which what waits is stored: a stream may never end


class Known(NamedTuple):
    """A record that the store knows as the current version of an article."""

    record: Record


Item = Known | Ready | Rejection


class _End(Exception):
    """Put last by the producer."""


class Producer:
    """Reads in its thread, and has workers clean and split; iterating gives the items in the order in which
    they were read, leaving the context stops it."""

    def __init__(
        self,
        paths: list[str],
        store: Store,
        workers: Workers,
        is_current: Callable[[str], bool],
        stdin: BinaryIO | None,
        columns: Mapping[str, str],
        fetched: Found | None = None,
    ) -> None:
        self._paths = paths
        self._store = store
        self._workers = workers
        self._is_current = is_current
        self._stdin = stdin
        self._columns = columns
        self._fetched = fetched
        self._queue: queue.Queue[Known | Rejection | Prepared | BaseException] = queue.Queue(QUEUED)
        self._stop = threading.Event()
        # Daemon: one that waits for standard input can't be woken, and must not hold up the exit.
        self._thread = threading.Thread(target=self._run, name="dateline-read", daemon=True)

    def __enter__(self) -> Iterator[Item | None]:
        self._thread.start()
        return self._items()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with suppress(queue.Empty):
            while True:
                item = self._queue.get_nowait()
                if isinstance(item, Future):
                    item.cancel()
        self._thread.join(timeout=1.0)

    def _items(self) -> Iterator[Item | None]:
        """The items; None when there was none for a while."""
        while True:
            try:
                item = self._queue.get(timeout=IDLE)
            except queue.Empty:
                yield None
                continue
            if isinstance(item, _End):
                return
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, Future):
                yield from self._result(item)
            else:
                yield item

    def _result(self, prepared: Prepared) -> Iterator[Item | None]:
        while not wait([prepared], timeout=IDLE).done:
            yield None
        yield prepared.result()

    def _run(self) -> None:
        try:
            for item in self._produce():
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:  # it belongs to whoever waits for items
            self._put(error)

    def _put(self, item: Known | Rejection | Prepared | BaseException) -> bool:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=0.1)
                return True
        return False

    def _produce(self) -> Iterator[Known | Rejection | Prepared]:
        found = list(find(self._paths))
        # How much there is to fetch is known as little as what standard input will hold.
        total = 0 if self._fetched else sum(source.size for source in found if isinstance(source, Source))
        before = 0
        for source in found:
            if isinstance(source, Rejection):
                yield source
                continue
            for record in read(source, self._stdin, self._columns, self._workers.limits):
                if isinstance(record, Rejection):
                    yield record
                    continue
                share = (before + record.share * source.size) / total if total else 0.0
                yield self._item(replace(record, share=share))
            before += source.size
        for record in self._fetched or ():
            yield record if isinstance(record, Rejection) else self._item(replace(record, share=0.0))

    def _item(self, record: Record) -> Known | Prepared:
        if self._is_current(record.fingerprint):
            return Known(record)
        return self._workers.submit(record, self._store)
