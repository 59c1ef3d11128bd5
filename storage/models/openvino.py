"""Quantised embedding models for OpenVINO. The only importer of openvino, which it loads with a model.

benchmarks/quantize_openvino.py creates the folder of such a model. It contains the network, which maps token
ids to the vector of a text, and the tokenizer, whose truncation gives the network's maximum length.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from storage.errors import ModelError
from storage.models.devices import AUTO
from storage.models.embedder import Vectors, unit_length
from storage.models.tokens import TokenizerCounter

NETWORK = "openvino_model.xml"
TOKENIZER = "tokenizer.json"
BATCH_SIZE = 8  # passages per step


class OpenVINOEmbedder:
    """An embedding model created by benchmarks/quantize_openvino.py, run on the processor."""

    def __init__(self, folder: str, *, device: str = AUTO, batch_size: int | None = None) -> None:
        """Raises ModelError when the extra isn't installed, a file can't be read, or the device isn't the
        processor."""
        if device not in (AUTO, "cpu"):
            raise ModelError(
                f"the model in {folder} is quantised for the processor and can't run on {device!r}: "
                "set DATELINE_DEVICE to cpu, or name another model"
            )
        self.name = folder
        self.batch_size = batch_size or BATCH_SIZE
        self._network, self._tokenizer = _load(Path(folder))
        self.dimension = int(self._network.output(0).partial_shape[1].get_length())
        special = self._tokenizer.num_special_tokens_to_add(False)
        self.max_tokens = int(self._tokenizer.truncation["max_length"]) - special
        self.counter = TokenizerCounter.of(self._tokenizer, self.max_tokens)
        self._one_at_a_time = threading.Lock()  # the network has one set of buffers

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(texts), self.batch_size):
            chosen = by_length[first : first + self.batch_size]
            vectors[chosen] = self._step([texts[i] for i in chosen])
        return unit_length(vectors)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.counter.count_tokens(texts)

    def _step(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([e.ids for e in encoded], np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], np.int64),
        }
        with self._one_at_a_time:
            vectors: Vectors = self._network(inputs)[0]
        return vectors


def _load(folder: Path) -> tuple[Any, Any]:
    """The compiled network and the tokenizer."""
    try:
        import openvino
    except ImportError as error:
        raise ModelError(
            f"{folder} holds a model for OpenVINO, which is not installed: run `pip install -e '.[openvino]'`"
        ) from error
    from tokenizers import Tokenizer

    try:
        network = openvino.compile_model(folder / NETWORK, "CPU")
        tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text("utf-8"))
    except Exception as error:  # neither library defines error classes
        raise ModelError(
            f"the embedding model in {folder} can't be loaded: {' '.join(str(error).split()).rstrip('.')}. "
            "Create it again with `python benchmarks/quantize_openvino.py FOLDER`"
        ) from error
    return network, tokenizer
