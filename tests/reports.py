"""Any number of invented articles. Each passage has its own word and its own vector; no model is loaded."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from storage.models.embedder import Vectors
from storage.records import Article, Passage

DIMENSION = 64  # the dimension of doubles.HashingEmbedder, which can therefore open the store
FILLER = "the council met and said that talks on the border would go on".split()


class Report(NamedTuple):
    """An article with passages and vectors. Only passage i of the whole collection contains `words[i]`."""

    article: Article
    passages: list[Passage]
    vectors: Vectors
    words: list[str]


def report(
    number: int, version: int = 0, passages: int | None = None, published: str = "2020-10-10"
) -> Report:
    """The report with this number. The same arguments give the same report; its versions have the same id and
    different words."""
    chance = random.Random(f"{number} {version}")
    count = passages or chance.randint(1, 5)
    words = [f"w{number}v{version}p{position}" for position in range(count)]
    texts = [f"{word} {' '.join(chance.choices(FILLER, k=8))}. " for word in words]
    article = Article(
        identity=f"https://example.org/{number}",
        text="".join(texts),
        title=f"Report {number}",
        outlet="Sample Wire",
        published=published,
        url=f"https://example.org/{number}",
    )
    ends = np.cumsum([0, *map(len, texts)]).tolist()
    cut = [
        Passage(article.id, i, start, end, ((start, end),)) for i, (start, end) in enumerate(pairwise(ends))
    ]
    return Report(article, cut, vectors(number, version, count), words)


def vectors(number: int, version: int, count: int) -> Vectors:
    """Random unit vectors, far apart: shape (count, DIMENSION)."""
    drawn = np.random.default_rng([number, version]).standard_normal((count, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
