"""Ranks the sentences of the passages as answers to the question.

A cheap score selects a shortlist; the reader then reads each of these sentences in context, and both scores
together order them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.evidence import CandidateSentence, Evidence, candidate_sentences, spaced
from assistant.language.question import Question
from assistant.language.reference import refers_back
from assistant.language.short_span import short_span
from assistant.reader import Reader, Reading, SentenceWindow, bundled_reader
from assistant.regression import logistic
from assistant.retrieve import PASSAGES, Retrieval
from storage.text.scripts import UNSPACED
from storage.text.sentences import ends_sentence
from storage.text.terms import article_terms

SHORTLIST = 17  # sentences to read; they contain the answer to 87 % of the reporters' tuning questions

# Weights of coverage, context, kind and passage, as in `sentence_features`: they select the shortlist.
CHEAP = np.array([3.4, -0.4, 1.5, 1.9])
# Weights of the same four, of the reader's evidence and span, and of `agreement`: with `of_asked_type`, they
# order the shortlist. All but the last two were fitted on the tuning half of the dev questions with
# benchmarks/calibrate.py, the last two on the tuning half of the reporters' questions.
WEIGHTS = np.array([0.84, 0.33, 0.33, 0.74, 0.32, 0.15, 1.29, 1.0, 0.5])
# Subtracted from the score of a sentence quoted in the turn before, since most follow-ups ask for something
# new. Tuned on the two-turn conversations of benchmarks/followups.jsonl.
QUOTED = 0.5
BORROWED = 0.5  # the weight of a term that comes only from an earlier turn

# (question, sentences) -> a score for each sentence, shape (sentences,); higher is better.
Scorer = Callable[[str, Sequence[str]], NDArray[np.float32]]

_LETTER = rf"(?:(?![{UNSPACED}])[\w\p{{M}}])"
_WORD = regex.compile(rf"[{UNSPACED}]\p{{M}}*|[$£€¥]?{_LETTER}+(?:[.,'’-]{_LETTER}+)*[%°]?")
_POSSESSIVE = re.compile(r"['’]s$")


class Ranker:
    """Orders the sentences of the passages by how well they answer."""

    def __init__(self, reader: Reader | None = None, scorer: Scorer | None = None) -> None:
        """`reader`: None means the project's reader, loaded with the first question. `scorer`: its score,
        such as a cross-encoder's, replaces the reader's evidence in the order of the sentences; the short
        answers and their certainty still come from the reader."""
        self._reader = reader
        self._scorer = scorer

    def rank(self, question: Question, retrieval: Retrieval) -> list[Evidence]:
        """Evidence from the best passages, best first."""
        candidates = [
            candidate for hit in retrieval.hits[:PASSAGES] for candidate in candidate_sentences(hit)
        ]
        if not candidates:
            return []
        features = sentence_features(question, retrieval, candidates)
        chosen = np.argsort(-(features @ CHEAP), kind="stable")[:SHORTLIST]
        features, shortlist = features[chosen], [candidates[i] for i in chosen]
        readings = read_sentences(self._reader or bundled_reader(), question, shortlist)
        scores = self._scores(question, shortlist, features, readings)
        evidence = [
            Evidence(candidate, float(score), reading, float(coverage))
            for candidate, score, reading, coverage in zip(
                shortlist, scores, readings, features[:, 0], strict=True
            )
        ]
        return sorted(evidence, key=lambda each: -each.score)

    def _scores(
        self,
        question: Question,
        shortlist: Sequence[CandidateSentence],
        features: NDArray[np.float64],
        readings: Sequence[Reading],
    ) -> NDArray[np.float64]:
        evidence = np.array([reading.evidence for reading in readings])
        if self._scorer is not None:
            texts = [candidate.text for candidate in shortlist]
            evidence = _rescaled(self._scorer(question.search_text, texts), evidence)
        spans = [reading.span for reading in readings]
        was_quoted = [any(c.text in quote for quote in question.quoted) for c in shortlist]
        of_type = of_asked_type(question, shortlist, readings)
        columns = np.column_stack([features, evidence, spans, agreement(shortlist, readings), of_type])
        scores: NDArray[np.float64] = columns @ WEIGHTS - QUOTED * np.array(was_quoted)
        return scores


def _rescaled(scores: NDArray[np.float32], like: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift and scale scores to the mean and the standard deviation of `like`."""
    spread = float(scores.std()) or 1.0
    rescaled: NDArray[np.float64] = (scores - scores.mean()) / spread * like.std() + like.mean()
    return rescaled


