"""Checks a store: the catalog against itself, and the vector index against the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from storage.catalog.catalog import Catalog
from storage.errors import StoreUnreadable
from storage.index.follower import VectorIndex
from storage.index.state import IndexState
from storage.records import Counts


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check. The catalog is sound when `problems` is empty."""

    counts: Counts
    problems: tuple[str, ...]
    index: IndexState


def check(catalog: Catalog, index: VectorIndex) -> Check:
    """As `Store.check`."""
    problems = catalog.problems()
    try:
        index.follow()
        counts = catalog.counts()
    except StoreUnreadable as error:
        counts = Counts(0, 0)
        problems = [*problems, *({str(error)} - set(problems))]
    return Check(counts, tuple(problems), index.state)
