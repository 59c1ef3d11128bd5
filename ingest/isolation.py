"""Child processes for documents that may hang, exhaust or crash their reader, with limits on time and memory.
`Process` starts a child and talks to it; `serve` runs inside the child.

They are started with `subprocess`. `multiprocessing` would run the caller's script again in each child: it
would load the web chat, or repeat the ingest of a script without `if __name__ == "__main__"`.
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

SET_PARENT_DEATH_SIGNAL = 1  # Linux's PR_SET_PDEATHSIG: which signal to get when our starter's thread ends


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The limits on one document: `seconds` to parse, clean and split it, and `megabytes` on top of an idle
    worker's memory (enforced on Linux only)."""

    seconds: float = 10.0
    megabytes: int = 1_000

    def why_ended(self, status: int) -> str:
        """Explain the exit status of a process that ran under these limits."""
        if status == TOO_SLOW:
            return f"took longer than {self.seconds:g} s to read"
        if status == TOO_HUNGRY:
            return f"needed more than {self.megabytes:,} MB of memory to read"
        name = signal.Signals(-status).name if -status in list(signal.Signals) else f"status {status}"
        return f"the process that read it was ended ({name})"


LIMITS = DocumentLimits()  # the defaults


class Ended(Exception):
    """A process exited with this status, or was killed, before it sent its message."""

    def __init__(self, status: int) -> None:
        self.status = status


class Process:
    """A child process that runs `main(*arguments)` of a module; that function must call `serve`."""

    def __init__(
        self, module: str, *arguments: object, stdin: int | IO[bytes] | BinaryIO = subprocess.PIPE
    ) -> None:
        """Start the process without waiting until it is ready.

        `stdin`: a file for the process to read instead of messages. Raises DatelineError when it can't start.
        """
        main = f"from ingest.isolation import end_with; end_with({os.getpid()})"
        main += f"; from {module} import main; main({', '.join(map(repr, arguments))})"
        try:
            self._process = subprocess.Popen(  # noqa: S603 (this Python, by its path)
                [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {main}"],
                stdin=stdin,
                stdout=subprocess.PIPE,
                # A group of its own: Ctrl-C in a terminal reaches only the parent, which decides what to do.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise DatelineError(f"can't start a process to read articles: {error}") from error
        self._output = cast("IO[bytes]", self._process.stdout)
        self._is_ready = False

    def await_start(self) -> None:
        """Wait until the process is ready. Raises DatelineError when it ends first."""
        if not self._is_ready:
            try:
                self.receive()
            except Ended as ended:
                raise DatelineError(
                    f"the process that reads articles ended while starting (status {ended.status}): see "
                    "standard error"
                ) from None
            self._is_ready = True

    def send(self, message: object) -> None:
        """Send a message. Raises Ended."""
        pickled = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            messages = cast("IO[bytes]", self._process.stdin)
            messages.write(pickled)
            messages.flush()
        except OSError:
            raise Ended(self.reap()) from None

    def receive(self) -> Any:
        """Wait for the next message. Raises Ended."""
        try:
            return pickle.load(self._output)  # noqa: S301 (from a process of our own)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise Ended(self.reap()) from None

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def reap(self) -> int:
        """Wait up to a second for the process to end, then kill it. Returns its exit status."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self.kill()
            status = self._process.wait()
        if self._process.stdin:
            with suppress(OSError):  # from bytes that it never read: a broken pipe; on Windows, EINVAL
                self._process.stdin.close()
        self._output.close()
        return status


# Inside the child process


def end_with(parent: int, platform: str = sys.platform) -> None:
    """End this process when its parent ends, even if the parent is killed or this process is busy.

    On Windows, which doesn't tell a process that its parent has ended, an idle process ends with its input,
    and a busy one at the latest when its time is up.
    """
    if platform == "linux":
        # The kernel sends it, so it also ends a process that is stuck in C code.
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended already
            os._exit(0)
    elif platform != "win32":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def serve(work: Callable[[Service], None], seconds: float, megabytes: int) -> None:
    """Do the work; exit quietly when the parent no longer reads the messages.

    The process exits with TOO_SLOW when its clock runs for more than `seconds`, and with TOO_HUNGRY when it
    needs more than `megabytes` on top of its present memory.
    """
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
    """The child's end of the connection: `input` (messages or a file), the messages that it sends, and the
    clock that ends it."""

    def __init__(self, messages: BinaryIO, output: BinaryIO, seconds: float, nowhere: TextIO) -> None:
        self.input = messages
        self._output = output
        self._seconds = seconds
        self._nowhere = nowhere

    def receive(self) -> Any:
        """Wait for the next message; None when there are no more."""
        try:
            return pickle.load(self.input)  # noqa: S301 (from the process that started this one)
        except EOFError:
            return None

    def send(self, message: object) -> None:
        pickle.dump(message, self._output, pickle.HIGHEST_PROTOCOL)
        self._output.flush()

    def start_clock(self) -> None:
        # faulthandler's thread needs no interpreter lock, so it also ends code that never releases it.
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)

    def stop_clock(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Reserve standard input and output for messages. Libraries then read an empty input and print to
    standard error."""
    messages, output = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return messages, output


def _limit_memory(more: int) -> None:
    """Limit this process to its present memory plus `more` bytes. Does nothing except on Linux."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (ImportError, OSError):
        return
    limit = pages * resource.getpagesize() + more
    _, hard_limit = resource.getrlimit(resource.RLIMIT_DATA)
    if hard_limit == resource.RLIM_INFINITY or limit < hard_limit:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard_limit))
