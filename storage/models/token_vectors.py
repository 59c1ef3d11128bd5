"""Vectors of single tokens in their context, by the bundled model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.models.bundled import bundled_folder
from storage.models.devices import LENGTH_STEP, bfloat16_is_native
from storage.models.sentence_transformer import without_progress_bars

MAX_TOKENS = 160  # of a text; the rest is cut off
KEPT = 512  # texts whose vectors are kept, the last ones encoded
BATCH_SIZE = (
    4  # texts per step: as with `LENGTH_STEP`, torch keeps kernels for each number of texts it has met
)


class TokenVectors(NamedTuple):
    """The tokens of a text in order: `vectors` of unit length, shape (tokens, dimension), and the places
    `starts` and `ends` of each token, in characters."""

    vectors: NDArray[np.float32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class TokenEncoder:
    """The bundled model, run on the processor. Loading it takes a second or two."""

    def __init__(self) -> None:
        import torch
        import transformers

        folder = bundled_folder()
        self._tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        with without_progress_bars():
            model = transformers.AutoModel.from_pretrained(folder, local_files_only=True).eval()
        self._model = model.to(torch.bfloat16) if bfloat16_is_native() else model
        self._kept: dict[str, TokenVectors] = {}

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        encoded = {text: self._kept[text] for text in list(self._kept) if text in set(texts)}
        missing = [text for text in dict.fromkeys(texts) if text not in encoded]
        if missing:
            missing.sort(key=len)  # to pad less
            steps = [missing[first : first + BATCH_SIZE] for first in range(0, len(missing), BATCH_SIZE)]
            new = {text: vectors for step in steps for text, vectors in self._step(step)}
            encoded |= new
            self._kept = dict([*self._kept.items(), *new.items()][-KEPT:])
        return [encoded[text] for text in texts]

    def _step(self, texts: list[str]) -> Iterator[tuple[str, TokenVectors]]:
        """The vectors of a few texts. They are copies, which don't keep the padding of the others."""
        import torch

        batch = self._tokenizer(
            texts,
            return_tensors="pt",
            padding=True,
            pad_to_multiple_of=LENGTH_STEP,
            truncation=True,
            max_length=MAX_TOKENS,
            return_offsets_mapping=True,
        )
        places = batch.pop("offset_mapping").numpy()
        with torch.inference_mode():
            states = self._model(**batch).last_hidden_state.float()
        unit = torch.nn.functional.normalize(states, dim=-1).numpy()
        sizes = batch["attention_mask"].sum(1).tolist()
        for row, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            own = slice(1, size - 1)  # without the special tokens at both ends
            starts, ends = places[row, own, 0].copy(), places[row, own, 1].copy()
            yield text, TokenVectors(unit[row, own].copy(), starts, ends)
