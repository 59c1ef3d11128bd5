"""Distil a static embedding model from the bundled one: about a hundred times faster, a little less accurate.

    python benchmarks/distil_static.py OUT [--dimensions N]

Writes a model for sentence-transformers to OUT, a new folder; use it with `DATELINE_EMBEDDING_MODEL=OUT`. The
vector of a text is the mean of its tokens' vectors. For the vector of a token, the bundled model reads the
token alone; its last hidden state is projected on the principal components of all tokens, and scaled down for
frequent tokens (smooth inverse frequency, Arora et al. 2017, as in model2vec). The result is deterministic.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import StaticEmbedding

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from storage.models.bundled import bundled_folder
from storage.models.embedder import Vectors, unit_length
from storage.models.tokens import untruncated

STEP = 1024  # tokens in one batch
# The a of the weight a / (a + frequency). On the tuning half of the dev questions, MRR@10 was .53 with
# model2vec's 1e-4, .56 with 3e-5 and .55 with 1e-5. With the pooled vector of a token in place of its hidden
# state it was .52 and .53.
SIF = 3e-5


def distil(teacher: SentenceTransformer, dimensions: int) -> SentenceTransformer:
    """A static model with the teacher's vocabulary."""
    vectors = principal_components(alone(teacher), dimensions)
    weights = (vectors * frequency_weights(len(vectors))[:, None]).astype(np.float32)
    tokenizer = untruncated(teacher.tokenizer.backend_tokenizer)
    return SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")


def alone(teacher: SentenceTransformer) -> Vectors:
    """The last hidden state of each token, read alone: unit vectors, shape (vocabulary, dimension)."""
    tokenizer = teacher.tokenizer
    start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    states = []
    with torch.inference_mode():
        for ids in torch.arange(len(tokenizer)).split(STEP):
            framed = torch.nn.functional.pad(ids[:, None], (1, 1))
            framed[:, 0], framed[:, -1] = start, end
            features = {"input_ids": framed, "attention_mask": torch.ones_like(framed)}
            states.append(teacher(features)["token_embeddings"][:, 1])
    return unit_length(torch.cat(states).numpy())


def principal_components(vectors: Vectors, dimensions: int) -> Vectors:
    """The centred vectors on the axes of greatest variance. The sign of each axis is fixed."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :dimensions]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    projected: Vectors = centred @ axes
    return projected


def frequency_weights(size: int) -> NDArray[np.float64]:
    """The weight of each token of a vocabulary that is sorted by frequency, the most frequent token first.

    >>> frequency_weights(3).round(6).tolist()
    [5.5e-05, 0.00011, 0.000165]
    """
    ranks = np.arange(1, size + 1)
    frequency = 1 / ranks / (1 / ranks).sum()
    weights: NDArray[np.float64] = SIF / (SIF + frequency)
    return weights


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.out.exists():
        print(f"error: {options.out} exists already: name a new folder", file=sys.stderr)
        return 1
    teacher = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    distil(teacher, options.dimensions).save(str(options.out))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--dimensions", type=int, default=256, metavar="N")
    return parser


if __name__ == "__main__":
    sys.exit(main())
