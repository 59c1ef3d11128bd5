"""What an article's current version has and the older ones lack: all that makes it found.

Each function is a part of the transaction that changes the article.
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
    its_passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    table: sa.Table,
    lines: Mapping[int, bool],
) -> None:
    """Have a current version found. `table`: of the vectors; `lines`: as `repeats.insert` takes them."""
    if its_passages:
        connection.execute(passages.insert(), [passage_row(key, each) for each in its_passages])
        stored = sa.select(passages.c.position, passages.c.key).where(passages.c.article == key)
        keys = dict(connection.execute(stored).tuples().all())
        embeddings.insert(connection, table, [keys[each.position] for each in its_passages], vectors)
        texts = {keys[each.position]: article.text[each.start : each.end] for each in its_passages}
        lexical.insert(connection, article, texts)
    copy_groups.join(connection, key, article.text)
    repeats.insert(connection, key, lines)
    counters.add_article(connection, article.outlet, len(its_passages))


def unmake(connection: sa.Connection, key: int, outlet: str) -> int:
    """Have a version found no more. Returns how many passages it had."""
    copy_groups.leave(connection, key)
    lexical.delete_article(connection, key)
    embeddings.delete_article(connection, key)
    repeats.delete(connection, key)
    slots = connection.execute(passages.delete().where(passages.c.article == key)).rowcount
    counters.retire_article(connection, outlet, slots)
    return slots


def retire(connection: sa.Connection, article_id: str) -> int | None:
    """Make the current version of an article an older one. Returns how many passages it had, None without a
    current version."""
    row = current(connection, article_id)
    if row is None:
        return None
    slots = unmake(connection, row.key, row.outlet)
    connection.execute(articles.update().where(articles.c.key == row.key).values(current=False))
    return slots


def note_change(connection: sa.Connection, article_id: str, slots: int) -> None:
    """Add to the sequence that the vector index follows."""
    connection.execute(changes.insert(), {"id": article_id, "slots": slots})
