"""The first and last lines of articles in all their versions, and the lines that outlets repeat.

A line is a 64-bit hash of an outlet and the words of a paragraph. The caller decides which paragraphs get a
line, and when a line counts as repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import article_of, articles, lines, repeats
from storage.records import Article

TOGETHER = 500  # lines in one query

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


def replace(connection: sa.Connection, key: int, applied: Mapping[int, bool]) -> None:
    """Store the lines of a version. `applied`: line -> whether it was already known as repeated when the text
    was cleaned."""
    connection.execute(lines.delete().where(lines.c.article == key))
    if applied:
        rows = [{"line": line, "applied": is_applied, "article": key} for line, is_applied in applied.items()]
        connection.execute(lines.insert(), rows)


def delete(connection: sa.Connection, article_id: str) -> None:
    """Delete the lines of all versions of an article. Call this before they are deleted."""
    keys = sa.select(articles.c.key).where(articles.c.id == article_id)
    connection.execute(lines.delete().where(lines.c.article.in_(keys)))


class RepeatedLines:
    """The repeated lines of a catalog. Safe to use from several threads and processes."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def learned(self) -> set[int]:
        """All repeated lines."""
        with self._reading() as connection:
            return set(connection.execute(sa.select(repeats.c.line)).scalars())

    def learn(self, new_lines: Iterable[int]) -> None:
        """Add repeated lines."""
        rows = [{"line": line} for line in new_lines]
        if rows:
            with self._writing() as connection:
                connection.execute(sqlite.insert(repeats).on_conflict_do_nothing(), rows)

    def shares(self, outlets: Mapping[int, int], least: int) -> dict[int, float]:
        """Line -> the share of the outlet's versions with that line, counted from the first such version.
        Lines in fewer than `least` versions are left out.

        `outlets`: line -> the line that represents its outlet and belongs to all the outlet's versions.
        """
        shares = {}
        candidates = list(outlets)
        with self._reading() as connection:
            for first in range(0, len(candidates), TOGETHER):
                counted = (
                    sa.select(lines.c.line, sa.func.count(), sa.func.min(lines.c.article))
                    .where(lines.c.line.in_(candidates[first : first + TOGETHER]))
                    .group_by(lines.c.line)
                    .having(sa.func.count() >= least)
                )
                for line, times, since in connection.execute(counted).all():
                    of_outlet = (lines.c.line == outlets[line], lines.c.article >= since)
                    total = connection.execute(sa.select(sa.func.count()).where(*of_outlet)).scalar_one()
                    shares[line] = times / max(times, total)
        return shares

    def articles(self, line: int, most: int) -> list[Article]:
        """At most `most` versions with a line, including older ones, the last stored first."""
        query = sa.select(articles).join(lines).where(lines.c.line == line)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(articles.c.key.desc()).limit(most)).mappings()
            return [article_of(row) for row in rows]

    def unapplied(self) -> list[str]:
        """The ids of the articles that were cleaned before one of their lines was learned, in order of
        storage."""
        query = (
            sa.select(articles.c.id)
            .join(lines)
            .join(repeats, lines.c.line == repeats.c.line)
            .where(~lines.c.applied, articles.c.current)
            .distinct()
            .order_by(articles.c.key)
        )
        with self._reading() as connection:
            return list(connection.execute(query).scalars())
