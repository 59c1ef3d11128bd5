from dataclasses import replace

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import check_answer, put

from assistant import Assistant
from assistant.rank import Ranker
from assistant.summary import stands_alone
from storage import Store
from storage.records import Article

FERRY = Article(
    "https://tidings.example/ferry",
    "The ferry Ida sank off Port Elm on Monday in a storm that broke its hull. "
    "She said that the crew had warned the owners about the hull for years. "
    "All 42 people on the ferry Ida were saved by boats from the harbour of Port Elm. "
    "Subscribe to our newsletter for more reports on the ferry Ida and its owners. "
    "The owners of the ferry Ida face a fine because its hull was never inspected. "
    "Bakers in Low Vale won a prize for a pie of apples and pears this week.",
    title="Ferry Ida sinks off Port Elm",
    outlet="Tidings",
    published="2024-03-04",
)
TRIAL = Article(
    "https://courier.example/trial",
    "The owners of the ferry Ida were fined nine million crowns by a court on Friday. "
    "The court said that the hull of the ferry Ida had not been inspected since 2009.",
    title="Owners of ferry Ida are fined",
    outlet="The Courier",
    published="2024-06-07",
)
ORCHARD = Article(
    "https://courier.example/apples",
    "Farmers in Low Vale picked 900 tonnes of apples this autumn, more than ever. "
    "Wasps ruined the pears of Low Vale before the farmers could pick them.",
    title="A good year for apples",
    outlet="The Courier",
    published="2024-10-20",
)


@pytest.fixture
def assistant(store: Store, embedder: HashingEmbedder) -> Assistant:
    put(store, embedder, FERRY, TRIAL, ORCHARD)
    return Assistant(store, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]


def test_a_summary_is_in_the_order_of_events_and_each_sentence_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise the case of the ferry Ida and its owners")
    check_answer(answer, assistant.store)
    assert [sentence.text for sentence in answer.sentences] == [
        "The ferry Ida sank off Port Elm on Monday in a storm that broke its hull.",
        "All 42 people on the ferry Ida were saved by boats from the harbour of Port Elm.",
        "The owners of the ferry Ida face a fine because its hull was never inspected.",
        "The owners of the ferry Ida were fined nine million crowns by a court on Friday.",
    ]
    assert [citation.number for citation in answer.citations] == [1, 2, 3, 4]
    assert answer.short is None


def test_the_latest_starts_with_the_newest_article_and_names_its_day(assistant: Assistant) -> None:
    answer = assistant.ask("What's the latest on the ferry Ida?")
    check_answer(answer, assistant.store)
    assert {citation.article.published for citation in answer.citations} >= {"2024-06-07"}
    assert "The newest report quoted is from 7 June 2024." in answer.notices


def test_a_copy_is_not_summarised_twice(assistant: Assistant, embedder: HashingEmbedder) -> None:
    copy = replace(FERRY, identity="https://other.example/ferry", outlet="The Other")
    put(assistant.store, embedder, copy)
    answer = assistant.ask("Summarise the sinking of the ferry Ida")
    check_answer(answer, assistant.store)
    texts = [sentence.text for sentence in answer.sentences]
    assert len(texts) == len(set(texts))


def test_a_summary_without_hits_abstains(store: Store) -> None:
    answer = Assistant(store, Ranker(EvenReader())).ask("Summarise the strike")  # type: ignore[arg-type]
    assert answer.abstained


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The harbour of Port Elm was closed on Monday by a storm.", True),
        ("The harbour of Port Elm was closed on Monday by", False),
        ("The harbour was closed.", False),
        ("He closed the harbour of Port Elm on Monday after the storm.", False),
        ("Sign up for our newsletter about the harbour of Port Elm today.", False),
        ("Editor's note: the harbour of Port Elm was closed on Monday.", False),
    ],
)
def test_sentences_that_stand_alone(sentence: str, expected: bool) -> None:
    assert stands_alone(sentence) is expected
