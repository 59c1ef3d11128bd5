"""The line of questions, and the requests of a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from threading import Event

import pytest

from webchat.line import Done, Line, LineFull, Waiting
from webchat.rate import SENDERS, Rate
from webchat.readers import Sender


async def steps(line: Line, sender: str, event: Event, seen: list[object]) -> None:
    """Wait in the line as a sender such as "a1": a reader and an address."""
    async with aclosing(line.run(Sender(*sender), lambda: event.wait(30))) as run:
        async for step in run:
            seen.append(step)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_waiting_reader_knows_his_place_and_a_leaving_one_frees_it() -> None:
    async def check() -> None:
        line, event = Line(1, longest=10, each=10, each_address=10), Event()
        seen: list[list[object]] = [[], [], []]
        tasks = [asyncio.create_task(steps(line, "a1", event, each)) for each in seen]
        await until(lambda: seen == [[], [Waiting(1)], [Waiting(2)]])
        tasks[1].cancel()
        await until(lambda: seen[2] == [Waiting(2), Waiting(1)])
        event.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (seen[0][-1], seen[1][-1], seen[2][-1]) == (Done(True), Waiting(1), Done(True))

    asyncio.run(check())


@pytest.mark.parametrize(
    ("senders", "words"),
    [
        ("a1 b2 c3 d4", "Too many readers"),
        ("a1 b1 c1", "Too many readers"),
        ("a1 a2", "Your earlier questions are still"),
    ],
)
def test_the_line_has_a_limit_for_all_for_each_reader_and_for_an_address(senders: str, words: str) -> None:
    async def check() -> None:
        line, event = Line(1, longest=3, each=1, each_address=2), Event()
        *first, last = senders.split()
        tasks = [asyncio.create_task(steps(line, sender, event, [])) for sender in first]
        await asyncio.sleep(0)
        with pytest.raises(LineFull, match=words):
            await steps(line, last, event, [])
        event.set()
        await asyncio.gather(*tasks)
        await steps(line, last, event, [])

    asyncio.run(check())


def test_an_error_of_the_work_reaches_its_caller() -> None:
    async def check() -> None:
        async for _ in Line(1, longest=1, each=1, each_address=1).run(Sender("a", "1"), lambda: 1 // 0):
            raise AssertionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(check())


def test_a_sender_may_ask_so_often_in_any_minute() -> None:
    now = [0.0]
    rate = Rate(2, lambda: now[0])
    assert [rate.wait("ann"), rate.wait("ann"), rate.wait("ann"), rate.wait("bob")] == [0, 0, 60, 0]
    now[0] = 45.0
    assert rate.wait("ann") == 15
    now[0] = 60.0
    assert rate.wait("ann") == 0


def test_the_oldest_sender_is_forgotten() -> None:
    rate = Rate(1, lambda: 0.0)
    waits = [rate.wait(str(sender)) for sender in range(SENDERS + 1)]
    assert sum(waits) == 0
    assert rate.wait("0") == 0
    assert rate.wait(str(SENDERS)) == 60
