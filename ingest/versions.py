"""Decides which version of an article becomes the current one, which is kept for reading, and which is
unchanged.

A later record of the same article wins, unless its own dates are older (`storage.text.history.is_older`);
then it is kept for reading. Updates wait for the end of the input: a later record that is already stored may
supersede them, as when a feed with the same article twice is read again.

Versions are compared by the whole cleaned text. The stored text leaves out the paragraphs that the outlet
repeats. When a paragraph is learned after an article was stored, the text is replaced at the end of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from ingest.clean.repeats import Repeats
from ingest.samples import Samples
from ingest.split import split
from ingest.tally import Tally
from ingest.window import Window
from ingest.workers.prepare import PreparedArticle
from storage import Store
from storage.errors import ArticleNotFound
from storage.records import Article, edited
from storage.text.history import is_older


class Superseded(NamedTuple):
    """A version that is kept only for reading. `newer`: the version with a later date, if any."""

    prepared: PreparedArticle
    newer: Article | None = None


class Versions:
    """Takes prepared articles in the order of the input, and stores them. For one thread.

    `fingerprints`: fingerprint of each stored record -> the id of its article, at the start of the run.
    """

    def __init__(
        self, store: Store, window: Window, tally: Tally, fingerprints: Mapping[str, str], most_waiting: int
    ) -> None:
        self._store = store
        self._window = window
        self._tally = tally
        self._fingerprints = fingerprints
        self._most_waiting = most_waiting
        self._repeats = Repeats(store.repeats)
        self._samples = Samples(store)
        self._updated: set[str] = set()  # ids of the articles with a new version from this run
        self._updates: dict[str, PreparedArticle] = {}  # by article id, the latest of each
        self._superseded: list[Superseded] = []

    def is_settled(self, fingerprint: str) -> bool:
        """Whether the record with this fingerprint still needs no work: the run has neither stored nor
        queued a new version of its article."""
        article_id = self._fingerprints.get(fingerprint)
        return not (article_id is None or article_id in self._updated or article_id in self._updates)

    def take(self, prepared: PreparedArticle) -> None:
        current = self._current(prepared.article.id)
        if current:  # what a person filled in stays
            kept = {name: getattr(current, name) for name in current.edited}
            prepared = prepared._replace(article=edited(prepared.article, kept))
        prepared = self._without_repeats(prepared)
        article = prepared.article
        update = self._updates.get(article.id)
        rivals = (update.article if update else None, current)
        newer = next((rival for rival in rivals if rival and is_older(article, rival)), None)
        if newer:
            self._superseded.append(Superseded(prepared, newer))
        elif current is None:
            self._put(prepared)
        else:
            if update:
                self._superseded.append(Superseded(self._updates.pop(article.id)))
            if self._is_same(article, current):
                self._leave_unchanged(prepared)
            else:
                self._updates[article.id] = prepared
        if len(self._updates) + len(self._superseded) >= self._most_waiting:
            self.store_waiting()

    def store_waiting(self) -> None:
        """Store all waiting articles."""
        self._store_window()
        for prepared in list(self._updates.values()):
            self._put(self._without_repeats(prepared))
        self._store_window()
        self._updates.clear()

    def finish(self) -> None:
        """Store all waiting articles, and remove the newly learned paragraphs from all stored ones."""
        self.store_waiting()
        self._repeats.learn_alternating(self._updated)
        self._repeats = Repeats(self._store.repeats)  # another process may have learned, too
        for article_id in self._store.repeats.unapplied():
            with suppress(ArticleNotFound):  # removed by another process
                article = self._repeats.without(self._store.article(article_id))
                self._window.put(PreparedArticle(article, split(article, self._store.embedder)))
            if self._window.is_due:
                self._replace_texts()
        self._replace_texts()

    def _current(self, article_id: str) -> Article | None:
        """The current version, stored or waiting in the window."""
        if waiting := self._window.article(article_id):
            return waiting
        try:
            return self._store.article(article_id)
        except ArticleNotFound:
            return None

    def _is_same(self, article: Article, current: Article) -> bool:
        """Whether the text is that of the current version, ignoring the learned paragraphs, such as
        advertisements."""
        if article.version == current.version:
            return True
        shown, currently_shown = (replace(self._repeats.without(a), repeats=()) for a in (article, current))
        return shown.version == currently_shown.version

    def _leave_unchanged(self, prepared: PreparedArticle) -> None:
        if not self._window.article(prepared.article.id):
            self._store.remember(prepared.article.id, prepared.fingerprint)
        self._tally.leave_unchanged()

    def _without_repeats(self, prepared: PreparedArticle) -> PreparedArticle:
        article = self._repeats.without(prepared.article)
        if article is prepared.article:
            return prepared
        return prepared._replace(article=article, passages=split(article, self._store.embedder))

    def _put(self, prepared: PreparedArticle) -> None:
        self._window.put(prepared)
        if self._window.is_due:
            self._store_window()

    def _store_window(self) -> None:
        stored: list[Article] = []
        for prepared, vectors in self._window.embedded():
            article, passages, fingerprint, *_ = prepared
            lines = self._repeats.lines(article)
            self._tally.remove_samples(self._samples.make_room(article))
            outcome = self._store.add(article, passages, vectors, fingerprint, lines)
            if outcome == "updated":
                self._updated.add(article.id)
            self._tally.store(prepared, outcome)
            stored.append(article)
        self._keep_superseded()
        self._repeats.learn(stored)

    def _keep_superseded(self) -> None:
        for prepared, newer in self._superseded:
            is_new = self._store.keep_older(prepared.article, prepared.fingerprint)
            if newer and is_new:
                self._tally.keep_older(prepared.article, newer)
            self._tally.leave_unchanged()
        self._superseded.clear()

    def _replace_texts(self) -> None:
        for prepared, vectors in self._window.embedded():
            article, passages, *_ = prepared
            with suppress(ArticleNotFound):  # another process removed or updated it
                self._store.replace_text(article, passages, vectors, self._repeats.lines(article))
                self._tally.replace_text(prepared)
