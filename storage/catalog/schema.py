"""The tables of the catalog, and how values become rows and back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog.lexical import LEXICAL
from storage.records import Article, Passage

VERSION = 4

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
    sa.Column("repeats", sa.Text, nullable=False, server_default="[]"),  # JSON: (position, paragraph)
    sa.Column("stored_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("signature", sa.LargeBinary, nullable=False, server_default=sa.text("x''")),  # while current
    sa.Column("copy_of", sa.ForeignKey("articles.key")),  # the first of its group, none for a first
    sa.UniqueConstraint("id", "version"),
    sa.Index("current_article", "id", unique=True, sqlite_where=sa.text("current")),
    sa.Index("current_outlet", "outlet", sqlite_where=sa.text("current")),
    sa.Index("current_published", "published", sqlite_where=sa.text("current")),
    sa.Index("copies", "copy_of", sqlite_where=sa.text("copy_of IS NOT NULL")),
)
bands = sa.Table(  # of the signatures of the articles that are no copies
    "bands",
    metadata,
    sa.Column("value", sa.Integer, primary_key=True),
    sa.Column("article", sa.ForeignKey("articles.key"), primary_key=True),
    sqlite_with_rowid=False,
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
lines = sa.Table(  # of the current articles, at their head and their end
    "lines",
    metadata,
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("applied", sa.Boolean, primary_key=True),
    sa.Column("article", sa.ForeignKey("articles.key"), primary_key=True),
    sa.Index("lines_of_article", "article"),
    sqlite_with_rowid=False,
)
repeats = sa.Table(  # the lines that their outlets repeat
    "repeats", metadata, sa.Column("line", sa.Integer, primary_key=True, autoincrement=False)
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
    2: (
        "ALTER TABLE articles ADD COLUMN signature BLOB NOT NULL DEFAULT x''",
        "ALTER TABLE articles ADD COLUMN copy_of INTEGER REFERENCES articles (key)",
        "CREATE INDEX copies ON articles (copy_of) WHERE copy_of IS NOT NULL",
        "CREATE TABLE bands (value INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES articles (key), "
        "PRIMARY KEY (value, article)) WITHOUT ROWID",
    ),
    3: (
        "ALTER TABLE articles ADD COLUMN repeats TEXT NOT NULL DEFAULT '[]'",
        "CREATE TABLE lines (line INTEGER NOT NULL, applied BOOLEAN NOT NULL, article INTEGER NOT NULL "
        "REFERENCES articles (key), PRIMARY KEY (line, applied, article)) WITHOUT ROWID",
        "CREATE INDEX lines_of_article ON lines (article)",
        "CREATE TABLE repeats (line INTEGER NOT NULL PRIMARY KEY)",
    ),
}


def create(connection: sa.Connection, values: dict[str, str]) -> None:
    """Make the tables, empty; `values` is what `meta` says of them besides the schema."""
    metadata.create_all(connection)
    for statement in LEXICAL:
        connection.exec_driver_sql(statement)
    values = {"schema": str(VERSION), **values}
    connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in values.items()])


def upgrade(connection: sa.Connection) -> None:
    """Bring a catalog of an older schema to this one; this one is left as it is."""
    its_schema = meta.c.name == "schema"
    found = connection.execute(sa.select(meta.c.value).where(its_schema)).scalar_one()
    for version in range(int(found), VERSION):
        for statement in UPGRADES[version]:
            connection.exec_driver_sql(statement)
    connection.execute(meta.update().where(its_schema).values(value=str(VERSION)))


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
        "repeats": json.dumps(article.repeats, ensure_ascii=False),
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
        repeats=tuple((position, line) for position, line in json.loads(values[articles.c.repeats])),
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
