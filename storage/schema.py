"""The tables of the catalog, its file, and how values become rows and back. Imports sqlalchemy, as
`storage.catalog` and `storage.lexical` do and no other module does."""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import event

from storage.lexical import LEXICAL
from storage.records import Article, Passage

VERSION = 2

metadata = sa.MetaData()
meta = sa.Table("meta", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
articles = sa.Table(
    "articles",
    metadata,
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
    sa.Column("updated", sa.Text, nullable=False, server_default=""),
    sa.Column("section", sa.Text, nullable=False, server_default=""),
    sa.Column("origins", sa.Text, nullable=False, server_default="[]"),  # a JSON list of (field, where)
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("stored_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.UniqueConstraint("id", "version"),
    sa.Index("current_article", "id", unique=True, sqlite_where=sa.text("current")),
    sa.Index("current_outlet", "outlet", sqlite_where=sa.text("current")),
    sa.Index("current_published", "published", sqlite_where=sa.text("current")),
)
passages = sa.Table(
    "passages",
    metadata,
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
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("slots", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)


UPGRADES: dict[int, tuple[str, ...]] = {  # from this version to the next
    1: (
        "ALTER TABLE articles ADD COLUMN updated TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN section TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN origins TEXT NOT NULL DEFAULT '[]'",
    ),
}


def connect(path: Path, begin: str) -> sa.Engine:
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


def outside_transaction(engine: sa.Engine, statement: str, *parameters: str) -> None:
    """Run a statement that SQLite refuses within a transaction. Raises sqlite3.Error."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def create(path: Path, *, model: str, dimension: int, max_tokens: int) -> None:
    """Under another name until it is whole, so that a crash leaves no half catalog behind."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(half)))
    values = {
        "schema": str(VERSION),
        "uuid": secrets.token_hex(8),
        "model": model,
        "dimension": str(dimension),
        "max_tokens": str(max_tokens),
    }
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in LEXICAL:
            connection.exec_driver_sql(statement)
        connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in values.items()])
    engine.dispose()
    half.replace(path)


def upgrade(path: Path) -> None:
    """Bring a catalog of an older schema to this one, in one transaction; another is left as it is.

    Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            found = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
            for version in range(int(found[0]), VERSION) if found and found[0].isdecimal() else ():
                for statement in UPGRADES[version]:
                    connection.execute(statement)
                connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(version + 1),))


def article_row(article: Article) -> dict[str, Any]:
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
        "updated": article.updated,
        "section": article.section,
        "origins": json.dumps(article.origins),
        "text": article.text,
    }


def article_of(values: Any) -> Article:
    return Article(
        identity=values[articles.c.identity],
        text=values[articles.c.text],
        title=values[articles.c.title],
        outlet=values[articles.c.outlet],
        published=values[articles.c.published],
        url=values[articles.c.url],
        authors=tuple(json.loads(values[articles.c.authors])),
        language=values[articles.c.language],
        updated=values[articles.c.updated],
        section=values[articles.c.section],
        origins=tuple((field, where) for field, where in json.loads(values[articles.c.origins])),
    )


def passage_of(values: Any, article_id: str) -> Passage:
    start = values[passages.c.start]
    ends = np.frombuffer(values[passages.c.sentences], "<i4").tolist()
    return Passage(
        article_id=article_id,
        position=values[passages.c.position],
        start=start,
        end=values[passages.c.end],
        sentences=tuple(zip([start, *ends[:-1]], ends, strict=True)),
    )


def passage_row(article_key: int, passage: Passage, vector: NDArray[np.float32]) -> dict[str, Any]:
    return {
        "article": article_key,
        "position": passage.position,
        "start": passage.start,
        "end": passage.end,
        "sentences": np.array([end for _, end in passage.sentences], "<i4").tobytes(),
        "vector": pack(vector),
    }


def pack(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def unpack(vector: bytes) -> NDArray[np.float32]:
    return np.frombuffer(vector, "<f2").astype(np.float32)
