"""Finds the passages for many sentences at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.retrieve import POOL, fuse, searched_terms
from storage import Store
from storage.errors import StoreMismatch
from storage.records import Filter, Hit
from storage.text.terms import content_terms


def nearest(store: Store, queries: Sequence[str], k: int, where: Filter | None = None) -> list[list[Hit]]:
    """The k passages that best match each query, best first; the queries are embedded together."""
    try:
        return _nearest(store, queries, k, where)
    except StoreMismatch:  # the store was re-embedded between embedding the queries and searching
        return _nearest(store, queries, k, where)


def _nearest(store: Store, queries: Sequence[str], k: int, where: Filter | None) -> list[list[Hit]]:
    if not queries:
        return []
    vectors, comparable_with = store.embed_queries(queries)
    passages = store.count().passages
    stems = [content_terms(query) for query in queries]
    frequencies = store.document_frequencies(list(dict.fromkeys(stem for own in stems for stem in own)))
    hit_lists = []
    for vector, own in zip(vectors, stems, strict=True):
        terms = searched_terms({stem: frequencies.get(stem, 0) for stem in own}, passages)
        candidates = store.search(vector, terms, POOL, where, comparable_with=comparable_with)
        scores = fuse(candidates)
        best = np.argsort(-scores, kind="stable")[:k]
        hit_lists.append(store.hits([(candidates[i], float(scores[i])) for i in best]))
    return hit_lists
