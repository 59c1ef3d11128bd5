"""The versions of an article in the catalog: one of them is current, the others are kept for reading."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import article_of, articles
from storage.text.history import StoredVersion
from storage.text.times import is_earlier

_other = articles.alias()
HAS_OLDER = (  # whether there are older versions of a current article in a query of `articles`
    sa.exists().where(_other.c.id == articles.c.id, ~_other.c.current).correlate(articles)
)


def current(article_id: str) -> sa.Select[int]:
    """A query for the key of an article's current version."""
    return sa.select(articles.c.key).where(articles.c.id == article_id, articles.c.current)


def insert_current(connection: sa.Connection, row: dict[str, object]) -> int:
    """Put a version in the place of none, also one that was current before; its key."""
    insert = sqlite.insert(articles).values(row)
    again = {name: row[name] for name in ("current", "fingerprint", "stored_at", "text", "repeats")}
    insert = insert.on_conflict_do_update(index_elements=["id", "version"], set_=again)
    key: int = connection.execute(insert.returning(articles.c.key)).scalar_one()
    return key


def insert_older(connection: sa.Connection, row: dict[str, object]) -> bool:
    """Keep a version for reading; whether it is a new one. One that is current stays so."""
    is_new = connection.execute(sqlite.insert(articles).values(row).on_conflict_do_nothing()).rowcount == 1
    same = (articles.c.id == row["id"], articles.c.version == row["version"], ~articles.c.current)
    connection.execute(articles.update().where(*same).values(fingerprint=row["fingerprint"]))
    return is_new


def stored(connection: sa.Connection, article_id: str) -> list[StoredVersion]:
    """All versions of an article, in the order in which they first came."""
    query = sa.select(articles).where(articles.c.id == article_id).order_by(articles.c.key)
    rows = connection.execute(query).mappings()
    return [
        StoredVersion(article_of(row), row[articles.c.stored_at], row[articles.c.current]) for row in rows
    ]


def fingerprints(connection: sa.Connection) -> dict[str, str]:
    """Of the raw records that gave the current versions, and of those that say that they are older -> the
    ids of their articles."""
    query = sa.select(articles.c.fingerprint, articles.c.id).where(articles.c.fingerprint != "")
    newer = articles.alias()
    times = [table.c[name] for table in (articles, newer) for name in ("updated", "published")]
    replaced = query.add_columns(*times).join(newer, articles.c.id == newer.c.id)
    replaced = replaced.where(~articles.c.current, newer.c.current)
    older = {
        fingerprint: article_id
        for fingerprint, article_id, updated, published, now_updated, now_published in connection.execute(
            replaced
        )
        if is_earlier(updated or published, now_updated or now_published)
    }
    return older | dict(connection.execute(query.where(articles.c.current)).tuples().all())
