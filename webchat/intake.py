"""Reads what readers add (files, pages, feeds) into the store: one after the other, in the background."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex
from threading import Lock, Thread
from typing import Literal, NamedTuple

from ingest import Fetcher, Pacing, Progress, Report, Workers, ingest
from storage import Store
from storage.errors import DatelineError
from webchat.readers import Sender
from webchat.report import Outcome, progress_line
from webchat.texts import t
from webchat.uploads import placed

INCOMING = "incoming"  # the folder in the store that holds uploads until they are read
KEPT = 2_000  # entries that are done and still shown
AT_ONCE = Pacing(follow=0.0)  # the vector index catches up by itself

LOG = logging.getLogger("webchat")

UNREAD = Progress(0, 0, 0.0, 0.0)

State = Literal["waiting", "reading", "done", "cancelled", "failed"]


class MostWaiting(NamedTuple):
    """Entries that may wait at the same time: of all readers, of those of one address, and of one reader."""

    everyone: int = 10_000
    address: int = 7_500
    reader: int = 5_000


class TooMany(Exception):
    """Too many entries wait; the message tells the reader so."""


class _Cancelled(KeyboardInterrupt):
    """Stops a run, as Ctrl-C does: what is stored by then is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, a page or a feed that a reader adds. `batch`: an unguessable name for what one reader adds.
    `problem`: why it failed; "" when that has no words for a reader."""

    id: str
    batch: str
    name: str
    state: State = "waiting"
    progress: Progress = UNREAD
    report: Report = field(default=Report(), compare=False)
    problem: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "cancelled", "failed")

    @property
    def line(self) -> str:
        """What happens, or happened, in the reader's language."""
        match self.state:
            case "reading":
                return progress_line(self.progress)
            case "done":
                return str(Outcome.of(self.report))
            case "failed":
                return self.problem or t("adding.failed")
        return t(f"adding.{self.state}")


Read = Callable[[Callable[[Progress], None], Workers], Report]  # reads one entry
Then = Callable[[Entry], None]


class InLine(NamedTuple):
    """An entry that waits or is being read."""

    id: str
    read: Read
    then: Then
    sender: Sender


