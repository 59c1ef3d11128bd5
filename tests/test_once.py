"""A value that several threads request at the same time is created once."""

import threading
import time

import pytest

from assistant.once import Once


def test_concurrent_threads_get_the_same_value() -> None:
    made: list[object] = []

    def make() -> object:
        time.sleep(0.05)  # time for the other threads to call
        made.append(object())
        return made[-1]

    once = Once(make)
    values: list[object] = []
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        values.append(once())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert values == made * 4


def test_a_failed_call_is_repeated() -> None:
    outcomes = iter([ValueError("not yet"), "made"])

    def make() -> str:
        outcome = next(outcomes)
        if isinstance(outcome, ValueError):
            raise outcome
        return outcome

    once = Once(make)
    with pytest.raises(ValueError, match="not yet"):
        once()
    assert (once(), once()) == ("made", "made")
