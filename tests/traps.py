"""A parser whose documents harm the process that parses them, for tests of the workers.

It is a separate module and imports little, because worker processes import it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.records import RawArticle, Record

ENDLESS = re.compile(r"(a+)+b")
HEAVY = ("chromadb", "gradio", "scipy", "sentence_transformers", "sklearn", "torch", "transformers")


def parse_trap(raw: bytes) -> RawArticle:
    """An article with the text that a trap returns. The first word of a document names the trap."""
    name, _, text = raw.decode().partition(" ")
    return RawArticle(TRAPS[name](text), url="https://herald.example/trap")


def trap_record(text: str) -> Record:
    """The record of a trap, for a worker."""
    return Record("a.trap", "line 7: ", "a.trap", "fingerprint", text.encode(), parse_trap)


def spin(_: str) -> str:
    """Run C code that never releases the interpreter's lock."""
    return str(ENDLESS.match("a" * 99))


def hang(file: str) -> str:
    Path(file).write_text(str(os.getpid()))
    time.sleep(3600)
    return ""


def slow(text: str) -> str:
    time.sleep(0.5)
    return text


def hoard(text: str) -> str:
    return f"{text} {[bytes(10_000_000) for _ in range(100)][-1][0]}"


def die(_: str) -> str:
    os._exit(5)


def kill(_: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def once(file: str) -> str:
    """Kill the process, but only the first time."""
    if not Path(file).exists():
        Path(file).touch()
        os._exit(5)
    return f"This was tried again after {file}"


def fail(_: str) -> str:
    raise ValueError("an odd page")


def talk(text: str) -> str:
    print("what a library prints", sys.stdin.read())
    return text


def process(_: str) -> str:
    return f"This report was read by process {os.getpid()}"


def modules(_: str) -> str:
    return (
        f"Of the heavy libraries this process has loaded {[name for name in HEAVY if sys.modules.get(name)]}"
    )


TRAPS: dict[str, Callable[[str], str]] = {
    "quick": str,
    "slow": slow,
    "spin": spin,
    "hang": hang,
    "hoard": hoard,
    "exit": die,
    "kill": kill,
    "once": once,
    "fail": fail,
    "talk": talk,
    "process": process,
    "modules": modules,
}
