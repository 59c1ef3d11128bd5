"""Reading ahead: in a thread of its own, while another embeds and stores."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from ingest.clean import clean
from ingest.dating import dated
from ingest.invisible import count_invisible
from ingest.raw import Note, Record, Rejection
from ingest.read import Source, find, read
from ingest.repeats import Repeats
from ingest.split import split
from ingest.stream import Found
from storage import Store
from storage.errors import ArticleRejected
from storage.records import Article, Passage

QUEUED = 64  # items; several seconds of embedding
IDLE = 1.0  # seconds without input, after which what waits is stored: a stream may never end


class Known(NamedTuple):
    """A record that the store knows as the current version of an article."""

    record: Record
    share: float


class Ready(NamedTuple):
    """A record that was read, cleaned and split, so many `hidden` elements and `invisible` characters left
    out. `note` is what the report should say of it."""

    article: Article
    passages: list[Passage]
    fingerprint: str
    share: float
    hidden: int
    invisible: int
    note: Note | None


Item = Known | Ready | Rejection


def prepare(record: Record, store: Store, share: float, repeats: Repeats) -> Ready | Rejection:
    """One record -> an article with its passages, or why not. Loads the model of the store, if need be."""
    try:
        raw = dated(record.parse(), record.file_of_its_own)
        article = repeats.without(clean(raw))
    except ArticleRejected as error:
        return record.rejected(error)
    invisible = raw.invisible + count_invisible(raw.text)
    note = Note(record.path, f"{record.place}{raw.note}") if raw.note else None
    passages = split(article, store.embedder)
    return Ready(article, passages, record.fingerprint, share, raw.hidden, invisible, note)


class _End(Exception):
    """Put last by the producer."""


class Producer:
    """Reads, cleans and splits in its thread; iterating gives its items, leaving the context stops it."""

    def __init__(
        self,
        paths: list[str],
        store: Store,
        is_current: Callable[[str], bool],
        repeats: Repeats,
        stdin: BinaryIO | None,
        columns: Mapping[str, str],
        fetched: Found | None = None,
    ) -> None:
        self._paths = paths
        self._store = store
        self._is_current = is_current
        self._repeats = repeats
        self._stdin = stdin
        self._columns = columns
        self._fetched = fetched
        self._queue: queue.Queue[Item | BaseException] = queue.Queue(QUEUED)
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
                self._queue.get_nowait()
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
            yield item

    def _run(self) -> None:
        try:
            for item in self._produce():
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:  # it belongs to whoever waits for items
            self._put(error)

    def _put(self, item: Item | BaseException) -> bool:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=0.1)
                return True
        return False

    def _produce(self) -> Iterator[Item]:
        found = list(find(self._paths))
        # How much there is to fetch is known as little as what standard input will hold.
        total = 0 if self._fetched else sum(source.size for source in found if isinstance(source, Source))
        before = 0
        for source in found:
            if isinstance(source, Rejection):
                yield source
                continue
            for record in read(source, self._stdin, self._columns):
                if isinstance(record, Rejection):
                    yield record
                    continue
                share = (before + record.share * source.size) / total if total else 0.0
                yield self._item(record, share)
            before += source.size
        for record in self._fetched or ():
            yield record if isinstance(record, Rejection) else self._item(record, 0.0)

    def _item(self, record: Record, share: float) -> Item:
        if self._is_current(record.fingerprint):
            return Known(record, share)
        return prepare(record, self._store, share, self._repeats)