class Intake:
    """The line of entries. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        fetcher: Callable[[], Fetcher] | None = None,
        workers: Callable[[], AbstractContextManager[Workers]] = Workers,
        most: MostWaiting = MostWaiting(),  # noqa: B008
    ) -> None:
        """`fetcher`: makes a fetcher for a page or a feed; without one, nothing is fetched. `workers`: makes
        the worker processes, which end when the line is empty."""
        self.fetches = fetcher is not None
        self.folder = store.folder / INCOMING
        self._store = store
        self._fetcher = fetcher
        self._workers = workers
        self._most = most
        self._entries: dict[str, Entry] = {}  # by id, in the order of arrival
        self._line: list[InLine] = []  # the first one is being read
        self._held: Counter[str] = Counter()  # a reader or an address -> its places in the line
        self._lock = Lock()
        self._thread: Thread | None = None
        shutil.rmtree(self.folder, ignore_errors=True)  # left over from a process that was killed

    def add_file(self, batch: str, name: str, upload: Path, sender: Sender) -> Entry:
        """Read a file that lies in `folder`; it is deleted afterwards. Raises TooMany."""

        def read(watch: Callable[[Progress], None], workers: Workers) -> Report:
            with placed(upload, name, self.folder) as path:
                return ingest([path], self._store, watch, workers=workers, pacing=AT_ONCE)

        def discard(_: Entry) -> None:
            upload.unlink(missing_ok=True)  # of a cancelled entry

        return self._add(batch, name, read, discard, sender)

    def add_address(
        self,
        batch: str,
        kind: Literal["page", "feed"],
        url: str,
        sender: Sender,
        then: Then = lambda _: None,
    ) -> Entry:
        """Fetch a page, or the articles of a feed. `then` gets the finished entry. Raises TooMany."""

        def read(watch: Callable[[Progress], None], workers: Workers) -> Report:
            assert self._fetcher is not None
            pages, feeds = ([url], []) if kind == "page" else ([], [url])
            fetcher, store = self._fetcher(), self._store
            return ingest(
                (), store, watch, urls=pages, feeds=feeds, fetcher=fetcher, workers=workers, pacing=AT_ONCE
            )

        return self._add(batch, url, read, then, sender)

    def cancel(self, batch: str, entry_id: str) -> bool:
        """Drop an entry that waits, or stop the one that is read. Returns False for a finished one."""
        with self._lock:
            entry = self._entries.get(entry_id)
            if entry is None or entry.batch != batch or entry.is_over:
                return False
            self._entries[entry_id] = replace(entry, state="cancelled")
        return True

    def shown(self, batch: str) -> list[Entry]:
        """The entries of a batch, in the order of arrival."""
        with self._lock:
            return [entry for entry in self._entries.values() if entry.batch == batch]

    def _add(self, batch: str, name: str, read: Read, then: Then, sender: Sender) -> Entry:
        entry = Entry(token_hex(8), batch, name)
        with self._lock:
            self._admit(sender)
            self._entries[entry.id] = entry
            self._forget()
            self._line.append(InLine(entry.id, read, then, sender))
            self._held.update(sender)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="intake", daemon=True)
                self._thread.start()
        return entry

    def _admit(self, sender: Sender) -> None:
        if self._held[sender.reader] >= self._most.reader:
            raise TooMany(t("adding.yours_wait", n=self._most.reader))
        if self._held[sender.address] >= self._most.address:
            raise TooMany(t("adding.address_waits", n=self._most.address))
        if len(self._line) >= self._most.everyone:
            raise TooMany(t("adding.too_many", n=self._most.everyone))

    def _forget(self) -> None:
        """Forget the oldest finished entries. A cancelled one stays while it is in the line."""
        in_line = {each.id for each in self._line}
        finished = [e.id for e in self._entries.values() if e.is_over and e.id not in in_line]
        for entry_id in finished[:-KEPT]:
            del self._entries[entry_id]

    # In the reading thread

    def _run(self) -> None:
        """Read the entries until the line is empty. Whatever fails, the next one is read."""
        while self._has_entries():
            try:
                with self._workers() as workers:
                    while self._line:
                        first = self._line[0]
                        self._leave(self._read(first.id, first.read, workers), first.then)
            except Exception as error:  # such as a machine that has no room for another process
                LOG.error("nothing can be added: %s: %s", type(error).__name__, error)
                if self._line:
                    first = self._line[0]
                    self._leave(self._change(first.id, state="failed"), first.then)

    def _has_entries(self) -> bool:
        """Whether the line goes on; else this thread must end."""
        with self._lock:
            if not self._line:
                self._thread = None
            return bool(self._line)

    def _leave(self, entry: Entry, then: Then) -> None:
        """Take the first entry, which is finished, out of the line."""
        with self._lock:
            self._held -= Counter(self._line.pop(0).sender)
        try:
            then(entry)
        except Exception as error:
            LOG.error("after an article was added: %s: %s", type(error).__name__, error)

    def _read(self, entry_id: str, read: Read, workers: Workers) -> Entry:
        def watch(progress: Progress) -> None:
            if self._change(entry_id, state="reading", progress=progress).state == "cancelled":
                raise _Cancelled

        try:
            if self._change(entry_id, state="reading").state == "cancelled":
                return self._entries[entry_id]
            report = read(watch, workers)
            return self._change(entry_id, state="done", report=report)
        except (DatelineError, OSError) as error:
            LOG.error("an article could not be added: %s: %s", type(error).__name__, error)
            return self._change(entry_id, state="failed", problem=str(error))
        except _Cancelled:
            return self._change(entry_id, state="cancelled")
        except Exception as error:
            LOG.error("an article could not be added: %s", type(error).__name__)
            LOG.debug("the unexpected error", exc_info=error)
            return self._change(entry_id, state="failed")

    def _change(self, entry_id: str, **changes: object) -> Entry:
        """Change an entry, unless it was cancelled meanwhile. Returns it."""
        with self._lock:
            entry = self._entries[entry_id]
            if entry.state == "cancelled":
                kept = {name: value for name, value in changes.items() if name == "report"}
                entry = replace(entry, **kept)  # type: ignore[arg-type]
            else:
                entry = replace(entry, **changes)  # type: ignore[arg-type]
            self._entries[entry_id] = entry
            return entry
