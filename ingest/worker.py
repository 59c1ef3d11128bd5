"""The process that parses, cleans and splits: what a hostile document can hang, fill up or kill is this one.

It writes None when it is ready. Then it reads pickled questions from standard input and writes an answer for
each to standard output, or None when it first needs the token counter of the model. It ends when its input
does, also because the process that started it died.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import sys
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

from ingest.prepare import Ready, prepare
from ingest.raw import Record, Rejection
from ingest.split import sentence_model
from storage.embedder import TokenCounter
from storage.errors import ArticleRejected, DatelineError

TOO_SLOW = 1  # the exit status that faulthandler ends a process with
TOO_HUNGRY = 3


class Question(NamedTuple):
    """A record to prepare, and the name of the embedding model that its passages are for."""

    record: Record
    model: str


Answer = Ready | Rejection | DatelineError


def main(seconds: float, megabytes: int) -> None:
    """Answer until there is nothing more to read. A document that takes longer ends this process with the
    status TOO_SLOW, one that needs so much more memory than an idle worker with TOO_HUNGRY."""
    # For its classifiers, which nobody uses here, nltk would load these: two seconds and 150 MB.
    sys.modules.update(dict.fromkeys(("scipy", "sklearn")))  # type: ignore[arg-type]
    questions, answers = _streams()
    _limit_memory(megabytes * 1_000_000)
    try:
        with open(os.devnull, "w") as nowhere:
            worker = _Worker(questions, answers, seconds, nowhere)
            worker.send(None)  # ready
            worker.serve()
    except MemoryError:
        os._exit(TOO_HUNGRY)
    except BrokenPipeError:  # nobody waits for an answer any more
        os._exit(0)


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, kept for the messages: what a library reads is empty, and what it prints
    goes to standard error."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return questions, answers


def _limit_memory(more: int) -> None:
    """Of this process, to so many bytes more than it has; where the platform tells and keeps that (Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (ImportError, OSError):
        return
    limit = pages * resource.getpagesize() + more
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or limit < most:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


class _Worker:
    """Answers questions, with a clock that ends the process when a document takes too long."""

    def __init__(self, questions: BinaryIO, answers: BinaryIO, seconds: float, nowhere: TextIO) -> None:
        self._questions = questions
        self._answers = answers
        self._seconds = seconds
        self._nowhere = nowhere
        self._counters: dict[str, TokenCounter] = {}

    def serve(self) -> None:
        while question := self._receive():
            self._start_clock()
            answer = self._answer(*question)
            self._stop_clock()
            self.send(answer)

    def _answer(self, record: Record, model: str) -> Answer:
        try:
            return prepare(record, lambda: self._counter(model))
        except DatelineError as error:
            return error
        except MemoryError:
            raise
        except Exception as error:  # whatever a document does to a parser, it is one document
            reason = f"its reader failed ({type(error).__name__}: {str(error)[:200]})"
            return record.rejected(ArticleRejected(reason))

    def _counter(self, model: str) -> TokenCounter:
        if model not in self._counters:
            self._stop_clock()
            self.send(None)
            sentence_model()  # loaded now, while the other process may have to load the embedding model
            self._counters[model] = self._receive()
            self._start_clock()
        return self._counters[model]

    def _start_clock(self) -> None:
        # A thread outside of the interpreter, which also ends what never gives its lock back.
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)

    def _stop_clock(self) -> None:
        faulthandler.cancel_dump_traceback_later()

    def _receive(self) -> Any:
        """A message, None when there are no more."""
        try:
            return pickle.load(self._questions)  # noqa: S301 (from the process that started this one)
        except EOFError:
            return None

    def send(self, answer: Answer | None) -> None:
        pickle.dump(answer, self._answers, pickle.HIGHEST_PROTOCOL)
        self._answers.flush()
