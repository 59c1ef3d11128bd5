"""Measures the web chat under many readers: waiting times, errors, the page itself, and the server's memory.

    python benchmarks/readers.py [--store DIR] [--readers N] [--seconds S] [--soak MINUTES] [--json FILE]

Starts `ui.py` on a free port of this machine, with the sample articles where no store is named, and asks it
questions as the page does: first by one reader, then by all. Each reader asks the next question when the last
one is answered, begins a new conversation after a few, and waits where the server tells it to. Meanwhile the
page is fetched every second.

`--soak MINUTES`: instead, one reader who pauses between questions, as a server meets in a quiet hour. Prints
the server's memory each half minute, and how much it grew after five minutes; an hour must stay under 5 %.

Only Linux tells the memory of a process. Absolute figures need an idle machine.
"""

from __future__ import annotations

import argparse
import json
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage
from itertools import cycle, islice
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.figures import Figure, describe_machine, print_table
from benchmarks.questions import read_jsonl

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
MOST_READERS, MOST_SECONDS = 64, 3_600
LONE = 30  # seconds of the lone reader
PAUSE = 3.0  # seconds from an answer to the next question in a soak
WARM_UP = 300.0  # seconds of a soak, in which caches fill and models meet their first texts
TOLD = 30  # seconds between two lines about the memory in a soak
PER_CONVERSATION = 5  # questions
START = 180  # seconds that the server may take to load its models
PATIENCE = 120  # seconds until an answer is an error


@dataclass
class Load:
    """What readers met: the seconds of each answer and each page, the errors, and the server's memory as
    pairs of seconds and megabytes."""

    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    limited: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    def megabytes(self, after: float = 0.0) -> float:
        """The memory after so many seconds; of a shorter load, that at its end."""
        return next((megabytes for when, megabytes in self.memory if when >= after), self.memory[-1][1])

    def p95(self) -> float:
        return float(np.percentile(self.answers, 95)) if self.answers else float("nan")


@contextmanager
def server(store: Path) -> Iterator[tuple[int, int]]:
    """Run the web chat on a store. Yields its port and its process id once the models are loaded."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, str(ROOT / "ui.py"), "--store", str(store), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START
        while process.poll() is None and time.monotonic() < end:
            try:
                ask(port, "Hello", secrets.token_hex(16), {})
            except (OSError, HTTPException):
                time.sleep(0.5)
            else:
                yield port, process.pid
                return
        raise SystemExit(f"error: the web chat didn't start within {START} seconds")
    finally:
        process.terminate()
        process.wait(30)


def get(port: int, path: str) -> HTTPMessage:
    """Fetch a path. Returns the headers of the response."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise HTTPException(f"{path}: status {response.status}")
        return response.headers
    finally:
        connection.close()


def opened(port: int) -> dict[str, str]:
    """Open the page. Returns the header by which the server knows the reader."""
    return {"Cookie": get(port, "/")["Set-Cookie"].split(";")[0]}


def ask(port: int, question: str, conversation: str, cookie: dict[str, str]) -> float:
    """Ask a question. Returns 0, or the seconds to wait where the server limits its readers. Raises OSError
    or HTTPException when there is no answer."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    body = json.dumps({"conversation": conversation, "question": question, "outlets": []})
    try:
        connection.request("POST", "/ask", body, {"Content-Type": "application/json", **cookie})
        response = connection.getresponse()
        last = json.loads(response.read().splitlines()[-1])
        if response.status == 429:
            return float(response.headers["Retry-After"])
        if "error" in last:
            raise HTTPException(last["error"])
        return 0.0
    finally:
        connection.close()


def memory(process: int) -> float:
    """The resident memory of a process in megabytes; nan where the system doesn't tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), float("nan"))


