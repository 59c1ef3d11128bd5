"""A local Chroma collection of passages. The only importer of chromadb, which it loads with the first
collection."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.catalog.embeddings import EmbeddedPassage

NAME = "passages"

_importing = threading.Lock()


class ChromaFailure(Exception):
    """An operation of Chroma failed; the message says why."""


class MissingIds(ChromaFailure):
    """Some of the requested ids are not in the collection."""


class Collection:
    """A Chroma collection in a folder, created if missing. Only one process, and one thread at a time, may
    use it."""

    def __init__(self, folder: Path) -> None:
        """Opening changes chroma.sqlite3 even if nothing is written afterwards."""
        with _failures():
            chromadb = import_chromadb()
            # model_construct uses defaults and arguments, and ignores the environment.
            settings = chromadb.config.Settings.model_construct(anonymized_telemetry=False)
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
        try:
            with _failures():
                self._collection = self._client.get_or_create_collection(
                    NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
        except ChromaFailure:
            self._client.close()
            raise

    def upsert(self, records: Sequence[EmbeddedPassage]) -> None:
        """Add passages, replacing those with the same ids. At most 5,461 passages."""
        # llama-index and other tools read the text from `documents`. Chroma builds a trigram index over it,
        # which can't be disabled locally. Measured with 1,000-character passages on 2 cores: 630 passages a
        # second and 11 kB each in SQLite, against 1,340 and 2 kB without a text, 1,090 and 6 kB with the text
        # as a metadata value. Embedding takes ten times longer.
        with _failures():
            self._collection.upsert(
                ids=[record.passage.id for record in records],
                embeddings=np.stack([record.vector for record in records]),
                metadatas=[_metadata(record) for record in records],
                documents=[
                    record.article.text[record.passage.start : record.passage.end] for record in records
                ],
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Delete the passages with these ids, if they exist."""
        with _failures():
            self._collection.delete(ids=list(ids))

    def nearest(
        self, vector: NDArray[np.float32], k: int, ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest passages, nearest first: (key, cosine). `ids`: search only these passages.

        Raises MissingIds when one of `ids` isn't in the collection.
        """
        only = {} if ids is None else {"ids": list(ids)}
        try:
            with _failures():
                response = self._collection.query(
                    query_embeddings=[vector], n_results=k, include=["metadatas", "distances"], **only
                )
        except ChromaFailure as error:
            if ids is not None and self._lacks(ids):
                raise MissingIds(str(error)) from error
            raise
        distances = response["distances"][0]
        keys = [int(metadata["key"]) for metadata in response["metadatas"][0]] if distances else []
        return [(key, 1.0 - float(distance)) for key, distance in zip(keys, distances, strict=True)]

    def count(self) -> int:
        with _failures():
            return int(self._collection.count())

    def close(self) -> None:
        """Close every file, so that the folder can be deleted or opened again in this process."""
        with _failures():
            self._client.close()

    def _lacks(self, ids: Sequence[str]) -> bool:
        with _failures():
            return len(self._collection.get(ids=list(ids), include=[])["ids"]) < len(set(ids))


def _metadata(record: EmbeddedPassage) -> dict[str, str | int | None]:
    article, passage = record.article, record.passage
    day = article.date
    return {
        "key": record.key,
        "article_id": article.id,
        "start": passage.start,
        "end": passage.end,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        # 20201010, since Chroma compares only numbers. Upserting keeps omitted values; None deletes one.
        "date": day.year * 10_000 + day.month * 100 + day.day if day else None,
        "url": article.url,
    }


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the errors of Chroma and of its Rust core have no common base class
        raise ChromaFailure(f"{type(error).__name__}: {error}") from error


def import_chromadb() -> Any:
    """Import chromadb without the configuration from a `.env` file or the environment.

    The import reads both and fails on a bad value in either; no argument prevents that.
    """
    with _importing:
        if "chromadb" not in sys.modules:
            import pydantic_settings

            original = pydantic_settings.BaseSettings
            pydantic_settings.BaseSettings = _arguments_only(original)  # type: ignore[misc]
            try:
                import chromadb
            finally:
                pydantic_settings.BaseSettings = original  # type: ignore[misc]
        import chromadb

    return chromadb


def _arguments_only(settings: type) -> Any:
    """A subclass of these pydantic settings that reads arguments only."""

    class ArgumentsOnly(settings):  # type: ignore[misc]
        def __init__(self, **values: Any) -> None:
            super().__init__(_env_file=None, **values)

        @classmethod
        def settings_customise_sources(cls, settings_cls: Any, init_settings: Any, **others: Any) -> Any:
            return (init_settings,)

    return ArgumentsOnly
