"""Measures the duration of each stage of an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Measures the milliseconds of each stage, and of all stages in total."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._stages[stage] = (time.perf_counter() - start) * 1000

    def timings(self) -> dict[str, float]:
        return {**self._stages, "total": (time.perf_counter() - self._start) * 1000}
