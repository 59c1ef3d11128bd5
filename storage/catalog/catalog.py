"""The catalog: one SQLite file, the source of truth.

An article changes in one transaction, together with its passages, embeddings, lexical index and group of
copies. It is acknowledged when that transaction commits. Each change gets the next sequence number; the
vector index follows the sequence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog import (
    backup,
    checks,
    copy_groups,
    embeddings,
    lexical,
    repeats,
    schema,
    searchable,
    versions,
)
from storage.catalog.database import CHECKPOINT_EVERY, Database, create
from storage.catalog.embeddings import NextModel, Reembedding
from storage.catalog.queries import Queries, not_found
from storage.catalog.schema import article_of, articles, passages
from storage.errors import StoreError
from storage.locks import LIMIT, PATIENCE
from storage.records import Article, Passage, edited
from storage.text.corrections import corrections

Progress = Callable[[int, int], None]  # called with the numbers done and in total
NO_LINES: Mapping[int, bool] = {}


class Catalog(Queries):
    """The catalog in one file. Safe to use from several threads and processes.

    Every method raises StoreUnreadable when the file is damaged, and StoreError after `close`.
    """

    def __init__(
        self,
        path: Path,
        *,
        checkpoint_every: int = CHECKPOINT_EVERY,
        patience: float = PATIENCE,
        limit: float = LIMIT,
    ) -> None:
        """Open an existing catalog. Arguments as for Database. Raises StoreUnreadable."""
        database = Database(path, checkpoint_every=checkpoint_every, patience=patience, limit=limit)
        super().__init__(database)
        self.path = path
        self._writing = database.writing
        self.repeats = repeats.RepeatedLines(database.reading, database.writing)

    @classmethod
    def create(cls, path: Path, *, model: str, dimension: int, max_tokens: int) -> Catalog:
        """Make a new catalog for vectors of this model and open it; an existing one is just opened."""
        create(path, model=model, dimension=str(dimension), max_tokens=str(max_tokens))
        return cls(path)

    def close(self) -> None:
        self._database.close()

    def expect_open(self) -> None:
        """Raises StoreError after `close`."""
        self._database.expect_open()

    # Changes

    def add(
        self,
        article: Article,
        article_passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        fingerprint: str = "",
        lines: Mapping[int, bool] = NO_LINES,
        *,
        stored_at: float | None = None,
    ) -> Literal["added", "updated"]:
        """Store the current version of an article in one transaction; it is durable on return.

        `vectors`: shape (passages, dimension). `lines`: as for `repeats.replace`. `stored_at`: seconds since
        1970, now by default.
        """
        self._expect_shape(article, article_passages, vectors)
        row = _row(article, fingerprint, stored_at) | {"passages": len(article_passages)}
        with self._writing() as connection:
            slots = searchable.retire(connection, article.id)
            key = versions.insert_current(connection, row)
            searchable.make(connection, key, article, article_passages, vectors, self.vector_table, lines)
            searchable.note_change(connection, article.id, max(slots or 0, len(article_passages)))
        return "added" if slots is None else "updated"

    def replace_text(
        self,
        article: Article,
        article_passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        lines: Mapping[int, bool] = NO_LINES,
    ) -> None:
        """Replace the text of the current version after other repeated lines were removed from it; the
        version and the time of storage stay the same. Raises ArticleNotFound when this version isn't
        current."""
        self._expect_shape(article, article_passages, vectors)
        row = _row(article, "", None) | {"passages": len(article_passages)}
        with self._writing() as connection:
            current = searchable.current(connection, article.id)
            if current is None or current.version != article.version:
                raise not_found(article.id, article.version)
            slots = searchable.unmake(connection, current.key, current.outlet)
            versions.replace_text(connection, current.key, row)
            searchable.make(
                connection, current.key, article, article_passages, vectors, self.vector_table, lines
            )
            searchable.note_change(connection, article.id, max(slots, len(article_passages)))

    def edit(self, article_id: str, fields: Mapping[str, Any]) -> Article:
        """Make a version with other metadata the current one, in one transaction. Returns it.

        The text, the headline and so the passages stay the same. The record that yielded the version before
        needs no new ingest. Raises ArticleNotFound.
        """
        with self._writing() as connection:
            current = searchable.current(connection, article_id)
            if current is None:
                raise not_found(article_id)
            row = (
                connection.execute(sa.select(articles).where(articles.c.key == current.key)).mappings().one()
            )
            article = edited(article_of(row), fields)
            if article.version == current.version:
                return article
            kept = embeddings.of_articles(connection, self.vector_table, [article_id])
            vectors = np.array([each.vector for each in kept], np.float32).reshape(-1, self.dimension)
            searchable.retire(connection, article_id)
            new = _row(article, row[articles.c.fingerprint], None) | {"passages": len(kept)}
            key = versions.insert_current(connection, new)
            given = [each.passage for each in kept]
            searchable.make(connection, key, article, given, vectors, self.vector_table, NO_LINES)
            repeats.move(connection, current.key, key)
            searchable.note_change(connection, article_id, len(kept))
        return article

    def _expect_shape(
        self, article: Article, article_passages: Sequence[Passage], vectors: NDArray[np.float32]
    ) -> None:
        if vectors.shape != (len(article_passages), self.dimension):
            raise StoreError(
                f"article {article.id} has vectors of shape {vectors.shape}, expected "
                f"({len(article_passages)}, {self.dimension}): one per passage, of the store's dimension"
            )

    def keep_older(self, article: Article, fingerprint: str = "", *, stored_at: float | None = None) -> bool:
        """Store an older version, which no search returns. Returns whether it was new. Raises
        ArticleNotFound when there is no current version."""
        row = _row(article, fingerprint, stored_at) | {"current": False}
        with self._writing() as connection:
            if searchable.current(connection, article.id) is None:
                raise not_found(article.id)
            return versions.insert_older(connection, row)

    def remember(self, article_id: str, fingerprint: str) -> None:
        """Record another fingerprint that yields the current version."""
        with self._writing() as connection:
            versions.set_fingerprint(connection, article_id, fingerprint)

    def remove(self, *article_ids: str) -> None:
        """Remove articles and all their versions, in one transaction. Raises ArticleNotFound."""
        with self._writing() as connection:
            for article_id in article_ids:
                slots = searchable.retire(connection, article_id)
                if slots is None:
                    raise not_found(article_id)
                repeats.delete(connection, article_id)
                connection.execute(articles.delete().where(articles.c.id == article_id))
                searchable.note_change(connection, article_id, slots)

    def reembed(self, model: str, dimension: int) -> Reembedding:
        """Start re-embedding every passage with another model, or resume an interrupted run."""
        return Reembedding(self._database, NextModel(model, dimension))

    def forget_losses(self) -> None:
        """Stop the warnings about lost acknowledged changes."""
        with self._writing() as connection:
            connection.execute(schema.counters.update().values(lost=0))

    def rebuild_groups(self, progress: Progress | None = None) -> None:
        """Recompute all groups of copies with `storage.text.copies`, in one transaction."""
        with self._writing() as connection:
            copy_groups.rebuild(connection, progress)

    def rebuild_lexical(self, progress: Progress | None = None) -> None:
        """Rebuild the lexical index with `storage.text.terms`, in one transaction."""
        with self._writing() as connection:
            lexical.clear(connection)
            keys = connection.execute(sa.select(articles.c.key).where(articles.c.current)).scalars().all()
            for done, key in enumerate(keys, start=1):
                row = connection.execute(sa.select(articles).where(articles.c.key == key)).mappings().one()
                article = article_of(row)
                spans = sa.select(passages.c.key, passages.c.start, passages.c.end)
                rows = connection.execute(spans.where(passages.c.article == key)).tuples()
                texts = {passage: article.text[start:end] for passage, start, end in rows}
                lexical.insert(connection, article, texts)
                if progress:
                    progress(done, len(keys))

    def problems(self) -> list[str]:
        """Every problem of the catalog; empty for a sound one."""
        return checks.problems(self._database)

    def backup(self, path: Path) -> None:
        """Write a consistent copy to a new file; safe while other processes write. Raises StoreError."""
        backup.write(self._database, path)


def _row(article: Article, fingerprint: str, stored_at: float | None) -> dict[str, object]:
    moment = time.time() if stored_at is None else stored_at
    return schema.article_row(article, fingerprint, moment, bool(corrections(article.text)))
