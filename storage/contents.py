"""`Contents`: what a store holds, read from its catalog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from storage.catalog.catalog import Catalog
from storage.records import (
    NEWEST_FIRST,
    Article,
    ArticleInfo,
    Counts,
    Facets,
    Filter,
    Order,
    Passage,
)
from storage.text.history import Version, history


class Contents:
    """The articles of a store with their versions and copies, and how many there are."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def article(self, article_id: str, version: str | None = None) -> Article:
        """The current version of an article, or the named version. Raises ArticleNotFound."""
        return self._catalog.article(article_id, version)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """All versions of an article, the newest first, with their changes. Raises ArticleNotFound."""
        return history(self._catalog.stored_versions(article_id))

    def copies(self, article_id: str, where: Filter | None = None) -> list[Article]:
        """The copies of an article's text (wire copy, syndication) that pass the filter."""
        return self._catalog.copies(article_id, where)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's current version, in order; empty for an unknown article."""
        return self._catalog.passages_of(article_id)

    def opening_vectors(self, article_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vector of the first passage of each article: shape (dimension,), unit length. A removed
        article has none."""
        embedded = self._catalog.embedded(article_ids)
        return {each.article.id: each.vector for each in embedded if each.passage.position == 0}

    def copied(self) -> set[str]:
        """The ids of all articles that are copies of an article stored earlier."""
        return self._catalog.copied()

    def articles(
        self,
        offset: int = 0,
        limit: int | None = None,
        where: Filter | None = None,
        terms: Sequence[str] = (),
        order: Order = NEWEST_FIRST,
    ) -> list[ArticleInfo]:
        """The articles that pass the filter and contain each term in one passage or their headline. `terms`:
        stems from `storage.text.terms`."""
        return self._catalog.articles(offset, limit, where, terms, order)

    def facets(self) -> Facets:
        """What the articles can be filtered by, with the number of articles of each value."""
        return self._catalog.facets()

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint -> article id, for every raw record that needs no new ingest.

        These records yielded the current versions, or versions whose own dates are older.
        """
        return self._catalog.fingerprints()

    def samples(self) -> list[str]:
        """The ids of the sample articles in this store."""
        return self._catalog.samples()

    def count(self) -> Counts:
        return self._catalog.counts()

    def count_articles(self, where: Filter | None = None, terms: Sequence[str] = ()) -> int:
        """The number of articles that pass the filter and contain each term in one passage or its headline.
        `terms`: stems from `storage.text.terms`."""
        return self._catalog.count_articles(where, terms)

    def outlets(self) -> list[str]:
        """The names of all outlets, sorted."""
        return self._catalog.outlets()

    def outlet_sizes(self) -> dict[str, int]:
        """The number of articles of each outlet, the largest outlet first."""
        return self._catalog.outlet_sizes()

    def dates(self) -> tuple[date, date] | None:
        """The first and the last day of publication, None when no article has a date."""
        published = self._catalog.published_range()
        if published is None:
            return None
        first, last = (date.fromisoformat(end[:10]) for end in published)
        return first, last

    def sequence(self) -> int:
        """The sequence number of the last change, made by any process."""
        return self._catalog.sequence()
