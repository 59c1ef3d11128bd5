"""Candidates for a question: the nearest passages by vector, and the best by BM25."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from storage.catalog.catalog import Catalog
from storage.catalog.embeddings import Keys
from storage.errors import StoreMismatch
from storage.index.exact import ExactSearch
from storage.index.follower import VectorIndex
from storage.models.embedder import Vectors
from storage.records import Filter, Hit

NAMED_AT_MOST = 20_000  # ids passed to the vector index for a filter; above this the hits are filtered
WIDER = 20  # hits fetched for each one requested, before the filter is applied to them


class Candidate(NamedTuple):
    """A passage, its cosine with the question, and its BM25 score (0 when it shares no word)."""

    key: int
    cosine: float
    bm25: float


class QueryVectors(NamedTuple):
    """Embedded queries. `vectors`: float32, shape (queries, dimension), unit length. `comparable_with`: the
    identity of the stored vectors of the same model."""

    vectors: Vectors
    comparable_with: str


class Search:
    """Searches a catalog: through its vector index when that is ready, else exactly."""

    def __init__(self, catalog: Catalog, index: VectorIndex, named_at_most: int = NAMED_AT_MOST) -> None:
        self._catalog = catalog
        self._index = index
        self._named_at_most = named_at_most
        self._exact = ExactSearch(catalog)

    def forget_vectors(self) -> None:
        """Drop the vectors in memory, after the catalog was re-embedded."""
        self._exact = ExactSearch(self._catalog)

    def candidates(
        self, vector: Vectors, terms: Sequence[str], k: int, where: Filter | None, comparable_with: str | None
    ) -> list[Candidate]:
        """As `Store.search`."""
        if vector.shape != (self._catalog.dimension,):
            raise StoreMismatch(
                f"the question's vector has shape {vector.shape}, but the store's vectors have "
                f"{self._catalog.dimension} dimensions: the store was re-embedded, so ask again"
            )
        among = self._catalog.keys(where) if where is not None and not where.is_empty else None
        dense = dict(self._nearest(vector, k, among))
        lexical = dict(self._catalog.search_terms(terms, k, where))
        missing = [key for key in lexical if key not in dense]
        vectors = self._catalog.vectors(missing)
        dense |= {key: float(passage_vector @ vector) for key, passage_vector in vectors.items()}
        # This check comes last, because the vectors may have been exchanged during the search. The identity
        # changes before the old vectors are deleted.
        if comparable_with not in (None, self._catalog.uuid):
            raise StoreMismatch("the store was re-embedded with another model since the question: ask again")
        return [Candidate(key, cosine, lexical.get(key, 0.0)) for key, cosine in dense.items()]

    def hits(self, scored: Sequence[tuple[Candidate, float]]) -> list[Hit]:
        """As `Store.hits`."""
        passages = self._catalog.hits([candidate.key for candidate, _ in scored])
        groups = self._catalog.groups({article.id for article, _ in passages.values()})
        return [
            Hit(article, passage, score, candidate.cosine, candidate.bm25, groups.get(article.id, ""))
            for candidate, score in scored
            if candidate.key in passages
            for article, passage in (passages[candidate.key],)
        ]

    def _nearest(self, vector: Vectors, k: int, among: Keys | None) -> list[tuple[int, float]]:
        if among is None:
            nearest = self._index.search(vector, k)
        elif not len(among):
            return []
        elif len(among) <= self._named_at_most:
            nearest = self._index.search(vector, k, self._catalog.passage_ids(among.tolist()))
        else:
            nearest = self._search_wider(vector, k, among)
        return self._exact.search(vector, k, among) if nearest is None else nearest

    def _search_wider(self, vector: Vectors, k: int, among: Keys) -> list[tuple[int, float]] | None:
        """Fetch more hits and filter them, which is faster than passing many ids. None when the index isn't
        ready or too few hits pass."""
        nearest = self._index.search(vector, WIDER * k)
        if nearest is None:
            return None
        allowed = set(among.tolist())
        kept = [(key, cosine) for key, cosine in nearest if key in allowed][:k]
        return kept if len(kept) == k else None
