"""A cross-encoder that the user names, to order the evidence instead of the project's own reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.errors import ModelError

BATCH_SIZE = 16  # pairs a step


class CrossEncoderScorer:
    """A sentence-transformers `CrossEncoder` by its name or folder, on this machine's processor."""

    def __init__(self, name: str) -> None:
        """Raises ModelError when there is no such model."""
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
            f"the ranker {name!r} can't be loaded: {str(error).rstrip('.')}. Give DATELINE_RANKER the name "
            "of a cross-encoder, a folder with one, or nothing for the one that comes with the project"
        ) from error
