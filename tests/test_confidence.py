from dataclasses import replace

import pytest

from assistant.confidence import ANSWERED, REPORTED, Signals, confidence, signals
from assistant.evidence import LARGEST_LEAD
from assistant.language.question import understand
from assistant.rank import Ranker
from assistant.retrieve import retrieve
from storage import Store

ASKED = understand("How many boats were damaged?")
LOW = Signals(0.2, 0.2, 0.2, 0.2, -3.0, -3.0, size=1.0, size_by_terms=5.0)


def test_confidence_is_a_probability_and_zero_without_hits() -> None:
    assert confidence(ASKED, None) == 0.0
    high = LOW._replace(
        passage_cosine=1.0, passage_coverage=1.0, sentence_coverage=1.0, evidence=6.0, span=6.0
    )
    assert 0 < confidence(ASKED, LOW) < confidence(ASKED, high) <= 1


@pytest.mark.parametrize(
    "name",
    ["passage_cosine", "passage_coverage", "evidence", "typed", "checked", "lead", "keywords", "yes_or_no"],
)
def test_confidence_grows_with_each_signal(name: str) -> None:
    assert confidence(ASKED, LOW._replace(**{name: 0.9})) > confidence(ASKED, LOW)


def test_confidence_falls_with_the_size_of_the_collection() -> None:
    assert confidence(ASKED, LOW._replace(size=5.0)) < confidence(ASKED, LOW)


def test_a_request_about_a_topic_needs_no_answering_sentence() -> None:
    about = understand("What do the articles say about the boats?")
    assert confidence(about, LOW) == confidence(
        about, LOW._replace(evidence=9.0, span=9.0, sentence_coverage=1.0)
    )
    assert {"evidence", "span"} == {"evidence", "span"} & ANSWERED.weights.keys() - REPORTED.weights.keys()


def test_the_named_share_is_that_of_the_best_passage(newsroom: Store) -> None:
    def named(text: str) -> float:
        question = understand(text)
        retrieval = retrieve(newsroom, question, k=10)
        return signals(question, retrieval, Ranker().rank(question, retrieval)).named

    assert named("How many boats were damaged by the storm in Port Elm?") == 1.0
    assert named("How many boats were damaged by the storm?") == 1.0
    assert named("How many boats were damaged by the storm in Brazil?") == 0.0
    assert 0.0 < named("How many boats in Port Elm were damaged in 1999?") < 1.0


@pytest.mark.parametrize(
    ("text", "set_signals"),
    [
        ("How many boats were damaged?", {"asks_for_type"}),
        ("boats damaged by the storm", {"keywords"}),
        ("Were 42 boats damaged?", {"yes_or_no"}),
        ("Who said that boats were damaged?", {"asks_for_type", "speech"}),
        ("Which towns were damaged?", {"asks_for_type", "several"}),
        ("What happened to the boats?", set()),
    ],
)
def test_the_kind_of_request_is_a_signal(newsroom: Store, text: str, set_signals: set[str]) -> None:
    measured = signals(question := understand(text), retrieve(newsroom, question, k=10), [])
    kinds = ("asks_for_type", "keywords", "yes_or_no", "speech", "several")
    assert {name for name in kinds if getattr(measured, name)} == set_signals


def test_the_lead_and_the_type_of_the_best_sentence_are_signals(newsroom: Store) -> None:
    retrieval = retrieve(newsroom, ASKED, k=10)
    evidence = Ranker().rank(ASKED, retrieval)
    measured = signals(ASKED, retrieval, evidence)
    assert (measured.typed, measured.checked) == (1.0, 1.0)  # "42 boats"
    assert measured.lead == pytest.approx(min(LARGEST_LEAD, evidence[0].score - evidence[1].score))
    assert signals(ASKED, retrieval, evidence[:1]).lead == LARGEST_LEAD
    untyped = [each for each in evidence if "42" not in each.text]
    assert signals(ASKED, retrieval, untyped).checked == 0.0


def test_an_empty_search_has_no_signals(store: Store) -> None:
    assert signals(ASKED, retrieve(store, ASKED, k=10), []) is None


def test_an_answerable_question_gets_more_confidence(newsroom: Store) -> None:
    def probability(text: str) -> float:
        question = understand(text)
        retrieval = retrieve(newsroom, question, k=10)
        return confidence(question, signals(question, retrieval, Ranker().rank(question, retrieval)))

    assert probability("What did wasps ruin?") > probability("Who won the football cup in Brazil?")


def test_the_number_of_passages_does_not_change_confidence(newsroom: Store) -> None:
    retrieval = retrieve(newsroom, ASKED, k=10)
    evidence = Ranker().rank(ASKED, retrieval)
    further = replace(retrieval.hits[0], cosine=1.0, bm25=99.0)
    longer = replace(retrieval, hits=(*retrieval.hits, *[retrieval.hits[-1]] * 10, further))
    assert signals(ASKED, longer, evidence) == signals(ASKED, retrieval, evidence)
