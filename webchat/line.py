"""Questions in line: a few are answered at once, the others wait for their turn and know how many are
before them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webchat.readers import Sender
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
class News:
    """The caller's work is not done, but there is something to show of it."""

    content: Any


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The caller's work is done."""

    result: T


class Caller:
    """Who waits for a piece of work. `gone`: set once he waits no longer. Made in the event loop."""

    def __init__(self) -> None:
        self.gone = threading.Event()
        self.news: asyncio.Queue[Any] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def tell(self, content: Any) -> None:
        """Give him news of the work, from its thread."""
        with suppress(RuntimeError):  # the server has been closed meanwhile
            self._loop.call_soon_threadsafe(self.news.put_nowait, content)


class Line:
    """Runs the work of many callers in a few threads, first come, first served."""

    def __init__(self, at_once: int, *, longest: int, each: int, each_address: int) -> None:
        """`at_once`: pieces of work that run at the same time. `longest`: callers in the line. `each`: places
        in it that one reader may hold. `each_address`: those of all readers of one address."""
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._line: dict[Future[Any], Sender] = {}  # in order of arrival
        self._longest = longest
        self._each = each
        self._each_address = each_address

    async def run(
        self, sender: Sender, work: Callable[[], T], caller: Caller | None = None
    ) -> AsyncGenerator[Waiting | News | Done[T], None]:
        """Yield the number of callers before this one as it falls, the news of the work, then its result.

        Raises LineFull, and what the work raises. A caller that goes away gives up its place; work that has
        begun is finished, and can see that the caller has gone.
        """
        self._admit(sender)
        caller = caller or Caller()
        future = self._threads.submit(copy_context().run, work)
        self._line[future] = sender
        future.add_done_callback(lambda done: self._line.pop(done, None))  # before the caller hears of it
        result = asyncio.wrap_future(future)
        last = 0
        try:
            while not result.done():
                async for news in _news(caller, result):
                    yield news
                before = self._before(future)
                if before and before != last:
                    last = before
                    yield Waiting(before)
            yield Done(result.result())
        finally:
            caller.gone.set()
            result.cancel()  # and the work, unless it has begun

    def _admit(self, sender: Sender) -> None:
        senders = list(self._line.values())
        if sum(each.reader == sender.reader for each in senders) >= self._each:
            raise LineFull(t("error.asked_already"))
        of_address = sum(each.address == sender.address for each in senders)
        if len(senders) >= self._longest or of_address >= self._each_address:
            raise LineFull(t("error.line_full"))

    def _before(self, future: Future[Any]) -> int:
        waiting = [each for each in list(self._line) if not each.running() and not each.done()]
        return waiting.index(future) + 1 if future in waiting else 0


async def _news(caller: Caller, result: asyncio.Future[Any]) -> AsyncGenerator[News, None]:
    """The next news of the work, if there is any before the work is done and before the next look."""
    news = asyncio.ensure_future(caller.news.get())
    await asyncio.wait([result, news], timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    if news.done():
        yield News(news.result())
    else:
        news.cancel()
