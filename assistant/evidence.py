"""Which sentences of the passages answer the question: the first, untrained ranker.

Another ranker takes its place by being a `SentenceRanker`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from assistant.retrieve import Retrieval
from storage.embedder import Embedder
from storage.records import Hit
from storage.terms import terms

PASSAGES = 10  # that evidence is looked for in: they hold the answer for 96 % of the dev questions
SHORTLIST = 16  # sentences that are embedded: about 60 ms on 2 cores with bfloat16
MIN_WORDS = 4  # of a sentence that can be an answer; less is a heading or a fragment


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage: `hit.article.text[start:end]`, white space trimmed. `score`: higher answers
    better; comparable between the sentences of one question only."""

    hit: Hit
    start: int
    end: int
    score: float = 0.0
    cosine: float = 0.0
    coverage: float = 0.0

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]


_QUESTION = re.compile(r"\?[\"'”’)\]]*\s*$")
_SENTENCE = re.compile(r"[.!…][\"'”’)\]]*\s*$")  # a heading or an item of a list has no such end


class SentenceRanker(Protocol):
    """Orders sentences by how well they answer."""

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        """Evidence from the passages retrieved, best first."""


class OverlapRanker:
    """Cosine with the question, rare words shared with it, the kind of answer asked for, and passage rank."""

    # Fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
    COSINE = 2.3
    COVERAGE = 3.4
    CONTEXT = -0.4  # the question's words in the passage and the headline, not in the sentence
    KIND = 1.5
    PASSAGE = 1.9  # the passage's fused score

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        sentences = [sentence for hit in retrieval.hits[:PASSAGES] for sentence in split(hit)]
        if not sentences:
            return []
        features = sentence_features(question, retrieval, sentences)
        cheap = features @ [self.COVERAGE, self.CONTEXT, self.KIND, self.PASSAGE]
        chosen = np.argsort(-cheap, kind="stable")[:SHORTLIST]
        vectors = self._embedder.encode_documents([sentences[i].text for i in chosen])
        cosines = (vectors @ retrieval.vectors.T).mean(axis=1)
        ranked = [
            Evidence(
                sentences[i].hit,
                sentences[i].start,
                sentences[i].end,
                float(cheap[i] + self.COSINE * cosine),
                float(cosine),
                float(features[i, 0]),
            )
            for i, cosine in zip(chosen, cosines, strict=True)
        ]
        return sorted(ranked, key=lambda evidence: -evidence.score)


def split(hit: Hit) -> list[Evidence]:
    """The sentences of a passage that can be quoted: at least `MIN_WORDS` words, no question, trimmed."""
    found = []
    for start, end in hit.passage.sentences:
        text = hit.article.text[start:end]
        if len(text.split()) >= MIN_WORDS and not _QUESTION.search(text):
            left = len(text) - len(text.lstrip())
            found.append(Evidence(hit, start + left, start + len(text.rstrip())))
    return found


def sentence_features(
    question: Question, retrieval: Retrieval, sentences: Sequence[Evidence]
) -> NDArray[np.float64]:
    """What is known of each sentence without a model, shape (sentences, 4): coverage of the question's terms
    by the sentence; by passage and headline beyond it; the kind of answer is there (0 or 1); the passage's
    score."""
    asked = set(question.terms)
    # What the reader asked counts in full, what the turn before lends it by half.
    weights = {stem: weight * (1.0 if stem in asked else 0.5) for stem, weight in retrieval.weights.items()}
    total = sum(weights.values()) or 1.0
    around = {id(hit): set(terms(hit.article.title + "\n" + hit.text)) for hit in retrieval.hits[:PASSAGES]}
    rows = []
    for sentence in sentences:
        own = set(terms(sentence.text))
        near = around[id(sentence.hit)] - own
        rows.append(
            [
                sum(weight for stem, weight in weights.items() if stem in own) / total,
                sum(weight for stem, weight in weights.items() if stem in near) / total,
                float(question.answered_by(sentence.text) and bool(_SENTENCE.search(sentence.text))),
                sentence.hit.score,
            ]
        )
    return np.array(rows)
