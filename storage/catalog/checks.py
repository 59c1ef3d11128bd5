"""Checks a whole catalog. Each problem is one line, and the checks go on after a problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from zlib import crc32

import sqlalchemy as sa

from storage.catalog import copy_groups, counters, lexical
from storage.catalog.database import Database, loss_line
from storage.catalog.embeddings import EmbeddedPassage, of_articles
from storage.catalog.schema import (
    VECTORS,
    article_checksum,
    article_of,
    articles,
    changes,
    moment,
    passage_checksum,
    passages,
)
from storage.errors import StoreError
from storage.text.corrections import corrections

TOGETHER = 20  # articles read at once


def problems(database: Database) -> list[str]:
    """Every problem of a catalog; empty for a sound one."""
    lines = []
    for check in (
        _structure,
        _references,
        counters.problems,
        lexical.problems,
        copy_groups.problems,
        _changes,
    ):
        lines += _problems_of(database, check)
    try:
        with database.trying() as connection:
            lexical.examine(connection)
    except StoreError as error:
        lines.append(f"lexical index: {error}")
    lines += _versions(database)
    if lost := _lost(database):
        lines.append(lost)
    return lines


def _problems_of(database: Database, check: Callable[[sa.Connection], list[str]]) -> list[str]:
    try:
        with database.reading() as connection:
            return check(connection)
    except StoreError as error:
        return [str(error)]


def _structure(connection: sa.Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]


def _references(connection: sa.Connection) -> list[str]:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [f"broken reference: {tuple(row)}" for row in rows]


def _changes(connection: sa.Connection) -> list[str]:
    """The vector index follows the changes, so every current article must have one."""
    slots = sa.func.max(changes.c.slots).label("slots")
    noted = sa.select(changes.c.id, slots).group_by(changes.c.id).subquery()
    query = sa.select(articles.c.id).where(articles.c.current).outerjoin(noted, noted.c.id == articles.c.id)
    missing = query.where(noted.c.id.is_(None) | (noted.c.slots < articles.c.passages))
    return [
        f"article {article_id} is missing from the changes"
        for article_id in connection.execute(missing).scalars()
    ]


def _lost(database: Database) -> str:
    try:
        lost = database.lost_commits()
    except (OSError, StoreError) as error:
        return f"the count of acknowledged changes can't be read: {error}"
    return loss_line(database.path, lost) if lost else ""


def _versions(database: Database) -> list[str]:
    """The problems of each stored version of each article."""
    lines: list[str] = []
    last = 0
    while True:
        try:
            with database.reading() as connection:
                query = sa.select(articles.c.key).where(articles.c.key > last).order_by(articles.c.key)
                keys = connection.execute(query.limit(TOGETHER)).scalars().all()
        except StoreError as error:
            return [*lines, f"the articles after row {last} can't be listed: {error}"]
        if not keys:
            return lines
        for key in keys:
            lines += _problems_of(database, partial(_version, key=key, database=database))
        last = keys[-1]


def _version(connection: sa.Connection, key: int, database: Database) -> list[str]:
    row = connection.execute(sa.select(articles).where(articles.c.key == key)).mappings().one()
    try:
        article = article_of(row)
        moment(row[articles.c.stored_at])
        name = f"article {article.id}"
        if (article.id, article.version) != (row[articles.c.id], row[articles.c.version]):
            return [f"article {row[articles.c.id]}: its text or metadata has changed since it was stored"]
        derived = (len(article.text), bool(corrections(article.text)), article_checksum(row))
        if derived != tuple(row[articles.c[column]] for column in ("characters", "corrected", "checksum")):
            return [f"{name}: the catalog's facts about its text are wrong"]
        return _passages(connection, article.id, row, database) if row[articles.c.current] else []
    except (ValueError, TypeError, OverflowError) as error:
        return [f"row {key} of the articles is damaged: {error}"]


def _passages(
    connection: sa.Connection, article_id: str, row: sa.RowMapping, database: Database
) -> list[str]:
    """The problems of an article's passages and of their vectors."""
    table = VECTORS[database.meta["vectors"]]
    embedded = of_articles(connection, table, [article_id])
    key = row[articles.c.key]
    if not embedded:
        return [f"article {article_id} has no passages"]
    lines = _coverage(embedded, article_id)
    own = sa.select(passages.c.checksum, table.c.checksum, table.c.vector)
    own = own.outerjoin(table, table.c.passage == passages.c.key).where(passages.c.article == key)
    sums = connection.execute(own.order_by(passages.c.key)).all()
    if len(sums) != row[articles.c.passages] or len(embedded) != len(sums):
        return [
            *lines,
            f"article {article_id}: {len(embedded)} of {row[articles.c.passages]} passages are embedded",
        ]
    if any(
        passage_checksum(each.passage) != checksum
        for each, (checksum, _, _) in zip(embedded, sums, strict=True)
    ):
        lines.append(f"article {article_id}: a passage has changed since it was stored")
    size = 2 * int(database.meta["dimension"])
    if any(len(vector) != size for *_, vector in sums):
        lines.append(f"article {article_id}: a vector doesn't have dimension {size // 2}")
    elif any(crc32(vector) != checksum for _, checksum, vector in sums):
        lines.append(f"article {article_id}: a vector has changed since it was stored")
    return lines


def _coverage(embedded: Sequence[EmbeddedPassage], article_id: str) -> list[str]:
    text = embedded[0].article.text
    joined = "".join(text[each.passage.start : each.passage.end] for each in embedded)
    return [] if joined == text else [f"article {article_id}: its passages don't cover its text"]
