"""The vectors of the passages, in two tables: searches read one, re-embedding fills the other.

Re-embedding commits one batch at a time, in the order of the passages' keys. So other processes can write
meanwhile, and an interrupted run resumes where it stopped. The last step only makes searches read the other
table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects import sqlite

from storage.catalog.database import Database
from storage.catalog.schema import (
    VECTORS,
    article_of,
    articles,
    meta,
    other_vectors,
    passage_of,
    passages,
    set_meta,
    unpack,
    vector_row,
)
from storage.errors import StoreError
from storage.records import Article, Passage

Keys = NDArray[np.int64]


class EmbeddedPassage(NamedTuple):
    """A passage with its article and its vector: float32, shape (dimension,)."""

    key: int
    article: Article
    passage: Passage
    vector: NDArray[np.float32]


class NextModel(NamedTuple):
    """The embedding model that a catalog is being re-embedded with."""

    model: str
    dimension: int


def insert(
    connection: sa.Connection, table: sa.Table, keys: Iterable[int], vectors: Iterable[NDArray[np.float32]]
) -> None:
    """Store the vectors of passages, replacing existing ones."""
    rows = [vector_row(key, vector) for key, vector in zip(keys, vectors, strict=True)]
    if rows:
        connection.execute(sqlite.insert(table).prefix_with("OR REPLACE"), rows)


def delete_article(connection: sa.Connection, article_key: int) -> None:
    """Delete the vectors of an article's passages. Call this before the passages are deleted."""
    keys = sa.select(passages.c.key).where(passages.c.article == article_key)
    for table in VECTORS.values():
        connection.execute(table.delete().where(table.c.passage.in_(keys)))


def by_key(connection: sa.Connection, table: sa.Table, keys: Sequence[int]) -> dict[int, NDArray[np.float32]]:
    """The vectors of these passages: float32, shape (dimension,). Deleted keys are left out."""
    query = sa.select(table.c.passage, table.c.vector).where(table.c.passage.in_(map(int, keys)))
    return {key: unpack(vector) for key, vector in connection.execute(query)}


def after(
    connection: sa.Connection, table: sa.Table, key: int, limit: int, dimension: int
) -> tuple[Keys, NDArray[np.float16]]:
    """The next vectors after a passage key: keys of shape (n,) and vectors of shape (n, dimension)."""
    query = sa.select(table.c.passage, table.c.vector).where(table.c.passage > key)
    rows = connection.execute(query.order_by(table.c.passage).limit(limit)).all()
    vectors = np.frombuffer(b"".join(row.vector for row in rows), "<f2").reshape(-1, dimension)
    return np.array([row.passage for row in rows], np.int64), vectors


def of_articles(
    connection: sa.Connection, table: sa.Table, article_ids: Sequence[str]
) -> list[EmbeddedPassage]:
    """The current passages of these articles, in order; a removed article has none."""
    # Two queries: a join would repeat the whole text of an article for each of its passages.
    current = sa.select(articles).where(articles.c.id.in_(article_ids), articles.c.current)
    by_article = {row[articles.c.key]: article_of(row) for row in connection.execute(current).mappings()}
    query = sa.select(passages, table.c.vector).join(table, table.c.passage == passages.c.key)
    query = query.where(passages.c.article.in_(list(by_article))).order_by(passages.c.key)
    embedded = []
    for row in connection.execute(query).mappings():
        article = by_article[row[passages.c.article]]
        vector = unpack(row[table.c.vector])
        embedded.append(EmbeddedPassage(row[passages.c.key], article, passage_of(row, article.id), vector))
    return embedded


class Reembedding:
    """Embeds a catalog with another model. `done` of `total` passages have a new vector."""

    def __init__(self, database: Database, to: NextModel) -> None:
        """Start, or resume an interrupted run with the same model."""
        self._database = database
        self._to = json.dumps(to)
        self._dimension = to.dimension
        self._model = to.model
        self._table = VECTORS[other_vectors(database.meta["vectors"])]
        with database.writing() as connection:
            if _pending(connection) != self._to:
                connection.execute(self._table.delete())
                set_meta(connection, pending=self._to)
            last = connection.execute(sa.select(sa.func.max(self._table.c.passage))).scalar_one()
            self._last: int = last or 0
            self.done: int = connection.execute(_count(self._table)).scalar_one()
            self.total: int = connection.execute(_count(passages)).scalar_one()

    def next(self, limit: int) -> list[tuple[int, str]]:
        """The next passages without a new vector: (key, text for the model)."""
        query = sa.select(passages).where(passages.c.key > self._last).order_by(passages.c.key).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            named = articles.c.key.in_({row[passages.c.article] for row in rows})
            named_articles = connection.execute(sa.select(articles).where(named)).mappings()
            by_key = {row[articles.c.key]: article_of(row) for row in named_articles}
            return [
                (row[passages.c.key], passage_of(row, article.id).document(article))
                for row in rows
                for article in (by_key[row[passages.c.article]],)
            ]

    def write(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store the new vectors of the passages from `next`, shape (passages, dimension).

        Passages removed meanwhile are left out. Raises StoreError when another process is re-embedding with
        another model.
        """
        with self._database.writing() as connection:
            self._expect_own(connection)
            existing = set(
                connection.execute(sa.select(passages.c.key).where(passages.c.key.in_(keys))).scalars()
            )
            kept = [i for i, key in enumerate(keys) if key in existing]
            insert(connection, self._table, [keys[i] for i in kept], [vectors[i] for i in kept])
        self._last = keys[-1]
        self.done += len(keys)

    def finish(self) -> bool:
        """Make searches use the new vectors. Returns False when newly added passages have none yet."""
        with self._database.writing() as connection:
            self._expect_own(connection)
            if connection.execute(sa.select(passages.c.key).where(passages.c.key > self._last)).first():
                return False
            self._database.exchange(
                connection,
                model=self._model,
                dimension=str(self._dimension),
                vectors=self._table.name,
                pending=None,
            )
        self._database.meta = self._database.read_meta()
        with self._database.writing() as connection:
            connection.execute(VECTORS[other_vectors(self._table.name)].delete())
        return True

    def _expect_own(self, connection: sa.Connection) -> None:
        if (pending := _pending(connection)) != self._to:
            raise StoreError(
                f"another process is re-embedding this store ({pending or 'it has finished'}): let it finish"
            )


def _pending(connection: sa.Connection) -> str | None:
    query = sa.select(meta.c.value).where(meta.c.name == "pending")
    return connection.execute(query).scalar_one_or_none()


def _count(table: sa.Table) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(table)
