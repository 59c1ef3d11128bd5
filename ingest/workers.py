"""Worker processes: documents are parsed, cleaned and split in them, each within limits of time and memory.

Started with `subprocess` and not with `multiprocessing`, which would run the caller's script in each of them
once more: loading the web chat, or ingesting again in a script without `if __name__ == "__main__"`.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Self, cast

from ingest.prepare import Ready
from ingest.raw import Record, Rejection
from ingest.worker import TOO_HUNGRY, TOO_SLOW, Answer, Question
from storage import Store
from storage.embedder import Embedder, TokenCounter
from storage.errors import ArticleRejected, DatelineError

MOST = 4  # workers; a machine of 2 cores has one, and each takes about 100 MB

Prepared = Future[Ready | Rejection]


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Of one document: `seconds` to parse, clean and split it, and `megabytes` more than a worker has when
    idle (kept on Linux only)."""

    seconds: float = 10.0
    megabytes: int = 1_000


class Workers:
    """A few worker processes, started when they are needed. Safe to use from several threads.

    A document that takes too long or too much memory, or that its worker dies of, is a rejected one; another
    worker goes on.
    """

    def __init__(self, count: int | None = None, limits: DocumentLimits = DocumentLimits()) -> None:
        """`count`: at most so many; by default half as many as there are processors."""
        self.count = count or min(MOST, max(1, (os.cpu_count() or 1) // 2))
        self._limits = limits
        self._threads = ThreadPoolExecutor(self.count, "dateline-worker")
        self._room = threading.BoundedSemaphore(2 * self.count)  # records that wait are held in memory
        self._lock = threading.Lock()
        self._closed = False
        self._all: set[_Worker] = set()
        self._idle: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once, whatever they do."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        self._threads.shutdown()
        for worker in workers:
            worker.reap()

    def submit(self, record: Record, store: Store) -> Prepared:
        """Have a record prepared for a store, whose model is loaded once there is an article; waits while too
        many wait already. The future raises DatelineError for what is no document's fault."""
        self._room.acquire()
        future = self._threads.submit(self._prepare, record, store)
        future.add_done_callback(lambda _: self._room.release())
        return future

    def _prepare(self, record: Record, store: Store) -> Ready | Rejection:
        worker = self._take()
        try:
            answer = self._ask(worker, record, store)
        except _Ended as ended:
            # What it did before may have cost it its memory or its life, but never its time.
            if ended.status == TOO_SLOW or not worker.has_answered:
                return record.rejected(ArticleRejected(self._why(ended.status)))
            return self._prepare(record, store)
        with self._lock:
            self._idle.append(worker)
        if isinstance(answer, DatelineError):
            raise answer
        return answer

    def _ask(self, worker: _Worker, record: Record, store: Store) -> Answer:
        try:
            return worker.ask(Question(record, store.model), lambda: store.embedder)
        except (_Ended, DatelineError):
            worker.kill()
            worker.reap()
            with self._lock:
                self._all.discard(worker)
            raise

    def _take(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise DatelineError("these workers were closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
            worker = _Worker(self._limits)
            self._all.add(worker)
            return worker

    def _why(self, status: int) -> str:
        """Why a document's worker ended with this exit status."""
        if status == TOO_SLOW:
            return f"took longer than {self._limits.seconds:g} s to read"
        if status == TOO_HUNGRY:
            return f"needed more than {self._limits.megabytes:,} MB of memory to read"
        name = signal.Signals(-status).name if -status in list(signal.Signals) else f"status {status}"
        return f"the process that read it was ended ({name})"


class _Ended(Exception):
    """A worker ended, or was ended, with this status before it gave its answer."""

    def __init__(self, status: int) -> None:
        self.status = status


class _Worker:
    """One process, which answers one question at a time."""

    def __init__(self, limits: DocumentLimits) -> None:
        """Raises DatelineError when no process can be started; doesn't wait until it is ready."""
        main = f"from ingest.worker import main; main({limits.seconds!r}, {limits.megabytes!r})"
        try:
            self._process = subprocess.Popen(  # noqa: S603 (this Python, by its path)
                [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {main}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A group of its own: Ctrl-C in a terminal is for the process that started it, which decides.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise DatelineError(f"no process to read articles in can be started: {error}") from error
        self._questions = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._is_ready = False
        self.has_answered = False

    def ask(self, question: Question, embedder: Callable[[], Embedder]) -> Answer:
        """The answer to a question. `embedder` is called when the process needs its token counter. Raises
        _Ended when the process ends with this question, DatelineError when it didn't even start."""
        if not self._is_ready:
            self._await_start()
        message: Question | TokenCounter = question
        while (answer := self._exchange(message)) is None:
            message = embedder().counter
        self.has_answered = True
        return answer

    def _await_start(self) -> None:
        try:
            self._receive()
        except EOFError:
            raise DatelineError(
                f"the process to read articles in ended at its start (status {self.reap()}): standard error "
                "says why"
            ) from None
        self._is_ready = True

    def _exchange(self, message: Question | TokenCounter) -> Answer | None:
        pickled = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            self._questions.write(pickled)
            self._questions.flush()
            return self._receive()
        except (EOFError, OSError, pickle.UnpicklingError):
            raise _Ended(self.reap()) from None

    def _receive(self) -> Answer | None:
        answer: Answer | None = pickle.load(self._answers)  # noqa: S301 (from a process of our own)
        return answer

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def reap(self) -> int:
        """Wait for its end, and give its exit status."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self.kill()
            status = self._process.wait()
        with suppress(BrokenPipeError):  # what it never read
            self._questions.close()
        self._answers.close()
        return status
