"""`Store`: the one facade over the catalog, the vector index and the embedding model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from storage.catalog.catalog import NO_LINES, Catalog
from storage.catalog.repeats import RepeatedLines
from storage.catalog.rescue import Rescue
from storage.check import Check, check
from storage.clipboard import Clipboard
from storage.contents import Contents
from storage.conversations import Conversations
from storage.errors import StoreError
from storage.feedback import FeedbackBox
from storage.index.follower import VectorIndex
from storage.index.state import IndexState
from storage.model import StoreModel
from storage.models.devices import AUTO
from storage.models.embedder import Embedder, Vectors
from storage.models.load import load_embedder, model_name
from storage.opening import CONVERSATIONS, VECTORS, open_catalog
from storage.rebuild import Watcher, rebuild_indexes, reembed
from storage.records import Article, ArticleInfo, Filter, Hit, Passage
from storage.recovery import rescue_store, restore_store
from storage.search import NAMED_AT_MOST, Candidate, QueryVectors, Search
from storage.settings import BUNDLED_MODEL, Settings

REMOVED_TOGETHER = 100  # articles in one transaction


class Store(Contents):
    """A collection of articles in one folder, safe to use from several threads and processes."""

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
        super().__init__(catalog)
        self.folder = folder
        self._model = StoreModel(catalog, embedder, device=device, batch_size=batch_size)
        self._index = VectorIndex(folder / VECTORS, catalog)
        self._search = Search(catalog, self._index, named_at_most)
        self.conversations = Conversations(folder / CONVERSATIONS)
        self.feedback = FeedbackBox(folder / CONVERSATIONS)
        self.clipboard = Clipboard(folder / CONVERSATIONS)
        self._index.start()

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        embedding_model: str | None = None,
        embedder: Embedder | None = None,
        create: bool = True,
        device: str | None = None,
        batch_size: int | None = None,
    ) -> Store:
        """Open the store in a folder; create it if it is missing, unless `create` is false.

        `embedding_model`: a name for sentence-transformers or a folder with a model; None means the store's
        own, or the bundled model for a new store. `embedder`: a loaded model to use instead. `device`,
        `batch_size`: as for `load_embedder`; without a device, that of DATELINE_DEVICE is used. Raises
        StoreMismatch when the store's vectors come from another model, StoreUnreadable when its catalog is
        damaged or missing, StoreError when there is no store.
        """
        folder, device = Path(folder), device or Settings.from_environment().device
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
        """Restore a backup as a new store in `folder`, whose vector index is built again. Raises
        StoreError."""
        restore_store(Path(backup), Path(folder))
        return cls.open(folder)

    @classmethod
    def rescue(cls, damaged: str | Path, folder: str | Path) -> Rescue:
        """Copy every readable article of a damaged store into a new store. The damaged store isn't changed.

        Raises StoreError when `folder` already contains a store, StoreUnreadable when nothing can be saved.
        """
        return rescue_store(Path(damaged), Path(folder))

    def __enter__(self) -> Self:
        self.expect_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._index.close()
        for kept in (self.conversations, self.feedback, self.clipboard):
            kept.close()
        self._catalog.close()

    def expect_open(self) -> None:
        """Raises StoreError after `close`."""
        self._catalog.expect_open()

    @property
    def embedder(self) -> Embedder:
        """The store's embedding model, loaded on first use. Raises ModelError, and StoreMismatch when the
        model's dimension has changed since the store was created. Raises StoreError after `close`."""
        return self._model.embedder

    def embed_queries(self, texts: Sequence[str]) -> QueryVectors:
        """Embed queries for `search`, with the identity of the stored vectors that they may be compared with.
        Errors as for `embedder`."""
        return self._model.embed_queries(texts)

    @property
    def model(self) -> str:
        """The name of the embedding model whose vectors the store holds."""
        return self._catalog.model

    # Changes

    def add(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        fingerprint: str = "",
        lines: Mapping[int, bool] = NO_LINES,
    ) -> Literal["added", "updated"]:
        """Store an article's current version; when this returns, it survives a crash.

        `vectors`: float32, shape (passages, dimension), unit length. `fingerprint`: the hash of the
        raw record. `lines`: the hash of each line that the outlet may repeat -> whether the line was already
        known as repeated when the text was cleaned.
        """
        return self._catalog.add(article, passages, vectors, fingerprint, lines)

    def replace_text(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        lines: Mapping[int, bool] = NO_LINES,
    ) -> None:
        """Replace the text of the current version after other repeated lines were removed from it; the
        version stays the same. Arguments as for `add`. Raises ArticleNotFound when this version isn't
        current."""
        self._catalog.replace_text(article, passages, vectors, lines)

    def edit(self, article_id: str, fields: Mapping[str, Any]) -> Article:
        """Replace fields of an article's metadata, as a person wants them: {"outlet": "Tidings"}. Returns the
        new current version. Any field but the text and the headline may be replaced. Reading the same page
        again keeps the edit. Raises ArticleNotFound."""
        return self._catalog.edit(article_id, fields)

    @property
    def repeats(self) -> RepeatedLines:
        """The lines that outlets repeat in all their articles."""
        return self._catalog.repeats

    def keep_older(self, article: Article, fingerprint: str = "") -> bool:
        """Store an older version of an article, which no search returns. Returns whether it was new.

        Raises ArticleNotFound when the article has no current version.
        """
        return self._catalog.keep_older(article, fingerprint)

    def remember(self, article_id: str, fingerprint: str) -> None:
        """Record another fingerprint that yields the current version, so that the next run skips that
        record."""
        self._catalog.remember(article_id, fingerprint)

    def remove(self, article_id: str) -> None:
        """Remove an article with all its versions. Raises ArticleNotFound."""
        self._catalog.remove(article_id)

    def remove_where(self, where: Filter) -> list[ArticleInfo]:
        """Remove the articles that pass a filter, with all their versions. Returns the removed articles.

        Each transaction removes `REMOVED_TOGETHER` articles, so that other writers get their turn. Raises
        StoreError for an empty filter, which every article passes.
        """
        if where.is_empty:
            raise StoreError("an empty filter would remove every article: name outlets, days or URLs")
        infos = self._catalog.articles(where=where)
        for first in range(0, len(infos), REMOVED_TOGETHER):
            self._catalog.remove(*(info.id for info in infos[first : first + REMOVED_TOGETHER]))
        return infos

    # Search

    def search(
        self,
        vector: Vectors,
        terms: Sequence[str],
        k: int,
        where: Filter | None = None,
        *,
        comparable_with: str | None = None,
    ) -> list[Candidate]:
        """The k nearest passages by vector and the k best by BM25, merged, in no particular order.

        `vector`: float32, shape (dimension,), unit length. `terms`: stems from `storage.text.terms`.
        `comparable_with`: as given by `embed_queries`. Raises StoreMismatch for a vector of another dimension
        and, with `comparable_with`, when the store was re-embedded since.
        """
        return self._search.candidates(vector, terms, k, where, comparable_with)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """The number of passages that contain each term; absent terms are left out."""
        return self._catalog.document_frequencies(terms)

    def vocabulary(self) -> dict[str, int]:
        """Every stem in headlines and texts, with the number of passages that contain it."""
        return self._catalog.vocabulary()

    def texts_with(self, stem: str, beside: Sequence[str], k: int) -> list[str]:
        """Headline and text of the best k passages with a stem and, unless `beside` is empty, with any of
        those stems."""
        passages = self._catalog.hits(self._catalog.containing(stem, beside, k)).values()
        return [
            f"{article.title}\n{article.text[passage.start : passage.end]}" for article, passage in passages
        ]

    def hits(self, scored: Sequence[tuple[Candidate, float]]) -> list[Hit]:
        """Turn scored candidates into hits with their articles, in the same order."""
        return self._search.hits(scored)

    # Maintenance

    @property
    def index(self) -> IndexState:
        """The state of the vector index: its phase, and how many changes of the catalog it has applied.

        While the phase isn't "ready", or another process holds the index, `search` reads the catalog exactly:
        slower, with the same results.
        """
        return self._index.state

    def follow(self, timeout: float | None = None) -> bool:
        """Bring the vector index up to date. Returns False when another process holds it, when it is off, or
        after `timeout` seconds."""
        return self._index.follow(timeout)

    def check(self) -> Check:
        """Check the whole catalog and bring the vector index up to date."""
        return check(self._catalog, self._index)

    def rebuild(
        self,
        embedding_model: str | None = None,
        *,
        embedder: Embedder | None = None,
        progress: Watcher | None = None,
    ) -> None:
        """Rebuild both indexes and the groups of copies from the articles; with another model, re-embed every
        passage first.

        Re-embedding commits each batch: after an interruption, the next call with the same model continues
        there, and searches use the old vectors until it is finished. The passages stay the same; a model that
        reads fewer tokens than they may hold raises StoreError.
        """
        if embedder is None and embedding_model:
            embedder = self._model.other(model_name(embedding_model))
        if embedder is not None:
            reembed(self._catalog, self._model, embedder, progress, exchanged=self._search.forget_vectors)
        rebuild_indexes(self._catalog, self._index, progress)

    def backup(self, path: str | Path) -> None:
        """Write the whole collection to one new file; safe during an ingest. Raises StoreError."""
        self._catalog.backup(Path(path))