def sentence_features(
    question: Question, retrieval: Retrieval, candidates: Sequence[CandidateSentence]
) -> NDArray[np.float64]:
    """The features of each sentence that need no model, shape (sentences, 4): the coverage of the question's
    terms by the sentence; the additional coverage by its passage and headline; whether the sentence has the
    kind of answer (0 or 1); the score of the passage."""
    weights = {
        stem: retrieval.weights.get(stem, 1.0) * (1.0 if stem in question.terms else BORROWED)
        for stem in question.search_terms
    }
    total = sum(weights.values()) or 1.0
    rows = []
    for candidate in candidates:
        own = set(article_terms(candidate.hit.article, candidate.text))
        around = retrieval.terms[candidate.hit.passage.id] - own
        rows.append(
            [
                sum(weight for stem, weight in weights.items() if stem in own) / total,
                sum(weight for stem, weight in weights.items() if stem in around) / total,
                float(question.answered_by(candidate.text) and ends_sentence(candidate.text)),
                candidate.hit.score,
            ]
        )
    return np.array(rows)


def read_sentences(
    reader: Reader, question: Question, candidates: Sequence[CandidateSentence]
) -> list[Reading]:
    """The reading of each sentence under its headline.

    A sentence that refers to the one before it ("He said ...") is read after that one. A follow-up question
    is read with the earlier turn and without it: the evidence is the mean of both readings, and the span is
    the likelier one.
    """
    windows = [_window(candidate) for candidate in candidates]
    wordings = dict.fromkeys((question.search_text, question.text))
    by_wording = [[last for *_, last in reader.read(wording, windows)] for wording in wordings]
    combined = map(_combined, zip(*by_wording, strict=True))
    return [_trimmed(*pair) for pair in zip(combined, candidates, strict=True)]


def _window(candidate: CandidateSentence) -> SentenceWindow:
    first = candidate.position
    if first and refers_back(candidate.text):
        first -= 1
    article, spans = candidate.hit.article, candidate.hit.passage.sentences[first : candidate.position + 1]
    return SentenceWindow(article.title, tuple(article.text[start:end] for start, end in spans))


def _combined(readings: Sequence[Reading]) -> Reading:
    surest = max(readings, key=lambda reading: reading.span)
    return surest._replace(evidence=sum(reading.evidence for reading in readings) / len(readings))


def agreement(candidates: Sequence[CandidateSentence], readings: Sequence[Reading]) -> NDArray[np.float64]:
    """The number of short answers from other sentences that each sentence contains, shape (sentences,).

    A short answer counts by its probability, 0 to 1. Identical sentences count once, and not for each other,
    since a copy isn't a second source.
    """
    texts = [spaced(candidate.text) for candidate in candidates]
    shorts = [spaced(c.text[r.start : r.end]) for c, r in zip(candidates, readings, strict=True)]
    certainties = [logistic(reading.evidence + reading.span) for reading in readings]
    answers = dict(zip(texts, zip(shorts, certainties, strict=True), strict=True))
    return np.array(
        [sum(p for other, (short, p) in answers.items() if other != own and short in own) for own in texts],
        dtype=np.float64,
    )


def of_asked_type(
    question: Question, candidates: Sequence[CandidateSentence], readings: Sequence[Reading]
) -> NDArray[np.float64]:
    """Whether the reader's short answer from each sentence has the type that the question asks for, and
    whether that was checked, 0 or 1, shape (sentences, 2)."""
    spans = [short_span(question, c.text, r.start, r.end) for c, r in zip(candidates, readings, strict=True)]
    return np.array(
        [[float(bool(s and s.is_from_reader)), float(bool(s and s.is_checked))] for s in spans],
        dtype=np.float64,
    )


def _trimmed(reading: Reading, candidate: CandidateSentence) -> Reading:
    """The span in whole words, its offsets from the start of the trimmed sentence."""
    shift = candidate.start - candidate.hit.passage.sentences[candidate.position][0]
    first, last = whole_words(candidate.text, max(0, reading.start - shift), reading.end - shift)
    return reading._replace(start=first, end=last)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Align a span with the whole words and numbers that it touches; (start, start) when it touches none. The
    model's tokens split "1,166" into three, and "$5" into two.

    >>> text = "It cost $1,166 at Vale's."
    >>> [text[slice(*whole_words(text, *span))] for span in ((11, 14), (18, 25), (7, 8))]
    ['$1,166', 'Vale', '']
    """
    inside = [word.span() for word in _WORD.finditer(text) if word.start() < end and word.end() > start]
    if not inside:
        return start, start
    first, last = inside[0][0], inside[-1][1]
    return first, first + len(_POSSESSIVE.sub("", text[first:last]))
