"""Questions drawn from articles, each tried before it is offered."""

from __future__ import annotations

import time

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, put

from assistant import Answer, Assistant
from assistant.drawn_questions import question_of, questions
from storage import Store
from storage.records import Article
from webchat.conversation import Exchange
from webchat.page import EXAMPLES
from webchat.suggestions import PAUSE, Suggestions

pytestmark = pytest.mark.no_index


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Twelve people died in the fire in Oslo.", "How many people died in the fire in Oslo?"),
        ("Twelve people died in the fire at the hotel.", ""),
        (
            "Ruth Vance will reopen the old harbour of Oslo soon.",
            "Who will reopen the old harbour of Oslo soon?",
        ),
        ("She opened the harbour of Oslo on Monday.", ""),
        ("Ida Storm opened her shop in Oslo on Monday.", ""),
        ("On Monday Ida Storm opened the harbour of Oslo.", ""),
        ("The storm closed the harbour of Oslo.", ""),
        ("Ida Storm left.", ""),
        ("“It was late,” Ida Storm said to reporters in the harbour.", ""),
        ("Ida Storm said on the harbour of Oslo on Monday.", ""),
        ("", ""),
    ],
)
def test_a_question_asks_for_the_subject_of_a_sentence(sentence: str, question: str) -> None:
    assert question_of(sentence, named=True) == question


def test_a_question_that_names_nothing_needs_its_article() -> None:
    sentence = "Twelve people died in the fire at the hotel."
    assert question_of(sentence) == "How many people died in the fire at the hotel?"


def test_a_question_is_drawn_once() -> None:
    article = Article("a", "Twelve people died in the fire in Oslo. " * 2 + "It rained.")
    assert list(questions(article)) == ["How many people died in the fire in Oslo?"]


def test_offered_questions_are_answered_from_the_article_they_are_drawn_from(
    store: Store, embedder: HashingEmbedder
) -> None:
    fire = Article("fire", "Twelve people died in the fire in Oslo.", published="2024-05-01")
    put(store, embedder, fire, HARBOUR)
    now = [0.0]
    suggestions = Suggestions(Assistant.open(store, threshold=0.0), lambda: now[0])
    wait_for(suggestions)
    assert suggestions.offered()[0] == "How many people died in the fire in Oslo?"

    store.remove(fire.id)
    assert suggestions.are_drawn(), "a collection may change all the time"
    now[0] = PAUSE
    assert not suggestions.are_drawn()
    wait_for(suggestions)
    assert "How many people died in the fire in Oslo?" not in suggestions.offered()


def test_a_small_collection_offers_two_questions(store: Store, embedder: HashingEmbedder) -> None:
    """Of its sentences, none gives a question that names an event."""
    harbour = "The storm closed the harbour of Oslo. Nobody was hurt in Oslo, and the ferries left on Monday."
    library = "The old library of Bergen will reopen in May. Its books were kept in a salt mine near Bergen."
    put(store, embedder, Article("harbour", harbour), Article("library", library))
    suggestions = Suggestions(Assistant.open(store, threshold=0.0))
    wait_for(suggestions)
    assert sorted(suggestions.offered()) == [
        "What do the articles say about Bergen?",
        "What do the articles say about Oslo?",
    ]


def test_a_question_without_an_answer_is_not_offered(store: Store, embedder: HashingEmbedder) -> None:
    put(store, embedder, Article("fire", "Twelve people died in the fire in Oslo."))
    suggestions = Suggestions(Silent(store))
    wait_for(suggestions)
    assert suggestions.offered() == ()


def wait_for(suggestions: Suggestions) -> None:
    end = time.monotonic() + 60
    while not suggestions.are_drawn():
        assert time.monotonic() < end, "nothing was drawn"
        suggestions.offered()  # as the page does: while the last drawing ends, none begins
        time.sleep(0.02)


def test_the_samples_have_their_own_questions(samples: Assistant) -> None:
    assert Suggestions(samples).offered() == EXAMPLES


def test_following_questions_are_answered_by_other_sentences(store: Store, embedder: HashingEmbedder) -> None:
    text = "Twelve people died in the fire in Oslo. Forty rooms were damaged by the smoke of the fire."
    put(store, embedder, Article("fire", text))
    reader = Assistant.open(store, threshold=0.0)
    question = "How many people died in the fire in Oslo?"
    found = Suggestions(reader).following(Exchange(1, question, reader.ask(question)))
    assert question not in found
    assert len(found) <= 1
    assert Suggestions(reader).following(Exchange(1, question, None)) == []


class Silent:
    """An assistant that never answers."""

    llm = None

    def __init__(self, store: Store) -> None:
        self.store = store

    def ask(self, question: str, **_: object) -> Answer:
        return Answer(question)
