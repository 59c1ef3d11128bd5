"""What an embedding model is to the rest of the project: texts -> vectors of unit length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class TokenCounter(Protocol):
    """Counts tokens as an embedding model does. It can be pickled, for processes without the model."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model sees, without its special tokens."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""


class Embedder(TokenCounter, Protocol):
    """An embedding model. Vectors are float32, shape (texts, dimension), of unit length."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def counter(self) -> TokenCounter:
        """Counts as this model does, and can be sent to another process without the model."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


def unit_length(vectors: Vectors) -> Vectors:
    """The same directions with length 1. A zero vector (a text without tokens) becomes the first axis.

    Models don't normalise well enough: in bfloat16 the lengths are 1 give or take 0.004.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    first = np.eye(1, vectors.shape[1], dtype=np.float32)
    return np.where(lengths > 0, vectors / np.maximum(lengths, 1e-12), first).astype(np.float32)
