"""Embedding models in int8, run by OpenVINO, which is loaded with the first one.

The folder of such a model contains the network, which maps token ids to the vector of a text, and the
tokenizer, whose truncation gives the network's maximum length.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from storage.errors import ModelError
from storage.models.devices import threads
from storage.models.embedder import Vectors, unit_length
from storage.models.tokens import TokenizerCounter

NETWORK = "openvino_model.xml"
TOKENIZER = "tokenizer.json"
BATCH_SIZE = 8  # passages per step


class OpenVINOEmbedder:
    """An embedding model made by `storage.models.quantize`, run on the processor. Safe to use from several
    threads."""

    def __init__(self, folder: Path, name: str, *, batch_size: int | None = None) -> None:
        """`name`: that of the model before it was quantised, since the vectors of both are comparable.

        Raises ModelError when OpenVINO isn't installed or a file can't be read.
        """
        self.name = name
        self.batch_size = batch_size or BATCH_SIZE
        self._network, self._tokenizer = _load(folder)
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


def without_telemetry() -> None:
    """Keep OpenVINO and nncf from reporting their use to their maker, as they do from the moment that they
    are imported: neither needs the package that does it."""
    sys.modules.setdefault("openvino_telemetry", cast(Any, None))


def _load(folder: Path) -> tuple[Any, Any]:
    """The compiled network and the tokenizer."""
    without_telemetry()
    try:
        import openvino
        from tokenizers import Tokenizer

        network = openvino.compile_model(folder / NETWORK, "CPU", {"INFERENCE_NUM_THREADS": threads()})
        tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text("utf-8"))
    except Exception as error:  # neither library defines error classes
        reason = " ".join(str(error).split()).rstrip(".")
        raise ModelError(f"the int8 model in {folder} can't be loaded: {reason}") from error
    return network, tokenizer
