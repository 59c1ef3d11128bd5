"""Other Python processes, which read what may hang, fill up or kill the one that reads it: how they are
started, what limits them, and why they ended. Both sides of it: `Process` starts one, `serve` runs in it.

Started with `subprocess` and not with `multiprocessing`, which would run the caller's script in each of them
once more: loading the web chat, or ingesting again in a script without `if __name__ == "__main__"`.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO, cast

from storage.errors import DatelineError

TOO_SLOW = 1  # the exit status that faulthandler ends a process with
TOO_HUNGRY = 3

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux: for the end of the thread that started this process


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Of one document: `seconds` to parse, clean and split it, and `megabytes` more than a worker has when
    idle (kept on Linux only)."""

    seconds: float = 10.0
    megabytes: int = 1_000

    def why_ended(self, status: int) -> str:
        """Why a process within these limits ended with this exit status."""
        if status == TOO_SLOW:
            return f"took longer than {self.seconds:g} s to read"
        if status == TOO_HUNGRY:
            return f"needed more than {self.megabytes:,} MB of memory to read"
        name = signal.Signals(-status).name if -status in list(signal.Signals) else f"status {status}"
        return f"the process that read it was ended ({name})"


LIMITS = DocumentLimits()  # where nobody gives others


class Ended(Exception):
    """A process ended, or was ended, with this status before it gave its message."""

    def __init__(self, status: int) -> None:
        self.status = status


class Process:
    """A process that runs `main(*arguments)` of a module, which is to `serve`."""

    def __init__(
        self, module: str, *arguments: object, stdin: int | IO[bytes] | BinaryIO = subprocess.PIPE
    ) -> None:
        """`stdin`: a file to read in place of messages. Raises DatelineError when no process can be started;
        doesn't wait until it is ready."""
        main = f"from ingest.isolation import end_with; end_with({os.getpid()})"
        main += f"; from {module} import main; main({', '.join(map(repr, arguments))})"
        try:
            self._process = subprocess.Popen(  # noqa: S603 (this Python, by its path)
                [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {main}"],
                stdin=stdin,
                stdout=subprocess.PIPE,
                # A group of its own: Ctrl-C in a terminal is for the process that started it, which decides.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise DatelineError(f"no process to read articles in can be started: {error}") from error
        self._output = cast("IO[bytes]", self._process.stdout)
        self._is_ready = False

    def await_start(self) -> None:
        """Raises DatelineError when it ended before it could serve, which is no document's fault."""
        if not self._is_ready:
            try:
                self.receive()
            except Ended as ended:
                raise DatelineError(
                    f"the process to read articles in ended at its start (status {ended.status}): standard "
                    "error says why"
                ) from None
            self._is_ready = True

    def send(self, message: object) -> None:
        """Raises Ended."""
        pickled = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            messages = cast("IO[bytes]", self._process.stdin)
            messages.write(pickled)
            messages.flush()
        except OSError:
            raise Ended(self.reap()) from None

    def receive(self) -> Any:
        """Its next message. Raises Ended."""
        try:
            return pickle.load(self._output)  # noqa: S301 (from a process of our own)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise Ended(self.reap()) from None

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
        if self._process.stdin:
            with suppress(BrokenPipeError):  # what it never read
                self._process.stdin.close()
        self._output.close()
        return status


# In the process that was started


def end_with(parent: int) -> None:
    """End this process when its parent ends, however that ends and whatever this process does then."""
    if sys.platform == "linux":
        # Sent by the system, so that it also ends a process that never gives Python its turn.
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before
            os._exit(0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def serve(work: Callable[[Service], None], seconds: float, megabytes: int) -> None:
    """Do this work, and end when nobody waits for its messages any more. Work for which the clock runs longer
    ends this process with the status TOO_SLOW, what needs so much more memory than there is now with
    TOO_HUNGRY."""
    messages, output = _streams()
    _limit_memory(megabytes * 1_000_000)
    try:
        with open(os.devnull, "w") as nowhere:
            service = Service(messages, output, seconds, nowhere)
            service.send(None)  # ready
            work(service)
    except MemoryError:
        os._exit(TOO_HUNGRY)
    except BrokenPipeError:
        os._exit(0)


class Service:
    """What a process has to do its work with: `input`, what it is sent or the file it reads; its messages;
    and the clock that ends it."""

    def __init__(self, messages: BinaryIO, output: BinaryIO, seconds: float, nowhere: TextIO) -> None:
        self.input = messages
        self._output = output
        self._seconds = seconds
        self._nowhere = nowhere

    def receive(self) -> Any:
        """A message, None when there are no more."""
        try:
            return pickle.load(self.input)  # noqa: S301 (from the process that started this one)
        except EOFError:
            return None

    def send(self, message: object) -> None:
        pickle.dump(message, self._output, pickle.HIGHEST_PROTOCOL)
        self._output.flush()

    def start_clock(self) -> None:
        # A thread outside of the interpreter, which also ends what never gives its lock back.
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)

    def stop_clock(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, kept for the messages: what a library reads is empty, and what it prints
    goes to standard error."""
    messages, output = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return messages, output


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
