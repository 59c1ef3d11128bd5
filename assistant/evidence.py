"""Which sentences of the passages answer the question, and with which words.

A cheap score picks a shortlist, the reader reads it in its context, and both together order it. Another
ranker takes its place by being a `SentenceRanker`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.language.question import Question
from assistant.language.reference import leans_on_what_came_before
from assistant.reader import Reader, Reading, Window, logistic
from assistant.retrieve import Retrieval
from storage.records import Hit
from storage.text.scripts import UNSPACED, count_words
from storage.text.terms import article_terms, words

PASSAGES = 10  # that evidence is looked for in: they hold the answer for 94 % of the dev questions
SHORTLIST = 14  # sentences that are read, 120 ms on 2 cores: they hold it for 87 %
MIN_WORDS = 4  # of a sentence that can be an answer; less is a heading or a fragment


UNREAD = Reading(0.0, 0.0, 0, 0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage: `hit.article.text[start:end]`, white space trimmed.

    `score`: higher answers better; comparable between the sentences of one question only. `reading`: what
    the reader makes of it, the short answer's offsets counted from the sentence's start. `coverage`: the
    share of the question's terms in it, weighted by rarity, 0 to 1.
    """

    hit: Hit
    start: int
    end: int
    score: float = 0.0
    reading: Reading = UNREAD
    coverage: float = 0.0

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]

    @property
    def position(self) -> int:
        """Which of the passage's sentences it is, counted from 0."""
        spans = self.hit.passage.sentences
        return next(i for i, (start, end) in enumerate(spans) if start <= self.start < end)


_LETTER = rf"(?:(?![{UNSPACED}])[\w\p{{M}}])"
_WORD = regex.compile(rf"[{UNSPACED}]\p{{M}}*|[$£€¥]?{_LETTER}+(?:[.,'’-]{_LETTER}+)*[%°]?")
_POSSESSIVE = re.compile(r"['’]s$")
_QUESTION = re.compile(r"[?？؟][\"'”’)\]」』）]*\s*$")
SENTENCE_END = re.compile(r"[.!…][\"'”’)\]]*\s*$")  # a heading or an item of a list has no such end


class SentenceRanker(Protocol):
    """Orders sentences by how well they answer."""

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        """Evidence from the passages retrieved, best first."""


