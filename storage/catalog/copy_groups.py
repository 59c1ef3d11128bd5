"""Groups of copies in the catalog: the first article of a group, and its copies.

An article is compared with first articles only, so a chain of copies can't drift away from the first text.
Only first articles have bands in the index. A group changes in the same transaction as its article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from storage.catalog.schema import articles, bands, text_of
from storage.text import copies

COMPARED = 8  # first articles whose texts are compared: those with the most bands in common

_KEY_AND_TEXT = sa.select(articles.c.key, articles.c.text)
_BY_KEY = articles.update().where(articles.c.key == sa.bindparam("its_key"))
_ALONE = {"signature": b"", "copy_of": None}

_member = articles.alias()
_first = articles.alias()
GROUP = sa.func.coalesce(  # the id of the first article of a group, "" for an article without copies
    sa.select(_first.c.id).where(_first.c.key == articles.c.copy_of).correlate(articles).scalar_subquery(),
    sa.case(
        (sa.exists().where(_member.c.copy_of == articles.c.key).correlate(articles), articles.c.id), else_=""
    ),
)

COPIED = sa.select(articles.c.id).where(articles.c.copy_of.is_not(None))  # the ids of all copies


def others(connection: sa.Connection, article_id: str) -> sa.ColumnElement[bool]:
    """The condition that selects the other current articles of an article's group."""
    first = sa.func.coalesce(articles.c.copy_of, articles.c.key)
    own = sa.select(first).where(articles.c.id == article_id, articles.c.current)
    key = connection.execute(own).scalar_one_or_none()
    if key is None:
        return sa.false()
    group: sa.ColumnElement[bool] = (articles.c.key == key) | (articles.c.copy_of == key)
    return group & (articles.c.id != article_id)


def join(connection: sa.Connection, key: int, text: str) -> None:
    """Add a current article to the group of the first article that it copies, or start a new group."""
    signature = copies.signature(text)
    first = _first_like(connection, signature, text)
    connection.execute(_BY_KEY, {"its_key": key, "signature": signature, "copy_of": first})
    if first is None and signature:
        rows = [{"value": value, "article": key} for value in copies.bands(signature)]
        connection.execute(bands.insert(), rows)


def leave(connection: sa.Connection, key: int) -> None:
    """Remove an article from its group. If it was the first, the remaining members are grouped again, in the
    order of storage."""
    signature = connection.execute(sa.select(articles.c.signature).where(articles.c.key == key)).scalar_one()
    if signature:
        its_bands = bands.c.value.in_(copies.bands(signature))
        connection.execute(bands.delete().where(its_bands, bands.c.article == key))
    connection.execute(_BY_KEY, {"its_key": key, **_ALONE})
    members = connection.execute(
        _KEY_AND_TEXT.where(articles.c.copy_of == key).order_by(articles.c.key)
    ).all()
    connection.execute(articles.update().where(articles.c.copy_of == key).values(_ALONE))
    for member in members:
        join(connection, member.key, text_of(member.text))


def rebuild(connection: sa.Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Recompute all groups, taking the articles in the order of storage."""
    connection.execute(bands.delete())
    connection.execute(articles.update().values(_ALONE))
    current = sa.select(articles.c.key).where(articles.c.current).order_by(articles.c.key)
    keys = connection.execute(current).scalars().all()
    for done, key in enumerate(keys, start=1):
        join(connection, key, _text(connection, key))
        if progress:
            progress(done, len(keys))


def problems(connection: sa.Connection) -> list[str]:
    """The problems of the groups."""
    columns = (articles.c.key, articles.c.id, articles.c.text, articles.c.signature, articles.c.copy_of)
    lines, expected, correct = [], 0, 0
    for article in connection.execute(sa.select(*columns).where(articles.c.current)).yield_per(100):
        if article.signature != copies.signature(text_of(article.text)):
            lines.append(f"article {article.id}: its signature doesn't match its text")
        elif article.copy_of is None:
            values = copies.bands(article.signature)
            expected += len(values)
            own_bands = bands.select().where(bands.c.value.in_(values), bands.c.article == article.key)
            correct += len(connection.execute(own_bands).all())
        elif not copies.is_copy(_text(connection, article.copy_of), article.text):
            lines.append(f"article {article.id}: it isn't a copy of the first article of its group")
    firsts = sa.select(articles.c.key).where(articles.c.current, articles.c.copy_of.is_(None))
    misplaced = articles.c.copy_of.is_not(None) & (~articles.c.current | articles.c.copy_of.not_in(firsts))
    ids = connection.execute(sa.select(articles.c.id).where(misplaced)).scalars()
    lines += [f"article {article_id}: the first article of its group is itself a copy" for article_id in ids]
    stored = connection.execute(sa.select(sa.func.count()).select_from(bands)).scalar_one()
    if not correct == stored == expected:
        lines.append(
            f"groups: {stored} signature bands stored, {correct} of them correct, expected {expected}"
        )
    return lines


def _first_like(connection: sa.Connection, signature: bytes, text: str) -> int | None:
    """The key of the first article that a text copies, preferring the one with the most bands in common."""
    alike = sa.select(bands.c.article).where(bands.c.value.in_(copies.bands(signature)))
    alike = alike.group_by(bands.c.article).order_by(sa.func.count().desc(), bands.c.article).limit(COMPARED)
    keys: Sequence[int] = connection.execute(alike).scalars().all()
    return next((key for key in keys if copies.is_copy(_text(connection, key), text)), None)


def _text(connection: sa.Connection, key: int) -> str:
    return text_of(connection.execute(sa.select(articles.c.text).where(articles.c.key == key)).scalar_one())
