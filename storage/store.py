"""`Store`: the one facade over the catalog, the vector index and the embedding model."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from storage.catalog.backup import restore
from storage.catalog.catalog import NO_LINES, Catalog
from storage.catalog.embeddings import Reembedding
from storage.catalog.repeats import RepeatedLines
from storage.catalog.rescue import Rescue, rescue
from storage.errors import StoreError, StoreMismatch, StoreUnreadable
from storage.index.follower import IndexState, VectorIndex, discard_index
from storage.models.devices import AUTO
from storage.models.embedder import Embedder, Vectors
from storage.models.load import load_embedder, model_name
from storage.opening import CATALOG, VECTORS, open_catalog
from storage.rebuild import Watcher, rebuild, reembed
from storage.records import Article, ArticleInfo, Counts, Filter, Hit, Passage
from storage.search import NAMED_AT_MOST, Candidate, Search
from storage.settings import BUNDLED_MODEL
from storage.text.history import Version, history

UNSPLIT = "rescued.jsonl"  # articles that a rescue saves without their passages

REMOVED_TOGETHER = 100  # articles in one transaction


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check. No problems means a sound catalog; `index` is the state of the vector index."""

    counts: Counts
    problems: tuple[str, ...]
    index: IndexState


class Store:
    """A collection of articles in one folder. Safe to use from several threads and processes."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        embedder: Embedder | None,
        *,
        device: str = AUTO,
        batch_size: int | None = None,
        named_at_most: int = NAMED_AT_MOST,
    ) -> None:
        self.folder = folder
        self.device = device
        self.batch_size = batch_size
        self._catalog = catalog
        self._embedder = embedder
        self._loading = threading.Lock()
        self._index = VectorIndex(folder / VECTORS, catalog)
        self._search = Search(catalog, self._index, named_at_most)
        self._index.start()

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        embedding_model: str | None = None,
        embedder: Embedder | None = None,
        create: bool = True,
        device: str = AUTO,
        batch_size: int | None = None,
    ) -> Store:
        """Open the store in a folder; make one where there is none, unless `create` is false.

        `embedding_model`: a name for sentence-transformers or a folder with a model; None means the store's
        own, or the bundled model for a new store. `embedder`: use this one instead. `device` and
        `batch_size`: where the model runs and how many passages it takes a step, as for `load_embedder`.
        Raises StoreMismatch when the store was made with another model, StoreUnreadable when its catalog is
        damaged or gone, StoreError when there is no store.
        """
        folder = Path(folder)
        model = embedder.name if embedder else embedding_model and model_name(embedding_model)
        loaded: list[Embedder] = [embedder] if embedder else []

        def load() -> Embedder:
            if not loaded:
                loaded.append(load_embedder(model or BUNDLED_MODEL, device=device, batch_size=batch_size))
            return loaded[0]

        catalog = open_catalog(folder, model, load if create else None)
        return cls(folder, catalog, loaded[0] if loaded else None, device=device, batch_size=batch_size)

    @classmethod
    def restore(cls, backup: str | Path, folder: str | Path) -> Store:
        """A new store in `folder` from a backup; the vector index is built from it. Raises StoreError."""
        folder = Path(folder)
        restore(Path(backup), folder / CATALOG, clear=lambda: discard_index(folder / VECTORS))
        return cls.open(folder)

    @classmethod
    def rescue(cls, damaged: str | Path, folder: str | Path) -> Rescue:
        """Save what can be read of a damaged store into a new one. The damaged one stays as it is.

        Raises StoreError when there is a store in `folder`, StoreUnreadable when nothing can be saved.
        """
        source, target = Path(damaged) / CATALOG, Path(folder) / CATALOG
        if target.exists():
            raise StoreError(f"{folder} holds a store already: name a new folder, nothing was changed")
        if not source.exists():
            raise StoreUnreadable(f"there is no catalog in {damaged}: name the damaged store with --store")
        try:
            return rescue(source, target, Path(folder) / UNSPLIT)
        except OSError as error:
            raise StoreError(
                f"{damaged} can't be saved to {folder}: {error}. Choose another folder"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._index.close()
        self._catalog.close()

    @property
    def embedder(self) -> Embedder:
        """The store's embedding model, loaded on first use. Raises ModelError, and StoreMismatch when its
        folder holds another than the store was made with."""
        with self._loading:
            if self._embedder is None:
                embedder = load_embedder(self.model, device=self.device, batch_size=self.batch_size)
                if embedder.dimension != self._catalog.dimension:
                    raise StoreMismatch(
                        f"{self.folder} holds vectors of {self._catalog.dimension} dimensions, "
                        f"{self.model!r} now makes {embedder.dimension}: put that model back, or ingest the "
                        "articles into a new store"
                    )
                self._embedder = embedder
            return self._embedder

    @property
    def model(self) -> str:
        """The name of the embedding model whose vectors the store holds."""
        return self._catalog.model

    # Articles

    def add(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        fingerprint: str = "",
        lines: Mapping[int, bool] = NO_LINES,
    ) -> Literal["added", "updated"]:
        """Store an article's current version; when this returns, it survives a crash.

        `vectors`: float32, shape (passages, dimension), unit length. `fingerprint` stands for the raw bytes
        that the article was read from. `lines`: the lines that its outlet may repeat, as hashes -> whether
        the text was made knowing that the outlet does.
        """
        return self._catalog.add(article, passages, vectors, fingerprint, lines)

    def replace_text(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        lines: Mapping[int, bool] = NO_LINES,
    ) -> None:
        """Store the current version of an article with other lines left out of its text, which makes no new
        version. Arguments as for `add`. Raises ArticleNotFound when this version isn't the current one."""
        self._catalog.replace_text(article, passages, vectors, lines)

    @property
    def repeats(self) -> RepeatedLines:
        """The lines that outlets set under their articles whatever they are about."""
        return self._catalog.repeats

    def keep_older(self, article: Article, fingerprint: str = "") -> bool:
        """Store an older version of an article, only for reading. Returns whether it is a new one.

        Raises ArticleNotFound when the article has no current version.
        """
        return self._catalog.keep_older(article, fingerprint)

    def remember(self, article_id: str, fingerprint: str) -> None:
        """Note that other raw bytes gave the same version, so that the next run skips them early."""
        self._catalog.remember(article_id, fingerprint)

    def remove(self, article_id: str) -> None:
        """Remove an article with all its versions. Raises ArticleNotFound."""
        self._catalog.remove(article_id)

    def remove_where(self, where: Filter) -> list[ArticleInfo]:
        """Remove the articles that pass a filter, with all their versions. Returns what was removed.

        Others may write between two steps of `REMOVED_TOGETHER` articles. Raises StoreError for an empty
        filter, which every article passes.
        """
        if where.is_empty:
            raise StoreError("an empty filter would remove every article: name outlets, days or URLs")
        infos = self._catalog.articles(where=where)
        for first in range(0, len(infos), REMOVED_TOGETHER):
            self._catalog.remove(*(info.id for info in infos[first : first + REMOVED_TOGETHER]))
        return infos

    def article(self, article_id: str, version: str | None = None) -> Article:
        """An article in its current version, or in the version that is named. Raises ArticleNotFound."""
        return self._catalog.article(article_id, version)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """All versions of an article, the newest first, with their changes. Raises ArticleNotFound."""
        return history(self._catalog.stored_versions(article_id))

    def copies(self, article_id: str, where: Filter | None = None) -> list[Article]:
        """The other articles that print the same text (wire copy, syndication) and pass the filter."""
        return self._catalog.copies(article_id, where)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's current version, in order; none without such an article."""
        return self._catalog.passages_of(article_id)

    def copied(self) -> set[str]:
        """The ids of all articles that print the text of one that was stored before."""
        return self._catalog.copied()

    def articles(
        self, offset: int = 0, limit: int | None = None, where: Filter | None = None
    ) -> list[ArticleInfo]:
        """The articles that pass the filter, newest first; articles without a date come last."""
        return self._catalog.articles(offset, limit, where)

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint -> article id, for every raw record that needs no new ingest.

        These are the records that gave the current versions, and those whose own dates say that they are
        older."""
        return self._catalog.fingerprints()

    def samples(self) -> list[str]:
        """The ids of the made-up reports that an empty store starts with, as far as they are here."""
        return self._catalog.samples()

    def count(self) -> Counts:
        return self._catalog.counts()

    def outlets(self) -> list[str]:
        """The names of all outlets, sorted; unknown ones left out."""
        return self._catalog.outlets()

    def dates(self) -> tuple[date, date] | None:
        """The first and the last day of publication, None when no article has a date."""
        published = self._catalog.published_range()
        if published is None:
            return None
        first, last = (date.fromisoformat(end[:10]) for end in published)
        return first, last

    def sequence(self) -> int:
        """A number that grows with every change, in whichever process."""
        return self._catalog.sequence()

    # Search

    def search(
        self, vector: Vectors, terms: Sequence[str], k: int, where: Filter | None = None
    ) -> list[Candidate]:
        """The k nearest passages by vector and the k best by words, together, in no particular order.

        `vector`: float32, shape (dimension,), unit length. `terms`: stems as `storage.text.terms` gives them.
        Raises StoreMismatch for a vector of another dimension.
        """
        return self._search.candidates(vector, terms, k, where)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each term; absent terms are left out."""
        return self._catalog.document_frequencies(terms)

    def hits(self, scored: Sequence[tuple[Candidate, float]]) -> list[Hit]:
        """Candidates with their scores -> hits with their articles, in the same order."""
        return self._search.hits(scored)

    # Keeping it sound

    @property
    def index(self) -> IndexState:
        """The state of the vector index."""
        return self._index.state

    def follow(self, timeout: float | None = None) -> bool:
        """Bring the vector index up to date now, if no other process holds it. False when another does, when
        the index is off, or after `timeout` seconds."""
        return self._index.follow(timeout)

    def check(self) -> Check:
        """Examine the catalog in full and bring the index up to date."""
        problems = self._catalog.problems()
        try:
            self._index.follow()
            counts = self.count()
        except StoreUnreadable as error:
            counts = Counts(0, 0)
            problems = [*problems, *({str(error)} - set(problems))]
        return Check(counts, tuple(problems), self._index.state)

    def rebuild(
        self,
        embedding_model: str | None = None,
        *,
        embedder: Embedder | None = None,
        progress: Watcher | None = None,
    ) -> None:
        """Build both indexes and the groups of copies anew from the articles; with another model, re-embed
        every passage first.

        Re-embedding keeps each batch: when it is interrupted, the next call with the same model goes on from
        there, and until it is finished the old vectors answer. Passages are not cut anew: a model that sees
        less of a text than they were cut for raises StoreError.
        """
        model = embedding_model and model_name(embedding_model)
        if embedder is None and model and model != self._catalog.model:
            embedder = load_embedder(model, device=self.device, batch_size=self.batch_size)
        if embedder is not None:
            reembed(self._catalog, embedder, progress, finish=partial(self._exchange_vectors, embedder))
        rebuild(self._catalog, self._index, progress)

    def _exchange_vectors(self, embedder: Embedder, work: Reembedding) -> bool:
        """Under the lock of `embedder`: no question that is embedded later meets the old vectors."""
        with self._loading:
            if not work.finish():
                return False
            self._embedder = embedder
            self._search.forget_vectors()
        return True

    def backup(self, path: str | Path) -> None:
        """Write the whole collection to one new file, also during an ingest. Raises StoreError."""
        self._catalog.backup(Path(path))
