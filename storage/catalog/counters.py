"""Numbers that are kept with the articles, so that no question has to count them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import articles, counters, outlets, passages
from storage.records import Counts


def counts(connection: sa.Connection) -> Counts:
    return Counts(*connection.execute(sa.select(counters.c.articles, counters.c.passages)).one())


def add_article(connection: sa.Connection, outlet: str, passages: int) -> None:
    """An article of so many passages is current now."""
    _count(connection, 1, passages)
    if outlet:
        row = {"name": outlet, "folded": outlet.casefold(), "articles": 1}
        more = sqlite.insert(outlets).values(row)
        update = {"articles": outlets.c.articles + 1}
        connection.execute(more.on_conflict_do_update(index_elements=["name"], set_=update))


def retire_article(connection: sa.Connection, outlet: str, passages: int) -> None:
    """An article of so many passages is current no more."""
    _count(connection, -1, -passages)
    one_less = outlets.update().where(outlets.c.name == outlet).values(articles=outlets.c.articles - 1)
    connection.execute(one_less)
    connection.execute(outlets.delete().where(outlets.c.name == outlet, outlets.c.articles < 1))


def outlet_names(connection: sa.Connection) -> list[str]:
    """Sorted, each once."""
    return list(connection.execute(sa.select(outlets.c.name).order_by(outlets.c.name)).scalars())


def misfits(connection: sa.Connection) -> list[str]:
    """What the counters say against what is there."""
    current = sa.select(sa.func.count()).select_from(articles).where(articles.c.current).scalar_subquery()
    stored = sa.select(sa.func.count()).select_from(passages).scalar_subquery()
    counted = Counts(*connection.execute(sa.select(current, stored)).one())
    noted = counts(connection)
    problems = [] if counted == noted else [f"counters: {noted}, but the tables hold {counted}"]
    of_articles = sa.select(articles.c.outlet, sa.func.count()).group_by(articles.c.outlet)
    of_articles = of_articles.where(articles.c.current, articles.c.outlet != "")
    rows = connection.execute(sa.select(outlets)).all()
    if {row.name: row.articles for row in rows} != dict(connection.execute(of_articles).tuples().all()):
        problems.append("outlets: their table doesn't hold the outlets of the articles")
    elif any(row.folded != row.name.casefold() for row in rows):
        problems.append("outlets: a name without case is not that of its outlet")
    return problems


def _count(connection: sa.Connection, more_articles: int, more_passages: int) -> None:
    connection.execute(
        counters.update().values(
            articles=counters.c.articles + more_articles, passages=counters.c.passages + more_passages
        )
    )
