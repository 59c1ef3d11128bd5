"""The articles that are embedded together: enough to waste little on padding, few enough to be stored
soon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ingest.tally import PROGRESS_EVERY, Tally
from ingest.workers.prepare import PreparedArticle
from storage import Store
from storage.memory import give_back_memory
from storage.models.embedder import Vectors
from storage.records import Article


@dataclass(frozen=True, slots=True)
class Pacing:
    """The sizes and times of a run.

    `window`: passages that are sorted by length and embedded together. 512 cost half a percent more than no
    padding at all, 128 one and a half, 16 five (1,000 articles, in batches of eight). A window should be
    filled and embedded `within` seconds, at the pace of the window before (`first_pace`, in passages a
    second, for the first). So an embedded article is stored within 5 seconds, unless the pace falls by 40
    percent from one window to the next or one article takes longer. `step`: passages in one call; progress
    and Ctrl-C are handled between calls. `updates`: new versions of stored articles that wait for the end of
    the input; 2,000 take about 20 MB. `idle`: seconds without input before all waiting articles are stored,
    since a stream may never end. `progress`: seconds between two calls of the watcher. `follow`: seconds
    that the end of a run waits for the vector index.
    """

    window: int = 512
    within: float = 3.0
    first_pace: float = 4.0
    step: int = 64
    updates: int = 2_000
    idle: float = 1.0
    progress: float = PROGRESS_EVERY
    follow: float = 60.0
    clock: Callable[[], float] = time.monotonic


class Window:
    """The articles to embed and store next, with at most one version of each."""

    def __init__(self, store: Store, tally: Tally, pacing: Pacing) -> None:
        self._store = store
        self._tally = tally
        self._pacing = pacing
        self._articles: dict[str, PreparedArticle] = {}  # by id
        self._begun = 0.0  # time of its first article
        self._pace = pacing.first_pace

    def put(self, prepared: PreparedArticle) -> None:
        if not self._articles:
            self._begun = self._pacing.clock()
        self._articles[prepared.article.id] = prepared

    def article(self, article_id: str) -> Article | None:
        """The waiting version of an article."""
        prepared = self._articles.get(article_id)
        return prepared.article if prepared else None

    @property
    def is_due(self) -> bool:
        """Whether the window is full, or would take too long with more articles."""
        passages = sum(len(prepared.passages) for prepared in self._articles.values())
        seconds = self._pacing.clock() - self._begun + passages / self._pace
        return bool(self._articles) and (passages >= self._pacing.window or seconds >= self._pacing.within)

    def embedded(self) -> Iterator[tuple[PreparedArticle, Vectors]]:
        """Embed all articles together; yield each with the vectors of its passages, and empty the window."""
        if not self._articles:
            return  # without loading the model
        prepared = list(self._articles.values())
        documents = [p.document(each.article) for each in prepared for p in each.passages]
        started = self._pacing.clock()
        vectors = self.embed(documents)
        self._pace = len(documents) / max(self._pacing.clock() - started, 1e-3)
        first = 0
        for each in prepared:
            last = first + len(each.passages)
            yield each, vectors[first:last]
            first = last
        self._articles.clear()

    def embed(self, documents: list[str]) -> Vectors:
        """Embed the documents, from the longest to the shortest. Returns the vectors in the order of the
        documents."""
        vectors = np.zeros((len(documents), self._store.embedder.dimension), np.float32)
        order = sorted(range(len(documents)), key=lambda index: -len(documents[index]))
        for first in range(0, len(order), self._pacing.step):
            step = order[first : first + self._pacing.step]
            vectors[step] = self._store.embedder.encode_documents([documents[index] for index in step])
            self._tally.embed(len(step))
        give_back_memory()
        return vectors
