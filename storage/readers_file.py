"""The SQLite file beside the catalog that holds what readers keep: conversations, feedback, quotations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from storage.catalog.database import SQL_ERRORS, cause, connect
from storage.errors import StoreError


class ReadersFile:
    """Transactions on the file, which the first write creates. Safe to use from several threads and
    processes. Every transaction raises StoreError when the file can't be used."""

    def __init__(self, path: Path, tables: sa.MetaData) -> None:
        """`tables`: the file of an earlier Dateline gets those that it lacks."""
        self._path = path
        self._tables = tables
        self._has_tables = False
        self._readers = connect(path, "BEGIN")
        self._writer = connect(path, "BEGIN IMMEDIATE")

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """A read transaction; None while there is no file."""
        if not self._path.exists():
            yield None
            return
        if not self._has_tables:
            with self.writing():
                pass
        with self._explained(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with self._explained(), self._writer.begin() as connection:
            self._tables.create_all(connection)
            yield connection
        self._has_tables = True

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQL_ERRORS as error:
            raise StoreError(
                f"{self._path} can't be used: {cause(error)}. If it is damaged, move it away: only earlier "
                "conversations are lost, no articles"
            ) from error


def iso(seconds: float) -> str:
    """Seconds since 1970 -> an ISO date-time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
