"""The pool of worker processes that parse, clean and split documents, each within its limits."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from ingest.isolation import LIMITS, TOO_SLOW, DocumentLimits, Ended, Process
from ingest.records import Record, Rejection
from ingest.workers.child import Result, Task
from ingest.workers.prepare import PreparedArticle
from storage import Store
from storage.errors import ArticleRejected, DatelineError
from storage.models.embedder import Embedder, TokenCounter

MAX_WORKERS = 4  # each takes about 100 MB

Pending = Future[PreparedArticle | Rejection]

log = logging.getLogger("ingest")


class Workers:
    """A pool of worker processes, started on demand. Safe to use from several threads.

    A document that exceeds a limit or kills its worker is rejected, and a new worker takes over. Workers end
    with the process that started them, even if that process is killed.
    """

    def __init__(
        self, count: int | None = None, limits: DocumentLimits = LIMITS, *, processors: int | None = None
    ) -> None:
        """`count`: the most workers to start, by default half the number of `processors`. `processors`: by
        default the machine's."""
        self.count = count or min(MAX_WORKERS, max(1, (processors or os.cpu_count() or 1) // 2))
        self.limits = limits
        self._threads = ThreadPoolExecutor(self.count, "dateline-worker")
        self._room = threading.BoundedSemaphore(
            2 * self.count
        )  # bounds the waiting records, which are held in memory
        self._lock = threading.Lock()
        self._closed = False
        self._all: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once, even busy ones."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        self._threads.shutdown()
        for worker in workers:
            worker.reap()

    def submit(self, record: Record, store: Store) -> Pending:
        """Queue a record to be prepared for a store; blocks while the queue is full.

        The store's model is loaded with the first article. The future raises DatelineError for a failure that
        the document didn't cause.
        """
        self._room.acquire()
        future = self._threads.submit(self._prepare, record, store)
        future.add_done_callback(lambda _: self._room.release())
        return future

    def _prepare(self, record: Record, store: Store) -> PreparedArticle | Rejection:
        worker = self._take()
        try:
            result = self._run(worker, record, store)
        except Ended as ended:
            log.info("a worker process ended with status %d while it read %r", ended.status, record.path)
            # Earlier documents may have used up or corrupted memory, but each has its own clock.
            if ended.status == TOO_SLOW or not worker.has_results:
                return record.rejected(ArticleRejected(self.limits.why_ended(ended.status)))
            return self._prepare(record, store)
        with self._lock:
            self._idle.append(worker)
        if isinstance(result, DatelineError):
            raise result
        return result

    def _run(self, worker: WorkerProcess, record: Record, store: Store) -> Result:
        try:
            return worker.run(Task(record, store.model), lambda: store.embedder)
        except (Ended, DatelineError):
            worker.kill()
            worker.reap()
            with self._lock:
                self._all.discard(worker)
            raise

    def _take(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise DatelineError("these workers are closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
            worker = WorkerProcess(self.limits)
            self._all.add(worker)
            return worker


class WorkerProcess(Process):
    """Prepares one record at a time."""

    def __init__(self, limits: DocumentLimits) -> None:
        super().__init__("ingest.workers.child", limits.seconds, limits.megabytes)
        self.has_results = False

    def run(self, task: Task, embedder: Callable[[], Embedder]) -> Result:
        """Run a task and return its result.

        `embedder` is called only when the process asks for a token counter. Raises Ended when the process
        ends during the task, DatelineError when it fails to start.
        """
        self.await_start()
        message: Task | TokenCounter = task
        while True:
            self.send(message)
            result: Result | None = self.receive()
            if result is not None:
                self.has_results = True
                return result
            message = embedder().counter
