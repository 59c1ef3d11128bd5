from dataclasses import replace

import pytest

from assistant.confidence import ANSWERED, REPORTED, Signals, confidence, signals
from assistant.language.question import understand
from assistant.rank import Ranker
from assistant.retrieve import retrieve
from storage import Store

ASKED = understand("How many boats were damaged?")
LOW = Signals(0.2, 0.2, 0.2, 0.2, -3.0, -3.0, size=1.0, size_by_terms=5.0)


def test_it_is_a_probability_and_zero_when_nothing_was_found() -> None:
    assert confidence(ASKED, None) == 0.0
    high = LOW._replace(
        passage_cosine=1.0, passage_coverage=1.0, sentence_coverage=1.0, evidence=6.0, span=6.0
    )
    assert 0 < confidence(ASKED, LOW) < confidence(ASKED, high) <= 1


@pytest.mark.parametrize("name", ["passage_cosine", "passage_coverage", "evidence"])
def test_it_grows_with_each_signal(name: str) -> None:
    assert confidence(ASKED, LOW._replace(**{name: 0.9})) > confidence(ASKED, LOW)


def test_a_find_says_less_in_a_larger_collection() -> None:
    assert confidence(ASKED, LOW._replace(size=5.0)) < confidence(ASKED, LOW)


def test_about_needs_no_sentence_that_answers() -> None:
    about = understand("What do the articles say about the boats?")
    assert confidence(about, LOW) == confidence(
        about, LOW._replace(evidence=9.0, span=9.0, sentence_coverage=1.0)
    )
    assert {"evidence", "span"} == {"evidence", "span"} & ANSWERED.weights.keys() - REPORTED.weights.keys()


def test_names_of_the_question_are_looked_for_where_the_answer_stands(newsroom: Store) -> None:
    def named(text: str) -> float:
        question = understand(text)
        retrieval = retrieve(newsroom, question, k=10)
        return signals(question, retrieval, Ranker().rank(question, retrieval)).named

    assert named("How many boats were damaged by the storm in Port Elm?") == 1.0
    assert named("How many boats were damaged by the storm?") == 1.0
    assert named("How many boats were damaged by the storm in Brazil?") == 0.0
    assert 0.0 < named("How many boats in Port Elm were damaged in 1999?") < 1.0


def test_signals_of_nothing(store: Store) -> None:
    assert signals(ASKED, retrieve(store, ASKED, k=10), []) is None


def test_what_was_asked_for_gives_more_confidence_than_what_was_not(newsroom: Store) -> None:
    def probability(text: str) -> float:
        question = understand(text)
        retrieval = retrieve(newsroom, question, k=10)
        return confidence(question, signals(question, retrieval, Ranker().rank(question, retrieval)))

    assert probability("What did wasps ruin?") > probability("Who won the football cup in Brazil?")


def test_more_passages_asked_for_change_nothing(newsroom: Store) -> None:
    retrieval = retrieve(newsroom, ASKED, k=10)
    evidence = Ranker().rank(ASKED, retrieval)
    further = replace(retrieval.hits[0], cosine=1.0, bm25=99.0)
    longer = replace(retrieval, hits=(*retrieval.hits, *[retrieval.hits[-1]] * 10, further))
    assert signals(ASKED, longer, evidence) == signals(ASKED, retrieval, evidence)
