"""The first and last lines of articles in all their versions, and the lines that outlets repeat.

A line is a 64-bit hash of an outlet and the words of a paragraph. The caller decides which paragraphs get a
line, and when a line counts as repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.catalog.schema import article_of, articles, lines, repeats
from storage.records import Article

TOGETHER = 500  # lines or articles in one query

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


def replace(connection: sa.Connection, key: int, applied: Mapping[int, bool]) -> None:
    """Store the lines of a version. `applied`: line -> whether it was already known as repeated when the text
    was cleaned."""
    connection.execute(lines.delete().where(lines.c.article == key))
    if applied:
        rows = [{"line": line, "applied": is_applied, "article": key} for line, is_applied in applied.items()]
        connection.execute(lines.insert(), rows)


def move(connection: sa.Connection, key: int, to: int) -> None:
    """Give the lines of a version to another one with the same text, so that they don't count twice."""
    connection.execute(lines.update().where(lines.c.article == key).values(article=to))


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

    def alternating(self, ids: Sequence[str], least: int) -> set[int]:
        """The lines that come and go in at least `least` of these articles. A line comes and goes if an
        article went back to an older version, and only one of that version and the newest has the line."""
        counts = Counter[int]()
        current, newest = articles.alias(), articles.alias()
        mine, other = lines.alias(), lines.alias()
        both = (current.c.key, newest.c.key)
        in_both = sa.exists().where(
            other.c.line == mine.c.line, other.c.article.in_(both), other.c.article != mine.c.article
        )
        last = sa.select(sa.func.max(articles.c.key)).where(articles.c.id == current.c.id).scalar_subquery()
        query = (
            sa.select(mine.c.line)
            .select_from(current)
            .join(newest, sa.and_(newest.c.key == last, newest.c.key > current.c.key))
            .join(mine, sa.and_(mine.c.article.in_(both), ~in_both))
            .where(current.c.current)
        )
        with self._reading() as connection:
            for first in range(0, len(ids), TOGETHER):
                part = query.where(current.c.id.in_(ids[first : first + TOGETHER]))
                counts.update(connection.execute(part).scalars())
        return {line for line, count in counts.items() if count >= least}

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
