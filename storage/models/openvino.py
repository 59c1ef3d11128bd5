"""A quantised embedding model that OpenVINO runs. Only importer of openvino, and only when a model is loaded.

A folder of benchmarks/quantize_openvino.py holds the network, from token ids to the vector of a text, and the
tokenizer, which knows how many tokens the network sees.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from storage.errors import ModelError
from storage.models.embedder import BATCH_SIZE, TokenizerCounter, Vectors, unit_length

NETWORK = "openvino_model.xml"
TOKENIZER = "tokenizer.json"


class OpenVINOEmbedder:
    """A folder of benchmarks/quantize_openvino.py as an embedding model, on this machine's processor.

    Raises ModelError when the extra is not installed or the folder's files can't be read.
    """

    def __init__(self, folder: str) -> None:
        self.name = folder
        self._network, self._tokenizer = _load(Path(folder))
        self.dimension = int(self._network.output(0).partial_shape[1].get_length())
        special = self._tokenizer.num_special_tokens_to_add(False)
        self.max_tokens = int(self._tokenizer.truncation["max_length"]) - special
        self.counter = TokenizerCounter.of(self._tokenizer, self.max_tokens)
        self._one_at_a_time = threading.Lock()  # a network has one set of buffers

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(texts), BATCH_SIZE):
            chosen = by_length[first : first + BATCH_SIZE]
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
            found: Vectors = self._network(inputs)[0]
        return found


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
    except Exception as error:  # what the two raise are no classes of their own
        raise ModelError(
            f"the embedding model in {folder} can't be loaded: {' '.join(str(error).split()).rstrip('.')}. "
            "Make it again with `python benchmarks/quantize_openvino.py FOLDER`"
        ) from error
    return network, tokenizer
