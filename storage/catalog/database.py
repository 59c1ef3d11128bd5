"""The catalog's file: one writing connection, any number of readers, and the table of properties.

The single writer holds a lock file and runs all checkpoints (SQLite before 3.51.3 can lose a write-ahead log
when two connections reset it at once).
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from storage.catalog import schema
from storage.catalog.commits import CommitNote
from storage.catalog.files import half_made, lock_of, note_of
from storage.catalog.schema import counters, meta
from storage.errors import StoreError, StoreMismatch, StoreUnreadable
from storage.locks import LIMIT, PATIENCE

logger = logging.getLogger("storage")

LONGEST_CAUSE = 200  # characters of SQLite's own words in an error
CHECKPOINT_EVERY = 200  # transactions; about 20 MB of write-ahead log

UUID = sa.select(meta.c.value).where(meta.c.name == "uuid")

# SQLite has no checksums. Reading a damaged file raises SQLite's errors, finds no row where one must be, or
# yields impossible values.
SQL_ERRORS = (sa.exc.DBAPIError, sqlite3.Error)
DAMAGE = (*SQL_ERRORS, sa.exc.InvalidRequestError, ValueError, TypeError, OverflowError)


def create(path: Path, **values: str) -> None:
    """Create a new file with these rows of `meta`; an existing file is left alone.

    Raises StoreUnreadable, and OSError when its folder can't be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with lock_of(path).held():
        if not path.exists():
            with half_made(path) as half:
                _make(half, values | {"uuid": secrets.token_hex(8)})


class Database:
    """One SQLite file with the tables of `storage.catalog.schema`. Safe to use from several threads and
    processes."""

    def __init__(
        self,
        path: Path,
        *,
        checkpoint_every: int = CHECKPOINT_EVERY,
        patience: float = PATIENCE,
        limit: float = LIMIT,
    ) -> None:
        """Open an existing file. `patience`, `limit`: seconds, as for WriteLock. Raises StoreUnreadable."""
        self.path = path
        self._lock = lock_of(path, patience=patience, limit=limit)
        self._note = CommitNote(note_of(path))
        self._readers = connect(path, "BEGIN")
        self._writer = connect(path, "BEGIN IMMEDIATE")
        self._checkpoint_every = checkpoint_every
        self._since_checkpoint = 0
        self._is_closed = False
        try:
            self.meta = self._examined_meta()
            self._uuids = {self.meta["uuid"]}  # of the vectors that this process may read and write
            if lost := self.lost_commits():
                logger.warning("%s", loss_line(path, lost))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._is_closed = True
        self._readers.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One read transaction, which sees one state of the file. Convert rows to values inside the block.

        Raises StoreUnreadable when the file can't be read or is damaged, StoreError after `close`.
        """
        self.expect_open()
        try:
            with self._readers.begin() as connection:
                yield connection
        except (OSError, *DAMAGE) as error:
            raise self._unreadable(error) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One write transaction, committed when the block succeeds.

        Raises StoreError when the file can't be written or after `close`, StoreUnreadable when it is damaged,
        StoreMismatch as for `expect`.
        """
        self.expect_open()
        try:
            with self._lock.held():
                with self._writer.begin() as connection:
                    uuid = connection.execute(UUID).scalar_one()
                    self.expect(uuid)
                    yield connection
                    commits = self._count_commit(connection, uuid)
                self._note.write(uuid, commits)
                self._checkpoint()
        except (OSError, *DAMAGE) as error:
            if _sqlite_name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise self._unreadable(error) from error
            raise StoreError(
                f"{self.path} can't be written: {cause(error)}. Articles stored earlier are kept"
            ) from error

    @contextmanager
    def trying(self) -> Iterator[sa.Connection]:
        """A write transaction that is always rolled back. Raises StoreError."""
        self.expect_open()
        try:
            with self._lock.held(), self._writer.connect() as connection, connection.begin() as transaction:
                yield connection
                transaction.rollback()
        except (OSError, *DAMAGE) as error:
            raise self._unreadable(error) from error

    def exchange(self, connection: sa.Connection, **values: str | None) -> None:
        """Change the rows of `meta` that describe the vectors, and set a new uuid."""
        uuid = secrets.token_hex(8)
        self._uuids.add(uuid)
        schema.set_meta(connection, uuid=uuid, **values)

    def read_meta(self) -> dict[str, str]:
        with self.reading() as connection:
            return schema.read_meta(connection)

    def expect(self, uuid: str) -> None:
        """Raises StoreMismatch when another process has exchanged the vectors for another model's."""
        if uuid not in self._uuids:
            raise StoreMismatch(
                f"{self.path.parent} was re-embedded with another model while it was open here: open it again"
            )

    def lost_commits(self) -> int:
        """The number of acknowledged transactions lost with a write-ahead log."""
        acknowledged = self._note.read(self.meta["uuid"])  # read first: another process may write meanwhile
        with self.reading() as connection:
            stored, lost = connection.execute(sa.select(counters.c.commits, counters.c.lost)).one()
        return int(lost) + max(0, acknowledged - int(stored))

    def outside_transaction(self, statement: str, *parameters: str) -> None:
        """Run a statement that SQLite refuses within a transaction. Raises sqlite3.Error."""
        self.expect_open()
        _outside_transaction(self._readers, statement, *parameters)

    def _count_commit(self, connection: sa.Connection, uuid: str) -> int:
        """Count this transaction and return its number; a loss of earlier ones is recorded for good."""
        before = connection.execute(sa.select(counters.c.commits)).scalar_one()
        lost = max(0, self._note.read(uuid) - before)
        update = {"commits": before + lost + 1, "lost": counters.c.lost + lost}
        connection.execute(counters.update().values(update))
        return int(before + lost + 1)

    def _checkpoint(self) -> None:
        self._since_checkpoint += 1
        if self._since_checkpoint >= self._checkpoint_every:
            self._since_checkpoint = 0
            _outside_transaction(self._writer, "PRAGMA wal_checkpoint(PASSIVE)")

    def _examined_meta(self) -> dict[str, str]:
        rows = self.read_meta()
        if rows.get("schema") != str(schema.VERSION):
            raise StoreUnreadable(
                f"{self.path} has schema {rows.get('schema', 'none')}, this Dateline reads schema "
                f"{schema.VERSION}: ingest the articles into a new store with `python -m ingest PATH... "
                "--store NEW_DIR`"
            )
        if rows.get("seal") != schema.seal(rows):
            raise self._unreadable(ValueError("its table of properties is damaged"))
        return rows

    def expect_open(self) -> None:
        """Raises StoreError after `close`."""
        if self._is_closed:
            raise StoreError(f"the store in {self.path.parent} is closed: open it again to use it")

    def _unreadable(self, error: BaseException) -> StoreUnreadable:
        return StoreUnreadable(f"{self.path} is not a readable catalog ({cause(error)}): {_advice(error)}")


