"""Rebuilds the data that a store derives from its articles: vectors, indexes, groups of copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from storage.catalog.catalog import Catalog
from storage.errors import StoreError
from storage.index.follower import VectorIndex
from storage.model import StoreModel
from storage.models.embedder import Embedder

BATCH = 256  # passages embedded and committed together; a killed run loses at most these
POLL = 0.2  # seconds between two progress reports of the vector index


class RebuildStep(NamedTuple):
    """The progress of a rebuild: `done` of `total` passages, articles or changes."""

    name: Literal["embedding", "words", "copies", "index"]
    done: int
    total: int


Watcher = Callable[[RebuildStep], None]


def reembed(
    catalog: Catalog,
    model: StoreModel,
    embedder: Embedder,
    watcher: Watcher | None,
    *,
    exchanged: Callable[[], None],
    batch: int = BATCH,
) -> None:
    """Embed every passage with another model, including passages added meanwhile, and exchange the vectors.

    `exchanged` is called after the exchange, before the next query is embedded. Raises StoreError when the
    model reads fewer tokens than the passages may hold.
    """
    if embedder.max_tokens < catalog.max_tokens:
        raise StoreError(
            f"{embedder.name!r} reads {embedder.max_tokens} tokens, but the passages here hold up to "
            f"{catalog.max_tokens}: ingest the articles into a new store with that model"
        )
    work = catalog.reembed(embedder.name, embedder.dimension)

    def exchange_vectors() -> bool:
        is_exchanged = work.finish()  # not while an added passage has no new vector
        if is_exchanged:
            exchanged()
        return is_exchanged

    is_finished = False
    while not is_finished:  # passages may be added between the last batch and the end
        while documents := work.next(batch):
            keys, texts = zip(*documents, strict=True)
            work.write(keys, embedder.encode_documents(texts))
            if watcher:
                watcher(RebuildStep("embedding", work.done, max(work.done, work.total)))
        is_finished = model.exchange(embedder, exchange_vectors)


def rebuild_indexes(catalog: Catalog, index: VectorIndex, watcher: Watcher | None) -> None:
    """Rebuild the lexical index, the groups of copies and the vector index.

    Each has a transaction of its own, after the vectors were exchanged. No search sees a mixture: the lexical
    index and the groups depend on the texts alone, which re-embedding doesn't change, and the vector index
    answers only for the vectors that it was built from.
    """
    catalog.rebuild_lexical(_reporter("words", watcher))
    catalog.rebuild_groups(_reporter("copies", watcher))
    catalog.forget_losses()
    index.distrust("a rebuild was requested")
    while not index.follow(timeout=POLL) and index.state.phase not in ("off", "waiting"):
        if watcher:
            watcher(RebuildStep("index", index.state.done, index.state.total))


def _reporter(name: Literal["words", "copies"], watcher: Watcher | None) -> Callable[[int, int], None] | None:
    return None if watcher is None else lambda done, total: watcher(RebuildStep(name, done, total))
