"""A cross-encoder chosen by the user, which orders the evidence in place of the project's reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.errors import ModelError

BATCH_SIZE = 16  # pairs per step


class CrossEncoderScorer:
    """A sentence-transformers `CrossEncoder` loaded by name or folder, run on the processor."""

    def __init__(self, name: str) -> None:
        """Raises ModelError when the model can't be loaded."""
        self._model = _load(name)

    def score(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """How well each sentence answers the question, shape (sentences,); higher is better."""
        pairs = [(question, sentence) for sentence in sentences]
        scores = self._model.predict(pairs, batch_size=BATCH_SIZE, show_progress_bar=False)
        return np.asarray(scores, np.float32).reshape(len(sentences))


def _load(name: str) -> Any:
    from sentence_transformers import CrossEncoder

    try:
        # One score a pair: a model with several classes can't rank.
        return CrossEncoder(name, device="cpu", num_labels=1)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"the ranker {name!r} can't be loaded: {str(error).rstrip('.')}. Set DATELINE_RANKER to the "
            "name or folder of a cross-encoder, or leave it empty for the project's reader"
        ) from error
