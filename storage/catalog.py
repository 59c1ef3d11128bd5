"""The catalog: one SQLite file that is the truth. Only importer of sqlalchemy.

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
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import event

from storage.errors import ArticleNotFound, StoreError, StoreUnreadable
from storage.locks import file_lock
from storage.records import Article, ArticleInfo, Counts, Filter, Passage
from storage.terms import terms

SCHEMA_VERSION = 1
TITLE_WEIGHT = 2.0  # of a headline's words against the passage's own in bm25(); see benchmarks/retrieval.py
CHECKPOINT_EVERY = 200  # transactions; about 20 MB of write-ahead log

_schema = sa.MetaData()
_meta = sa.Table("meta", _schema, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
_articles = sa.Table(
    "articles",
    _schema,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("published", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("authors", sa.Text, nullable=False),  # a JSON list
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("stored_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.UniqueConstraint("id", "version"),
    sa.Index("current_article", "id", unique=True, sqlite_where=sa.text("current")),
    sa.Index("current_published", "published", sqlite_where=sa.text("current")),
)
_passages = sa.Table(
    "passages",
    _schema,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("article", sa.ForeignKey("articles.key"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # their ends, little-endian int32
    sa.Column("vector", sa.LargeBinary, nullable=False),  # little-endian float16
    sa.UniqueConstraint("article", "position"),
    sqlite_autoincrement=True,  # keys are never used again: a stale one finds nothing
)
_changes = sa.Table(
    "changes",
    _schema,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("slots", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
_LEXICAL = (
    "CREATE VIRTUAL TABLE lexical USING fts5(title, body, tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row')",
)

Keys = NDArray[np.int64]


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
        self._readers = _engine(path, "BEGIN")
        self._writer = _engine(path, "BEGIN IMMEDIATE")
        self._since_checkpoint = 0
        try:
            self._meta = self._read_meta()
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            self.close()
            raise StoreUnreadable(
                f"{path} is not a readable catalog ({_cause(error)}): restore a backup with "
                "`python -m storage restore FILE`, or choose another --store"
            ) from error
        if self._meta.get("schema") != str(SCHEMA_VERSION):
            self.close()
            raise StoreUnreadable(
                f"{path} has schema {self._meta.get('schema', 'none')}, this Dateline reads {SCHEMA_VERSION}: "
                "ingest the articles into a new store"
            )

    @classmethod
    def create(cls, path: Path, *, model: str, dimension: int, max_tokens: int) -> Catalog:
        """Make a new catalog for vectors of this model and open it; an existing one is just opened."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(path.with_suffix(".lock")):
            if not path.exists():
                _create(path, model=model, dimension=dimension, max_tokens=max_tokens)
        return cls(path)

    # What it is

    @property
    def uuid(self) -> str:
        """Made with the catalog, so that an index of another catalog is told apart."""
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
        passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        fingerprint: str = "",
    ) -> Literal["added", "updated"]:
        """Store the current version of an article in one transaction; when it returns, it is kept.

        `vectors`: shape (passages, dimension).
        """
        if vectors.shape != (len(passages), self.dimension):
            raise StoreError(
                f"article {article.id} came with vectors of shape {vectors.shape}, wanted "
                f"({len(passages)}, {self.dimension}): one for each passage, of the store's dimension"
            )
        with self._writing() as connection:
            slots = _retire(connection, article.id)
            row = _article_row(article) | {"fingerprint": fingerprint, "stored_at": time.time()}
            insert = sa.dialects.sqlite.insert(_articles).values(row)
            again = {name: row[name] for name in ("current", "fingerprint", "stored_at")}
            key = connection.execute(
                insert.on_conflict_do_update(index_elements=["id", "version"], set_=again).returning(
                    _articles.c.key
                )
            ).scalar_one()
            _insert_passages(connection, key, article, passages, vectors)
            connection.execute(_changes.insert(), {"id": article.id, "slots": max(slots or 0, len(passages))})
        return "added" if slots is None else "updated"

    def remember(self, article_id: str, fingerprint: str) -> None:
        """Note another fingerprint of raw bytes that give the current version."""
        with self._writing() as connection:
            connection.execute(
                _articles.update()
                .where(_articles.c.id == article_id, _articles.c.current)
                .values(fingerprint=fingerprint)
            )

    def remove(self, article_id: str) -> None:
        """Remove an article and all its versions."""
        with self._writing() as connection:
            slots = _retire(connection, article_id)
            if slots is None:
                raise ArticleNotFound(_not_found(article_id))
            connection.execute(_articles.delete().where(_articles.c.id == article_id))
            connection.execute(_changes.insert(), {"id": article_id, "slots": slots})

    def replace_vectors(
        self, *, model: str, vectors: Iterator[tuple[Keys, NDArray[np.float32]]], dimension: int
    ) -> None:
        """Exchange every vector, in one transaction, for those of another model: batches of (keys, vectors)."""
        with self._writing() as connection:
            for keys, batch in vectors:
                rows = [{"k": int(k), "v": _pack(v)} for k, v in zip(keys, batch, strict=True)]
                connection.execute(
                    _passages.update()
                    .where(_passages.c.key == sa.bindparam("k"))
                    .values(vector=sa.bindparam("v")),
                    rows,
                )
            for name, value in (
                ("model", model),
                ("dimension", str(dimension)),
                ("uuid", secrets.token_hex(8)),
            ):
                connection.execute(_meta.update().where(_meta.c.name == name).values(value=value))
        self._meta = self._read_meta()

    # Articles

    def article(self, article_id: str) -> Article:
        with self._readers.begin() as connection:
            row = connection.execute(
                sa.select(_articles).where(_articles.c.id == article_id, _articles.c.current)
            ).one_or_none()
        if row is None:
            raise ArticleNotFound(_not_found(article_id))
        return _article(row)

    def version(self, article_id: str) -> str | None:
        """The current version of an article, None when there is no such article."""
        query = sa.select(_articles.c.version).where(_articles.c.id == article_id, _articles.c.current)
        with self._readers.begin() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def fingerprints(self) -> dict[str, str]:
        """Of the raw records that gave the current versions -> the ids of their articles."""
        query = sa.select(_articles.c.fingerprint, _articles.c.id).where(
            _articles.c.current, _articles.c.fingerprint != ""
        )
        with self._readers.begin() as connection:
            return {row.fingerprint: row.id for row in connection.execute(query)}

    def articles(self, offset: int = 0, limit: int | None = None) -> list[ArticleInfo]:
        """The newest first; an unknown date comes last."""
        sizes = (
            sa.select(sa.func.count())
            .where(_passages.c.article == _articles.c.key)
            .correlate(_articles)
            .scalar_subquery()
        )
        columns = [_articles.c[name] for name in ("id", "title", "outlet", "published", "url", "authors")]
        query = (
            sa.select(*columns, sizes.label("passages"), sa.func.length(_articles.c.text).label("characters"))
            .where(_articles.c.current)
            .order_by(_articles.c.published.desc(), _articles.c.key)
            .offset(offset)
            .limit(limit)
        )
        with self._readers.begin() as connection:
            rows = connection.execute(query).all()
        return [ArticleInfo(**(row._asdict() | {"authors": tuple(json.loads(row.authors))})) for row in rows]

    def counts(self) -> Counts:
        with self._readers.begin() as connection:
            articles = connection.execute(sa.select(sa.func.count()).where(_articles.c.current)).scalar_one()
            passages = connection.execute(sa.select(sa.func.count()).select_from(_passages)).scalar_one()
        return Counts(articles, passages)

    def passage_count(self) -> int:
        return self.counts().passages

    def outlets(self) -> list[str]:
        query = sa.select(_articles.c.outlet).distinct().where(_articles.c.current, _articles.c.outlet != "")
        with self._readers.begin() as connection:
            return sorted(connection.execute(query).scalars())

    def published_range(self) -> tuple[str, str] | None:
        """The first and the last ISO date (or date-time) of publication, None when no article has one."""
        column = _articles.c.published
        query = sa.select(sa.func.min(column), sa.func.max(column)).where(_articles.c.current, column != "")
        with self._readers.begin() as connection:
            first, last = connection.execute(query).one()
        return (first, last) if first else None

    # Passages

    def hits(self, keys: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """The passages of these keys, each with its article. Keys that are no more are left out."""
        query = (
            sa.select(_passages, _articles).join(_articles).where(_passages.c.key.in_([int(k) for k in keys]))
        )
        articles: dict[int, Article] = {}
        found = {}
        with self._readers.begin() as connection:
            for row in connection.execute(query).mappings():
                article_key = row[_articles.c.key]
                if article_key not in articles:
                    articles[article_key] = _article_of(row)
                article = articles[article_key]
                found[row[_passages.c.key]] = (article, _passage_of(row, article.id))
        return found

    def vectors(self, keys: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        query = sa.select(_passages.c.key, _passages.c.vector).where(
            _passages.c.key.in_([int(k) for k in keys])
        )
        with self._readers.begin() as connection:
            return {key: _unpack(vector) for key, vector in connection.execute(query)}

    def keys(self, where: Filter | None = None, after: int = 0) -> Keys:
        """Of the passages whose articles pass the filter, ascending."""
        query = sa.select(_passages.c.key).where(_passages.c.key > after).order_by(_passages.c.key)
        if where:
            query = query.join(_articles).where(*_conditions(where))
        with self._readers.begin() as connection:
            return np.fromiter(connection.execute(query).scalars(), np.int64)

    def vectors_after(self, key: int, limit: int) -> tuple[Keys, NDArray[np.float16]]:
        """The next passages by key: keys (n,) and vectors (n, dimension)."""
        query = sa.select(_passages.c.key, _passages.c.vector).where(_passages.c.key > key)
        with self._readers.begin() as connection:
            rows = connection.execute(query.order_by(_passages.c.key).limit(limit)).all()
        vectors = np.frombuffer(b"".join(row.vector for row in rows), "<f2").reshape(-1, self.dimension)
        return np.array([row.key for row in rows], np.int64), vectors

    def passage_ids(self, keys: Sequence[int]) -> list[str]:
        """The ids ("ARTICLE:POSITION") of these passages, in no particular order."""
        query = (
            sa.select(_articles.c.id + ":" + sa.cast(_passages.c.position, sa.Text))
            .select_from(_passages.join(_articles))
            .where(_passages.c.key.in_([int(k) for k in keys]))
        )
        with self._readers.begin() as connection:
            return list(connection.execute(query).scalars())

    # The lexical index

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """How many passages hold each of these terms (in the headline or the text); absent ones are left out."""
        query = sa.text("SELECT term, doc FROM vocabulary WHERE term IN :stems")
        with self._readers.begin() as connection:
            rows = connection.execute(query.bindparams(sa.bindparam("stems", list(stems), expanding=True)))
            return {row.term: row.doc for row in rows}

    def search_terms(
        self, stems: Sequence[str], k: int, where: Filter | None = None
    ) -> list[tuple[int, float]]:
        """The best k passages that hold any of these terms: (key, BM25 score, higher is better)."""
        if not stems:
            return []
        match = " OR ".join('"' + stem.replace('"', "") + '"' for stem in stems)
        score = f"bm25(lexical, {TITLE_WEIGHT}, 1.0)"
        query = sa.select(sa.literal_column("lexical.rowid"), sa.literal_column(score).label("score"))
        source: sa.FromClause = sa.table("lexical")
        if where:
            source = source.join(_passages, sa.literal_column("lexical.rowid") == _passages.c.key).join(
                _articles
            )
            query = query.where(*_conditions(where))
        query = query.select_from(source).where(sa.text("lexical MATCH :match")).order_by("score").limit(k)
        with self._readers.begin() as connection:
            return [(key, -score) for key, score in connection.execute(query, {"match": match})]

    # Following and checking

    def sequence(self) -> int:
        with self._readers.begin() as connection:
            return connection.execute(sa.select(sa.func.max(_changes.c.sequence))).scalar_one() or 0

    def changes(self, after: int, limit: int) -> list[Change]:
        query = (
            sa.select(_changes).where(_changes.c.sequence > after).order_by(_changes.c.sequence).limit(limit)
        )
        with self._readers.begin() as connection:
            return [Change(*row) for row in connection.execute(query)]

    def records(self, article_ids: Sequence[str]) -> list[Record]:
        """The current passages of these articles; a removed article has none."""
        query = (
            sa.select(_passages, _articles)
            .join(_articles)
            .where(_articles.c.id.in_(article_ids), _articles.c.current)
            .order_by(_passages.c.key)
        )
        with self._readers.begin() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Record(
                row[_passages.c.key],
                (article := _article_of(row)),
                _passage_of(row, article.id),
                _unpack(row[_passages.c.vector]),
            )
            for row in rows
        ]

    def problems(self) -> list[str]:
        """What is wrong with the catalog; nothing, for a sound one."""
        with self._readers.begin() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            found = [] if found == ["ok"] else found
            found += [
                f"broken reference: {tuple(row)}"
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
            lexical = connection.exec_driver_sql(
                "SELECT count(*) FROM passages LEFT JOIN lexical_content ON id = key WHERE id IS NULL"
            ).scalar_one()
            extra = connection.exec_driver_sql(
                "SELECT count(*) FROM lexical_content LEFT JOIN passages ON id = key WHERE key IS NULL"
            ).scalar_one()
            if lexical or extra:
                found.append(f"lexical index: {lexical} passages missing, {extra} too many")
            ids = connection.execute(sa.select(_articles.c.id).where(_articles.c.current)).scalars().all()
        for article_id in ids:
            found += _untiled(self.records([article_id]), article_id, self.dimension)
        return found

    def backup(self, path: Path) -> None:
        """Write a consistent copy, also while others write. Raises StoreError when the file exists."""
        if path.exists():
            raise StoreError(f"{path} exists already: give the name of a new file for the backup")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _outside_transaction(self._readers, "VACUUM INTO ?", str(path))
        except sqlite3.Error as error:
            raise StoreError(f"the backup to {path} failed: {error}") from error

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()

    # Inside

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction of the one writer."""
        with self._guard, self._lock:
            try:
                with self._writer.begin() as connection:
                    yield connection
                self._since_checkpoint += 1
                if self._since_checkpoint >= CHECKPOINT_EVERY:
                    self._since_checkpoint = 0
                    _outside_transaction(self._writer, "PRAGMA wal_checkpoint(PASSIVE)")
            except (sa.exc.DatabaseError, sqlite3.Error) as error:
                raise StoreError(
                    f"{self.path} can't be written: {_cause(error)}. What was stored is kept"
                ) from error

    def _read_meta(self) -> dict[str, str]:
        with self._readers.begin() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(_meta))}


def _engine(path: Path, begin: str) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": 30, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _outside_transaction(engine: sa.Engine, statement: str, *parameters: str) -> None:
    """Run a statement that SQLite refuses within a transaction. Raises sqlite3.Error."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def _create(path: Path, *, model: str, dimension: int, max_tokens: int) -> None:
    """Under another name until it is whole, so that a crash leaves no half catalog behind."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(half)))
    meta = {
        "schema": str(SCHEMA_VERSION),
        "uuid": secrets.token_hex(8),
        "model": model,
        "dimension": str(dimension),
        "max_tokens": str(max_tokens),
    }
    with engine.begin() as connection:
        _schema.create_all(connection)
        for statement in _LEXICAL:
            connection.exec_driver_sql(statement)
        connection.execute(_meta.insert(), [{"name": name, "value": value} for name, value in meta.items()])
    engine.dispose()
    half.replace(path)


def _retire(connection: sa.Connection, article_id: str) -> int | None:
    """Take the current version of an article out of search; how many passages it had, None without one."""
    current = sa.select(_articles.c.key).where(_articles.c.id == article_id, _articles.c.current)
    key = connection.execute(current).scalar_one_or_none()
    if key is None:
        return None
    connection.exec_driver_sql(
        "DELETE FROM lexical WHERE rowid IN (SELECT key FROM passages WHERE article = ?)", (key,)
    )
    slots = connection.execute(_passages.delete().where(_passages.c.article == key)).rowcount
    connection.execute(_articles.update().where(_articles.c.key == key).values(current=False))
    return slots


def _insert_passages(
    connection: sa.Connection,
    key: int,
    article: Article,
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
) -> None:
    title = " ".join(terms(article.title))
    for passage, vector in zip(passages, vectors, strict=True):
        row = {
            "article": key,
            "position": passage.position,
            "start": passage.start,
            "end": passage.end,
            "sentences": np.array([end for _, end in passage.sentences], "<i4").tobytes(),
            "vector": _pack(vector),
        }
        passage_key = connection.execute(_passages.insert().values(row)).inserted_primary_key[0]
        body = " ".join(terms(article.text[passage.start : passage.end]))
        connection.exec_driver_sql(
            "INSERT INTO lexical(rowid, title, body) VALUES (?, ?, ?)", (passage_key, title, body)
        )


def _conditions(where: Filter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [_articles.c.current]
    if where.outlets:
        wanted = [outlet.lower() for outlet in where.outlets]
        conditions.append(sa.func.lower(_articles.c.outlet).in_(wanted))
    day = sa.func.substr(_articles.c.published, 1, 10)
    if where.since or where.until:
        conditions.append(_articles.c.published != "")
    if where.since:
        conditions.append(day >= where.since.isoformat())
    if where.until:
        conditions.append(day <= where.until.isoformat())
    return conditions


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "version": article.version,
        "current": True,
        "identity": article.identity,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "url": article.url,
        "authors": json.dumps(article.authors),
        "language": article.language,
        "text": article.text,
    }


def _article(row: Any) -> Article:
    return _article_of({column: row._mapping[column] for column in _articles.c})


def _article_of(values: Any) -> Article:
    return Article(
        identity=values[_articles.c.identity],
        text=values[_articles.c.text],
        title=values[_articles.c.title],
        outlet=values[_articles.c.outlet],
        published=values[_articles.c.published],
        url=values[_articles.c.url],
        authors=tuple(json.loads(values[_articles.c.authors])),
        language=values[_articles.c.language],
    )


def _passage_of(values: Any, article_id: str) -> Passage:
    start = values[_passages.c.start]
    ends = np.frombuffer(values[_passages.c.sentences], "<i4").tolist()
    return Passage(
        article_id=article_id,
        position=values[_passages.c.position],
        start=start,
        end=values[_passages.c.end],
        sentences=tuple(zip([start, *ends[:-1]], ends, strict=True)),
    )


def _untiled(records: Sequence[Record], article_id: str, dimension: int) -> list[str]:
    if not records:
        return [f"article {article_id} has no passages"]
    ordered = sorted(records, key=lambda record: record.passage.position)
    text = ordered[0].article.text
    joined = "".join(text[r.passage.start : r.passage.end] for r in ordered)
    found = [] if joined == text else [f"article {article_id}: its passages don't make up its text"]
    if any(record.vector.shape != (dimension,) for record in ordered):
        found.append(f"article {article_id}: a vector is not of dimension {dimension}")
    return found


def _pack(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def _unpack(vector: bytes) -> NDArray[np.float32]:
    return np.frombuffer(vector, "<f2").astype(np.float32)


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)


def _not_found(article_id: str) -> str:
    return f"no article has the id {article_id!r}: `python -m storage list` shows those there are"
