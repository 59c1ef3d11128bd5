"""Questions in line: a few are answered at once, the others wait for their turn and know how many are
before them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webchat.texts import t

T = TypeVar("T")
LOOK = 0.25  # seconds between two looks at the line


class LineFull(Exception):
    """Too many are waiting; the message tells the reader so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A caller waits while this number of others are before him."""

    before: int


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The caller's work is done."""

    result: T


class Line:
    """Runs the work of many callers in a few threads, first come, first served."""

    def __init__(self, at_once: int, *, longest: int, each: int) -> None:
        """`at_once`: pieces of work that run at the same time. `longest`: callers in the line. `each`: places
        in it that one reader may hold."""
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._line: dict[Future[Any], str] = {}  # in order of arrival -> the reader
        self._longest = longest
        self._each = each

    async def run(self, reader: str, work: Callable[[], T]) -> AsyncGenerator[Waiting | Done[T], None]:
        """Yield the number of callers before this one as it falls, then the result of the work.

        Raises LineFull, and what the work raises. A caller that goes away gives up its place; work that has
        begun is finished.
        """
        self._admit(reader)
        future = self._threads.submit(copy_context().run, work)
        result = asyncio.wrap_future(future)
        self._line[future] = reader
        future.add_done_callback(lambda done: self._line.pop(done, None))
        last = 0
        try:
            while not result.done():
                await asyncio.wait([result], timeout=LOOK)
                before = self._before(future)
                if before and before != last:
                    last = before
                    yield Waiting(before)
            yield Done(result.result())
        finally:
            result.cancel()  # and the work, unless it has begun

    def _admit(self, reader: str) -> None:
        if len(self._line) >= self._longest:
            raise LineFull(t("error.line_full"))
        if Counter(self._line.values())[reader] >= self._each:
            raise LineFull(t("error.asked_already"))

    def _before(self, future: Future[Any]) -> int:
        waiting = [each for each in list(self._line) if not each.running() and not each.done()]
        return waiting.index(future) + 1 if future in waiting else 0
