"""The quotations that readers collect: a table in the file of their conversations."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage.errors import StoreError
from storage.readers_file import ReadersFile, iso

MOST_CLIPS = 1_000  # of one reader

_metadata = sa.MetaData()
_clips = sa.Table(
    "clips",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("reader", sa.Text, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),  # in the reader's order
    sa.Column("collected_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.UniqueConstraint("reader", "content"),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """A collected quotation. `content`: a text that the caller can read again. `collected_at`: an ISO
    date-time in UTC."""

    id: int
    content: str
    note: str
    collected_at: str


class Clipboard:
    """The collected quotations of each reader, in his order. Safe to use from several threads and processes.
    Every method raises StoreError when the file can't be used."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._file = ReadersFile(path, _metadata)
        self._clock = clock

    def close(self) -> None:
        self._file.close()

    def collect(self, reader: str, content: str) -> int:
        """Add a quotation at the end. Returns its id, the earlier one for a quotation that is there. Raises
        StoreError over `MOST_CLIPS`."""
        own = _clips.c.reader == reader
        with self._file.writing() as connection:
            there = sa.select(_clips.c.id).where(own, _clips.c.content == content)
            if collected := connection.execute(there).scalar_one_or_none():
                return int(collected)
            counted = sa.select(sa.func.count(), sa.func.max(_clips.c.place)).where(own)
            clips, last = connection.execute(counted).one()
            if clips >= MOST_CLIPS:
                raise StoreError(f"the clipboard is full ({clips:,} quotations): remove some first")
            row = {"reader": reader, "place": (last or 0) + 1, "content": content, "note": ""}
            made = connection.execute(_clips.insert(), row | {"collected_at": self._clock()})
            return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0

    def clips(self, reader: str) -> list[Clip]:
        """The reader's quotations, in his order."""
        query = sa.select(_clips).where(_clips.c.reader == reader).order_by(_clips.c.place)
        with self._file.reading() as connection:
            rows = connection.execute(query).all() if connection else []
        return [Clip(row.id, row.content, row.note, iso(row.collected_at)) for row in rows]

    def annotate(self, reader: str, clip: int, note: str) -> bool:
        """Set the note of a quotation. Returns whether it is the reader's."""
        with self._file.writing() as connection:
            changed = _clips.update().where(_is(reader, clip)).values(note=note)
            return bool(connection.execute(changed).rowcount)

    def remove(self, reader: str, clip: int) -> bool:
        """Remove a quotation. Returns whether it was the reader's."""
        with self._file.writing() as connection:
            return bool(connection.execute(_clips.delete().where(_is(reader, clip))).rowcount)

    def move(self, reader: str, clip: int, by: int) -> bool:
        """Move a quotation down by so many places, or up by a negative number. Returns whether it is the
        reader's."""
        with self._file.writing() as connection:
            own = sa.select(_clips.c.id).where(_clips.c.reader == reader).order_by(_clips.c.place)
            order = list(connection.execute(own).scalars())
            if clip not in order:
                return False
            place = order.index(clip)
            order.remove(clip)
            order.insert(max(0, place + by), clip)
            for number, each in enumerate(order, start=1):
                connection.execute(_clips.update().where(_clips.c.id == each).values(place=number))
            return True


def _is(reader: str, clip: int) -> sa.ColumnElement[bool]:
    return (_clips.c.reader == reader) & (_clips.c.id == clip)
