import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from doubles import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st
from newsroom import COLLECTION, HARBOUR, ORCHARD, put

from assistant import Answer
from assistant.confidence import signals
from assistant.language.question import understand
from assistant.retrieve import (
    FRESH,
    RECENCY,
    THREAD,
    Retrieval,
    fuse,
    rarity,
    retrieve,
    searched_terms,
    with_recency,
    with_thread,
)
from storage import Store
from storage.models.embedder import Vectors
from storage.records import Article, Counts, Filter
from storage.search import Candidate

pytestmark = pytest.mark.no_index

numbers = st.floats(-1, 1, allow_subnormal=False)


def search(store: Store, question: str, k: int = 10, where: Filter | None = None) -> Retrieval:
    return retrieve(store, understand(question), k=k, where=where)


# Fusing


def test_a_passage_with_the_best_scores_of_both_kinds_is_first() -> None:
    candidates = [Candidate(1, 0.1, 5.0), Candidate(2, 0.9, 9.0), Candidate(3, 0.5, 0.0)]
    assert np.argmax(fuse(candidates)) == 1
    for share in (0.0, 0.5, 1.0):
        assert np.argmax(fuse(candidates, share)) == 1


def test_the_share_decides_between_words_and_vectors() -> None:
    candidates = [Candidate(1, 0.9, 0.0), Candidate(2, 0.1, 9.0)]
    assert fuse(candidates, 1.0).tolist() == [1.0, -1.0]
    assert fuse(candidates, 0.0).tolist() == [-1.0, 1.0]
    assert fuse(candidates, 0.5).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("candidates", [[], [Candidate(1, 0.5, 1.0)], [Candidate(1, 0.5, 0.0)] * 3])
def test_equal_scores_are_normalised_to_zero(candidates: list[Candidate]) -> None:
    assert fuse(candidates).tolist() == [0.0] * len(candidates)


@given(st.lists(st.tuples(numbers, st.floats(0, 30, allow_subnormal=False)), min_size=2, max_size=20))
def test_a_higher_cosine_and_bm25_never_lower_the_score(scores: list[tuple[float, float]]) -> None:
    candidates = [Candidate(i, *pair) for i, pair in enumerate(scores)]
    fused = fuse(candidates)
    assert np.isfinite(fused).all()
    for one, a in zip(candidates, fused, strict=True):
        for other, b in zip(candidates, fused, strict=True):
            if one.cosine >= other.cosine and one.bm25 >= other.bm25:
                assert a >= b - 1e-9


# Rarity


def test_rarity_falls_with_frequency() -> None:
    rarities = [rarity(frequency, 1000) for frequency in (0, 1, 10, 100, 1000)]
    assert rarities[0] == 1.0
    assert rarities == sorted(rarities, reverse=True)
    assert rarities[-1] > 0


def test_rarity_in_an_empty_collection() -> None:
    assert rarity(0, 0) == 1.0


# Retrieving


def test_the_best_first(newsroom: Store) -> None:
    retrieval = search(newsroom, "How many tonnes of apples did the farmers pick?")
    assert retrieval.hits[0].article == ORCHARD
    scores = [hit.score for hit in retrieval.hits]
    assert scores == sorted(scores, reverse=True)
    assert len(retrieval.hits) == 4
    for hit in retrieval.hits:
        assert -1 <= hit.cosine <= 1.001
        assert hit.bm25 >= 0
        assert hit.text == hit.article.text[hit.passage.start : hit.passage.end]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_k_limits_the_hits(newsroom: Store, k: int) -> None:
    every = search(newsroom, "harbour of Port Elm").hits
    assert search(newsroom, "harbour of Port Elm", k).hits == every[:k]


def test_the_weights_are_those_of_the_search_terms(newsroom: Store) -> None:
    weights = search(newsroom, "Were apples or port or unicorns seen?").weights
    assert list(weights) == ["appl", "port", "unicorn", "seen"] or set(weights) >= {"appl", "port", "unicorn"}
    assert weights["unicorn"] == 1.0
    assert weights["unicorn"] > weights["appl"] > weights["port"]


def test_the_vector_is_that_of_the_question(newsroom: Store, embedder: HashingEmbedder) -> None:
    retrieval = search(newsroom, "Where are the pears?")
    np.testing.assert_array_equal(retrieval.vectors, embedder.encode_queries(["Where are the pears?"]))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(outlets=("TIDINGS",)), {HARBOUR}),
        (Filter(since=date(2024, 5, 1)), {ORCHARD}),
        (Filter(until=date(2024, 5, 1)), {HARBOUR}),
        (Filter(outlets=("None",)), set()),
        (None, set(COLLECTION)),
    ],
)
def test_filters(newsroom: Store, where: Filter | None, expected: set[object]) -> None:
    hits = search(newsroom, "apples harbour library", 10, where).hits
    assert {hit.article for hit in hits} == expected


def test_an_empty_store_has_no_hits(store: Store) -> None:
    retrieval = search(store, "Where are the pears?")
    assert retrieval.hits == ()


def test_common_words_are_not_searched_in_a_large_collection() -> None:
    frequencies = {"port": 52, "lighthous": 1}
    assert searched_terms(frequencies, 54, small=10) == ["lighthous"]
    assert searched_terms(frequencies, 54, small=100) == ["lighthous", "port"]
    assert searched_terms({"port": 52}, 54, small=10) == ["port"]  # common words alone keep their rarest
    assert searched_terms({str(n): n for n in range(20)}, 99) == [str(n) for n in range(12)]


