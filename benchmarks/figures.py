"""Measured figures, a description of the machine, and the table of figures."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from storage.models.devices import bfloat16_is_native

LIBRARIES = ("chromadb", "numpy", "sentence-transformers", "sqlalchemy", "torch", "transformers")


class Figure(NamedTuple):
    """One measured figure; `note` explains it in brief."""

    name: str
    value: float
    unit: str
    note: str = ""


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result of a call, and the seconds it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def describe_machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": cores,
        "bfloat16 is native": bfloat16_is_native(),
        "load average at the start": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "date": datetime.now(UTC).date().isoformat(),
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def print_table(figures: Sequence[Figure]) -> None:
    width = max(len(figure.name) for figure in figures)
    for name, number, unit, note in figures:
        digits = 0 if number == int(number) else 1 if number >= 100 else 2
        print(f"{name:<{width}} {number:>12,.{digits}f} {unit:<3} {note}".rstrip())
