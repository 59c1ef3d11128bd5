"""A local Chroma collection of passages. Only importer of chromadb, and only when a collection is opened."""

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
    """Chroma could not do what was asked; its message says why."""


class MissingIds(ChromaFailure):
    """Some of the ids that were asked for are not in the collection."""


class Collection:
    """A Chroma collection in a folder, made when there is none: for one process, and one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Opening changes chroma.sqlite3, also when nothing is written afterwards."""
        with _failures():
            chromadb = _import_chromadb()
            # model_construct takes the defaults and these values, and asks no environment.
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
        """Add these passages, or replace those of the same ids; at most 5,461."""
        # The text goes into `documents`, the one place where llama-index and others look for it, although
        # Chroma keeps a trigram index of it that can't be turned off locally. Measured with 1,000-character
        # passages on 2 cores: 630 a second and 11 kB each in SQLite, against 1,340 and 2 kB without a text,
        # 1,090 and 6 kB with the text as a metadata value. Embedding takes ten times longer.
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
        """Delete these, where they exist."""
        with _failures():
            self._collection.delete(ids=list(ids))

    def nearest(
        self, vector: NDArray[np.float32], k: int, ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """(key, cosine) of the k nearest passages, the nearest first; of these ids only, when given.

        Raises MissingIds when one of `ids` isn't here.
        """
        only = {} if ids is None else {"ids": list(ids)}
        try:
            with _failures():
                found = self._collection.query(
                    query_embeddings=[vector], n_results=k, include=["metadatas", "distances"], **only
                )
        except ChromaFailure as error:
            if ids is not None and self._lacks(ids):
                raise MissingIds(str(error)) from error
            raise
        distances = found["distances"][0]
        keys = [int(metadata["key"]) for metadata in found["metadatas"][0]] if distances else []
        return [(key, 1.0 - float(distance)) for key, distance in zip(keys, distances, strict=True)]

    def count(self) -> int:
        with _failures():
            return int(self._collection.count())

    def close(self) -> None:
        """Let go of every file, so that the folder can be deleted, or opened again in this process."""
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
        # 20201010, since Chroma compares only numbers. Upserting keeps what isn't named: None deletes it.
        "date": day.year * 10_000 + day.month * 100 + day.day if day else None,
        "url": article.url,
    }


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Chroma's own errors have no common base with those of its Rust core
        raise ChromaFailure(f"{type(error).__name__}: {error}") from error


def _import_chromadb() -> Any:
    """chromadb, imported without letting a `.env` file or an environment variable configure it.

    While it is imported it reads both, and a bad value in either would stop it; no argument can reach there.
    """
    with _importing:
        if "chromadb" not in sys.modules:
            import pydantic_settings

            original = pydantic_settings.BaseSettings
            pydantic_settings.BaseSettings = _deaf(original)  # type: ignore[misc]
            try:
                import chromadb
            finally:
                pydantic_settings.BaseSettings = original  # type: ignore[misc]
        import chromadb

    return chromadb


def _deaf(settings: type) -> Any:
    """A kind of pydantic settings that takes its values from arguments alone."""

    class Deaf(settings):  # type: ignore[misc]
        def __init__(self, **values: Any) -> None:
            super().__init__(_env_file=None, **values)

        @classmethod
        def settings_customise_sources(cls, settings_cls: Any, init_settings: Any, **others: Any) -> Any:
            return (init_settings,)

    return Deaf
