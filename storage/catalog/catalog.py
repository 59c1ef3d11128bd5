"""The catalog: one SQLite file that is the truth.

Articles, their passages, embeddings, lexical index and groups of copies change together, in one transaction
per article. An article is acknowledged when that transaction is committed. Each change gets the next number
of a growing sequence, which the vector index follows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog import copy_groups as groups
from storage.catalog import database, filters, lexical, repeats, schema, versions
from storage.catalog.schema import article_of, articles, changes, pack, passage_of, passages, unpack
from storage.errors import ArticleNotFound, StoreError
from storage.records import SAMPLES_URL, Article, ArticleInfo, Counts, Filter, Passage
from storage.text.corrections import corrections
from storage.text.history import StoredVersion

Keys = NDArray[np.int64]
NO_LINES: Mapping[int, bool] = {}
TOGETHER = 20  # articles that are in memory at once while all are examined


class Change(NamedTuple):
    """An article was added, updated or removed; `slots` is the larger of its old and new passage counts."""

    sequence: int
    article_id: str
    slots: int


class EmbeddedPassage(NamedTuple):
    """A passage with its article and its vector: float32, shape (dimension,)."""

    key: int
    article: Article
    passage: Passage
    vector: NDArray[np.float32]


class Catalog:
    """The catalog in one file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open an existing catalog. Raises StoreUnreadable."""
        self.path = path
        self._database = database.Database(path)
        self._reading, self._writing = self._database.reading, self._database.writing
        self.repeats = repeats.RepeatedLines(self._reading, self._writing)

    @classmethod
    def create(cls, path: Path, *, model: str, dimension: int, max_tokens: int) -> Catalog:
        """Make a new catalog for vectors of this model and open it; an existing one is just opened."""
        database.create(path, model=model, dimension=str(dimension), max_tokens=str(max_tokens))
        return cls(path)

    def close(self) -> None:
        self._database.close()

    # What it is

    @property
    def uuid(self) -> str:
        """Made with the catalog's vectors, so that an index of others is told apart."""
        return self._database.meta["uuid"]

    @property
    def model(self) -> str:
        """Name of the embedding model of its vectors."""
        return self._database.meta["model"]

    @property
    def dimension(self) -> int:
        return int(self._database.meta["dimension"])

    @property
    def max_tokens(self) -> int:
        """What its passages were cut for: tokens that the embedding model sees."""
        return int(self._database.meta["max_tokens"])

    # Changes

    def add(
        self,
        article: Article,
        its_passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        fingerprint: str = "",
        lines: Mapping[int, bool] = NO_LINES,
    ) -> Literal["added", "updated"]:
        """Store the current version of an article in one transaction; when it returns, it is kept.

        `vectors`: shape (passages, dimension). `lines`: as `repeats.insert` takes them.
        """
        self._expect_shape(article, its_passages, vectors)
        row = schema.article_row(article) | {"fingerprint": fingerprint, "stored_at": time.time()}
        with self._writing() as connection:
            slots = _retire(connection, article.id)
            key = versions.insert_current(connection, row)
            _make_searchable(connection, key, article, its_passages, vectors)
            repeats.insert(connection, key, lines)
            slots_used = max(slots or 0, len(its_passages))
            connection.execute(changes.insert(), {"id": article.id, "slots": slots_used})
        return "added" if slots is None else "updated"

    def replace_text(
        self,
        article: Article,
        its_passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        lines: Mapping[int, bool] = NO_LINES,
    ) -> None:
        """Store the current version of an article with other lines left out of its text: no new version, and
        its place in time stays. Raises ArticleNotFound when this version isn't the current one."""
        self._expect_shape(article, its_passages, vectors)
        row = schema.article_row(article)
        with self._writing() as connection:
            is_version = articles.c.version == article.version
            key = connection.execute(versions.current(article.id).where(is_version)).scalar_one_or_none()
            if key is None:
                raise _not_found(article.id, article.version)
            slots = _make_unsearchable(connection, key)
            changed = {name: row[name] for name in ("text", "repeats")}
            connection.execute(articles.update().where(articles.c.key == key).values(changed))
            _make_searchable(connection, key, article, its_passages, vectors)
            repeats.insert(connection, key, lines)
            slots_used = max(slots, len(its_passages))
            connection.execute(changes.insert(), {"id": article.id, "slots": slots_used})

    def _expect_shape(
        self, article: Article, its_passages: Sequence[Passage], vectors: NDArray[np.float32]
    ) -> None:
        if vectors.shape != (len(its_passages), self.dimension):
            raise StoreError(
                f"article {article.id} came with vectors of shape {vectors.shape}, wanted "
                f"({len(its_passages)}, {self.dimension}): one for each passage, of the store's dimension"
            )

    def keep_older(self, article: Article, fingerprint: str = "") -> bool:
        """Store a version that is only for reading; whether it is a new one. Raises ArticleNotFound."""
        row = schema.article_row(article) | {"fingerprint": fingerprint, "stored_at": time.time()}
        with self._writing() as connection:
            if connection.execute(versions.current(article.id)).first() is None:
                raise _not_found(article.id)
            return versions.insert_older(connection, row | {"current": False})

    def remember(self, article_id: str, fingerprint: str) -> None:
        """Note another fingerprint of raw bytes that give the current version."""
        update = articles.update().where(articles.c.id == article_id, articles.c.current)
        with self._writing() as connection:
            connection.execute(update.values(fingerprint=fingerprint))

    def remove(self, article_id: str) -> None:
        """Remove an article and all its versions. Raises ArticleNotFound."""
        with self._writing() as connection:
            slots = _retire(connection, article_id)
            if slots is None:
                raise _not_found(article_id)
            connection.execute(articles.delete().where(articles.c.id == article_id))
            connection.execute(changes.insert(), {"id": article_id, "slots": slots})

    def replace_vectors(
        self, *, model: str, dimension: int, vectors: Iterator[tuple[Keys, NDArray[np.float32]]]
    ) -> None:
        """Exchange every vector for another model's, in one transaction: batches of (keys, vectors)."""
        update = passages.update().where(passages.c.key == sa.bindparam("k")).values(vector=sa.bindparam("v"))
        with self._database.exchanging_vectors(model=model, dimension=str(dimension)) as connection:
            for keys, batch in vectors:
                rows = [{"k": int(key), "v": pack(vector)} for key, vector in zip(keys, batch, strict=True)]
                connection.execute(update, rows)

    def rebuild_groups(self) -> None:
        """Find all groups of copies anew, as `storage.text.copies` now sees the texts, in one transaction."""
        with self._writing() as connection:
            groups.rebuild(connection)

    def rebuild_lexical(self) -> None:
        """Make the lexical index anew, as `storage.text.terms` now sees the texts, in one transaction."""
        with self._writing() as connection:
            lexical.clear(connection)
            for key in (
                connection.execute(sa.select(articles.c.key).where(articles.c.current)).scalars().all()
            ):
                (article,) = _articles(connection, articles.c.key == key).values()
                spans = sa.select(passages.c.key, passages.c.start, passages.c.end)
                rows = connection.execute(spans.where(passages.c.article == key)).tuples()
                texts = {passage: article.text[start:end] for passage, start, end in rows}
                lexical.insert(connection, article, texts)

    # Articles

    def article(self, article_id: str, version: str | None = None) -> Article:
        """An article in its current version, or in the one that is named. Raises ArticleNotFound."""
        wanted = articles.c.current if version is None else articles.c.version == version
        query = sa.select(articles).where(articles.c.id == article_id, wanted)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise _not_found(article_id, version)
        return article_of(row)

    def stored_versions(self, article_id: str) -> list[StoredVersion]:
        """All of an article, in the order in which they first came. Raises ArticleNotFound."""
        with self._reading() as connection:
            found = versions.stored(connection, article_id)
        if not found:
            raise _not_found(article_id)
        return found

    def fingerprints(self) -> dict[str, str]:
        """Of the raw records that gave the current versions, and of those that say that they are older -> the
        ids of their articles."""
        with self._reading() as connection:
            return versions.fingerprints(connection)

    def groups(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Of these articles: the ids of the first articles of their groups, "" for one that is alone."""
        query = sa.select(articles.c.id, groups.GROUP).where(articles.c.current)
        with self._reading() as connection:
            return dict(connection.execute(query.where(articles.c.id.in_(article_ids))).tuples().all())

    def copied(self) -> set[str]:
        """The ids of all articles that are copies: those of a group, its first left out."""
        with self._reading() as connection:
            return set(connection.execute(groups.COPIED).scalars())

    def copies(self, article_id: str, where: Filter | None = None) -> list[Article]:
        """The others of an article's group that pass the filter, the first of the group first."""
        with self._reading() as connection:
            its_group = groups.others(connection, article_id)
            query = sa.select(articles).where(its_group, filters.passing(connection, where))
            return [article_of(row) for row in connection.execute(query.order_by(articles.c.key)).mappings()]

    def articles(self, offset: int = 0, limit: int | None = None) -> list[ArticleInfo]:
        """The newest first; an unknown date comes last."""
        size = sa.select(sa.func.count()).where(passages.c.article == articles.c.key)
        columns: list[sa.ColumnElement[Any]] = [
            articles.c[name] for name in ("id", "title", "outlet", "published", "url", "authors", "text")
        ]
        columns += [
            size.correlate(articles).scalar_subquery().label("passages"),
            groups.GROUP.label("group"),
            versions.HAS_OLDER.label("has_older"),
        ]
        query = sa.select(*columns).where(articles.c.current).offset(offset).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(articles.c.published.desc(), articles.c.key))
            return [_info(row) for row in rows.yield_per(100)]

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's current version, in order; none without such an article."""
        columns = (passages.c.position, passages.c.start, passages.c.end, passages.c.sentences)
        query = sa.select(*columns).join(articles).where(articles.c.id == article_id, articles.c.current)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(passages.c.position)).mappings()
            return [passage_of(row, article_id) for row in rows]

    def samples(self) -> list[str]:
        """The ids of the current articles that are samples."""
        is_sample = articles.c.url.between(SAMPLES_URL, SAMPLES_URL + "\U0010ffff")
        with self._reading() as connection:
            query = sa.select(articles.c.id).where(articles.c.current, is_sample).order_by(articles.c.key)
            return list(connection.execute(query).scalars())

    def counts(self) -> Counts:
        with self._reading() as connection:
            current = sa.select(sa.func.count()).select_from(articles).where(articles.c.current)
            stored = sa.select(sa.func.count()).select_from(passages)
            return Counts(connection.execute(current).scalar_one(), connection.execute(stored).scalar_one())

    def outlets(self) -> list[str]:
        """Sorted, each once, unknown ones left out."""
        with self._reading() as connection:
            return filters.outlets(connection)

    def published_range(self) -> tuple[str, str] | None:
        """The first and the last ISO date (or date-time) of publication, None when no article has one."""
        published = articles.c.published
        query = sa.select(sa.func.min(published), sa.func.max(published))
        with self._reading() as connection:
            first, last = connection.execute(query.where(articles.c.current, published != "")).one()
        return (first, last) if first else None

    # Passages

    def hits(self, keys: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """The passages of these keys, each with its article. Keys that are no more are left out."""
        query = sa.select(passages).where(passages.c.key.in_(map(int, keys)))
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
            known = _articles(connection, articles.c.key.in_({row[passages.c.article] for row in rows}))
        found = {}
        for row in rows:
            article = known[row[passages.c.article]]
            found[row[passages.c.key]] = (article, passage_of(row, article.id))
        return found

    def vectors(self, keys: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """float32, shape (dimension,) each; keys that are no more are left out."""
        query = sa.select(passages.c.key, passages.c.vector).where(passages.c.key.in_(map(int, keys)))
        with self._reading() as connection:
            return {key: unpack(vector) for key, vector in connection.execute(query)}

    def keys(self, where: Filter | None = None) -> Keys:
        """Of the passages whose articles pass the filter, ascending."""
        query = sa.select(passages.c.key)
        with self._reading() as connection:
            if where is not None:
                query = filters.passages_passing(connection, where)
            return np.fromiter(connection.execute(query.order_by(passages.c.key)).scalars(), np.int64)

    def vectors_after(self, key: int, limit: int) -> tuple[Keys, NDArray[np.float16]]:
        """The next passages by key: keys (n,) and vectors (n, dimension)."""
        query = sa.select(passages.c.key, passages.c.vector).where(passages.c.key > key)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(passages.c.key).limit(limit)).all()
        vectors = np.frombuffer(b"".join(row.vector for row in rows), "<f2").reshape(-1, self.dimension)
        return np.array([row.key for row in rows], np.int64), vectors

    def passage_ids(self, keys: Sequence[int]) -> list[str]:
        """The ids ("ARTICLE:POSITION") of these passages, in no particular order."""
        passage_id = articles.c.id + ":" + sa.cast(passages.c.position, sa.Text)
        query = sa.select(passage_id).select_from(passages.join(articles))
        with self._reading() as connection:
            return list(connection.execute(query.where(passages.c.key.in_(map(int, keys)))).scalars())

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """How many passages hold each of these terms; absent ones are left out."""
        with self._reading() as connection:
            return lexical.document_frequencies(connection, stems)

    def search_terms(
        self, stems: Sequence[str], k: int, where: Filter | None = None
    ) -> list[tuple[int, float]]:
        """The best k passages that hold any of these terms: (key, BM25 score, higher is better)."""
        with self._reading() as connection:
            among = None if where is None else filters.passages_passing(connection, where)
            return lexical.search(connection, stems, k, among)

    # Following and checking

    def sequence(self) -> int:
        """Of the newest change, 0 when there was none. Raises StoreMismatch as writing does."""
        query = sa.select(sa.func.max(changes.c.sequence), database.UUID.scalar_subquery())
        with self._reading() as connection:
            newest, uuid = connection.execute(query).one()
        self._database.expect(uuid)
        return newest or 0

    def changes(self, after: int, limit: int) -> list[Change]:
        """Those after this sequence number, in order."""
        query = sa.select(changes).where(changes.c.sequence > after).order_by(changes.c.sequence)
        with self._reading() as connection:
            return [Change(*row) for row in connection.execute(query.limit(limit))]

    def embedded(self, article_ids: Sequence[str]) -> list[EmbeddedPassage]:
        """The current passages of these articles in order; a removed article has none."""
        with self._reading() as connection:
            known = _articles(connection, articles.c.id.in_(article_ids) & articles.c.current)
            query = sa.select(passages).where(passages.c.article.in_(list(known))).order_by(passages.c.key)
            rows = connection.execute(query).mappings().all()
        found = []
        for row in rows:
            article = known[row[passages.c.article]]
            vector = unpack(row[passages.c.vector])
            found.append(EmbeddedPassage(row[passages.c.key], article, passage_of(row, article.id), vector))
        return found

    def problems(self) -> list[str]:
        """What is wrong with the catalog; nothing, for a sound one."""
        with self._reading() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check")
            found += [f"broken reference: {tuple(row)}" for row in broken]
            lacking, extra = lexical.misfits(connection)
            found += groups.misfits(connection)
            ids = connection.execute(sa.select(articles.c.id).where(articles.c.current)).scalars().all()
        if lacking or extra:
            found.append(f"lexical index: {lacking} passages missing, {extra} too many")
        for first in range(0, len(ids), TOGETHER):
            some = ids[first : first + TOGETHER]
            records = self.embedded(some)
            for article_id in some:
                its = [record for record in records if record.passage.article_id == article_id]
                found += _untiled(its, article_id, self.dimension)
        return found

    def backup(self, path: Path) -> None:
        """Write a consistent copy, also while others write. Raises StoreError when the file exists."""
        self._database.backup(path)


def _articles(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> dict[int, Article]:
    """By key. Apart from their passages: together, each of thousands would bring all of the text along."""
    rows = connection.execute(sa.select(articles).where(condition)).mappings()
    return {row[articles.c.key]: article_of(row) for row in rows}


def _retire(connection: sa.Connection, article_id: str) -> int | None:
    """Take the current version of an article out of search; how many passages it had, None without one."""
    key = connection.execute(versions.current(article_id)).scalar_one_or_none()
    if key is None:
        return None
    slots = _make_unsearchable(connection, key)
    connection.execute(articles.update().where(articles.c.key == key).values(current=False))
    return slots


def _make_unsearchable(connection: sa.Connection, key: int) -> int:
    """Take an article out of search; how many passages it had."""
    groups.leave(connection, key)
    lexical.delete_article(connection, key)
    repeats.delete(connection, key)
    return connection.execute(passages.delete().where(passages.c.article == key)).rowcount


def _make_searchable(
    connection: sa.Connection,
    key: int,
    article: Article,
    its_passages: Sequence[Passage],
    vectors: NDArray[np.float32],
) -> None:
    if its_passages:
        rows = [schema.passage_row(key, *each) for each in zip(its_passages, vectors, strict=True)]
        connection.execute(passages.insert(), rows)
        stored = sa.select(passages.c.position, passages.c.key).where(passages.c.article == key)
        keys = dict(connection.execute(stored).tuples().all())
        texts = {keys[p.position]: article.text[p.start : p.end] for p in its_passages}
        lexical.insert(connection, article, texts)
    groups.join(connection, key, article.text)


def _info(row: sa.Row[Any]) -> ArticleInfo:
    change: Literal["", "updated", "corrected"]
    change = "corrected" if corrections(row.text) else "updated" if row.has_older else ""
    authors, size = tuple(json.loads(row.authors)), len(row.text)
    return ArticleInfo(
        row.id, row.title, row.outlet, row.published, row.url, authors, row.passages, size, row.group, change
    )


def _untiled(records: Sequence[EmbeddedPassage], article_id: str, dimension: int) -> list[str]:
    """What is wrong with the passages of one article."""
    if not records:
        return [f"article {article_id} has no passages"]
    text = records[0].article.text
    joined = "".join(text[record.passage.start : record.passage.end] for record in records)
    found = [] if joined == text else [f"article {article_id}: its passages don't make up its text"]
    if any(record.vector.shape != (dimension,) for record in records):
        found.append(f"article {article_id}: a vector is not of dimension {dimension}")
    return found


def _not_found(article_id: str, version: str | None = None) -> ArticleNotFound:
    if version is not None:
        return ArticleNotFound(
            f"no article has the id {article_id!r} and the version {version!r}: "
            "`python -m storage list --versions` shows those there are"
        )
    return ArticleNotFound(
        f"no article has the id {article_id!r}: `python -m storage list` shows those there are"
    )
