"""Divides the changes of a catalog into writes of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

from storage.catalog.queries import Change

Item = TypeVar("Item")


def take(changes: Sequence[Change], passages: int) -> list[Change]:
    """The first changes with at most `passages` passages in total, but at least one change."""
    totals = accumulate(change.slots for change in changes)
    return [change for change, total in zip(changes, totals, strict=True) if total <= passages] or [
        changes[0]
    ]


def slots(change: Change) -> list[str]:
    """The ids of all passages that an article had before or after a change."""
    return [f"{change.article_id}:{position}" for position in range(change.slots)]


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
