"""The tables of the catalog, and the conversion between values and rows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog.lexical import LEXICAL
from storage.records import CONTENT, Article, Passage, digest

VERSION = 5

metadata = sa.MetaData()
meta = sa.Table("meta", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
counters = sa.Table(  # one row
    "counters",
    metadata,
    sa.Column("articles", sa.Integer, nullable=False),  # current articles
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("commits", sa.Integer, nullable=False),  # acknowledged transactions
    sa.Column("lost", sa.Integer, nullable=False),  # acknowledged transactions known to be lost
)
outlets = sa.Table(  # of the current articles
    "outlets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("folded", sa.Text, nullable=False),  # the case-folded name
    sa.Column("articles", sa.Integer, nullable=False),
)
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
    sa.Column("updated", sa.Text, nullable=False),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("origins", sa.Text, nullable=False),  # a JSON list of (field, source)
    sa.Column("repeats", sa.Text, nullable=False),  # a JSON list of (position, paragraph)
    sa.Column("passages", sa.Integer, nullable=False),  # 0 for a version that was never current
    sa.Column("characters", sa.Integer, nullable=False),  # of the text
    sa.Column("corrected", sa.Boolean, nullable=False),  # whether the text contains a correction
    sa.Column("stored_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("checksum", sa.Integer, nullable=False),  # of the columns outside the version
    sa.Column(
        "copy_of", sa.ForeignKey("articles.key")
    ),  # the first article of its group; NULL for a first article
    sa.Column("signature", sa.LargeBinary, nullable=False),  # empty unless current
    sa.Column("text", sa.Text, nullable=False),  # last, so that SQLite reads the other columns without it
    sa.UniqueConstraint("id", "version"),
    sa.Index("current_article", "id", unique=True, sqlite_where=sa.text("current")),
    sa.Index("current_outlet", "outlet", sqlite_where=sa.text("current")),
    sa.Index("current_published", "published", sqlite_where=sa.text("current")),
    sa.Index("current_url", "url", sqlite_where=sa.text("current")),
    sa.Index("copies", "copy_of", sqlite_where=sa.text("copy_of IS NOT NULL")),
)
bands = sa.Table(  # of the signatures of first articles
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
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # the sentences' end offsets, little-endian int32
    sa.Column("checksum", sa.Integer, nullable=False),
    sa.UniqueConstraint("article", "position"),
    sqlite_autoincrement=True,  # keys are never reused, so a stale key matches nothing
)
lines = sa.Table(  # the first and last lines of all versions that were current
    "lines",
    metadata,
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("applied", sa.Boolean, primary_key=True),
    sa.Column("article", sa.ForeignKey("articles.key"), primary_key=True),
    sa.Index("lines_of_article", "article"),
    sqlite_with_rowid=False,
)
repeats = sa.Table(  # the lines that outlets repeat
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


def _vectors(name: str) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("passage", sa.ForeignKey("passages.key"), primary_key=True, autoincrement=False),
        sa.Column("checksum", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),  # little-endian float16
    )


# `meta` names the table that searches read. The other table is empty, or a re-embedding fills it.
VECTORS = {name: _vectors(name) for name in ("vectors_a", "vectors_b")}


def other_vectors(name: str) -> str:
    return next(other for other in VECTORS if other != name)


def create_tables(connection: sa.Connection, values: dict[str, str]) -> None:
    """Create empty tables. `values`: the rows of `meta` besides the schema version."""
    metadata.create_all(connection)
    for statement in LEXICAL:
        connection.exec_driver_sql(statement)
    set_meta(connection, schema=str(VERSION), vectors="vectors_a", **values)
    connection.execute(counters.insert(), dict.fromkeys(("articles", "passages", "commits", "lost"), 0))


def set_meta(connection: sa.Connection, **values: str | None) -> None:
    """Change rows of `meta` and update its seal; None deletes a row."""
    rows = read_meta(connection) | values
    sealed = {name: value for name, value in rows.items() if value is not None}
    sealed["seal"] = seal(sealed)
    connection.execute(meta.delete())
    connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in sealed.items()])


def read_meta(connection: sa.Connection) -> dict[str, str]:
    return {text_of(row.name): text_of(row.value) for row in connection.execute(sa.select(meta))}


def seal(rows: dict[str, str]) -> str:
    """The digest of all rows of `meta` except the seal."""
    return digest(*(text for item in sorted(rows.items()) if item[0] != "seal" for text in item))


def article_row(article: Article, fingerprint: str, stored_at: float, corrected: bool) -> dict[str, Any]:
    row = {
        "id": article.id,
        "version": article.version,
        "current": True,
        "fingerprint": fingerprint,
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
        "repeats": json.dumps(article.repeats, ensure_ascii=False),
        "passages": 0,
        "characters": len(article.text),
        "corrected": corrected,
        "stored_at": stored_at,
        "signature": b"",
        "text": article.text,
    }
    return row | {"checksum": article_checksum(row)}


def article_checksum(row: Any) -> int:
    """The checksum of the columns that neither the version nor another column determines."""
    return crc32(json.dumps([row["fingerprint"], row["stored_at"], row["origins"]]).encode())


def article_of(row: Any) -> Article:
    """Raises ValueError or TypeError for an invalid row, which means a damaged file."""
    values = {name: text_of(row[articles.c[name]]) for name in ("identity", *CONTENT) if name != "authors"}
    check_time(values["published"])
    check_time(values["updated"])
    return Article(
        **values,
        authors=tuple(json.loads(row[articles.c.authors])),
        origins=tuple((field, source) for field, source in json.loads(row[articles.c.origins])),
        repeats=tuple((position, line) for position, line in json.loads(row[articles.c.repeats])),
    )


def text_of(value: object) -> str:
    """Check a value of a text column. Raises TypeError for any other type, which means a damaged file."""
    if not isinstance(value, str):
        raise TypeError(f"a text column holds a {type(value).__name__}")
    return value


def check_time(time: str) -> None:
    """Raises ValueError unless the time is an ISO date, an ISO date-time, or ""."""
    if time:
        date.fromisoformat(time[:10])
        datetime.fromisoformat(time)


def moment(stored_at: float) -> datetime:
    """The time of storage. Raises ValueError or OverflowError for an impossible time."""
    return datetime.fromtimestamp(stored_at, UTC)


def passage_of(row: Any, article_id: str) -> Passage:
    """Raises ValueError or TypeError for an invalid row, which means a damaged file."""
    start = row[passages.c.start]
    ends = np.frombuffer(row[passages.c.sentences], "<i4").tolist()
    return Passage(
        article_id=article_id,
        position=row[passages.c.position],
        start=start,
        end=row[passages.c.end],
        sentences=tuple(zip([start, *ends[:-1]], ends, strict=True)),
    )


def passage_row(article_key: int, passage: Passage) -> dict[str, Any]:
    return {
        "article": article_key,
        "position": passage.position,
        "start": passage.start,
        "end": passage.end,
        "sentences": np.array([end for _, end in passage.sentences], "<i4").tobytes(),
        "checksum": passage_checksum(passage),
    }


def passage_checksum(passage: Passage) -> int:
    ends = [end for _, end in passage.sentences]
    return crc32(json.dumps([passage.position, passage.start, passage.end, ends]).encode())


def vector_row(key: int, vector: NDArray[np.float32]) -> dict[str, Any]:
    packed = vector.astype("<f2").tobytes()
    return {"passage": key, "checksum": crc32(packed), "vector": packed}


def unpack(vector: bytes) -> NDArray[np.float32]:
    return np.frombuffer(vector, "<f2").astype(np.float32)
