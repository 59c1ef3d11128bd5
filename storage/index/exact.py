"""Exact search over the catalog's vectors, for a process whose vector index isn't ready."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from storage.catalog.catalog import Catalog
from storage.catalog.embeddings import Keys

BLOCK = 8192  # vectors per step: 12 MB as float32 at dimension 384


class ExactSearch:
    """Keeps all vectors of the catalog in memory as float16: 768 bytes each at dimension 384."""

    def __init__(self, catalog: Catalog, block: int = BLOCK) -> None:
        """`block`: how many vectors are read and compared in one step."""
        self._catalog = catalog
        self._block = block
        self._guard = threading.Lock()
        self._sequence = 0
        self._keys: Keys = np.zeros(0, np.int64)
        self._vectors: NDArray[np.float16] = np.zeros((0, catalog.dimension), np.float16)

    def search(
        self, vector: NDArray[np.float32], k: int, among: Keys | None = None
    ) -> list[tuple[int, float]]:
        """The k passages nearest to a unit vector, best first: (key, cosine). `among`: search only these
        keys."""
        keys, vectors = self._current()
        if among is not None:
            rows = np.flatnonzero(np.isin(keys, among, assume_unique=True))
            keys, vectors = keys[rows], vectors[rows]
        cosines = np.empty(len(keys), np.float32)
        for start in range(0, len(keys), self._block):
            block = vectors[start : start + self._block].astype(np.float32)
            cosines[start : start + self._block] = block @ vector
        best = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [(int(keys[i]), float(cosines[i])) for i in best]

    def _current(self) -> tuple[Keys, NDArray[np.float16]]:
        with self._guard:
            sequence = self._catalog.sequence()
            if sequence != self._sequence:
                self._refresh()
                self._sequence = sequence
            return self._keys, self._vectors

    def _refresh(self) -> None:
        """Drop deleted keys and read new ones. New keys are always larger."""
        last = int(self._keys[-1]) if len(self._keys) else 0
        kept = np.isin(self._keys, self._catalog.keys(), assume_unique=True)
        keys, vectors = [self._keys[kept]], [self._vectors[kept]]
        while len((block := self._catalog.vectors_after(last, self._block))[0]):
            keys.append(block[0])
            vectors.append(block[1])
            last = int(block[0][-1])
        self._keys, self._vectors = np.concatenate(keys), np.concatenate(vectors)
