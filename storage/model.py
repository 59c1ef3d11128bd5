"""The embedding model of a store: loaded on first use, exchanged together with the stored vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from storage.catalog.catalog import Catalog
from storage.errors import StoreMismatch
from storage.models.embedder import Embedder
from storage.models.load import load_embedder
from storage.search import QueryVectors


class StoreModel:
    """The model that made the vectors of a catalog. Safe to use from several threads."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder | None, *, device: str, batch_size: int | None
    ) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._device = device
        self._batch_size = batch_size
        self._lock = threading.Lock()  # guards the embedder and the exchange of vectors

    @property
    def embedder(self) -> Embedder:
        """As `Store.embedder`."""
        self._catalog.expect_open()
        with self._lock:
            return self._loaded()

    def embed_queries(self, texts: Sequence[str]) -> QueryVectors:
        """As `Store.embed_queries`."""
        self._catalog.expect_open()
        with self._lock:  # so that the model and the identity belong together
            embedder, comparable_with = self._loaded(), self._catalog.uuid
        return QueryVectors(embedder.encode_queries(texts), comparable_with)

    def other(self, name: str) -> Embedder | None:
        """Load another model; None when the catalog's vectors already come from it. Raises ModelError."""
        return None if name == self._catalog.model else self._load(name)

    def exchange(self, embedder: Embedder, exchange_vectors: Callable[[], bool]) -> bool:
        """Exchange model and vectors together, so that no new query vector meets the old vectors.

        `exchange_vectors` returns False when it couldn't exchange them yet; then the model stays too.
        """
        with self._lock:
            if not exchange_vectors():
                return False
            self._embedder = embedder
        return True

    def _loaded(self) -> Embedder:
        if self._embedder is None:
            embedder = self._load(self._catalog.model)
            if embedder.dimension != self._catalog.dimension:
                raise StoreMismatch(
                    f"the store {self._catalog.path.parent} holds vectors of {self._catalog.dimension} "
                    f"dimensions, {self._catalog.model!r} now makes {embedder.dimension}: put that model "
                    "back, or ingest the articles into a new store"
                )
            self._embedder = embedder
        return self._embedder

    def _load(self, name: str) -> Embedder:
        return load_embedder(name, device=self._device, batch_size=self._batch_size)
