"""The run: records are read, cleaned and split in one thread and in worker processes, embedded and stored in
another thread."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ingest.fetch.addresses import target_of
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.pages import Urls, pages_of
from ingest.formats.columns import check_mapping
from ingest.formats.read import STDIN
from ingest.formats.stream import printable
from ingest.reading import Input, ReadAhead, StoredRecord
from ingest.records import Rejection
from ingest.report import Report
from ingest.tally import Tally, Watcher
from ingest.versions import Versions
from ingest.window import Pacing, Window
from ingest.workers.pool import Workers
from storage import Store
from storage.errors import ArticleRejected, DatelineError, UsageError

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

LOOK_EVERY = 0.5  # seconds between two looks at how far the vector index is

PACING = Pacing()

log = logging.getLogger("ingest")


def ingest(
    paths: Paths = (),
    store: Store | str | Path | None = None,
    progress: Watcher | None = None,
    *,
    stdin: BinaryIO | None = None,
    columns: Mapping[str, str] | None = None,
    urls: str | Iterable[str] = (),
    feeds: str | Iterable[str] = (),
    sitemaps: str | Iterable[str] = (),
    fetcher: Fetcher | None = None,
    embedding_model: str | None = None,
    workers: Workers | None = None,
    pacing: Pacing = PACING,
) -> Report:
    """Read articles into a store and report.

    `paths`: files and folders; "-" stands for JSON Lines from `stdin`. `store`: an open store, or the folder
    of one, which is opened with `embedding_model` as by `Store.open`. `progress` is called several times a
    second. `columns` names the column of a table, or the key of an object, for a field where it isn't the
    usual one: {"title": "headline"}. `urls`, `feeds` and `sitemaps` are fetched with `fetcher`, by default
    one with the usual limits. `workers` are used instead of new ones, which end with the run.

    An input that isn't an article is rejected in the report, and the run continues. Raises UsageError for a
    path where there is nothing, an address that can't be fetched, columns of no field, and arguments of
    another type; another DatelineError when the store or the model fails. Articles stored until then are
    kept, and a note of the error says so.
    """
    place = _checked_store(store, embedding_model)
    mapping = check_mapping(columns or {})
    names = _listed("paths", paths)
    expect_paths(names)
    to_fetch = Urls(_listed("urls", urls), _listed("feeds", feeds), _listed("sitemaps", sitemaps))
    expect_addresses(chain(*to_fetch))
    pages = pages_of(to_fetch, fetcher or Fetcher()) if any(to_fetch) else None
    content = Input(names, stdin, mapping, pages)
    tally = Tally(progress, pacing.clock, pacing.progress)
    opened = nullcontext(place) if isinstance(place, Store) else _open(place, embedding_model)
    with opened as its_store, nullcontext(workers) if workers else Workers() as its_workers:
        return _ingest(content, its_store, its_workers, tally, pacing)


def _ingest(content: Input, store: Store, workers: Workers, tally: Tally, pacing: Pacing) -> Report:
    fingerprints = store.fingerprints()
    versions = Versions(store, Window(store, tally, pacing), tally, fingerprints, pacing.updates)
    try:
        with ReadAhead(content, store, workers, fingerprints.keys(), pacing.idle) as steps:
            for item, share, fetched in steps:
                tally.advance(share, fetched)
                if isinstance(item, StoredRecord):
                    if versions.is_settled(item.record.fingerprint):
                        tally.leave_unchanged()
                        continue
                    item = workers.submit(item.record, store).result()
                if item is None:
                    versions.store_waiting()
                    tally.show()
                elif isinstance(item, Rejection):
                    tally.reject(item)
                else:
                    tally.prepare(item)
                    versions.take(item)
            versions.finish()
        tally.advance(1.0, 0)
        tally.show(now=True)
    except KeyboardInterrupt:
        return _report(store, tally, interrupted=True)
    except DatelineError as error:
        error.add_note(f"Kept: {tally.added} articles added, {tally.updated} updated before this.")
        raise
    return _report(store, tally, _follow(store, tally, pacing))


def _follow(store: Store, tally: Tally, pacing: Pacing) -> int:
    """Wait until the vector index is up to date, for a limited time or until Ctrl-C. Returns the number of
    changes that it is behind; 0 when another process holds it, or when it is off."""
    deadline = pacing.clock() + pacing.follow
    with suppress(KeyboardInterrupt):
        while not store.follow(min(LOOK_EVERY, pacing.follow)):
            if store.index.phase in ("off", "waiting") or pacing.clock() >= deadline:
                break
            tally.show(now=True, indexed=store.index.done, to_index=store.index.total)
    return store.index.total - store.index.done


def _report(store: Store, tally: Tally, behind: int = 0, *, interrupted: bool = False) -> Report:
    copied = store.copied() if tally.has_stored else set()
    report = tally.report(copied, behind, interrupted=interrupted)
    log.info(
        "%d added, %d updated, %d unchanged, %d rejected in %.1f s%s",
        report.added,
        report.updated,
        report.unchanged,
        len(report.rejected),
        report.seconds,
        ", interrupted" if interrupted else "",
    )
    return report


def _checked_store(store: Store | str | Path | None, embedding_model: str | None) -> Store | str | Path:
    """Raises UsageError for anything but a store or the path of one."""
    if store is None:
        raise UsageError('no store to ingest into: give one, as in ingest(paths, store="storage/data")')
    if not isinstance(store, Store | str | Path):
        raise UsageError(f"store is {store!r:.80}: a Store or the path of its folder was expected")
    if isinstance(store, Store) and embedding_model:
        raise UsageError(f"this store is open with {store.model!r}: give its folder to name a model")
    return store


def _open(folder: str | Path, embedding_model: str | None) -> Store:
    return Store.open(folder, embedding_model=embedding_model)


def _listed(argument: str, value: Paths) -> list[str]:
    """One name or several as a list. Raises UsageError, which names the argument, for any other value."""
    names = [value] if isinstance(value, str | os.PathLike) else value
    try:
        paths = [os.fspath(name) for name in names]
    except TypeError as error:
        raise UsageError(
            f"{argument} is {value!r:.80}: a string or a list of strings was expected"
        ) from error
    if not all(isinstance(path, str) for path in paths):
        raise UsageError(f"{argument} is {value!r:.80}: names are strings, not bytes; decode them first")
    return paths


def expect_paths(paths: Iterable[str]) -> None:
    """Raises UsageError for paths that don't exist."""
    missing = [path for path in paths if path != STDIN and not os.path.lexists(path)]
    if missing:
        raise UsageError(f"no such file or folder: {', '.join(map(printable, missing))}")


def expect_addresses(urls: Iterable[str]) -> None:
    """Raises UsageError for addresses that can't exist."""
    for url in urls:
        try:
            target_of(url)
        except ArticleRejected as error:
            raise UsageError(f"{error}; write it as in https://news.example/storm") from error
