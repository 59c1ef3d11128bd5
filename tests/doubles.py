"""Small real implementations of models that are slow to load. Many processes import this module: it imports
neither pytest nor the assistant."""

from __future__ import annotations

import hashlib
import pickle
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from storage.models.embedder import Embedder, TokenCounter, Vectors

if TYPE_CHECKING:
    from assistant import Answer, Assistant
    from assistant.answer import Turn
    from assistant.reader import Reading, SentenceWindow

PIECE = re.compile(r"\w+|[^\w\s]")
WORD = re.compile(r"\w+")
SUFFIX = re.compile(r"(?:ing|ed|es|s)$")


def stem(word: str) -> str:
    """A word without case and its most frequent endings: "Soldiers" and "soldier" -> "soldier"."""
    word = word.lower()
    short = SUFFIX.sub("", word)
    return short if len(short) > 2 else word


@cache
def hashed(word: str) -> int:
    """A number for the stem of a word, the same in every process."""
    digest = hashlib.blake2b(stem(word).encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big")


class PieceCounter:
    """Each word and each other character is a token."""

    max_tokens = 254

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(PIECE.findall(text)) for text in texts]


class HashingEmbedder(PieceCounter):
    """Texts -> unit vectors of the counts of hashed word stems, so that texts with common words are near.

    Fulfils `storage.models.embedder.Embedder`, deterministic over processes and machines. A text without
    words gets the first axis.
    """

    name = "hashing-64"
    dimension = 64
    counter = PieceCounter()

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word, count in Counter(WORD.findall(text)).items():
                vector[hashed(word) % self.dimension] += count
            if not vector.any():
                vector[0] = 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)


class NarrowEmbedder(HashingEmbedder):
    """Takes at most 12 tokens of a text, and counts the calls of `count_tokens`."""

    max_tokens = 12

    def __init__(self) -> None:
        self.calls = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        return super().count_tokens(texts)


def check_embedder(embedder: Embedder) -> None:
    """Assert the properties of every embedding model."""
    import pytest

    texts = ["A storm.", "The harbour of Port Elm was closed.", "900 tonnes", "", "word " * 600]
    vectors = embedder.encode_documents(texts)
    assert (vectors.shape, vectors.dtype) == ((5, embedder.dimension), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    again = embedder.encode_documents(texts[:1])
    assert float(again[0] @ vectors[0]) == pytest.approx(1, abs=0.01)
    assert embedder.encode_documents([]).shape == (0, embedder.dimension)
    assert embedder.encode_queries([]).shape == (0, embedder.dimension)
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["", "one", "word " * 600])[0] == 0
    assert embedder.count_tokens(["word " * 600])[0] == 600 * embedder.count_tokens(["word"])[0]
    sent: TokenCounter = pickle.loads(pickle.dumps(embedder.counter))
    assert sent.count_tokens(texts) == embedder.count_tokens(texts)
    assert sent.max_tokens == embedder.max_tokens


class EvenReader:
    """A reader that gives all sentences the same evidence and no short answer."""

    def read(self, _: str, windows: Sequence[SentenceWindow]) -> list[list[Reading]]:
        from assistant.reader import Reading

        return [[Reading(0.0, 0.0, 0, 0)] * len(window.sentences) for window in windows]


class Remembering:
    """An assistant that answers a question from memory when it was asked in the same way before: a page asks
    the same questions again and again, to find those that it can offer."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._answers: dict[str, Answer] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def ask(self, question: str, *, history: Sequence[Turn] = (), **options: Any) -> Answer:
        key = repr((question, [before for before, _ in history], options, self._assistant.store.sequence()))
        if key not in self._answers:
            self._answers[key] = self._assistant.ask(question, history=history, **options)
        return self._answers[key]


class Clock:
    """A clock that moves only when it is set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Later:
    """Calls functions later, by a clock that moves only in `wait`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.planned: list[tuple[float, Callable[[], None]]] = []

    def clock(self) -> float:
        return self.now

    def __call__(self, seconds: float, function: Callable[[], None]) -> None:
        self.planned.append((self.now + seconds, function))

    def wait(self, seconds: float) -> None:
        """Let the time pass, and call what is due."""
        self.now += seconds
        due = [function for when, function in self.planned if when <= self.now]
        self.planned = [each for each in self.planned if each[0] > self.now]
        for function in due:
            function()
