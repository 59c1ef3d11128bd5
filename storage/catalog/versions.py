"""The versions of an article in the catalog: one is current, the older ones are kept for reading."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import article_checksum, article_of, articles, moment
from storage.records import BY_HAND
from storage.text.history import StoredVersion
from storage.text.times import is_earlier

OF_THE_TEXT = (
    "text",
    "repeats",
    "passages",
    "characters",
    "corrected",
)  # columns that may change within one version

_other = articles.alias()
_is_older = sa.and_(_other.c.id == articles.c.id, ~_other.c.current)
# Whether a current article has older versions, besides those that only a person's edits replaced.
_is_replaced = sa.or_(
    ~articles.c.origins.contains(json.dumps(BY_HAND), autoescape=True), _other.c.text != articles.c.text
)
HAS_OLDER = sa.exists().where(_is_older, _is_replaced).correlate(articles)
ADDED = (  # the time when the first version of an article was stored
    sa.select(sa.func.min(_other.c.stored_at))
    .where(_other.c.id == articles.c.id)
    .correlate(articles)
    .scalar_subquery()
)


def insert_current(connection: sa.Connection, row: dict[str, object]) -> int:
    """Insert a version as current, or make an older one current again. Returns its key.

    There must be no current version.
    """
    insert = sqlite.insert(articles).values(row)
    again = {name: row[name] for name in ("current", "fingerprint", "stored_at", *OF_THE_TEXT)}
    insert = insert.on_conflict_do_update(index_elements=["id", "version"], set_=again)
    key: int = connection.execute(insert.returning(articles.c.key)).scalar_one()
    _seal(connection, articles.c.key == key)
    return key


def replace_text(connection: sa.Connection, key: int, row: dict[str, object]) -> None:
    """Replace the text of a version after other repeated lines were removed from it."""
    changed = {name: row[name] for name in OF_THE_TEXT}
    connection.execute(articles.update().where(articles.c.key == key).values(changed))


def insert_older(connection: sa.Connection, row: dict[str, object]) -> bool:
    """Store an older version. Returns whether it was new. A current version stays current."""
    is_new = connection.execute(sqlite.insert(articles).values(row).on_conflict_do_nothing()).rowcount == 1
    same = sa.and_(articles.c.id == row["id"], articles.c.version == row["version"], ~articles.c.current)
    connection.execute(articles.update().where(same).values(fingerprint=row["fingerprint"]))
    _seal(connection, same)
    return is_new


def set_fingerprint(connection: sa.Connection, article_id: str, fingerprint: str) -> None:
    """Set the fingerprint of the current version."""
    current = sa.and_(articles.c.id == article_id, articles.c.current)
    connection.execute(articles.update().where(current).values(fingerprint=fingerprint))
    _seal(connection, current)


def stored(connection: sa.Connection, article_id: str) -> list[StoredVersion]:
    """All versions of an article, in the order of first storage."""
    query = sa.select(articles).where(articles.c.id == article_id).order_by(articles.c.key)
    versions = []
    for row in connection.execute(query).mappings():
        moment(row[articles.c.stored_at])
        versions.append(StoredVersion(article_of(row), row[articles.c.stored_at], row[articles.c.current]))
    return versions


def fingerprints(connection: sa.Connection) -> dict[str, str]:
    """Fingerprint -> article id, for every raw record that needs no new ingest.

    These records yielded the current versions, or versions whose own dates are older.
    """
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


def _seal(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> None:
    """Update the checksums of these rows."""
    columns = [articles.c[name] for name in ("key", "fingerprint", "stored_at", "origins")]
    for row in connection.execute(sa.select(*columns).where(condition)).mappings().all():
        checksum = article_checksum(row)
        connection.execute(articles.update().where(articles.c.key == row["key"]).values(checksum=checksum))
