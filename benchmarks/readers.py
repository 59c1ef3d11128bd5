"""Measures the web chat under many readers: waiting times, errors, the page itself, and the server's memory.

    python benchmarks/readers.py [--store DIR] [--readers N] [--seconds S] [--soak] [--json FILE]

Starts `ui.py` on a free port of this machine, with the sample articles where no store is named, and asks it
questions as the page does: first by one reader, then by all. Each reader asks the next question when the last
one is answered, begins a new conversation after a few, and waits where the server tells it to. Meanwhile the
page is fetched every second.

`--soak`: four readers for an hour; the memory must grow by less than 5 % after the first quarter. Only Linux
tells the memory of a process. Absolute figures need an idle machine.
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
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.figures import Figure, describe_machine, print_table
from benchmarks.questions import read_jsonl

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
MOST_READERS, MOST_SECONDS = 64, 3_600
SOAK = {"readers": 4, "seconds": MOST_SECONDS}
LONE = 30  # seconds of the lone reader
PER_CONVERSATION = 5  # questions
START = 180  # seconds that the server may take to load its models
PATIENCE = 120  # seconds until an answer is an error


@dataclass
class Load:
    """What readers met: the seconds of each answer and each page, the errors, and the server's memory in
    megabytes over time."""

    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    limited: int = 0
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0

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


def get(port: int, path: str) -> bytes:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise HTTPException(f"{path}: status {response.status}")
        return body
    finally:
        connection.close()


def ask(port: int, question: str, conversation: str, cookie: dict[str, str]) -> float:
    """Ask a question. Returns 0, or the seconds to wait where the server limits its readers. `cookie`: the
    header by which the server knows the reader, empty at first. Raises OSError or HTTPException when there is
    no answer."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    body = json.dumps({"conversation": conversation, "question": question, "outlets": []})
    try:
        connection.request("POST", "/ask", body, {"Content-Type": "application/json", **cookie})
        response = connection.getresponse()
        if given := response.headers["Set-Cookie"]:
            cookie["Cookie"] = given.split(";")[0]
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


def load(port: int, process: int, questions: list[str], readers: int, seconds: float) -> Load:
    """Let readers ask for some seconds, each its own questions first."""
    met, start = Load(), time.monotonic()
    end = start + seconds
    threads = [
        threading.Thread(target=read, args=(met, port, questions[number * 97 :] + questions, end))
        for number in range(readers)
    ]
    threads.append(threading.Thread(target=look, args=(met, port, process, end)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    met.seconds = time.monotonic() - start
    return met


def read(met: Load, port: int, questions: Sequence[str], end: float) -> None:
    """Ask one question after the other until the end."""
    conversation, cookie = "", dict[str, str]()
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


def look(met: Load, port: int, process: int, end: float) -> None:
    """Fetch the page every second, and note the server's memory."""
    while (begun := time.monotonic()) < end:
        try:
            get(port, "/")
            met.pages.append(time.monotonic() - begun)
        except (OSError, HTTPException) as error:
            met.errors.append(f"GET /: {error}")
        met.memory.append(memory(process))
        time.sleep(1)


def figures(lone: Load, many: Load, readers: int, cores: int) -> list[Figure]:
    share = many.p95() / lone.p95() / max(1.0, readers / cores)
    quarter = many.memory[len(many.memory) // 4]
    growth = 100 * (many.memory[-1] / quarter - 1)
    return [
        Figure("one reader: answers", len(lone.answers) / lone.seconds, "/s"),
        Figure("one reader: 95th percentile", lone.p95(), "s"),
        Figure(f"{readers} readers: answers", len(many.answers) / many.seconds, "/s"),
        Figure(f"{readers} readers: 95th percentile", many.p95(), "s"),
        Figure("against one reader, for each reader of a core", share, "", "target: under 4"),
        Figure("errors", len(lone.errors) + len(many.errors), "", "target: 0"),
        Figure("refused for a minute's limit", many.limited, ""),
        Figure("GET /: median", 1000 * float(np.median(many.pages)), "ms", "target: under 200"),
        Figure("GET /: 95th percentile", 1000 * float(np.percentile(many.pages, 95)), "ms"),
        Figure("memory at the start", lone.memory[0], "MB"),
        Figure("memory after one reader", lone.memory[-1], "MB"),
        Figure(f"memory after {readers} readers", many.memory[-1], "MB"),
        Figure("growth after the first quarter", growth, "%", "target of an hour: under 5"),
    ]


def main() -> int:
    options = _parser().parse_args()
    readers = SOAK["readers"] if options.soak else min(options.readers, MOST_READERS)
    seconds = SOAK["seconds"] if options.soak else min(options.seconds, MOST_SECONDS)
    rows = read_jsonl(ROOT / "benchmarks" / "reporter.jsonl")
    questions = list(dict.fromkeys(row["question"] for row in rows))
    machine = describe_machine()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(options.store or Path(folder) / "store") as (
            port,
            process,
        ),
    ):
        lone = load(port, process, questions, 1, min(LONE, seconds))
        many = load(port, process, questions, readers, seconds)
    print(json.dumps(machine, indent=1))
    print_table(measured := figures(lone, many, readers, machine["cores"]))
    for error in islice(dict.fromkeys(lone.errors + many.errors), 10):
        print(error)
    if options.json:
        measures = [figure._asdict() for figure in measured]
        options.json.write_text(json.dumps({"machine": machine, "figures": measures}, indent=1))
    return 1 if lone.errors or many.errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--readers", type=int, default=32, metavar="N")
    parser.add_argument("--seconds", type=float, default=120, metavar="S")
    parser.add_argument("--soak", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
