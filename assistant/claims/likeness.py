"""How alike the words of a claim and of the sentences nearest to it are in meaning, by the vectors of their
tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from assistant.claims.alignment import Alignment
from assistant.claims.sentences import PassageSentence
from storage.models.token_vectors import TokenVectors

SENTENCES = 6  # that a claim is compared with: the nearest, then their neighbours
UNLIKE = 0.6  # a word whose likest word has a lower cosine counts as unlike, by the difference


class Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> list[TokenVectors]: ...


class WordLikeness(NamedTuple):
    """Of each content word of a claim, the cosine with the likest word of the sentences: their `mean`, the
    `least`, and by how much those below `UNLIKE` miss it, together."""

    mean: float
    least: float
    unlike: float


def likeness(alignment: Alignment, encoder: Encoder) -> WordLikeness:
    sentences = _nearest(alignment)
    words = [word for word in alignment.words if word.is_content]
    if not sentences or not words:
        return WordLikeness(0.0, 0.0, UNLIKE * len(words))
    claim, *others = encoder.encode([alignment.claim, *(sentence.text for sentence in sentences)])
    likest = (claim.vectors @ np.concatenate([other.vectors for other in others]).T).max(axis=1)
    by_word = [
        float(likest[inside].mean())
        for word in words
        if (inside := (claim.starts < word.end) & (claim.ends > word.start)).any()
    ]
    if not by_word:
        return WordLikeness(0.0, 0.0, UNLIKE * len(words))
    cosines = np.array(by_word)
    return WordLikeness(
        float(cosines.mean()), float(cosines.min()), float(np.clip(UNLIKE - cosines, 0, None).sum())
    )


def _nearest(alignment: Alignment) -> list[PassageSentence]:
    return list(dict.fromkeys((*alignment.sentences, *alignment.context)))[:SENTENCES]
