"""Which articles may answer: a `Filter` as conditions of a query."""

from __future__ import annotations

import sqlalchemy as sa

from storage.catalog.schema import articles, passages
from storage.records import Filter


def outlets(connection: sa.Connection) -> list[str]:
    """Sorted, each once, unknown ones left out."""
    query = sa.select(articles.c.outlet).distinct().where(articles.c.current, articles.c.outlet != "")
    return sorted(connection.execute(query).scalars())


def passing(connection: sa.Connection, where: Filter | None) -> sa.ColumnElement[bool]:
    """Of the current articles that pass the filter; all of them, without one."""
    found: list[sa.ColumnElement[bool]] = [articles.c.current]
    if where is None:
        return found[0]
    if where.outlets:
        wanted = {outlet.casefold() for outlet in where.outlets}
        found.append(articles.c.outlet.in_([o for o in outlets(connection) if o.casefold() in wanted]))
    if where.since or where.until:
        found.append(articles.c.published != "")
    if where.since:
        found.append(articles.c.published >= where.since.isoformat())
    if where.until:
        found.append(sa.func.substr(articles.c.published, 1, 10) <= where.until.isoformat())
    return sa.and_(*found)


def passages_passing(connection: sa.Connection, where: Filter) -> sa.Select[tuple[int]]:
    """A query for the keys of their passages."""
    return sa.select(passages.c.key).join(articles).where(passing(connection, where))
