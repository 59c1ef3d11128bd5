"""Groups of copies in the catalog: the first article of a group, and the articles that print its text.

An article is compared with first articles only, so a chain of copies can't drift away from the text that it
began with, and only the bands of first articles are looked up. A group changes in the transaction that
changes its article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from storage.catalog.schema import articles, bands, text_of
from storage.text import copies

COMPARED = 8  # first articles, those with the most bands in common: their texts are compared

_KEY_AND_TEXT = sa.select(articles.c.key, articles.c.text)
_BY_KEY = articles.update().where(articles.c.key == sa.bindparam("its_key"))
_ALONE = {"signature": b"", "copy_of": None}

_member = articles.alias()
_first = articles.alias()
GROUP = sa.func.coalesce(  # the id of the first article of an article's group, "" for an article alone
    sa.select(_first.c.id).where(_first.c.key == articles.c.copy_of).correlate(articles).scalar_subquery(),
    sa.case(
        (sa.exists().where(_member.c.copy_of == articles.c.key).correlate(articles), articles.c.id), else_=""
    ),
)

COPIED = sa.select(articles.c.id).where(articles.c.copy_of.is_not(None))  # the ids of all but the firsts


def others(connection: sa.Connection, article_id: str) -> sa.ColumnElement[bool]:
    """The condition of the other current articles in an article's group."""
    first = sa.func.coalesce(articles.c.copy_of, articles.c.key)
    own = sa.select(first).where(articles.c.id == article_id, articles.c.current)
    key = connection.execute(own).scalar_one_or_none()
    if key is None:
        return sa.false()
    found: sa.ColumnElement[bool] = (articles.c.key == key) | (articles.c.copy_of == key)
    return found & (articles.c.id != article_id)


def join(connection: sa.Connection, key: int, text: str) -> None:
    """Put a current article into the group of the first article that it copies, or let it be a first one."""
    signed = copies.signature(text)
    first = _first_like(connection, signed, text)
    connection.execute(_BY_KEY, {"its_key": key, "signature": signed, "copy_of": first})
    if first is None and signed:
        rows = [{"value": value, "article": key} for value in copies.bands(signed)]
        connection.execute(bands.insert(), rows)


def leave(connection: sa.Connection, key: int) -> None:
    """Take an article out of its group. If it was the first, the other members find their groups anew, in
    the order in which they were stored."""
    signed = connection.execute(sa.select(articles.c.signature).where(articles.c.key == key)).scalar_one()
    if signed:
        known = bands.c.value.in_(copies.bands(signed))
        connection.execute(bands.delete().where(known, bands.c.article == key))
    connection.execute(_BY_KEY, {"its_key": key, **_ALONE})
    left = connection.execute(_KEY_AND_TEXT.where(articles.c.copy_of == key).order_by(articles.c.key)).all()
    connection.execute(articles.update().where(articles.c.copy_of == key).values(_ALONE))
    for member in left:
        join(connection, member.key, text_of(member.text))


def rebuild(connection: sa.Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Find all groups anew, the articles in the order in which they were stored."""
    connection.execute(bands.delete())
    connection.execute(articles.update().values(_ALONE))
    current = sa.select(articles.c.key).where(articles.c.current).order_by(articles.c.key)
    keys = connection.execute(current).scalars().all()
    for done, key in enumerate(keys, start=1):
        join(connection, key, _text(connection, key))
        if progress:
            progress(done, len(keys))


def misfits(connection: sa.Connection) -> list[str]:
    """The problems of the groups."""
    columns = (articles.c.key, articles.c.id, articles.c.text, articles.c.signature, articles.c.copy_of)
    found, wanted, there = [], 0, 0
    for article in connection.execute(sa.select(*columns).where(articles.c.current)).yield_per(100):
        if article.signature != copies.signature(text_of(article.text)):
            found.append(f"article {article.id}: its signature is not that of its text")
        elif article.copy_of is None:
            values = copies.bands(article.signature)
            wanted += len(values)
            its_own = bands.select().where(bands.c.value.in_(values), bands.c.article == article.key)
            there += len(connection.execute(its_own).all())
        elif not copies.is_copy(_text(connection, article.copy_of), article.text):
            found.append(f"article {article.id}: it is no copy of the first article of its group")
    firsts = sa.select(articles.c.key).where(articles.c.current, articles.c.copy_of.is_(None))
    astray = articles.c.copy_of.is_not(None) & (~articles.c.current | articles.c.copy_of.not_in(firsts))
    ids = connection.execute(sa.select(articles.c.id).where(astray)).scalars()
    found += [f"article {article_id}: the first article of its group is itself a copy" for article_id in ids]
    stored = connection.execute(sa.select(sa.func.count()).select_from(bands)).scalar_one()
    if not there == stored == wanted:
        found.append(f"groups: {stored} bands of signatures, {there} of them right, wanted {wanted}")
    return found


def _first_like(connection: sa.Connection, signed: bytes, text: str) -> int | None:
    """The key of the first article that a text copies; of several, the one with the most bands in common."""
    alike = sa.select(bands.c.article).where(bands.c.value.in_(copies.bands(signed)))
    alike = alike.group_by(bands.c.article).order_by(sa.func.count().desc(), bands.c.article).limit(COMPARED)
    keys: Sequence[int] = connection.execute(alike).scalars().all()
    return next((key for key in keys if copies.is_copy(_text(connection, key), text)), None)


def _text(connection: sa.Connection, key: int) -> str:
    return text_of(connection.execute(sa.select(articles.c.text).where(articles.c.key == key)).scalar_one())
