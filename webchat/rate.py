"""Requests per minute, counted for each sender."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0  # seconds
SENDERS = 10_000  # remembered at once


class Rate:
    """Admits at most a number of requests of each sender in any minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def wait(self, sender: str) -> float:
        """Count a request. Returns 0, or the seconds until the sender may ask again, and counts nothing."""
        now = self._clock()
        times = self._times.pop(sender, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        self._times[sender] = times  # the sender that asked last stands last
        if len(self._times) > SENDERS:
            del self._times[next(iter(self._times))]
        if len(times) >= self._per_minute:
            return times[0] + MINUTE - now
        times.append(now)
        return 0.0
