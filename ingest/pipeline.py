"""The run: records are read, cleaned and split in one thread, embedded and stored in another.

A later record of the same article wins, unless it says that it is older
(`storage.text.history.is_older`); that one is kept for reading. An update may be superseded by a record
further on that the store knows already (a feed that holds an article twice, read again), so updates wait for
the end of the input.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from ingest.clean.repeats import Repeats
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.pages import Wanted, fetched
from ingest.formats.columns import check_mapping
from ingest.formats.stream import Found
from ingest.memory import give_back
from ingest.reading import Item, Known, Producer
from ingest.records import LeftOut, Note, Record, Rejection, Removals
from ingest.report import Report
from ingest.samples import Samples
from ingest.split import split
from ingest.workers.pool import Workers
from ingest.workers.prepare import Ready
from storage import Store
from storage.errors import ArticleNotFound, DatelineError
from storage.models.embedder import Vectors
from storage.records import Article
from storage.text.history import is_older

# Passages that are sorted by length and embedded together, so that little is wasted on padding: 512 cost half
# a percent more than no padding at all, 128 one and a half, 16 five (1,000 articles, in batches of eight).
WINDOW = 512
# Seconds in which a window should be filled and embedded, at the pace of the one before. What was embedded is
# stored 5 seconds later at most, unless the pace falls by 40 percent from one to the next or an article takes
# longer by itself.
STORED_WITHIN = 3.0
FIRST_PACE = 4.0  # passages a second that are assumed before the first window
STEP = 64  # passages a call, between which progress is told and Ctrl-C is heard
WAITING = 2_000  # versions of known articles, about 20 MB
PROGRESS_EVERY = 0.1  # seconds

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class Progress(NamedTuple):
    """How far a run is: finished records, embedded passages, seconds, the share of the input, 0 to 1 (0 while
    unknown, as for standard input), and how many pages were fetched."""

    articles: int
    passages: int
    seconds: float
    share: float
    fetched: int = 0

    @property
    def seconds_left(self) -> float | None:
        """None while that can't be known."""
        return self.seconds * (1 - self.share) / self.share if self.share and self.articles else None


Watcher = Callable[[Progress], None]


def ingest(
    paths: Paths,
    store: Store | str | Path,
    progress: Watcher | None = None,
    *,
    stdin: BinaryIO | None = None,
    columns: Mapping[str, str] | None = None,
    urls: str | Iterable[str] = (),
    feeds: str | Iterable[str] = (),
    sitemaps: str | Iterable[str] = (),
    fetcher: Fetcher | None = None,
    workers: Workers | None = None,
) -> Report:
    """Read articles into a store and report.

    `paths`: files and folders; "-" is JSON Lines from `stdin`. `store`: an open one, or the folder of one.
    `progress` is called several times a second. `columns` names the column of a table, or the key of an
    object, that holds a field where it isn't a usual one: {"title": "headline"}. `urls`, `feeds` and
    `sitemaps` are fetched, by `fetcher` or one with the usual limits; without them nothing is. `workers`:
    those to use instead of own ones, which end with the run. Inputs that are no articles are rejected in the
    report and the rest goes on. Raises UsageError for columns of no field, another DatelineError when the
    store or the model fails; what was stored until then is kept, and said in a note of the error.
    """
    mapping = check_mapping(columns or {})
    wanted = Wanted(_listed(urls), _listed(feeds), _listed(sitemaps))
    found = fetched(wanted, fetcher or Fetcher()) if any(wanted) else None
    with nullcontext(store) if isinstance(store, Store) else Store.open(store) as opened:
        return _ingest(_listed(paths), opened, progress, stdin, mapping, found, workers)


def _ingest(
    paths: list[str],
    store: Store,
    progress: Watcher | None,
    stdin: BinaryIO | None,
    columns: Mapping[str, str],
    found: Found | None,
    workers: Workers | None,
) -> Report:
    pool = workers or Workers()
    run = _Run(store, pool, progress)
    interrupted = False
    try:
        pages = run.counted(found) if found else None
        with Producer(paths, store, pool, run.is_current, stdin, columns, pages) as items:
            for item in items:
                run.take(item) if item else run.store_waiting()
            run.finish()
    except KeyboardInterrupt:
        interrupted = True
    except DatelineError as error:
        error.add_note(f"Kept: {run.added} articles added, {run.updated} updated before this.")
        raise
    finally:
        with suppress(KeyboardInterrupt):
            if pool is not workers:
                pool.close()
            store.follow()
    return run.report(interrupted)


