"""The vector index: a Chroma collection that follows the catalog, and is never trusted more than the catalog.

Local Chroma may be used by one process at a time and does not survive every crash. So the process that
holds the lock file follows the catalog, the others search it exactly; a manifest of every file is kept while
nothing is being written, and a folder that differs from it is never opened but built anew.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.catalog.catalog import Catalog
from storage.catalog.queries import Change
from storage.errors import StoreError
from storage.index.chroma import ChromaFailure, Collection, MissingIds
from storage.index.manifest import FileHashes, Manifest, discard
from storage.locks import try_lock

logger = logging.getLogger("storage")

Item = TypeVar("Item")
Phase = Literal["off", "waiting", "verifying", "building", "following", "ready"]

# Passages a write. Chroma stops every thread of the process meanwhile: 100 for 0.1 to 0.2 s. Processor time
# of one: 1.2 ms when 100 are written together, 1.8 of 25, 2.5 of 10, 4.5 of 5 (and 44 to embed it).
BATCH = 100
# Seconds between two looks at the lock, or at the catalog: changes that come meanwhile are written together.
POLL = 1.0
DELAY = 5.0  # seconds before the first look: importing chromadb takes 1 s, which a short command is spared
MAX_FAILURES = 3  # in a row, of Chroma on freshly built files: then this process does without


@dataclass(frozen=True, slots=True)
class IndexState:
    """What it is doing: `done` of `total` changes are applied. `reason`: why it is off, or was rebuilt."""

    phase: Phase = "off"
    done: int = 0
    total: int = 0
    reason: str = ""


class VectorIndex:
    """The nearest passages by vector, whenever this process may say; else the catalog is searched exactly.

    Beside `folder` lie its lock (`.lock`) and its manifest (`.json`).
    """

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        *,
        batch: int = BATCH,
        delay: float = DELAY,
        poll: float = POLL,
        open_collection: Callable[[Path], Collection] = Collection,
    ) -> None:
        """`batch`: passages a write. `delay`: seconds before the first look at the lock; `poll`: seconds
        between two looks. `open_collection`: opens Chroma's files."""
        self._folder = folder
        self._poll = poll
        self._open_collection = open_collection
        self._hashes = FileHashes()
        self._lock_path = folder.with_suffix(".lock")
        self._manifest_path = folder.with_suffix(".json")
        self._catalog = catalog
        self._batch = batch
        self._delay = delay
        self._thread: threading.Thread | None = None
        self._using = threading.Lock()  # held for each use of the collection
        self._collection: Collection | None = None
        self._count = 0  # passages, when it was last ready
        self._failures = 0
        self._settled = False  # whether the manifest describes the files
        self._uuid = ""  # of the catalog's vectors that the files hold: re-embedding changes it
        self._changed = threading.Condition()  # guards what follows
        self._state = IndexState()
        self._suspect = ""  # why the files can't be trusted
        self._tries = 0  # to get the lock, in vain
        self._awaited = 0  # threads in `follow`
        self._closing = False

    @property
    def state(self) -> IndexState:
        return self._state

    def start(self) -> None:
        """Follow the catalog in the background, from shortly after until `close`, once the lock is free."""
        with self._changed:
            if not self._closing and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="vector index", daemon=True)
                self._state = IndexState("waiting")
                self._thread.start()

    def search(
        self, vector: NDArray[np.float32], k: int, passage_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]] | None:
        """(key, cosine) of the k nearest passages, the nearest first; of these ids only, when given.

        None when it can't be said here and now: another process holds the index, or it is behind the catalog.
        """
        if self._state.phase != "ready":
            return None
        with self._using:
            if self._collection is None or not self._reached(self._catalog.sequence()):
                return None
            wanted = min(k, self._count if passage_ids is None else len(passage_ids))
            if wanted < 1:
                return []
            try:
                found = self._collection.nearest(vector, wanted, passage_ids)
            except MissingIds:  # removed after the caller had read them
                return None
            except ChromaFailure as failure:
                self._doubt(str(failure))
                return None
            if not found:
                self._doubt(f"Chroma found none of {self._count} passages")
        return found if len(found) == wanted else None

    def follow(self, timeout: float | None = None) -> bool:
        """Wait until all changes so far are applied. False when another process holds the index, when it is
        off, or after `timeout` seconds."""
        self.start()
        target = self._catalog.sequence()
        with self._changed:
            tries = self._tries

            def decided() -> bool:
                refused = self._state.phase == "waiting" and self._tries > tries
                return refused or self._closing or self._state.phase == "off" or self._reached(target)

            self._awaited += 1
            self._changed.notify_all()
            try:
                self._changed.wait_for(decided, timeout)
            finally:
                self._awaited -= 1
            return self._reached(target)

    def rebuild(self) -> bool:
        """Drop the folder, build it anew and wait for it. False as for `follow`."""
        self.distrust("a rebuild was asked for")
        return self.follow()

    def distrust(self, reason: str) -> None:
        """Answer nothing from the files as they are: they are built anew in the background."""
        self._failures = 0
        self._doubt(reason)

    def close(self) -> None:
        """Finish the batch that is being applied, note in the manifest how far it went, and let go."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _reached(self, sequence: int) -> bool:
        state = self._state
        is_trusted = not self._suspect and self._uuid == self._catalog.uuid
        return state.phase == "ready" and is_trusted and state.done >= sequence

    def _doubt(self, reason: str) -> None:
        logger.info("the vector index can't be trusted and is built anew: %s", reason)
        with self._changed:
            self._suspect = reason

    def _enter(self, phase: Phase, done: int = 0, reason: str | None = None) -> None:
        total = 0 if phase in ("off", "waiting") else max(done, self._catalog.sequence())
        if phase == "off" and reason:
            logger.warning("the vector index is off, questions search the catalog: %s", reason)
        elif phase == "building":
            logger.info("the vector index is built anew: %s", reason)
        with self._changed:
            self._state = IndexState(phase, done, total, self._state.reason if reason is None else reason)
            self._changed.notify_all()

    def _pause(self, seconds: float) -> bool:
        """Wait, unless somebody waits for this thread; whether it was for that long."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closing or self._awaited > 0, seconds)

    # The background thread

    def _run(self) -> None:
        try:
            self._pause(self._delay)
            while not self._closing and not self._held():
                self._pause(self._poll)
        except (OSError, StoreError) as error:
            self._enter("off", reason=f"{self._folder} can't be used: {error}")
        except BaseException as error:
            self._enter("off", reason=f"it stopped: {error!r}")
            raise
        else:
            self._enter("off")

    def _held(self) -> bool:
        """Keep the index for as long as wanted, if no other process has it; whether that came to pass."""
        lock = try_lock(self._lock_path)
        if lock is None:
            self._tries += 1
            self._enter("waiting")
            return False
        try:
            self._hold()
        finally:
            lock.release()
        return True

    def _hold(self) -> None:
        while not self._closing:
            if self._failures > MAX_FAILURES:
                self._enter("off", reason=self._suspect)
                return
            try:
                self._serve(self._open())
            except ChromaFailure as failure:
                self._doubt(str(failure))
            finally:
                self._release()
            self._failures += bool(self._suspect)

    def _open(self) -> Collection:
        self._enter("verifying")
        self._uuid = self._catalog.uuid
        done, reason = self._verified()
        discard(self._manifest_path)  # before Chroma opens its files, since that changes them already
        self._settled = False
        if reason and self._folder.exists():
            shutil.rmtree(self._folder)
        self._enter("building" if reason else "following", done, reason or None)
        self._collection = self._open_collection(self._folder)
        return self._collection

    def _release(self) -> None:
        with self._using:
            collection, self._collection = self._collection, None
            if collection is not None:
                collection.close()

    def _verified(self) -> tuple[int, str]:
        """The change that the files stand for and "", or 0 and why they can't be trusted."""
        with self._changed:
            suspect, self._suspect = self._suspect, ""
        if suspect:
            return 0, suspect
        try:
            manifest = Manifest.read(self._manifest_path)
            reason = self._mismatch(manifest)
        except FileNotFoundError:
            return 0, "it was never built, or interrupted while it was written"
        except (ValueError, OSError) as error:
            return 0, str(error)
        return (0, reason) if reason else (manifest.sequence, "")

    def _mismatch(self, manifest: Manifest) -> str:
        if (manifest.catalog, manifest.dimension) != (self._catalog.uuid, self._catalog.dimension):
            return "it belongs to another catalog, or to other vectors"
        if manifest.sequence > self._catalog.sequence():
            return f"it holds change {manifest.sequence}, the catalog only {self._catalog.sequence()}"
        return manifest.difference(self._folder)

    def _serve(self, collection: Collection) -> None:
        while not self._closing and not self._suspect:
            if self._uuid != self._catalog.uuid:
                self._doubt("the passages have the vectors of another embedding model now")
                return
            done = self._state.done
            if done < self._catalog.sequence():
                self._advance(collection, done)
                continue
            if self._state.phase != "ready":
                self._count = self._catalog.counts().passages
                self._enter("ready", done)
            if self._pause(self._poll) and done == self._catalog.sequence():
                self._settle(collection)
        if not self._suspect:
            self._settle(collection)

    def _advance(self, collection: Collection, done: int) -> None:
        """Apply the next changes: about one batch of passages, or one article."""
        if self._state.phase == "ready":
            self._enter("following", done)
        discard(self._manifest_path)
        self._settled = False
        changes = _take(self._catalog.changes(done, self._batch), self._batch)
        records = self._catalog.embedded([*{change.article_id for change in changes}])
        kept = {record.passage.id for record in records}
        gone = {passage_id for change in changes for passage_id in _slots(change)} - kept
        start = time.monotonic()
        with self._using:
            for some in _batches(records, self._batch):
                collection.upsert(some)
            for ids in _batches(sorted(gone), self._batch):
                collection.delete(ids)
        self._enter(self._state.phase, changes[-1].sequence)
        self._pause(time.monotonic() - start)  # the other threads' turn

    def _settle(self, collection: Collection) -> None:
        """Count once more, then note in the manifest what the files are."""
        if self._settled:
            return
        done = self._state.done
        with self._using:
            found = collection.count()
        wanted = self._catalog.counts().passages
        if found != wanted and done == self._catalog.sequence():
            raise ChromaFailure(f"Chroma holds {found} passages, the catalog {wanted}")
        uuid, dimension = self._uuid, self._catalog.dimension
        manifest = Manifest.of(
            self._folder, catalog=uuid, dimension=dimension, sequence=done, hashes=self._hashes
        )
        manifest.write(self._manifest_path)
        self._settled = True
        self._failures = 0  # only failures in a row count


def discard_index(folder: Path) -> None:
    """Remove the index that an earlier store left here. Raises OSError."""
    discard(folder.with_suffix(".json"))
    if folder.exists():
        shutil.rmtree(folder)


def _take(changes: Sequence[Change], passages: int) -> list[Change]:
    """The first changes, of so many passages in total, at least one change."""
    totals = accumulate(change.slots for change in changes)
    return [change for change, total in zip(changes, totals, strict=True) if total <= passages] or [
        changes[0]
    ]


def _slots(change: Change) -> list[str]:
    return [f"{change.article_id}:{position}" for position in range(change.slots)]


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
