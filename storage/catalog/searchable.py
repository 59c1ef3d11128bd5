"""The search data of a current version: passages, vectors, lexical index, copy group; and its lines.

Each function runs inside the transaction that changes the article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog import copy_groups, counters, embeddings, lexical, repeats
from storage.catalog.schema import articles, changes, passage_row, passages
from storage.records import Article, Passage


def current(connection: sa.Connection, article_id: str) -> sa.Row[int, str, str] | None:
    """The key, version and outlet of an article's current version."""
    columns = (articles.c.key, articles.c.version, articles.c.outlet)
    query = sa.select(*columns).where(articles.c.id == article_id, articles.c.current)
    return connection.execute(query).one_or_none()


def make(
    connection: sa.Connection,
    key: int,
    article: Article,
    article_passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    table: sa.Table,
    lines: Mapping[int, bool],
) -> None:
    """Make a current version searchable. `table`: the vector table; `lines`: as for `repeats.replace`."""
    if article_passages:
        connection.execute(passages.insert(), [passage_row(key, each) for each in article_passages])
        stored = sa.select(passages.c.position, passages.c.key).where(passages.c.article == key)
        keys = dict(connection.execute(stored).tuples().all())
        embeddings.insert(connection, table, [keys[each.position] for each in article_passages], vectors)
        texts = {keys[each.position]: article.text[each.start : each.end] for each in article_passages}
        lexical.insert(connection, article, texts)
    copy_groups.join(connection, key, article.text)
    repeats.replace(connection, key, lines)
    counters.add_article(connection, article.outlet, len(article_passages))


def unmake(connection: sa.Connection, key: int, outlet: str) -> int:
    """Make a version unsearchable; its lines stay. Returns the number of its passages."""
    copy_groups.leave(connection, key)
    lexical.delete_article(connection, key)
    embeddings.delete_article(connection, key)
    slots = connection.execute(passages.delete().where(passages.c.article == key)).rowcount
    counters.retire_article(connection, outlet, slots)
    return slots


def retire(connection: sa.Connection, article_id: str) -> int | None:
    """Turn the current version of an article into an older one. Returns the number of its passages, None
    without a current version."""
    row = current(connection, article_id)
    if row is None:
        return None
    slots = unmake(connection, row.key, row.outlet)
    connection.execute(articles.update().where(articles.c.key == row.key).values(current=False))
    return slots


def note_change(connection: sa.Connection, article_id: str, slots: int) -> None:
    """Append a change for the vector index to follow."""
    connection.execute(changes.insert(), {"id": article_id, "slots": slots})
