"""Counts what a run does: its progress, and the report at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ingest.records import LeftOut, Note, Rejection, Removals, Removed
from ingest.report import Report
from ingest.workers.prepare import PreparedArticle
from storage.records import Article

REPEATED = "repeated by its outlet"  # the name of that rule of cleaning
PROGRESS_EVERY = 0.1  # seconds


class Progress(NamedTuple):
    """The progress of a run: finished records, embedded passages, seconds, the share of the input (0 to 1,
    0 while unknown, as for standard input), and the number of fetched pages. At the end, the vector index
    catches up: it has `indexed` of `to_index` changes."""

    articles: int
    passages: int
    seconds: float
    share: float
    fetched: int = 0
    indexed: int = 0
    to_index: int = 0

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds left; None while unknown."""
        return self.seconds * (1 - self.share) / self.share if self.share and self.articles else None


Watcher = Callable[[Progress], None]


class _Stored(NamedTuple):
    """The source of an article that this run stored, and its number of passages."""

    path: str
    place: str
    passages: int


class Tally:
    """Counts what a run does, and shows its progress. For one thread."""

    def __init__(
        self,
        watcher: Watcher | None = None,
        clock: Callable[[], float] = time.monotonic,
        every: float = PROGRESS_EVERY,
    ) -> None:
        self.added = 0
        self.updated = 0
        self._watcher = watcher
        self._clock = clock
        self._every = every
        self._unchanged = 0
        self._embedded = 0
        self._samples_removed = 0
        self._share = 0.0
        self._fetched = 0
        self._rejected: list[Rejection] = []
        self._notes: list[Note] = []
        self._left_out: list[LeftOut] = []
        self._removed: dict[tuple[str, str, str], list[Removed]] = {}  # by path, place and title
        self._stored: dict[str, _Stored] = {}  # by article id
        self._repeats: dict[str, Article] = {}  # by id, the articles without their repeated paragraphs
        self._started = clock()
        self._shown = 0.0

    # What was read

    def advance(self, share: float, fetched: int) -> None:
        self._share = max(self._share, share)
        self._fetched = max(self._fetched, fetched)

    def reject(self, rejection: Rejection) -> None:
        self._rejected.append(rejection)
        self.show()

    def prepare(self, prepared: PreparedArticle) -> None:
        """Record what was left out of an article, and its note."""
        path, place, title = prepared.path, prepared.place, prepared.article.title
        if prepared.hidden or prepared.invisible:
            self._left_out.append(LeftOut(path, place, title, prepared.hidden, prepared.invisible))
        if prepared.note:
            self._notes.append(Note(path, f"{place}: {prepared.note}" if place else prepared.note, title))
        if prepared.removed:
            self._removed.setdefault((path, place, title), []).extend(prepared.removed)

    # What became of it

    def leave_unchanged(self) -> None:
        self._unchanged += 1
        self.show()

    def keep_older(self, article: Article, newer: Article) -> None:
        """Record that a version is kept only for reading, since this one has a later date."""
        older_date, newer_date = (version.updated or version.published for version in (article, newer))
        note = f"a version of {older_date}, kept for reading: that of {newer_date} answers"
        self._notes.append(Note(article.identity, note, article.title))

    def embed(self, passages: int) -> None:
        self._embedded += passages
        self.show()

    def store(self, prepared: PreparedArticle, outcome: str) -> None:
        article = prepared.article
        self.added += outcome == "added"
        self.updated += outcome == "updated"
        self._stored[article.id] = _Stored(prepared.path, prepared.place, len(prepared.passages))
        self._leave_out_repeats(article)
        self.show()

    def remove_samples(self, count: int) -> None:
        self._samples_removed += count

    def replace_text(self, prepared: PreparedArticle) -> None:
        """Record the new text and passages of a stored article, of this run or an earlier one."""
        article = prepared.article
        if stored := self._stored.get(article.id):
            self._stored[article.id] = stored._replace(passages=len(prepared.passages))
        self._leave_out_repeats(article)
        self.show()

    def _leave_out_repeats(self, article: Article) -> None:
        if article.repeats:
            self._repeats[article.id] = article
        else:
            self._repeats.pop(article.id, None)

    # Who is told

    def show(self, *, now: bool = False, indexed: int = 0, to_index: int = 0) -> None:
        """Call the watcher, unless that was done a moment ago."""
        seconds = self._clock() - self._started
        if self._watcher and (now or seconds - self._shown >= self._every):
            self._shown = seconds
            records = self.added + self.updated + self._unchanged
            share, fetched = self._share, self._fetched
            self._watcher(Progress(records, self._embedded, seconds, share, fetched, indexed, to_index))

    def report(
        self, copied: Iterable[str] = (), index_behind: int = 0, *, interrupted: bool = False
    ) -> Report:
        """`copied`: the ids of all articles that print the text of another."""
        return Report(
            self.added,
            self.updated,
            self._unchanged,
            tuple(self._rejected),
            sum(stored.passages for stored in self._stored.values()),
            self._clock() - self._started,
            interrupted,
            len(self._stored.keys() & set(copied)),
            tuple(self._left_out),
            tuple(self._notes),
            self._removals(),
            self._samples_removed,
            index_behind,
        )

    @property
    def has_stored(self) -> bool:
        return bool(self._stored)

    def _removals(self) -> tuple[Removals, ...]:
        removed = {key: [*paragraphs] for key, paragraphs in self._removed.items()}
        for article in self._repeats.values():
            path, place, _ = self._stored.get(article.id, _Stored(article.identity, "", 0))
            repeats = [Removed(paragraph, REPEATED) for _, paragraph in article.repeats]
            removed.setdefault((path, place, article.title), []).extend(repeats)
        return tuple(Removals(*key, tuple(paragraphs)) for key, paragraphs in removed.items())
