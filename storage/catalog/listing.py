"""Lists and counts the metadata of articles without reading their texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from storage.catalog import counters, filters, lexical, versions
from storage.catalog.copy_groups import GROUP
from storage.catalog.schema import articles, check_time, moment, passages
from storage.records import BY_HAND, NEWEST_FIRST, ArticleInfo, Facets, Filter, Order

COLUMNS = ("id", "title", "outlet", "published", "url", "authors", "passages", "characters", "corrected")
MORE_COLUMNS = ("language", "section")

_DAY = sa.func.substr(articles.c.published, 1, 10)
_IS_EDITED = articles.c.origins.contains(json.dumps(BY_HAND), autoescape=True)


def infos(
    connection: sa.Connection,
    where: Filter | None,
    offset: int,
    limit: int | None,
    stems: Sequence[str] = (),
    order: Order = NEWEST_FIRST,
) -> list[ArticleInfo]:
    """The articles that pass a filter and contain each term in one passage or their headline."""
    columns = [articles.c[name] for name in (*COLUMNS, *MORE_COLUMNS)]
    more = (GROUP.label("group"), versions.HAS_OLDER.label("has_older"), versions.ADDED.label("added"))
    query = sa.select(*columns, *more, _IS_EDITED.label("is_edited")).where(matching(where, stems))
    rows = connection.execute(query.order_by(*_ordered(order)).offset(offset).limit(limit))
    return [_info(row) for row in rows]


def matching(where: Filter | None, stems: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition that selects the current articles that pass a filter and contain each term in one
    passage or their headline."""
    passing = filters.passing(where)
    if not stems:
        return passing
    holding = sa.select(passages.c.article).where(passages.c.key.in_(lexical.holding(stems)))
    return sa.and_(passing, articles.c.key.in_(holding))


def _ordered(order: Order) -> list[sa.ColumnElement[Any]]:
    """The newest of equal articles comes first."""
    by: dict[str, sa.ColumnElement[Any]] = {
        "day": articles.c.published,
        "outlet": articles.c.outlet.collate("NOCASE"),
        "headline": articles.c.title.collate("NOCASE"),
        "added": versions.ADDED,
    }
    value = by[order.by]
    if order == NEWEST_FIRST:  # undated articles come last anyway, and the index is in this order
        return [value.desc(), articles.c.key]
    missing = [] if order.by == "added" else [value == ""]
    ordered = value.desc() if order.descending else value.asc()
    return [*missing, ordered, articles.c.published.desc(), articles.c.key]


def facets(connection: sa.Connection) -> Facets:
    """What the current articles can be filtered by."""
    outlet = articles.c.outlet
    per_day = sa.select(_DAY, outlet, sa.func.count()).where(articles.c.current, articles.c.published != "")
    rows = connection.execute(per_day.group_by(_DAY, outlet).order_by(_DAY, outlet)).tuples()
    return Facets(
        counters.outlet_sizes(connection),
        _sizes(connection, articles.c.language),
        _sizes(connection, articles.c.section),
        {(date.fromisoformat(day), name): number for day, name, number in rows},
    )


def _sizes(connection: sa.Connection, column: sa.Column[str]) -> dict[str, int]:
    """The number of current articles with each value of a column, the most frequent value first."""
    number = sa.func.count()
    query = sa.select(column, number).where(articles.c.current, column != "").group_by(column)
    return dict(connection.execute(query.order_by(number.desc(), column)).tuples().all())


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
    change: Literal["", "edited", "updated", "corrected"]
    change = (
        "corrected" if row.corrected else "updated" if row.has_older else "edited" if row.is_edited else ""
    )
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
        row.language,
        row.section,
        moment(row.added).isoformat(timespec="seconds"),
    )