def loss_line(path: Path, commits: int) -> str:
    return (
        f"{commits} acknowledged changes are missing from {path}: its write-ahead log ({path.name}-wal) was "
        "lost, or the file was replaced by an older one. Ingest the recent articles again, or restore a "
        "backup; `python -m storage rebuild` ends this warning"
    )


def _make(path: Path, values: dict[str, str]) -> None:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
    try:
        with engine.begin() as connection:
            # The driver begins no transaction before a CREATE, and each would wait for the disk.
            connection.exec_driver_sql("BEGIN")
            schema.create_tables(connection, values)
    except SQL_ERRORS as error:
        raise StoreUnreadable(f"a catalog can't be created in {path.parent}: {cause(error)}") from error
    finally:
        engine.dispose()


def connect(path: Path, begin: str) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": 30, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _outside_transaction(engine: sa.Engine, statement: str, *parameters: str) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def cause(error: BaseException) -> str:
    """The first line of an error: SQLite adds the whole statement of a damaged schema."""
    lines = str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__]
    return lines[0][:LONGEST_CAUSE]


def _sqlite_name(error: BaseException) -> str:
    """SQLite's name of an error, such as "SQLITE_BUSY"; "" for one of another kind."""
    return str(getattr(getattr(error, "orig", error), "sqlite_errorname", ""))


def _advice(error: BaseException) -> str:
    name = _sqlite_name(error)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return (
            "a store needs write access even to answer questions. Make its folder writable, or copy the "
            "store to a writable folder"
        )
    if name.startswith("SQLITE_BUSY"):
        return "another program is using it; try again later"
    return (
        "restore a backup with `python -m storage restore FILE --store NEW_DIR`, or copy the readable "
        "articles with `python -m storage rescue NEW_DIR`"
    )
