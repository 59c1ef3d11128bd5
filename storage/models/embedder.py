"""The interface of embedding models: texts -> vectors of unit length."""

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
        """The maximum number of tokens that the model reads, without special tokens."""

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
        """A token counter for this model, which can be sent to a process without the model."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


def unit_length(vectors: Vectors) -> Vectors:
    """Scale vectors to length 1. A zero vector (a text without tokens) becomes the first unit vector.

    The models' own normalisation isn't exact: in bfloat16 the lengths deviate from 1 by up to 0.004.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    first_axis = np.eye(1, vectors.shape[1], dtype=np.float32)
    return np.where(lengths > 0, vectors / np.maximum(lengths, 1e-12), first_axis).astype(np.float32)
