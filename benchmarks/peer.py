"""The LlamaIndex starter, measured beside Dateline. Needs `pip install -e '.[bench]'`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.figures import Figure, timed
from benchmarks.questions import QuizQuestion, reciprocal_rank
from storage.models.bundled import bundled_folder
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.urls import canonical_url

Row = dict[str, Any]  # an article as it stands in its file

DEPTH = 60  # chunks retrieved: enough to hold ten different articles
METADATA = ("title", "outlet", "published", "url")


class Peer:
    """The LlamaIndex starter with its defaults, except that it uses our embedding model."""

    def __init__(self, folder: Path, dtype: str) -> None:
        self.dtype = dtype
        self._folder = folder
        self._articles = 0
        self._seconds = 0.0
        self._model: Any = None

    def _load(self) -> None:
        import chromadb
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._model = HuggingFaceEmbedding(
            str(bundled_folder()),
            device="cpu",
            model_kwargs={"dtype": self.dtype},
            show_progress_bar=False,
        )
        self._model.get_text_embedding_batch(["To warm up. " * 50] * 16)
        settings = chromadb.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(self._folder), settings=settings)
        self._collection = client.create_collection("articles", embedding_function=None)

    def add(self, rows: Sequence[Row]) -> None:
        from llama_index.core import Document, StorageContext, VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        if self._model is None:
            self._load()

        def build() -> Any:
            documents = [
                Document(text=row["text"], metadata={name: row.get(name) or "" for name in METADATA})
                for row in rows
            ]
            store = ChromaVectorStore(chroma_collection=self._collection)
            context = StorageContext.from_defaults(vector_store=store)
            return VectorStoreIndex.from_documents(
                documents, storage_context=context, embed_model=self._model
            )

        self._index, seconds = timed(build)
        self._seconds += seconds
        self._articles += len(rows)

    def figures(self, ours: float) -> list[Figure]:
        chunks = f"LlamaIndex starter, {self.dtype}: {self._collection.count()} chunks"
        return [
            Figure(f"peer {self.dtype}, articles", self._articles / self._seconds, "/s", chunks),
            Figure(f"peer {self.dtype}, tokens seen", self._seen(), "", "as a share; the rest is cut off"),
            Figure(f"ingest / peer {self.dtype}", self._seconds / ours, "", "to reach: 1.5"),
        ]

    def _seen(self) -> float:
        """The share of the tokens in the first chunks that the model sees; metadata isn't counted."""
        embedder = SentenceTransformerEmbedder()
        texts = self._collection.get(limit=5_000, include=["documents"])["documents"]
        tokens = np.array(embedder.count_tokens(texts))
        return float(np.minimum(tokens, embedder.max_tokens).sum() / tokens.sum())

    def measure_retrieval(self, questions: Sequence[str]) -> list[Figure]:
        retriever = self._index.as_retriever(similarity_top_k=10)
        waits = [timed(partial(retriever.retrieve, text))[1] * 1000 for text in questions]
        return [Figure(f"peer {self.dtype}, retrieve, p50", median(waits), "ms", "vectors only, no answer")]

    def reciprocal_ranks(self, questions: Sequence[QuizQuestion]) -> list[float]:
        """For each question, the reciprocal rank of its first supporting article; 0 past rank 10."""
        retriever = self._index.as_retriever(similarity_top_k=DEPTH)
        ranks = []
        for quiz in questions:
            nodes = retriever.retrieve(quiz.text)
            urls = [canonical_url(node.node.metadata["url"]) for node in nodes]
            ranks.append(reciprocal_rank(list(dict.fromkeys(urls)), quiz.support))
        return ranks
