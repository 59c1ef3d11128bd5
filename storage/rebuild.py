"""Making anew what a store derives from its articles: vectors, indexes, groups of copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from storage.catalog.catalog import Catalog
from storage.catalog.embeddings import Reembedding
from storage.errors import StoreError
from storage.index.follower import VectorIndex
from storage.models.embedder import Embedder

BATCH = 256  # passages that are embedded and stored together, and lost when a run is killed
LOOK = 0.2  # seconds between two looks at how far the vector index is


class Step(NamedTuple):
    """How far a rebuild is: `done` of `total` passages, articles or changes."""

    name: Literal["embedding", "words", "copies", "index"]
    done: int
    total: int


Watcher = Callable[[Step], None]


def reembed(
    catalog: Catalog,
    embedder: Embedder,
    watcher: Watcher | None,
    *,
    finish: Callable[[Reembedding], bool],
    batch: int = BATCH,
) -> None:
    """Give every passage a vector of another model, also those that are added meanwhile.

    `finish` has the new vectors replace the old ones, and says whether they did. Raises StoreError when the
    model sees less of a text than the passages were cut for.
    """
    if embedder.max_tokens < catalog.max_tokens:
        raise StoreError(
            f"{embedder.name!r} sees {embedder.max_tokens} tokens, the passages here hold up to "
            f"{catalog.max_tokens}: ingest the articles into a new store with that model"
        )
    work = catalog.reembed(embedder.name, embedder.dimension)
    is_finished = False
    while not is_finished:  # passages may be added between the last batch and the end
        while documents := work.next(batch):
            keys, texts = zip(*documents, strict=True)
            work.write(keys, embedder.encode_documents(texts))
            if watcher:
                watcher(Step("embedding", work.done, max(work.done, work.total)))
        is_finished = finish(work)


def rebuild(catalog: Catalog, index: VectorIndex, watcher: Watcher | None) -> None:
    """Make the lexical index, the groups of copies and the vector index anew."""
    catalog.rebuild_lexical(_telling("words", watcher))
    catalog.rebuild_groups(_telling("copies", watcher))
    catalog.forget_losses()
    index.distrust("a rebuild was asked for")
    while not index.follow(timeout=LOOK) and index.state.phase not in ("off", "waiting"):
        if watcher:
            watcher(Step("index", index.state.done, index.state.total))


def _telling(name: Literal["words", "copies"], watcher: Watcher | None) -> Callable[[int, int], None] | None:
    return None if watcher is None else lambda done, total: watcher(Step(name, done, total))
