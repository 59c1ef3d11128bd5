"""Counters stored with the articles, so that no query has to count rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import articles, counters, outlets, passages
from storage.records import Counts


def counts(connection: sa.Connection) -> Counts:
    return Counts(*connection.execute(sa.select(counters.c.articles, counters.c.passages)).one())


def add_article(connection: sa.Connection, outlet: str, passages: int) -> None:
    """Count an article that has become current. `passages`: the number of its passages."""
    _count(connection, 1, passages)
    if outlet:
        row = {"name": outlet, "folded": outlet.casefold(), "articles": 1}
        more = sqlite.insert(outlets).values(row)
        update = {"articles": outlets.c.articles + 1}
        connection.execute(more.on_conflict_do_update(index_elements=["name"], set_=update))


def retire_article(connection: sa.Connection, outlet: str, passages: int) -> None:
    """Uncount an article that is no longer current. `passages`: the number of its passages."""
    _count(connection, -1, -passages)
    one_less = outlets.update().where(outlets.c.name == outlet).values(articles=outlets.c.articles - 1)
    connection.execute(one_less)
    connection.execute(outlets.delete().where(outlets.c.name == outlet, outlets.c.articles < 1))


def outlet_names(connection: sa.Connection) -> list[str]:
    """The names of all outlets, sorted."""
    return list(connection.execute(sa.select(outlets.c.name).order_by(outlets.c.name)).scalars())


def outlet_sizes(connection: sa.Connection) -> dict[str, int]:
    """The number of articles of each outlet, the largest outlet first."""
    rows = connection.execute(sa.select(outlets).order_by(outlets.c.articles.desc(), outlets.c.name))
    return {row.name: row.articles for row in rows}


def problems(connection: sa.Connection) -> list[str]:
    """The differences between the counters and the tables."""
    current = sa.select(sa.func.count()).select_from(articles).where(articles.c.current).scalar_subquery()
    stored = sa.select(sa.func.count()).select_from(passages).scalar_subquery()
    counted = Counts(*connection.execute(sa.select(current, stored)).one())
    stored_counts = counts(connection)
    lines = [] if counted == stored_counts else [f"counters: {stored_counts}, but the tables hold {counted}"]
    of_articles = sa.select(articles.c.outlet, sa.func.count()).group_by(articles.c.outlet)
    of_articles = of_articles.where(articles.c.current, articles.c.outlet != "")
    rows = connection.execute(sa.select(outlets)).all()
    if {row.name: row.articles for row in rows} != dict(connection.execute(of_articles).tuples().all()):
        lines.append("outlets: the table doesn't match the outlets of the articles")
    elif any(row.folded != row.name.casefold() for row in rows):
        lines.append("outlets: a case-folded name doesn't match its outlet")
    return lines


def _count(connection: sa.Connection, more_articles: int, more_passages: int) -> None:
    connection.execute(
        counters.update().values(
            articles=counters.c.articles + more_articles, passages=counters.c.passages + more_passages
        )
    )