class SentenceScorer(Protocol):
    """Scores sentences as answers, each by itself: a cross-encoder."""

    def score(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Shape (sentences,); higher answers better."""


# Of coverage, context, kind and passage, in the order of `sentence_features`: what the shortlist is made by.
CHEAP = np.array([3.4, -0.4, 1.5, 1.9])
# Of the same four, of the reader's evidence and span, and of `agreement`: what the shortlist is ordered by.
# Both were fitted on the tuning half of the dev questions with benchmarks/calibrate.py.
WEIGHTS = np.array([0.84, 0.33, 0.33, 0.74, 0.32, 0.15, 1.29])
# Off the score of a sentence that the turn before quoted: most follow-ups ask for more. Tuned likewise, on
# the two-turn conversations of benchmarks/followups.jsonl.
QUOTED = 0.5


class ReaderRanker:
    """The reader, and what is known of a sentence without it. With a `scorer` that one orders the sentences
    instead of the reader's evidence, on its scale; the short answers and their certainty stay the reader's.
    """

    def __init__(self, reader: Reader | None = None, scorer: SentenceScorer | None = None) -> None:
        """`reader`: None for the one that comes with the project, loaded with the first question."""
        self._reader = reader
        self._scorer = scorer

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        sentences = [sentence for hit in retrieval.hits[:PASSAGES] for sentence in split(hit)]
        if not sentences:
            return []
        features = sentence_features(question, retrieval, sentences)
        chosen = np.argsort(-(features @ CHEAP), kind="stable")[:SHORTLIST]
        shortlist = [sentences[i] for i in chosen]
        readings = read(self._reader or bundled_reader(), question, shortlist)
        evidence = np.array([reading.evidence for reading in readings])
        if self._scorer is not None:
            evidence = _rescaled(
                self._scorer.score(question.search_text, [s.text for s in shortlist]), evidence
            )
        spans = [reading.span for reading in readings]
        quoted = [any(s.text in quote for quote in question.quoted) for s in shortlist]
        known = np.column_stack([features[chosen], evidence, spans, agreement(shortlist, readings)])
        scores = known @ WEIGHTS - QUOTED * np.array(quoted)
        ranked = [
            replace(sentence, score=float(score), reading=reading, coverage=float(coverage))
            for sentence, score, reading, coverage in zip(
                shortlist, scores, readings, features[chosen, 0], strict=True
            )
        ]
        return sorted(ranked, key=lambda sentence: -sentence.score)


@cache
def bundled_reader() -> Reader:
    """The reader that comes with the project; loaded once."""
    return Reader()


def _rescaled(scores: NDArray[np.float32], like: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores with the mean and the spread of others."""
    spread = float(scores.std()) or 1.0
    rescaled: NDArray[np.float64] = (scores - scores.mean()) / spread * like.std() + like.mean()
    return rescaled


def read(reader: Reader, question: Question, sentences: Sequence[Evidence]) -> list[Reading]:
    """What the reader makes of each sentence under its headline; of one that leans on what came before it
    ("He said ..."), after the sentence before. A question that leans on another is read with it and by
    itself: the evidence is the mean of both, the span that of which the reader is surer."""
    windows, starts = [], []
    for sentence in sentences:
        spans, text = sentence.hit.passage.sentences, sentence.hit.article.text
        index = sentence.position
        first = index - 1 if index and leans_on_what_came_before(sentence.text) else index
        shown = tuple(text[start:end] for start, end in spans[first : index + 1])
        windows.append(Window(sentence.hit.article.title, shown))
        starts.append(spans[index][0])
    ways = [reader.read(asked, windows) for asked in dict.fromkeys((question.search_text, question.text))]
    found = [_together([readings[-1] for readings in of_one]) for of_one in zip(*ways, strict=True)]
    return [
        _trimmed(reading, sentence, start)
        for reading, sentence, start in zip(found, sentences, starts, strict=True)
    ]


def _together(readings: Sequence[Reading]) -> Reading:
    surest = max(readings, key=lambda reading: reading.span)
    return surest._replace(evidence=sum(reading.evidence for reading in readings) / len(readings))


def agreement(sentences: Sequence[Evidence], readings: Sequence[Reading]) -> NDArray[np.float64]:
    """How many of the short answers in other sentences each sentence holds, shape (sentences,).

    Each counts by how sure the reader is of it, 0 to 1. Sentences in the same words count once, and not for
    each other: a copy is no second source.
    """
    said = [_spaced(sentence.text) for sentence in sentences]
    sure = {
        text: (_spaced(sentence.text[reading.start : reading.end]), logistic(reading.evidence + reading.span))
        for text, sentence, reading in zip(said, sentences, readings, strict=True)
    }
    return np.array(
        [sum(p for other, (short, p) in sure.items() if other != own and short in own) for own in said],
        dtype=np.float64,
    )


def _spaced(text: str) -> str:
    """Its words with a space around each, so that "42" is not found in "142"; of none, what no text holds."""
    return f" {' '.join(words(text))} "


def _trimmed(reading: Reading, sentence: Evidence, start: int) -> Reading:
    """The span in whole words, its offsets from the start of the trimmed sentence."""
    shift = sentence.start - start
    first, last = whole_words(sentence.text, max(0, reading.start - shift), reading.end - shift)
    return reading._replace(start=first, end=last)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span widened to the words and numbers that it cuts, and narrowed to them; (start, start) when it
    holds none. The model's tokens cut "1,166" into three, and "$5" into two.

    >>> text = "It cost $1,166 at Vale's."
    >>> [text[slice(*whole_words(text, *span))] for span in ((11, 14), (18, 25), (7, 8))]
    ['$1,166', 'Vale', '']
    """
    inside = [found.span() for found in _WORD.finditer(text) if found.start() < end and found.end() > start]
    if not inside:
        return start, start
    first, last = inside[0][0], inside[-1][1]
    return first, first + len(_POSSESSIVE.sub("", text[first:last]))


def split(hit: Hit) -> list[Evidence]:
    """The sentences of a passage that can be quoted: at least `MIN_WORDS` words, no question, trimmed."""
    found = []
    for start, end in hit.passage.sentences:
        text = hit.article.text[start:end]
        if count_words(text) >= MIN_WORDS and not _QUESTION.search(text):
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
    weights = {
        stem: retrieval.weights.get(stem, 1.0) * (1.0 if stem in asked else 0.5)
        for stem in question.search_terms
    }
    total = sum(weights.values()) or 1.0
    around = {
        id(hit): set(article_terms(hit.article, f"{hit.article.title}\n{hit.text}"))
        for hit in retrieval.hits[:PASSAGES]
    }
    rows = []
    for sentence in sentences:
        own = set(article_terms(sentence.hit.article, sentence.text))
        near = around[id(sentence.hit)] - own
        rows.append(
            [
                sum(weight for stem, weight in weights.items() if stem in own) / total,
                sum(weight for stem, weight in weights.items() if stem in near) / total,
                float(question.answered_by(sentence.text) and bool(SENTENCE_END.search(sentence.text))),
                sentence.hit.score,
            ]
        )
    return np.array(rows)
