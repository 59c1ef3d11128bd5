"""Six made-up reports, with which an empty store starts, so that there is something to ask.

They never mix with other articles unasked: when a run adds the first other article to a store that held
nothing else, they leave first.
"""

from __future__ import annotations

from pathlib import Path

from storage import Store
from storage.records import Article


def sample_files() -> list[Path]:
    """The files of the reports, by name."""
    return sorted(Path(__file__).parent.glob("*.json"))


class Samples:
    """The samples of a store that held nothing else when a run began."""

    def __init__(self, store: Store) -> None:
        samples = store.samples()
        self._store = store
        self._leaving = samples if len(samples) == store.count().articles else []

    def make_room(self, article: Article) -> int:
        """Remove the samples if this article, which is stored next, is none. Returns how many left."""
        if article.is_sample:
            return 0
        leaving, self._leaving = self._leaving, []
        for article_id in leaving:
            self._store.remove(article_id)
        return len(leaving)
