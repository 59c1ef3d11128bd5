"""Reads articles with their passages and vectors from a store, as arguments of `Store.add`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from storage import Store
from storage.catalog.catalog import Catalog
from storage.models.embedder import Vectors
from storage.opening import CATALOG
from storage.records import Article, Passage


@contextmanager
def catalog_of(store: Store) -> Iterator[Catalog]:
    """A second connection to the catalog of an open store."""
    catalog = Catalog(store.folder / CATALOG)
    try:
        yield catalog
    finally:
        catalog.close()


def stored(catalog: Catalog, article_id: str) -> tuple[Article, list[Passage], Vectors]:
    """An article with its passages and their vectors, shape (passages, dimension)."""
    embedded = catalog.embedded([article_id])
    vectors = np.stack([each.vector for each in embedded])
    return catalog.article(article_id), [each.passage for each in embedded], vectors
