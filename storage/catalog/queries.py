"""The read queries of a catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog import copy_groups, counters, embeddings, filters, lexical, listing, versions
from storage.catalog.database import UUID, Database
from storage.catalog.embeddings import EmbeddedPassage, Keys
from storage.catalog.schema import VECTORS, article_of, articles, changes, passage_of, passages
from storage.errors import ArticleNotFound
from storage.records import (
    NEWEST_FIRST,
    SAMPLES_URL,
    Article,
    ArticleInfo,
    Counts,
    Facets,
    Filter,
    Order,
    Passage,
)
from storage.text.history import StoredVersion

MOST_SLOTS = 10_000_000  # passages of one article; a larger number means damage


class Change(NamedTuple):
    """An added, updated or removed article; `slots` is the larger of its old and new passage counts."""

    sequence: int
    article_id: str
    slots: int


class Queries:
    """The read queries of a catalog. Each method sees one state of the file.

    Every method raises StoreUnreadable when the file is damaged, and StoreError after `close`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = database.reading

    # Properties

    @property
    def uuid(self) -> str:
        """Identifies the catalog's vectors: it changes whenever they are exchanged."""
        return self._database.meta["uuid"]

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._database.meta["model"]

    @property
    def dimension(self) -> int:
        return int(self._database.meta["dimension"])

    @property
    def max_tokens(self) -> int:
        """The maximum size of a passage: the number of tokens that the embedding model reads."""
        return int(self._database.meta["max_tokens"])

    # Articles

    def article(self, article_id: str, version: str | None = None) -> Article:
        """The current version of an article, or the named version. Raises ArticleNotFound."""
        named = articles.c.current if version is None else articles.c.version == version
        query = sa.select(articles).where(articles.c.id == article_id, named)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is not None:
                return article_of(row)
        raise not_found(article_id, version)

    def has(self, article_id: str) -> bool:
        """Whether an article has a current version."""
        query = sa.select(articles.c.key).where(articles.c.id == article_id, articles.c.current)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def stored_versions(self, article_id: str) -> list[StoredVersion]:
        """All versions of an article, in the order of first storage. Raises ArticleNotFound."""
        with self._reading() as connection:
            if stored := versions.stored(connection, article_id):
                return stored
        raise not_found(article_id)

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint -> article id, for every raw record that needs no new ingest."""
        with self._reading() as connection:
            return versions.fingerprints(connection)

    def groups(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Article id -> the id of the first article of its group, "" for an article without copies."""
        query = sa.select(articles.c.id, copy_groups.GROUP).where(articles.c.current)
        with self._reading() as connection:
            return dict(connection.execute(query.where(articles.c.id.in_(article_ids))).tuples().all())

    def copied(self) -> set[str]:
        """The ids of all copies: the members of groups except the first articles."""
        with self._reading() as connection:
            return set(connection.execute(copy_groups.COPIED).scalars())

    def copies(self, article_id: str, where: Filter | None = None) -> list[Article]:
        """The other articles of an article's group that pass the filter; the first article comes first."""
        with self._reading() as connection:
            others = copy_groups.others(connection, article_id)
            query = sa.select(articles).where(others, filters.passing(where))
            return [article_of(row) for row in connection.execute(query.order_by(articles.c.key)).mappings()]

    def articles(
        self,
        offset: int = 0,
        limit: int | None = None,
        where: Filter | None = None,
        stems: Sequence[str] = (),
        order: Order = NEWEST_FIRST,
    ) -> list[ArticleInfo]:
        """The articles that pass the filter and contain each term in one passage or their headline."""
        with self._reading() as connection:
            return listing.infos(connection, where, offset, limit, stems, order)

    def facets(self) -> Facets:
        """What the articles can be filtered by."""
        with self._reading() as connection:
            return listing.facets(connection)

    def samples(self) -> list[str]:
        """The ids of the current sample articles."""
        is_sample = articles.c.url.between(SAMPLES_URL, SAMPLES_URL + "\U0010ffff")
        with self._reading() as connection:
            query = sa.select(articles.c.id).where(articles.c.current, is_sample).order_by(articles.c.key)
            return list(connection.execute(query).scalars())

    def counts(self) -> Counts:
        with self._reading() as connection:
            return counters.counts(connection)

    def count_articles(self, where: Filter | None = None, stems: Sequence[str] = ()) -> int:
        """The number of articles that pass the filter and contain each term in one passage or its
        headline."""
        query = sa.select(sa.func.count()).select_from(articles).where(listing.matching(where, stems))
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def outlets(self) -> list[str]:
        """The names of all outlets, sorted."""
        with self._reading() as connection:
            return counters.outlet_names(connection)

    def outlet_sizes(self) -> dict[str, int]:
        """The number of articles of each outlet, the largest outlet first."""
        with self._reading() as connection:
            return counters.outlet_sizes(connection)

    def published_range(self) -> tuple[str, str] | None:
        """The earliest and the latest ISO date (or date-time) of publication; None when no article has a
        date."""
        with self._reading() as connection:
            return listing.published_range(connection)

    # Passages

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's current version, in order; empty for an unknown article."""
        columns = (passages.c.position, passages.c.start, passages.c.end, passages.c.sentences)
        query = sa.select(*columns).join(articles).where(articles.c.id == article_id, articles.c.current)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(passages.c.position)).mappings()
            return [passage_of(row, article_id) for row in rows]

    def hits(self, keys: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """The passages with these keys, each with its article. Deleted keys are left out."""
        query = sa.select(passages).where(passages.c.key.in_(map(int, keys)))
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
            named = articles.c.key.in_({row[passages.c.article] for row in rows})
            named_articles = connection.execute(sa.select(articles).where(named)).mappings()
            by_key = {row[articles.c.key]: article_of(row) for row in named_articles}
            return {
                row[passages.c.key]: (article, passage_of(row, article.id))
                for row in rows
                for article in (by_key[row[passages.c.article]],)
            }

    def vectors(self, keys: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of these passages: float32, shape (dimension,). Deleted keys are left out."""
        with self._reading() as connection:
            return embeddings.by_key(connection, self.vector_table, keys)

    def vectors_after(self, key: int, limit: int) -> tuple[Keys, NDArray[np.float16]]:
        """The next vectors after a passage key: keys of shape (n,) and vectors of shape (n, dimension)."""
        with self._reading() as connection:
            return embeddings.after(connection, self.vector_table, key, limit, self.dimension)

    def embedded(self, article_ids: Sequence[str]) -> list[EmbeddedPassage]:
        """The current passages of these articles, in order; a removed article has none."""
        with self._reading() as connection:
            return embeddings.of_articles(connection, self.vector_table, article_ids)

    def keys(self, where: Filter | None = None) -> Keys:
        """The keys of the passages whose articles pass the filter, ascending."""
        query = sa.select(passages.c.key) if where is None else filters.passages_passing(where)
        with self._reading() as connection:
            return np.fromiter(connection.execute(query.order_by(passages.c.key)).scalars(), np.int64)

    def passage_ids(self, keys: Sequence[int]) -> list[str]:
        """The ids ("ARTICLE:POSITION") of these passages, in no particular order."""
        passage_id = articles.c.id + ":" + sa.cast(passages.c.position, sa.Text)
        query = sa.select(passage_id).select_from(passages.join(articles))
        with self._reading() as connection:
            return list(connection.execute(query.where(passages.c.key.in_(map(int, keys)))).scalars())

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """The number of passages that contain each term; absent terms are left out."""
        with self._reading() as connection:
            return lexical.document_frequencies(connection, stems)

    def vocabulary(self) -> dict[str, int]:
        """Every term of the lexical index, with the number of passages that contain it."""
        with self._reading() as connection:
            return lexical.vocabulary(connection)

    def containing(self, stem: str, beside: Sequence[str], k: int) -> list[int]:
        """The keys of the best k passages with a term and, unless `beside` is empty, with any of those
        terms."""
        with self._reading() as connection:
            return lexical.containing(connection, stem, beside, k)

    def search_terms(
        self, stems: Sequence[str], k: int, where: Filter | None = None
    ) -> list[tuple[int, float]]:
        """The best k passages that contain any of these terms: (key, BM25 score), higher is better."""
        among = None if where is None else filters.passages_passing(where)
        with self._reading() as connection:
            return lexical.search(connection, stems, k, among)

    # Changes

    def sequence(self) -> int:
        """The sequence number of the latest change, 0 without changes. Raises StoreMismatch when another
        process has re-embedded the catalog with another model."""
        query = sa.select(sa.func.max(changes.c.sequence), UUID.scalar_subquery())
        with self._reading() as connection:
            newest, uuid = connection.execute(query).one()
        self._database.expect(uuid)
        return newest or 0

    def changes(self, after: int, limit: int) -> list[Change]:
        """The changes after this sequence number, in order."""
        query = sa.select(changes).where(changes.c.sequence > after).order_by(changes.c.sequence)
        with self._reading() as connection:
            return [_change(row) for row in connection.execute(query.limit(limit))]

    @property
    def vector_table(self) -> sa.Table:
        return VECTORS[self._database.meta["vectors"]]


def _change(row: Any) -> Change:
    """Raises ValueError for an impossible number of slots."""
    if not 0 <= row.slots <= MOST_SLOTS:
        raise ValueError(f"change {row.sequence} has {row.slots} slots")
    return Change(row.sequence, row.id, row.slots)


def not_found(article_id: str, version: str | None = None) -> ArticleNotFound:
    if version is not None:
        return ArticleNotFound(
            f"no article has the id {article_id!r} and the version {version!r}: "
            "`python -m storage list --versions` lists the existing versions"
        )
    return ArticleNotFound(
        f"no article has the id {article_id!r}: `python -m storage list` lists the existing ids"
    )
