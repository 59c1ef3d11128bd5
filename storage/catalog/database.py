"""The catalog's file: one connection that writes, any number that read, and what the file says of itself.

The one writer works under a lock file and does all checkpoints (SQLite before 3.51.3 can lose a write-ahead
log that two connections reset at once).
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from storage.catalog import copy_groups as groups
from storage.catalog import schema
from storage.catalog.schema import meta
from storage.errors import StoreError, StoreMismatch, StoreUnreadable
from storage.locks import file_lock

CHECKPOINT_EVERY = 200  # transactions; about 20 MB of write-ahead log

UUID = sa.select(meta.c.value).where(meta.c.name == "uuid")


def create(path: Path, **values: str) -> None:
    """Make a new file that says this of itself; an existing one is left as it is.

    Raises StoreUnreadable, and OSError when its folder can't be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(path.with_suffix(".lock")):
        if path.exists():
            return
        half = path.with_suffix(".new")  # until it is whole, so that a crash leaves no half file behind
        half.unlink(missing_ok=True)
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(half)))
        try:
            with engine.begin() as connection:
                schema.create(connection, values | {"uuid": secrets.token_hex(8)})
        except (sa.exc.DatabaseError, sqlite3.Error) as error:
            raise StoreUnreadable(f"{path} can't be made: {_cause(error)}") from error
        finally:
            engine.dispose()
        half.replace(path)


class Database:
    """One SQLite file with the tables of `storage.catalog.schema`. Safe to use from several threads and
    processes."""

    def __init__(self, path: Path) -> None:
        """Open an existing file; one of an older schema is upgraded. Raises StoreUnreadable."""
        self.path = path
        self._lock = file_lock(path.with_suffix(".lock"))  # between processes
        self._guard = threading.Lock()  # between threads
        self._readers = _connect(path, "BEGIN")
        self._writer = _connect(path, "BEGIN IMMEDIATE")
        self._since_checkpoint = 0
        try:
            self.meta = self._read_meta()
            if self.meta.get("schema", "") in map(str, schema.UPGRADES):
                with self._lock, self._writer.begin() as connection:
                    schema.upgrade(connection)
                    groups.rebuild(connection)
                self.meta = self._read_meta()
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            self.close()
            raise StoreUnreadable(
                f"{path} is not a readable catalog ({_cause(error)}): {_advice(error)}"
            ) from error
        if self.meta.get("schema") != str(schema.VERSION):
            self.close()
            raise StoreUnreadable(
                f"{path} has schema {self.meta.get('schema', 'none')}, this Dateline reads "
                f"{schema.VERSION}: ingest the articles into a new store"
            )
        self._uuids = {self.meta["uuid"]}  # of the vectors that are known here

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """One transaction that sees one state of the file."""
        return self._readers.begin()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction of the one writer, committed when the block ends well.

        Raises StoreError when the file can't be written, StoreMismatch as `expect` does.
        """
        try:
            with self._guard, self._lock:
                with self._writer.begin() as connection:
                    self.expect(connection.execute(UUID).scalar_one())
                    yield connection
                self._since_checkpoint += 1
                if self._since_checkpoint >= CHECKPOINT_EVERY:
                    self._since_checkpoint = 0
                    _outside_transaction(self._writer, "PRAGMA wal_checkpoint(PASSIVE)")
        except (OSError, sa.exc.DatabaseError, sqlite3.Error) as error:
            raise StoreError(
                f"{self.path} can't be written: {_cause(error)}. What was stored before is kept"
            ) from error

    @contextmanager
    def exchanging_vectors(self, **values: str) -> Iterator[sa.Connection]:
        """`writing`, after which the file holds other vectors, under a new uuid, and says this of itself."""
        values |= {"uuid": secrets.token_hex(8)}
        self._uuids.add(values["uuid"])
        with self.writing() as connection:
            yield connection
            for name, value in values.items():
                connection.execute(meta.update().where(meta.c.name == name).values(value=value))
        self.meta = self._read_meta()

    def expect(self, uuid: str) -> None:
        """Raises StoreMismatch when another process has exchanged the vectors for another model's."""
        if uuid not in self._uuids:
            raise StoreMismatch(
                f"{self.path.parent} was given the vectors of another model while it was open here: "
                "open it again"
            )

    def backup(self, path: Path) -> None:
        """Write a consistent copy, also while others write. Raises StoreError when the file exists."""
        if path.exists():
            raise StoreError(f"{path} exists already: give the name of a new file for the backup")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _outside_transaction(self._readers, "VACUUM INTO ?", str(path))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the backup to {path} failed: {error}") from error

    def _read_meta(self) -> dict[str, str]:
        with self.reading() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(meta))}


def _connect(path: Path, begin: str) -> sa.Engine:
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
    """Run a statement that SQLite refuses within a transaction. Raises sqlite3.Error."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)


def _advice(error: BaseException) -> str:
    name = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return (
            "a store is written to also when it is only asked. Make its folder writable, or copy it to one "
            "that is"
        )
    return "restore a backup with `python -m storage restore FILE`, or choose another --store"