def load(
    port: int,
    process: int,
    questions: list[str],
    readers: int,
    seconds: float,
    *,
    pause: float = 0.0,
    told: float = 0.0,
) -> Load:
    """Let readers ask for some seconds, each its own questions first, with a pause after each. `told`:
    seconds between two lines about the memory."""
    met, start = Load(), time.monotonic()
    end = start + seconds
    threads = [
        threading.Thread(target=read, args=(met, port, questions[number * 97 :] + questions, end, pause))
        for number in range(readers)
    ]
    threads.append(threading.Thread(target=look, args=(met, port, process, end, told)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    met.seconds = time.monotonic() - start
    return met


def read(met: Load, port: int, questions: Sequence[str], end: float, pause: float) -> None:
    """Ask one question after the other until the end."""
    conversation, cookie = "", opened(port)
    for asked, question in enumerate(cycle(questions)):
        if asked % PER_CONVERSATION == 0:
            conversation = secrets.token_hex(16)
        begun = time.monotonic()
        if begun >= end:
            return
        try:
            if wait := ask(port, question, conversation, cookie):
                met.limited += 1
                time.sleep(min(wait, max(0.0, end - begun)))
            else:
                met.answers.append(time.monotonic() - begun)
        except (OSError, HTTPException, ValueError) as error:
            met.errors.append(f"{type(error).__name__}: {error}")
        time.sleep(pause)


def look(met: Load, port: int, process: int, end: float, told: float) -> None:
    """Fetch the page every second, and note the server's memory; print it every `told` seconds."""
    start = time.monotonic()
    while (begun := time.monotonic()) < end:
        try:
            get(port, "/")
            met.pages.append(time.monotonic() - begun)
        except (OSError, HTTPException) as error:
            met.errors.append(f"GET /: {error}")
        met.memory.append((begun - start, memory(process)))
        if told and len(met.memory) > 1 and met.memory[-2][0] // told < met.memory[-1][0] // told:
            print("{:6.0f} s {:8.1f} MB".format(*met.memory[-1]), file=sys.stderr, flush=True)
        time.sleep(1)


def figures(lone: Load, many: Load, readers: int, cores: int) -> list[Figure]:
    """What one reader met, and what many did. A core's share of 32 readers on 2 cores are 16: their 95th
    percentile is compared with 16 times that of one reader."""
    share = many.p95() / lone.p95() / max(1.0, readers / cores)
    return [
        Figure("one reader: answers", len(lone.answers) / lone.seconds, "/s"),
        Figure("one reader: 95th percentile", lone.p95(), "s"),
        Figure(f"{readers} readers: answers", len(many.answers) / many.seconds, "/s"),
        Figure(f"{readers} readers: 95th percentile", many.p95(), "s"),
        Figure("against one reader, for each reader of a core", share, "", "target: under 4"),
        *common_figures(many),
        Figure("memory at the start", lone.megabytes(), "MB"),
        Figure("memory after one reader", lone.memory[-1][1], "MB"),
        Figure(f"memory after {readers} readers", many.memory[-1][1], "MB"),
    ]


def soak_figures(met: Load) -> list[Figure]:
    warm, last = met.megabytes(WARM_UP), met.memory[-1][1]
    return [
        Figure("answers", len(met.answers), ""),
        *common_figures(met),
        Figure("memory after the warm-up", warm, "MB"),
        Figure("memory at the end", last, "MB"),
        Figure("growth after the warm-up", 100 * (last / warm - 1), "%", "target of an hour: under 5"),
    ]


def common_figures(met: Load) -> list[Figure]:
    pages = 1000 * np.array(met.pages)
    return [
        Figure("errors", len(met.errors), "", "target: 0"),
        Figure("refused for a minute's limit", met.limited, ""),
        Figure("GET /: median", float(np.median(pages)), "ms", "target: under 200"),
        Figure("GET /: 95th percentile", float(np.percentile(pages, 95)), "ms"),
    ]


def main() -> int:
    options = _parser().parse_args()
    rows = read_jsonl(ROOT / "benchmarks" / "reporter.jsonl")
    questions = list(dict.fromkeys(row["question"] for row in rows))
    machine = describe_machine()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(options.store or Path(folder) / "store") as (port, process),
    ):
        if options.soak:
            seconds = min(60 * options.soak, MOST_SECONDS)
            loads = [load(port, process, questions, 1, seconds, pause=PAUSE, told=TOLD)]
            measured = soak_figures(*loads)
        else:
            readers, seconds = min(options.readers, MOST_READERS), min(options.seconds, MOST_SECONDS)
            lone = load(port, process, questions, 1, min(LONE, seconds))
            many = load(port, process, questions, readers, seconds)
            loads, measured = [lone, many], figures(lone, many, readers, machine["cores"])
    print(json.dumps(machine, indent=1))
    print_table(measured)
    errors = [error for met in loads for error in met.errors]
    for error in islice(dict.fromkeys(errors), 10):
        print(error)
    if options.json:
        measures = [figure._asdict() for figure in measured]
        options.json.write_text(json.dumps({"machine": machine, "figures": measures}, indent=1))
    return 1 if errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--readers", type=int, default=32, metavar="N")
    parser.add_argument("--seconds", type=float, default=120, metavar="S")
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