def _listed(named: Paths) -> list[str]:
    several = [named] if isinstance(named, str | os.PathLike) else named
    return [os.fspath(path) for path in several]


class Superseded(NamedTuple):
    """A version that another takes the place of; `newer` when it says itself that it is older than that."""

    item: Ready
    newer: Article | None


@dataclass(slots=True)
class _Run:
    """Takes items in order, embeds them by windows, stores them and counts."""

    store: Store
    workers: Workers
    watcher: Watcher | None
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    removals: list[Removals] = field(default_factory=list)
    passages: int = 0
    fetched: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    embedded: int = 0
    share: float = 0.0
    started: float = field(default_factory=time.monotonic)
    told: float = 0.0
    known: dict[str, str] = field(default_factory=dict)  # fingerprint -> article id
    stored: set[str] = field(default_factory=set)  # ids added or updated here
    changed: set[str] = field(default_factory=set)  # ids updated here: what is known of them is out of date
    window: dict[str, Ready] = field(default_factory=dict)  # by article id, to embed and store next
    begun: float = 0.0  # when the first of the window was put there
    pace: float = FIRST_PACE
    updates: dict[str, Ready] = field(default_factory=dict)  # by article id, the latest of each
    superseded: list[Superseded] = field(default_factory=list)  # to keep for reading
    samples: Samples = field(init=False)
    samples_removed: int = 0

    def __post_init__(self) -> None:
        self.samples = Samples(self.store)
        self.known = self.store.fingerprints()

    def is_current(self, fingerprint: str) -> bool:
        """Whether the store holds a record with this fingerprint, and is not to hold it in another way."""
        article_id = self.known.get(fingerprint)
        return article_id is not None and article_id not in self.changed

    def counted(self, pages: Found) -> Found:
        """The same pages, counted as they come; they are fetched in the thread that reads."""
        for page in pages:
            self.fetched += isinstance(page, Record)
            yield page

    def take(self, item: Item) -> None:
        if isinstance(item, Known) and not self._is_settled(item.record.fingerprint):
            item = self.workers.submit(item.record, self.store).result()
        if isinstance(item, Rejection):
            self.rejected.append(item)
            self._tell(self.share)
        elif isinstance(item, Known):
            self.unchanged += 1
            self._tell(item.record.share)
        else:
            if item.left_out:
                self.left_out.append(item.left_out)
            if item.removals:
                self.removals.append(item.removals)
            if item.note:
                self.notes.append(item.note)
            self._take_ready(self._without_repeats(item))

    def store_waiting(self) -> None:
        """Store what waits for a full window or for the end of the input."""
        self._store_window()
        self._store_updates()
        self._tell(self.share)

    def finish(self) -> None:
        self.store_waiting()
        self._tell(1.0, now=True)

    def report(self, interrupted: bool) -> Report:
        seconds = time.monotonic() - self.started
        return Report(
            self.added,
            self.updated,
            self.unchanged,
            tuple(self.rejected),
            self.passages,
            seconds,
            interrupted,
            len(self.store.copied() & self.stored) if self.stored else 0,
            tuple(self.left_out),
            tuple(self.notes),
            tuple(self.removals),
            samples_removed=self.samples_removed,
        )

    def _is_settled(self, fingerprint: str) -> bool:
        """Whether a known record changes nothing; beside an update that waits, it may."""
        return self.is_current(fingerprint) and self.known[fingerprint] not in self.updates

    def _without_repeats(self, item: Ready) -> Ready:
        """What is learned from all articles is taken away here, where they come in the order of reading."""
        article = self.repeats.without(item.article)
        if article is item.article:
            return item
        return item._replace(article=article, passages=split(article, self.store.embedder))

    def _take_ready(self, item: Ready) -> None:
        article = item.article
        waiting = self.updates.get(article.id)
        held = self._held(article.id)
        newer = [other for other in (waiting and waiting.article, held) if other and is_older(article, other)]
        if newer:
            self._supersede(item, newer[0])
        elif held is None:
            self._put(item)
        else:
            if waiting:
                self._supersede(self.updates.pop(article.id))
            if held.version == article.version:
                self._take_unchanged(item)
            else:
                self.updates[article.id] = item
        if len(self.updates) + len(self.superseded) >= WAITING:
            self.store_waiting()

    def _held(self, article_id: str) -> Article | None:
        """What answers, or will when the window is stored."""
        if article_id in self.window:
            return self.window[article_id].article
        try:
            return self.store.article(article_id)
        except ArticleNotFound:
            return None

    def _take_unchanged(self, item: Ready) -> None:
        self.unchanged += 1
        if item.article.id not in self.window:
            self.store.remember(item.article.id, item.fingerprint)
            self.known[item.fingerprint] = item.article.id
        self._tell(item.share)

    def _supersede(self, item: Ready, newer: Article | None = None) -> None:
        """Keep a version for reading only, once the current one is stored. `newer`: than which it says that
        it is older."""
        self.superseded.append(Superseded(item, newer))

    def _keep_superseded(self) -> None:
        for item, newer in self.superseded:
            is_new = self.store.keep_older(item.article, item.fingerprint)
            if newer:
                self.known[item.fingerprint] = item.article.id
            if newer and is_new:
                self.notes.append(_older(item.article, newer))
            self.unchanged += 1
            self._tell(item.share)
        self.superseded.clear()

    def _store_updates(self) -> None:
        for item in list(self.updates.values()):
            self._put(item)
        self._store_window()
        self.updates.clear()

    def _put(self, item: Ready) -> None:
        """Into the window, and store that when it is due."""
        if not self.window:
            self.begun = time.monotonic()
        self.window[item.article.id] = item
        passages = sum(len(each.passages) for each in self.window.values())
        seconds = time.monotonic() - self.begun + passages / self.pace
        if passages >= WINDOW or seconds >= STORED_WITHIN:
            self._store_window()

    def _store_window(self) -> None:
        if self.window:
            self._embed_window()
        self._keep_superseded()

    def _embed_window(self) -> None:
        items = list(self.window.values())
        vectors = self._embed([p.document(item.article) for item in items for p in item.passages])
        first = 0
        for item in items:
            last = first + len(item.passages)
            self._store(item, vectors[first:last])
            first = last
        self.window.clear()

    def _embed(self, documents: list[str]) -> Vectors:
        """Vectors in the order of the documents, embedded in order of length; sets the pace."""
        started = time.monotonic()
        vectors = np.zeros((len(documents), self.store.embedder.dimension), np.float32)
        order = sorted(range(len(documents)), key=lambda index: -len(documents[index]))
        for first in range(0, len(order), STEP):
            step = order[first : first + STEP]
            vectors[step] = self.store.embedder.encode_documents([documents[index] for index in step])
            self.embedded += len(step)
            self._tell(self.share)
        give_back()
        self.pace = len(documents) / max(time.monotonic() - started, 1e-3)
        return vectors

    def _store(self, item: Ready, vectors: Vectors) -> None:
        self.samples_removed += self.samples.make_room(item.article)
        outcome = self.store.add(item.article, item.passages, vectors, item.fingerprint)
        if outcome == "added":
            self.added += 1
        else:
            self.updated += 1
            self.changed.add(item.article.id)
        self.stored.add(item.article.id)
        self.known[item.fingerprint] = item.article.id
        self.passages += len(item.passages)
        self._tell(item.share)

    def _tell(self, share: float, *, now: bool = False) -> None:
        self.share = max(self.share, share)
        seconds = time.monotonic() - self.started
        if self.watcher and (now or seconds - self.told >= PROGRESS_EVERY):
            self.told = seconds
            done = self.added + self.updated + self.unchanged
            self.watcher(Progress(done, self.embedded, seconds, self.share, self.fetched))


def _older(article: Article, newer: Article) -> Note:
    stated, now = (version.updated or version.published for version in (article, newer))
    kept = f"a version of {stated}, kept for reading: that of {now} answers"
    return Note(article.identity, kept, article.title)
