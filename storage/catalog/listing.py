"""Lists the metadata of articles without reading their texts."""

from __future__ import annotations

import json
from typing import Any, Literal

import sqlalchemy as sa

from storage.catalog import filters, versions
from storage.catalog.copy_groups import GROUP
from storage.catalog.schema import articles, check_time
from storage.records import ArticleInfo, Filter

COLUMNS = ("id", "title", "outlet", "published", "url", "authors", "passages", "characters", "corrected")


def infos(
    connection: sa.Connection, where: Filter | None, offset: int, limit: int | None
) -> list[ArticleInfo]:
    """The articles that pass a filter, newest first; undated articles come last."""
    columns = [articles.c[name] for name in COLUMNS]
    query = sa.select(*columns, GROUP.label("group"), versions.HAS_OLDER.label("has_older"))
    query = query.where(filters.passing(where)).order_by(articles.c.published.desc(), articles.c.key)
    return [_info(row) for row in connection.execute(query.offset(offset).limit(limit))]


def published_range(connection: sa.Connection) -> tuple[str, str] | None:
    """The earliest and the latest ISO date (or date-time) of publication; None when no article has a date."""
    published = articles.c.published
    dated = sa.and_(articles.c.current, published != "")
    # Two queries: SQLite reads one end of an index for each, but scans the whole index for both at once.
    first, last = (
        sa.select(end(published)).where(dated).scalar_subquery() for end in (sa.func.min, sa.func.max)
    )
    earliest, latest = connection.execute(sa.select(first, last)).one()
    if not earliest:
        return None
    check_time(earliest)
    check_time(latest)
    return earliest, latest


def _info(row: Any) -> ArticleInfo:
    change: Literal["", "updated", "corrected"]
    change = "corrected" if row.corrected else "updated" if row.has_older else ""
    check_time(row.published)
    return ArticleInfo(
        row.id,
        row.title,
        row.outlet,
        row.published,
        row.url,
        tuple(json.loads(row.authors)),
        row.passages,
        row.characters,
        row.group,
        change,
    )
