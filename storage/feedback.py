"""What readers think of answers: a table in the file of their conversations."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.readers_file import ReadersFile, iso

_metadata = sa.MetaData()
_feedback = sa.Table(
    "feedback",
    _metadata,
    sa.Column("conversation", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("given_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
_rated = sa.Table(  # beside `feedback`, which an earlier Dateline created
    "rated_answers",
    _metadata,
    sa.Column("conversation", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("quoted", sa.Text, nullable=False),  # JSON: a list of the fields of `Quoted`
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A span of an article that a rated answer quoted. `url`: the article's identity where it has none."""

    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of one answer. `given_at`: an ISO date-time in UTC. `reason`: "" when none was
    given. `quoted`: what the answer quoted; empty when it was silent, and for an answer that was rated in an
    earlier Dateline."""

    question: str
    helpful: bool
    reason: str
    given_at: str
    quoted: tuple[Quoted, ...] = ()

    def to_question(self) -> dict[str, Any]:
        """The question in the form of `benchmarks/reporter.jsonl`, with the reader's opinion.

        `expect` is "answer" or "silent" where the reader was content, or missed an article; else "", which
        the next reader of the question has to fill in. `evidence` is what a helpful answer quoted.
        """
        evidence = [asdict(each) for each in self.quoted]
        content = "answer" if evidence else "silent"
        missed = "answer" if self.reason == "missed an article" else ""
        return {
            "kind": "feedback",
            "question": self.question,
            "expect": content if self.helpful else missed,
            "evidence": evidence if self.helpful else [],
            "answers": [],
            "helpful": self.helpful,
            "reason": self.reason,
            "quoted": evidence,
            "given_at": self.given_at,
        }


class FeedbackBox:
    """The opinions of all readers. Safe to use from several threads and processes. Every method raises
    StoreError when the file can't be used."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._file = ReadersFile(path, _metadata)
        self._clock = clock

    def close(self) -> None:
        self._file.close()

    def rate(
        self,
        conversation: str,
        number: int,
        question: str,
        helpful: bool,
        reason: str = "",
        quoted: Sequence[Quoted] = (),
    ) -> None:
        """Keep what the reader thinks of one answer, in place of an earlier opinion."""
        key = {"conversation": conversation, "number": number}
        row = key | {
            "given_at": self._clock(),
            "question": question,
            "helpful": helpful,
            "reason": reason,
        }
        spans = json.dumps([asdict(each) for each in quoted], ensure_ascii=False)
        with self._file.writing() as connection:
            for table in (_feedback, _rated):
                connection.execute(
                    table.delete().where(table.c.conversation == conversation, table.c.number == number)
                )
            connection.execute(_feedback.insert(), row)
            connection.execute(_rated.insert(), key | {"quoted": spans})

    def all(self) -> list[Feedback]:
        """All feedback, oldest first."""
        both = (_feedback.c.conversation == _rated.c.conversation) & (_feedback.c.number == _rated.c.number)
        query = sa.select(_feedback, _rated.c.quoted).outerjoin(_rated, both).order_by(_feedback.c.given_at)
        with self._file.reading() as connection:
            rows = connection.execute(query).all() if connection else []
        return [
            Feedback(
                row.question,
                row.helpful,
                row.reason,
                iso(row.given_at),
                tuple(Quoted(**each) for each in json.loads(row.quoted or "[]")),
            )
            for row in rows
        ]
