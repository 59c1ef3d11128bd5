"""Whether a process is alive, for tests of the processes that the project starts."""

from __future__ import annotations

import time
from pathlib import Path


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead, but its parent has not read its exit status


def wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 60
    while is_running(process):
        assert time.monotonic() < deadline, "the worker lives on"
        time.sleep(0.05)
