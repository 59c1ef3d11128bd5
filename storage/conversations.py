"""The readers' conversations: one SQLite file beside the catalog."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from storage.readers_file import ReadersFile, iso

KEPT = 90 * 86_400.0  # seconds from the last question of a conversation until it is forgotten
UNDO = 60.0  # seconds from the deletion of a conversation until it can't be taken back
LISTED = 200  # conversations

_metadata = sa.MetaData()
_turns = sa.Table(
    "turns",
    _metadata,
    sa.Column("conversation", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("asked_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("content", sa.Text, nullable=False),
    sa.Index("asked", "asked_at"),
    sqlite_with_rowid=False,
)
_owned = sa.Table(
    "owned_conversations",
    _metadata,
    sa.Column("conversation", sa.Text, primary_key=True),
    sa.Column("reader", sa.Text, nullable=False, index=True),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # given by the reader; "" without one
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("deleted_at", sa.Float),
    sa.Column("text", sa.Text, nullable=False),  # of all turns, in lower case, for the search
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A conversation in a reader's list. `title`: the name that the reader gave, else the first question.
    `asked_at`: the last question, an ISO date-time in UTC."""

    id: str
    title: str
    asked_at: str
    pinned: bool


class Conversations:
    """The turns of conversations, each a text that the caller can read again, and whose they are. Safe to use
    from several threads and processes.

    The file is created by the first write. Every method raises StoreError when the file can't be used.
    """

    def __init__(self, path: Path, *, kept: float = KEPT, clock: Callable[[], float] = time.time) -> None:
        """`kept`: seconds after which a conversation without a new question is forgotten, unless it is
        pinned."""
        self._file = ReadersFile(path, _metadata)
        self._kept = kept
        self._clock = clock

    def close(self) -> None:
        self._file.close()

    def add(
        self, conversation: str, content: str, *, reader: str = "", title: str = "", text: str = ""
    ) -> int:
        """Append a turn. Returns its number, counted from 1. Forgets conversations that are too old.

        The conversation becomes the reader's, under `title`, unless it is somebody's. `text`: what a search
        finds the turn by.
        """
        now = self._clock()
        last = sa.select(sa.func.max(_turns.c.number)).where(_turns.c.conversation == conversation)
        mine = _owned.c.conversation == conversation
        with self._file.writing() as connection:
            self._forget(connection, now)
            number = (connection.execute(last).scalar() or 0) + 1
            row = {"conversation": conversation, "number": number, "asked_at": now, "content": content}
            connection.execute(_turns.insert(), row)
            more = {"asked_at": now, "deleted_at": None, "text": _owned.c.text + f"\n{text.casefold()}"}
            if not connection.execute(_owned.update().where(mine).values(more)).rowcount and reader:
                new = {"reader": reader, "title": title, "name": "", "pinned": False}
                first = {"conversation": conversation, "asked_at": now, "text": text.casefold()}
                connection.execute(_owned.insert(), new | first)
        return number

    def turns(self, conversation: str, *, last: int | None = None) -> list[tuple[int, str]]:
        """The number and the content of each turn, oldest first; empty for an unknown or deleted
        conversation. `last`: only so many, the newest."""
        query = sa.select(_turns.c.number, _turns.c.content).where(_is(conversation))
        newest_first = query.order_by(_turns.c.number.desc()).limit(last)
        with self._file.reading() as connection:
            rows = connection.execute(newest_first).tuples().all() if connection else []
        return list(rows)[::-1]

    def turn(self, conversation: str, number: int) -> str | None:
        """The content of one turn; None for an unknown one."""
        query = sa.select(_turns.c.content).where(_is(conversation), _turns.c.number == number)
        with self._file.reading() as connection:
            return connection.execute(query).scalar_one_or_none() if connection else None

    def owner(self, conversation: str) -> str:
        """The reader whose conversation it is; "" for an unknown one, and for one of an earlier Dateline."""
        query = sa.select(_owned.c.reader).where(_owned.c.conversation == conversation)
        with self._file.reading() as connection:
            return (connection.execute(query).scalar_one_or_none() if connection else None) or ""

    def listed(self, reader: str, search: str = "", *, limit: int = LISTED) -> list[ConversationInfo]:
        """The reader's conversations: pinned ones, then the others, each newest first. `search`: only those
        that hold all its words."""
        is_listed = (_owned.c.reader == reader) & _owned.c.deleted_at.is_(None)
        searched = search.casefold().split()
        columns = [column for column in _owned.c if searched or column.name != "text"]
        newest_first = (_owned.c.pinned.desc(), _owned.c.asked_at.desc())
        query = sa.select(*columns).where(is_listed).order_by(*newest_first)
        with self._file.reading() as connection:
            rows = connection.execute(query) if connection else ()
            matching = (
                row for row in rows if all(word in f"{row.name.casefold()}\n{row.text}" for word in searched)
            )
            return [
                ConversationInfo(row.conversation, row.name or row.title, iso(row.asked_at), row.pinned)
                for row in islice(matching, limit)
            ]

    def change(
        self,
        reader: str,
        conversation: str,
        *,
        name: str | None = None,
        pinned: bool | None = None,
        deleted: bool | None = None,
    ) -> bool:
        """Rename, pin or delete one of the reader's conversations, or take this back; a deletion only within
        `UNDO`. Returns whether it is the reader's."""
        now = self._clock()
        values: dict[str, object] = {
            **({} if name is None else {"name": name}),
            **({} if pinned is None else {"pinned": pinned}),
            **({} if deleted is None else {"deleted_at": now if deleted else None}),
        }
        mine = (_owned.c.conversation == conversation) & (_owned.c.reader == reader)
        with self._file.writing() as connection:
            self._forget(connection, now)
            return bool(connection.execute(_owned.update().where(mine).values(values)).rowcount)

    def _forget(self, connection: sa.Connection, now: float) -> None:
        """Delete what is too old, and what was deleted and can't be taken back."""
        recent = sa.select(_turns.c.conversation).where(_turns.c.asked_at > now - self._kept)
        pinned = sa.select(_owned.c.conversation).where(_owned.c.pinned)
        gone = sa.select(_owned.c.conversation).where(_owned.c.deleted_at <= now - UNDO)
        is_old = _turns.c.conversation.not_in(recent) & _turns.c.conversation.not_in(pinned)
        connection.execute(_turns.delete().where(is_old | _turns.c.conversation.in_(gone)))
        left = sa.select(_turns.c.conversation)
        connection.execute(_owned.delete().where(_owned.c.conversation.not_in(left)))


def _is(conversation: str) -> sa.ColumnElement[bool]:
    """Turns of this conversation, unless it is deleted."""
    deleted = sa.select(_owned.c.conversation).where(_owned.c.deleted_at.is_not(None))
    return (_turns.c.conversation == conversation) & _turns.c.conversation.not_in(deleted)