def test_an_article_may_be_added_between_counting_and_searching(
    store: Store, embedder: HashingEmbedder
) -> None:
    class Late:
        """A store that gets an article right after its articles are counted."""

        def count(self) -> Counts:
            counts = store.count()
            put(store, embedder, HARBOUR)
            return counts

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

    question = understand("How many boats were damaged by the storm?")
    retrieval = retrieve(Late(), question, k=10)  # type: ignore[arg-type]
    assert (len(retrieval.hits), retrieval.passages) == (2, 2)
    measured = signals(question, retrieval, [])
    assert measured is not None
    assert measured.size == pytest.approx(math.log10(2))


def test_a_question_embedded_before_an_exchange_of_models_is_embedded_again(newsroom: Store) -> None:
    class Reversed(HashingEmbedder):
        name = "reversed"

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            return super().encode_documents(texts)[:, ::-1]

    class Exchanged:
        """A store that is re-embedded just before the first search."""

        def search(self, *arguments: Any, **options: Any) -> list[Candidate]:
            if newsroom.model != Reversed.name:
                newsroom.rebuild(embedder=Reversed())
            return newsroom.search(*arguments, **options)

        def __getattr__(self, name: str) -> Any:
            return getattr(newsroom, name)

    question = understand("How many boats were damaged by the storm?")
    during = retrieve(Exchanged(), question, k=10)  # type: ignore[arg-type]
    assert newsroom.model == Reversed.name
    assert during.hits == retrieve(newsroom, question, k=10).hits


def test_the_terms_of_a_passage_are_those_of_headline_and_text(newsroom: Store) -> None:
    retrieval = search(newsroom, "Where are the pears?")
    passage = next(hit.passage.id for hit in retrieval.hits if hit.article == ORCHARD)
    assert {"good", "year", "pear", "farmer"} <= retrieval.terms[passage]
    assert set(retrieval.terms) == {hit.passage.id for hit in retrieval.hits}


def test_both_words_and_vectors_order_the_hits(newsroom: Store) -> None:
    hits = search(newsroom, "apples harbour library", 10).hits
    candidates = [Candidate(0, hit.cosine, hit.bm25) for hit in hits]
    np.testing.assert_allclose([hit.score for hit in hits], fuse(candidates))
    assert not np.allclose(fuse(candidates), fuse(candidates, 1.0))
    assert not np.allclose(fuse(candidates), fuse(candidates, 0.0))


def test_a_follow_up_is_searched_with_the_turn_before(newsroom: Store, embedder: HashingEmbedder) -> None:
    before = "How many boats were damaged by the storm?"
    question = understand("And who paid for it?", [(before, Answer(before))])
    retrieval = retrieve(newsroom, question, k=10)
    np.testing.assert_array_equal(
        retrieval.vectors, embedder.encode_queries([question.search_text, "And who paid for it?"])
    )


def test_a_question_for_the_latest_prefers_newer_articles(store: Store, embedder: HashingEmbedder) -> None:
    text = "The crane drivers' strike goes on, the union said."
    days = ("2024-01-01", "2024-06-01", "2024-05-02", "")
    put(store, embedder, *[Article(f"a{n}", text, published=day) for n, day in enumerate(days)])
    plain = search(store, "Who is on strike?").hits
    assert [hit.score for hit in plain] == [0.0] * 4
    latest = search(store, "What is the latest on the strike?").hits
    assert [hit.article.published for hit in latest] == ["2024-06-01", "2024-05-02", "2024-01-01", ""]
    assert [hit.score for hit in latest] == pytest.approx(
        [RECENCY, RECENCY / 2, RECENCY / 2 ** (152 / FRESH), 0]
    )


def test_a_far_better_match_stays_before_a_newer_one(newsroom: Store) -> None:
    hits = search(newsroom, "boats damaged").hits
    old, new = (
        replace(hit, article=replace(hit.article, published=day))
        for hit, day in zip(hits[:2], ("2020-01-01", "2024-01-01"), strict=True)
    )
    ordered = with_recency([replace(new, score=0.0), replace(old, score=RECENCY + 0.1)])
    assert [hit.article.published for hit in ordered] == ["2020-01-01", "2024-01-01"]


# A conversation


def test_an_article_of_the_thread_gains_a_bonus(newsroom: Store) -> None:
    hits = search(newsroom, "boats damaged").hits[:2]
    first, second = (replace(hit, score=score) for hit, score in zip(hits, (0.5, 0.1), strict=True))
    second = replace(second, article=ORCHARD)
    ordered = with_thread([first, second], {ORCHARD.identity: 0.5})
    assert [(hit.article.identity, hit.score) for hit in ordered] == [
        (ORCHARD.identity, 0.1 + THREAD / 2),
        (first.article.identity, 0.5),
    ]


def test_passages_of_the_thread_are_searched_as_well(newsroom: Store) -> None:
    question = understand("Where was the salt mine?")
    assert retrieve(newsroom, question, k=1).hits[0].article != ORCHARD
    preferring = retrieve(newsroom, replace(question, articles={ORCHARD.identity: 9.0}), k=1)
    assert preferring.hits[0].article == ORCHARD
    tidings = Filter(outlets=("Tidings",))
    filtered = retrieve(newsroom, replace(question, articles={ORCHARD.identity: 9.0}), k=1, where=tidings)
    assert filtered.hits[0].article == HARBOUR
