"""The sentences that are read, their context, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.evidence import CandidateSentence, candidate_sentences
from assistant.language.question import Question, understand
from assistant.rank import (
    CHEAP,
    QUOTED,
    SHORTLIST,
    WEIGHTS,
    Ranker,
    agreement,
    of_asked_type,
    read_sentences,
    sentence_features,
    whole_words,
)
from assistant.reader import Reading, SentenceWindow
from assistant.regression import logistic
from assistant.retrieve import Retrieval, retrieve, terms_of
from storage import Store
from storage.records import Article, Hit, Passage

BOATS = understand("How many boats were damaged by the storm?")


class LengthReader:
    """Prefers longer sentences, answers with their last word, and keeps the windows that it read."""

    def __init__(self) -> None:
        self.windows: list[SentenceWindow] = []

    def read(self, question: str, windows: Sequence[SentenceWindow]) -> list[list[Reading]]:
        self.windows = list(windows)
        return [[self._reading(sentence) for sentence in window.sentences] for window in windows]

    @staticmethod
    def _reading(sentence: str) -> Reading:
        text = sentence.rstrip()
        return Reading(float(len(text)), 1.0, text.rindex(" ") + 1, len(text))


def test_a_sentence_that_refers_back_is_read_with_the_one_before() -> None:
    text = "Ida Storm counted the boats. She found 42 damaged. The town is Port Elm."
    first, second, third = "Ida Storm counted the boats. ", "She found 42 damaged. ", "The town is Port Elm."
    spans = ((0, len(first)), (len(first), len(first + second)), (len(first + second), len(text)))
    hit = Hit(Article("a", text, "Boats"), Passage("a", 0, 0, len(text), spans), 1.0)
    reader = LengthReader()
    readings = read_sentences(reader, BOATS, candidate_sentences(hit))  # type: ignore[arg-type]
    assert reader.windows == [
        SentenceWindow("Boats", (first,)),
        SentenceWindow("Boats", (first, second)),
        SentenceWindow("Boats", (third,)),
    ]
    answers = [
        s.text[reading.start : reading.end]
        for s, reading in zip(candidate_sentences(hit), readings, strict=True)
    ]
    assert answers == ["boats", "damaged", "Elm"]


def test_offsets_of_a_short_answer_count_from_the_trimmed_sentence() -> None:
    text = "  \n It was 42 boats.  "
    article = Article("a", text)
    (sentence,) = candidate_sentences(Hit(article, Passage("a", 0, 0, len(text), ((0, len(text)),)), 1.0))
    assert sentence.start == 4
    (reading,) = read_sentences(LengthReader(), BOATS, [sentence])  # type: ignore[arg-type]
    assert sentence.text[reading.start : reading.end] == "boats"


def test_the_weighted_features_order_the_sentences(newsroom: Store) -> None:
    retrieval = retrieve(newsroom, BOATS, k=10)
    ranked = Ranker(LengthReader()).rank(BOATS, retrieval)  # type: ignore[arg-type]
    assert [sentence.score for sentence in ranked] == sorted((s.score for s in ranked), reverse=True)
    candidates = [sentence.candidate for sentence in ranked]
    features = sentence_features(BOATS, retrieval, candidates)
    readings = [sentence.reading for sentence in ranked]
    of_reader = [[reading.evidence, reading.span] for reading in readings]
    of_type = of_asked_type(BOATS, candidates, readings)
    expected = np.column_stack([features, of_reader, agreement(candidates, readings), of_type]) @ WEIGHTS
    assert [sentence.score for sentence in ranked] == pytest.approx(list(expected))
    assert [sentence.coverage for sentence in ranked] == pytest.approx(list(features[:, 0]))


def test_a_sentence_gains_by_containing_the_answers_of_others() -> None:
    texts = [
        "Officials counted 42 boats.",
        "It was 42, not 142.",
        "There were 7 boats.",
        "It was 42, not 142.",
    ]
    places = [(18, 20), (7, 9), (11, 12), (7, 9)]
    evidence = (0.0, 1.5, 1.0, 1.5)
    readings = [Reading(sure, 0.5, *place) for sure, place in zip(evidence, places, strict=True)]
    # The second and the fourth are copies: together they support the first once, and not each other.
    counts = agreement([_alone(text) for text in texts], readings)
    assert list(counts) == pytest.approx([logistic(2.0), logistic(0.5), 0.0, logistic(0.5)])


def test_a_sentence_gains_by_an_answer_of_the_asked_type() -> None:
    texts = ["Officials counted 42 boats.", "Officials counted 42 houses.", "Officials counted the boats."]
    places = [(18, 20), (18, 20), (0, 9)]
    readings = [Reading(0.0, 0.0, *place) for place in places]
    types = of_asked_type(BOATS, [_alone(text) for text in texts], readings)
    assert types.tolist() == [[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]  # "42 houses" answers no "how many boats"


def test_a_sentence_without_a_short_answer_supports_none() -> None:
    readings = [Reading(5.0, 0.0, 3, 3), Reading(5.0, 0.0, 0, 2)]
    counts = agreement([_alone("It was 42 boats."), _alone("It sank.")], readings)
    assert list(counts) == pytest.approx([logistic(5.0), 0.0])


def _alone(text: str) -> CandidateSentence:
    hit = Hit(Article("a", text), Passage("a", 0, 0, len(text), ((0, len(text)),)), 1.0)
    return CandidateSentence(hit, 0, len(text), 0)


class TwoMinds:
    """Reads the same sentence differently for each question. Maps a question to evidence and span."""

    def __init__(self, **minds: tuple[float, float]) -> None:
        self._minds = minds

    def read(self, question: str, windows: Sequence[SentenceWindow]) -> list[list[Reading]]:
        evidence, span = self._minds["alone" if question == "And boats?" else "after"]
        place = (0, 2) if question == "And boats?" else (3, 6)
        return [[Reading(evidence, span, *place) for _ in window.sentences] for window in windows]


@pytest.mark.parametrize(("alone", "after", "words"), [(2.0, 1.0, "It"), (1.0, 2.0, "was")])
def test_a_follow_up_is_read_with_and_without_the_question_before(
    alone: float, after: float, words: str
) -> None:
    question = Question.of("And boats?", "How many cars? And boats?", "number")
    hit = Hit(Article("a", "It was 42 boats."), Passage("a", 0, 0, 16, ((0, 16),)), 1.0)
    reader = TwoMinds(alone=(4.0, alone), after=(1.0, after))
    (reading,) = read_sentences(reader, question, candidate_sentences(hit))  # type: ignore[arg-type]
    assert reading.evidence == 2.5
    assert (reading.span, hit.text[reading.start : reading.end]) == (2.0, words)


def test_a_quoted_sentence_counts_less(newsroom: Store) -> None:
    retrieval = retrieve(newsroom, BOATS, k=10)
    ranker = Ranker(LengthReader())  # type: ignore[arg-type]
    fresh = {sentence.text: sentence.score for sentence in ranker.rank(BOATS, retrieval)}
    best, other = list(fresh)[:2]
    again = ranker.rank(replace(BOATS, quoted=(f"Before it. {best}",)), retrieval)
    scores = {sentence.text: sentence.score for sentence in again}
    assert scores[best] == pytest.approx(fresh[best] - QUOTED)
    assert scores[other] == pytest.approx(fresh[other])


def test_only_a_shortlist_is_read() -> None:
    texts = [f"There were {n} boats damaged by storm {n}. " for n in range(SHORTLIST + 9)]
    article = Article("a", "".join(texts))
    ends = np.cumsum([len(text) for text in texts])
    spans = tuple((int(end) - len(text), int(end)) for text, end in zip(texts, ends, strict=True))
    hit = Hit(article, Passage("a", 0, 0, len(article.text), spans), 1.0)
    retrieval = Retrieval((hit,), np.zeros((1, 2), np.float32), {"boat": 1.0}, terms_of([hit]), 1)
    assert len(Ranker(LengthReader()).rank(BOATS, retrieval)) == SHORTLIST  # type: ignore[arg-type]
    assert len(CHEAP) + 5 == len(WEIGHTS)


def test_no_hits_give_no_evidence(store: Store) -> None:
    assert Ranker().rank(BOATS, retrieve(store, BOATS, k=10)) == []


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("死亡人数为1,166人。", "166", "1,166"),
        ("他去了巴库。", "巴", "巴"),
        ("वह हिन्दी बोलता है", "न्द", "हिन्दी"),
    ],
)
def test_a_short_answer_is_widened_to_words_in_any_script(text: str, span: str, expected: str) -> None:
    start = text.index(span)
    first, last = whole_words(text, start, start + len(span))
    assert text[first:last] == expected
