"""The vector index: a Chroma collection that follows the catalog.

Only one process at a time may use local Chroma, and its files don't survive every crash. So the process with
the lock file maintains the collection, and the others search the catalog exactly. A manifest describes every
file while nothing is being written; a folder that differs from its manifest is rebuilt, never opened.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.catalog.catalog import Catalog
from storage.errors import StoreError
from storage.index.batches import batches, slots, take
from storage.index.chroma import ChromaFailure, Collection, MissingIds
from storage.index.files import IndexFiles
from storage.index.state import IndexState, Phase
from storage.locks import try_lock

logger = logging.getLogger("storage")

# Passages per write. A write of 100 blocks every thread of the process for 0.1 to 0.2 s. Processor time per
# passage: 1.2 ms in writes of 100, 1.8 of 25, 2.5 of 10, 4.5 of 5 (embedding it takes 44 ms).
BATCH = 100
# Seconds between two polls of the lock or the catalog. Changes made between two polls are written together.
POLL = 1.0
DELAY = 5.0  # seconds before the first poll; importing chromadb takes 1 s, which short commands avoid
MAX_FAILURES = 3  # consecutive failures of Chroma on rebuilt files; then the process stops using it


class VectorIndex:
    """Finds the nearest passages by vector, if this process holds the index and it is up to date.

    The lock (`.lock`) and the manifest (`.json`) lie beside `folder`.
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
        """`batch`: passages per write. `delay`: seconds before the first poll of the lock; `poll`: seconds
        between two polls. `open_collection`: opens Chroma's files."""
        self._poll = poll
        self._open_collection = open_collection
        self._files = IndexFiles(folder)
        self._lock_path = folder.with_suffix(".lock")
        self._catalog = catalog
        self._batch = batch
        self._delay = delay
        self._thread: threading.Thread | None = None
        self._using = threading.Lock()  # guards the collection
        self._collection: Collection | None = None
        self._count = 0  # passages in the collection when it was last ready
        self._failures = 0
        self._uuid = ""  # of the catalog's vectors in the files; re-embedding changes it
        self._changed = threading.Condition()  # guards the fields below
        self._state = IndexState()
        self._suspect = ""  # the reason to rebuild the files, "" without one
        self._tries = 0  # failed attempts to get the lock
        self._awaited = 0  # number of threads in `follow`
        self._closing = False

    @property
    def state(self) -> IndexState:
        return self._state

    def start(self) -> None:
        """Start following the catalog in a background thread, which runs until `close`."""
        with self._changed:
            if not self._closing and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="vector index", daemon=True)
                self._state = IndexState("waiting")
                self._thread.start()

    def search(
        self, vector: NDArray[np.float32], k: int, passage_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]] | None:
        """The k nearest passages, nearest first: (key, cosine). `passage_ids`: search only these.

        Returns None when another process holds the index, or when it is behind the catalog.
        """
        if self._state.phase != "ready":
            return None
        with self._using:
            if self._collection is None or not self._reached(self._catalog.sequence()):
                return None
            limit = min(k, self._count if passage_ids is None else len(passage_ids))
            if limit < 1:
                return []
            try:
                nearest = self._collection.nearest(vector, limit, passage_ids)
            except MissingIds:  # they were removed after the caller read them
                return None
            except ChromaFailure as failure:
                self._doubt(str(failure))
                return None
            if not nearest:
                self._doubt(f"Chroma returned none of {self._count} passages")
        return nearest if len(nearest) == limit else None

    def follow(self, timeout: float | None = None) -> bool:
        """Wait until all current changes are applied. Returns False when another process holds the index,
        when it is off, or after `timeout` seconds."""
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
        """Rebuild the folder and wait for it. Returns False as `follow` does."""
        self.distrust("a rebuild was requested")
        return self.follow()

    def distrust(self, reason: str) -> None:
        """Stop searching the current files and rebuild them in the background."""
        self._failures = 0
        self._doubt(reason)

    def close(self) -> None:
        """Finish the current batch, write the manifest, and release the lock."""
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
        logger.info("the vector index can't be trusted and will be rebuilt: %s", reason)
        with self._changed:
            self._suspect = reason

    def _enter(self, phase: Phase, done: int = 0, reason: str | None = None) -> None:
        total = 0 if phase in ("off", "waiting") else max(done, self._catalog.sequence())
        if phase == "off" and reason:
            logger.warning("the vector index is off; searches read the catalog instead: %s", reason)
        elif phase == "building":
            logger.info("rebuilding the vector index: %s", reason)
        with self._changed:
            self._state = IndexState(phase, done, total, self._state.reason if reason is None else reason)
            self._changed.notify_all()

    def _pause(self, seconds: float) -> bool:
        """Sleep, unless another thread is waiting for this one. Returns whether the time passed in full."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closing or self._awaited > 0, seconds)

    # The background thread

    def _run(self) -> None:
        try:
            self._pause(self._delay)
            while not self._closing and not self._try_hold():
                self._pause(self._poll)
        except (OSError, StoreError) as error:
            self._enter("off", reason=f"{self._files.folder} can't be used: {error}")
        except BaseException as error:
            self._enter("off", reason=f"it stopped: {error!r}")
            raise
        else:
            self._enter("off")

    def _try_hold(self) -> bool:
        """Hold the index until `close`. Returns False at once when another process holds it."""
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
        with self._changed:
            suspect, self._suspect = self._suspect, ""
        done, reason = (0, suspect) if suspect else self._files.verified(self._catalog)
        if reason:
            self._files.delete()
        else:
            self._files.expect_changes()  # opening changes the files
        self._enter("building" if reason else "following", done, reason or None)
        self._collection = self._open_collection(self._files.folder)
        return self._collection

    def _release(self) -> None:
        with self._using:
            collection, self._collection = self._collection, None
            if collection is not None:
                collection.close()

    def _serve(self, collection: Collection) -> None:
        while not self._closing and not self._suspect:
            if self._uuid != self._catalog.uuid:
                self._doubt("the passages were re-embedded with another model")
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
        """Apply the next changes: about one batch of passages, at least one article."""
        if self._state.phase == "ready":
            self._enter("following", done)
        self._files.expect_changes()
        changes = take(self._catalog.changes(done, self._batch), self._batch)
        records = self._catalog.embedded([*{change.article_id for change in changes}])
        kept = {record.passage.id for record in records}
        deleted = {passage_id for change in changes for passage_id in slots(change)} - kept
        start = time.monotonic()
        with self._using:
            for batch in batches(records, self._batch):
                collection.upsert(batch)
            for ids in batches(sorted(deleted), self._batch):
                collection.delete(ids)
        self._enter(self._state.phase, changes[-1].sequence)
        self._pause(time.monotonic() - start)  # gives the other threads their turn

    def _settle(self, collection: Collection) -> None:
        """Compare the counts, then write the manifest of the files."""
        if self._files.is_described:
            return
        done = self._state.done
        with self._using:
            indexed = collection.count()
        expected = self._catalog.counts().passages
        if indexed != expected and done == self._catalog.sequence():
            raise ChromaFailure(f"Chroma holds {indexed} passages, the catalog {expected}")
        self._files.describe(self._uuid, self._catalog.dimension, done)
        self._failures = 0  # only consecutive failures count
