"""The catalog: one SQLite file that is the truth.

Articles, their passages, embeddings and lexical index change together, in one transaction per article. An
article is acknowledged when that transaction is committed. Each change gets the next number of a growing
sequence, which the vector index follows.

One connection writes, under a lock file, and does all checkpoints (SQLite before 3.51.3 can lose a
write-ahead log that two connections reset at once); any number of connections read.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects import sqlite

from storage import lexical, schema
from storage.errors import ArticleNotFound, StoreError, StoreMismatch, StoreUnreadable
from storage.locks import file_lock
from storage.records import Article, ArticleInfo, Counts, Filter, Passage
from storage.schema import article_of, articles, changes, meta, pack, passage_of, passages, unpack

CHECKPOINT_EVERY = 200  # transactions; about 20 MB of write-ahead log

Keys = NDArray[np.int64]

_UUID = sa.select(meta.c.value).where(meta.c.name == "uuid")


class Change(NamedTuple):
    """An article was added, updated or removed; `slots` is the larger of its old and new passage counts."""

    sequence: int
    article_id: str
    slots: int


class Record(NamedTuple):
    """A passage with all that an index of it needs; `vector` is float32, shape (dimension,)."""

    key: int
    article: Article
    passage: Passage
    vector: NDArray[np.float32]

    @property
    def passage_id(self) -> str:
        return self.passage.id


class Catalog:
    """The catalog in one file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open an existing catalog. Raises StoreUnreadable."""
        self.path = path
        self._lock = file_lock(path.with_suffix(".lock"))  # between processes
        self._guard = threading.Lock()  # between threads
        self._readers = schema.connect(path, "BEGIN")
        self._writer = schema.connect(path, "BEGIN IMMEDIATE")
        self._since_checkpoint = 0
        try:
            self._meta = self._read_meta()
            if self._meta.get("schema", "") in {str(version) for version in schema.UPGRADES}:
                with self._lock:
                    schema.upgrade(path)
                self._meta = self._read_meta()
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            self.close()
            raise StoreUnreadable(
                f"{path} is not a readable catalog ({_cause(error)}): restore a backup with "
                "`python -m storage restore FILE`, or choose another --store"
            ) from error
        if self._meta.get("schema") != str(schema.VERSION):
            self.close()
            raise StoreUnreadable(
                f"{path} has schema {self._meta.get('schema', 'none')}, this Dateline reads "
                f"{schema.VERSION}: ingest the articles into a new store"
            )
        self._uuids = {self.uuid}  # of the vectors that are known here

    @classmethod
    def create(cls, path: Path, *, model: str, dimension: int, max_tokens: int) -> Catalog:
        """Make a new catalog for vectors of this model and open it; an existing one is just opened."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(path.with_suffix(".lock")):
            if not path.exists():
                schema.create(path, model=model, dimension=dimension, max_tokens=max_tokens)
        return cls(path)

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()

    # What it is

    @property
    def uuid(self) -> str:
        """Made with the catalog's vectors, so that an index of others is told apart."""
        return self._meta["uuid"]

    @property
    def model(self) -> str:
        """Name of the embedding model of its vectors."""
        return self._meta["model"]

    @property
    def dimension(self) -> int:
        return int(self._meta["dimension"])

    @property
    def max_tokens(self) -> int:
        """What its passages were cut for: tokens that the embedding model sees."""
        return int(self._meta["max_tokens"])

    # Changes

    def add(
        self,
        article: Article,
        its_passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        fingerprint: str = "",
    ) -> Literal["added", "updated"]:
        """Store the current version of an article in one transaction; when it returns, it is kept.

        `vectors`: shape (passages, dimension).
        """
        if vectors.shape != (len(its_passages), self.dimension):
            raise StoreError(
                f"article {article.id} came with vectors of shape {vectors.shape}, wanted "
                f"({len(its_passages)}, {self.dimension}): one for each passage, of the store's dimension"
            )
        row = schema.article_row(article) | {"fingerprint": fingerprint, "stored_at": time.time()}
        again = {name: row[name] for name in ("current", "fingerprint", "stored_at")}
        insert = sqlite.insert(articles).values(row)
        insert = insert.on_conflict_do_update(index_elements=["id", "version"], set_=again)
        with self._writing() as connection:
            slots = _retire(connection, article.id)
            key = connection.execute(insert.returning(articles.c.key)).scalar_one()
            for passage, vector in zip(its_passages, vectors, strict=True):
                values = schema.passage_row(key, passage, vector)
                stored = passages.insert().values(values).returning(passages.c.key)
                passage_key = connection.execute(stored).scalar_one()
                text = article.text[passage.start : passage.end]
                lexical.insert(connection, passage_key, article.title, text)
            slots_used = max(slots or 0, len(its_passages))
            connection.execute(changes.insert(), {"id": article.id, "slots": slots_used})
        return "added" if slots is None else "updated"

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
        values = {"model": model, "dimension": str(dimension), "uuid": secrets.token_hex(8)}
        self._uuids.add(values["uuid"])
        with self._writing() as connection:
            for keys, batch in vectors:
                rows = [{"k": int(key), "v": pack(vector)} for key, vector in zip(keys, batch, strict=True)]
                connection.execute(update, rows)
            for name, value in values.items():
                connection.execute(meta.update().where(meta.c.name == name).values(value=value))
        self._meta = self._read_meta()

    def rebuild_lexical(self) -> None:
        """Make the lexical index anew, as `storage.terms` now sees the texts, in one transaction."""
        query = sa.select(passages, articles.c.title, articles.c.text).join(articles)
        with self._writing() as connection:
            lexical.clear(connection)
            for row in connection.execute(query.order_by(passages.c.key)).mappings().yield_per(1000):
                text = row[articles.c.text][row[passages.c.start] : row[passages.c.end]]
                lexical.insert(connection, row[passages.c.key], row[articles.c.title], text)

    # Articles

    def article(self, article_id: str) -> Article:
        """The current version of an article. Raises ArticleNotFound."""
        query = sa.select(articles).where(articles.c.id == article_id, articles.c.current)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise _not_found(article_id)
        return article_of(row)

    def version(self, article_id: str) -> str | None:
        """The current version of an article, None when there is no such article."""
        query = sa.select(articles.c.version).where(articles.c.id == article_id, articles.c.current)
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def fingerprints(self) -> dict[str, str]:
        """Of the raw records that gave the current versions -> the ids of their articles."""
        query = sa.select(articles.c.fingerprint, articles.c.id)
        query = query.where(articles.c.current, articles.c.fingerprint != "")
        with self._reading() as connection:
            return dict(connection.execute(query).tuples().all())

    def articles(self, offset: int = 0, limit: int | None = None) -> list[ArticleInfo]:
        """The newest first; an unknown date comes last."""
        size = sa.select(sa.func.count()).where(passages.c.article == articles.c.key)
        columns: list[sa.ColumnElement[Any]] = [
            articles.c[name] for name in ("id", "title", "outlet", "published", "url", "authors")
        ]
        columns += [
            size.correlate(articles).scalar_subquery().label("passages"),
            sa.func.length(articles.c.text).label("characters"),
        ]
        query = sa.select(*columns).where(articles.c.current).offset(offset).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(articles.c.published.desc(), articles.c.key)).all()
        return [ArticleInfo(**(row._asdict() | {"authors": tuple(json.loads(row.authors))})) for row in rows]

    def counts(self) -> Counts:
        with self._reading() as connection:
            current = sa.select(sa.func.count()).select_from(articles).where(articles.c.current)
            stored = sa.select(sa.func.count()).select_from(passages)
            return Counts(connection.execute(current).scalar_one(), connection.execute(stored).scalar_one())

    def passage_count(self) -> int:
        return self.counts().passages

    def outlets(self) -> list[str]:
        """Sorted, each once, unknown ones left out."""
        query = sa.select(articles.c.outlet).distinct().where(articles.c.current, articles.c.outlet != "")
        with self._reading() as connection:
            return sorted(connection.execute(query).scalars())

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
        query = sa.select(passages, articles).join(articles).where(passages.c.key.in_(map(int, keys)))
        known: dict[int, Article] = {}
        found = {}
        with self._reading() as connection:
            for row in connection.execute(query).mappings():
                article_key = row[articles.c.key]
                if article_key not in known:
                    known[article_key] = article_of(row)
                article = known[article_key]
                found[row[passages.c.key]] = (article, passage_of(row, article.id))
        return found

    def vectors(self, keys: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """float32, shape (dimension,) each; keys that are no more are left out."""
        query = sa.select(passages.c.key, passages.c.vector).where(passages.c.key.in_(map(int, keys)))
        with self._reading() as connection:
            return {key: unpack(vector) for key, vector in connection.execute(query)}

    def keys(self, where: Filter | None = None) -> Keys:
        """Of the passages whose articles pass the filter, ascending."""
        query = sa.select(passages.c.key) if where is None else self._passing(where)
        with self._reading() as connection:
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
        among = None if where is None else self._passing(where)
        with self._reading() as connection:
            return lexical.search(connection, stems, k, among)

    def _passing(self, where: Filter) -> sa.Select[tuple[int]]:
        """A query for the keys of the passages whose articles pass the filter."""
        query = sa.select(passages.c.key).join(articles).where(articles.c.current)
        if where.outlets:
            wanted = {outlet.casefold() for outlet in where.outlets}
            query = query.where(articles.c.outlet.in_([o for o in self.outlets() if o.casefold() in wanted]))
        if where.since or where.until:
            query = query.where(articles.c.published != "")
        if where.since:
            query = query.where(articles.c.published >= where.since.isoformat())
        if where.until:
            query = query.where(sa.func.substr(articles.c.published, 1, 10) <= where.until.isoformat())
        return query

    # Following and checking

    def sequence(self) -> int:
        """Of the newest change, 0 when there was none. Raises StoreMismatch as writing does."""
        query = sa.select(sa.func.max(changes.c.sequence), _UUID.scalar_subquery())
        with self._reading() as connection:
            newest, uuid = connection.execute(query).one()
        self._expect(uuid)
        return newest or 0

    def changes(self, after: int, limit: int) -> list[Change]:
        """Those after this sequence number, in order."""
        query = sa.select(changes).where(changes.c.sequence > after).order_by(changes.c.sequence)
        with self._reading() as connection:
            return [Change(*row) for row in connection.execute(query.limit(limit))]

    def records(self, article_ids: Sequence[str]) -> list[Record]:
        """The current passages of these articles in order; a removed article has none."""
        query = sa.select(passages, articles).join(articles)
        query = query.where(articles.c.id.in_(article_ids), articles.c.current)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(passages.c.key)).mappings().all()
        return [
            Record(
                row[passages.c.key],
                article_of(row),
                passage_of(row, row[articles.c.id]),
                unpack(row[passages.c.vector]),
            )
            for row in rows
        ]

    def problems(self) -> list[str]:
        """What is wrong with the catalog; nothing, for a sound one."""
        with self._reading() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check")
            found += [f"broken reference: {tuple(row)}" for row in broken]
            lacking, extra = lexical.misfits(connection)
            ids = connection.execute(sa.select(articles.c.id).where(articles.c.current)).scalars().all()
        if lacking or extra:
            found.append(f"lexical index: {lacking} passages missing, {extra} too many")
        for article_id in ids:
            found += _untiled(self.records([article_id]), article_id, self.dimension)
        return found

    def backup(self, path: Path) -> None:
        """Write a consistent copy, also while others write. Raises StoreError when the file exists."""
        if path.exists():
            raise StoreError(f"{path} exists already: give the name of a new file for the backup")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            schema.outside_transaction(self._readers, "VACUUM INTO ?", str(path))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the backup to {path} failed: {error}") from error

    # Connections

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        """One transaction that sees one state of the catalog."""
        return self._readers.begin()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction of the one writer, committed when the block ends well.

        Raises StoreMismatch when another process has exchanged the vectors for another model's.
        """
        with self._guard, self._lock:
            try:
                with self._writer.begin() as connection:
                    self._expect(connection.execute(_UUID).scalar_one())
                    yield connection
                self._since_checkpoint += 1
                if self._since_checkpoint >= CHECKPOINT_EVERY:
                    self._since_checkpoint = 0
                    schema.outside_transaction(self._writer, "PRAGMA wal_checkpoint(PASSIVE)")
            except (sa.exc.DatabaseError, sqlite3.Error) as error:
                raise StoreError(
                    f"{self.path} can't be written: {_cause(error)}. What was stored before is kept"
                ) from error

    def _expect(self, uuid: str) -> None:
        if uuid not in self._uuids:
            raise StoreMismatch(
                f"{self.path.parent} was given the vectors of another model while it was open here: "
                "open it again"
            )

    def _read_meta(self) -> dict[str, str]:
        with self._reading() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(meta))}


def _retire(connection: sa.Connection, article_id: str) -> int | None:
    """Take the current version of an article out of search; how many passages it had, None without one."""
    current = sa.select(articles.c.key).where(articles.c.id == article_id, articles.c.current)
    key = connection.execute(current).scalar_one_or_none()
    if key is None:
        return None
    lexical.delete_article(connection, key)
    slots = connection.execute(passages.delete().where(passages.c.article == key)).rowcount
    connection.execute(articles.update().where(articles.c.key == key).values(current=False))
    return slots


def _untiled(records: Sequence[Record], article_id: str, dimension: int) -> list[str]:
    """What is wrong with the passages of one article."""
    if not records:
        return [f"article {article_id} has no passages"]
    text = records[0].article.text
    joined = "".join(text[record.passage.start : record.passage.end] for record in records)
    found = [] if joined == text else [f"article {article_id}: its passages don't make up its text"]
    if any(record.vector.shape != (dimension,) for record in records):
        found.append(f"article {article_id}: a vector is not of dimension {dimension}")
    return found


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)


def _not_found(article_id: str) -> ArticleNotFound:
    return ArticleNotFound(
        f"no article has the id {article_id!r}: `python -m storage list` shows those there are"
    )
