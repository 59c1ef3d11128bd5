"""The readers' conversations and their feedback: one SQLite file beside the catalog."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from storage.catalog.database import SQL_ERRORS, cause, connect
from storage.errors import StoreError

KEPT = 90 * 86_400.0  # seconds from the last question of a conversation until it is forgotten

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
_feedback = sa.Table(
    "feedback",
    _metadata,
    sa.Column("conversation", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("given_at", sa.Float, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of one answer. `given_at`: an ISO date-time in UTC. `reason`: "" when none was
    given."""

    question: str
    helpful: bool
    reason: str
    given_at: str


class Conversations:
    """The turns of conversations, each a text that the caller can read again. Safe to use from several
    threads and processes.

    The file is created by the first write. Every method raises StoreError when the file can't be used.
    """

    def __init__(self, path: Path, *, kept: float = KEPT, clock: Callable[[], float] = time.time) -> None:
        """`kept`: seconds after which a conversation without a new question is forgotten."""
        self._path = path
        self._kept = kept
        self._clock = clock
        self._readers = connect(path, "BEGIN")
        self._writer = connect(path, "BEGIN IMMEDIATE")

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()

    def add(self, conversation: str, content: str) -> int:
        """Append a turn. Returns its number, counted from 1. Forgets conversations that are too old."""
        now = self._clock()
        last = sa.select(sa.func.max(_turns.c.number)).where(_turns.c.conversation == conversation)
        newest = sa.select(_turns.c.conversation).where(_turns.c.asked_at > now - self._kept)
        with self._writing() as connection:
            number = (connection.execute(last).scalar() or 0) + 1
            row = {"conversation": conversation, "number": number, "asked_at": now, "content": content}
            connection.execute(_turns.insert(), row)
            connection.execute(_turns.delete().where(_turns.c.conversation.not_in(newest)))
        return number

    def turns(self, conversation: str, *, last: int | None = None) -> list[tuple[int, str]]:
        """The number and the content of each turn, oldest first; empty for an unknown conversation. `last`:
        only so many, the newest."""
        query = sa.select(_turns.c.number, _turns.c.content).where(_turns.c.conversation == conversation)
        newest_first = query.order_by(_turns.c.number.desc()).limit(last)
        with self._reading() as connection:
            rows = connection.execute(newest_first).tuples().all() if connection else []
        return list(rows)[::-1]

    def turn(self, conversation: str, number: int) -> str | None:
        """The content of one turn; None for an unknown one."""
        key = (_turns.c.conversation == conversation) & (_turns.c.number == number)
        with self._reading() as connection:
            query = sa.select(_turns.c.content).where(key)
            return connection.execute(query).scalar_one_or_none() if connection else None

    def rate(self, conversation: str, number: int, question: str, helpful: bool, reason: str = "") -> None:
        """Keep what the reader thinks of one answer, in place of an earlier opinion."""
        key = (_feedback.c.conversation == conversation) & (_feedback.c.number == number)
        with self._writing() as connection:
            connection.execute(_feedback.delete().where(key))
            connection.execute(
                _feedback.insert(),
                {
                    "conversation": conversation,
                    "number": number,
                    "given_at": self._clock(),
                    "question": question,
                    "helpful": helpful,
                    "reason": reason,
                },
            )

    def feedback(self) -> list[Feedback]:
        """All feedback, oldest first."""
        with self._reading() as connection:
            if not connection:
                return []
            rows = connection.execute(sa.select(_feedback).order_by(_feedback.c.given_at)).all()
        return [
            Feedback(
                row.question,
                row.helpful,
                row.reason,
                datetime.fromtimestamp(row.given_at, UTC).isoformat(timespec="seconds"),
            )
            for row in rows
        ]

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection | None]:
        """A read transaction; None while there is no file."""
        if not self._path.exists():
            yield None
            return
        with self._explained(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._explained(), self._writer.begin() as connection:
            _metadata.create_all(connection)
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQL_ERRORS as error:
            raise StoreError(
                f"{self._path} can't be used: {cause(error)}. If it is damaged, move it away: only earlier "
                "conversations are lost, no articles"
            ) from error
