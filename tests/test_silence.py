"""Why the articles don't say."""

from __future__ import annotations

import pytest
from newsroom import HARBOUR, cut

from assistant.answer import Answer, Citation, Sentence
from storage import Store
from webchat.scope import EVERY_ARTICLE, Scope
from webchat.silence import UNEXPLAINED, Silence, silence

BOATS = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103)
FOUND = Answer("How many boats?", (Sentence(BOATS.quote, (1,)),), (BOATS,))
SILENT = Answer("How many boats?")
WHOLE = Scope(("CNN",), "2024-03-04", "2024-03-05")


@pytest.mark.parametrize(
    ("answering", "wider"),
    [
        (Scope(("CNN",)), Scope(("CNN",))),
        (Scope((), "2024-03-04", "2024-03-05"), Scope((), "2024-03-04", "2024-03-05")),
        (EVERY_ARTICLE, EVERY_ARTICLE),
    ],
)
def test_the_nearest_wider_filter_with_an_answer_is_named(
    newsroom: Store, answering: Scope, wider: Scope
) -> None:
    found = silence(newsroom, "How many boats?", WHOLE, lambda scope: FOUND if scope == answering else SILENT)
    ending = f"With the filter “{wider}” they do." if wider else "Without it they do."
    assert found == Silence("filter", wider)
    assert found.sentence(WHOLE) == f"The articles that pass the filter “{WHOLE}” don't say. {ending}"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many boats?", ""),
        ("Who is Ruth Wannze?", "No article has the word “Wannze”. Is it spelled as in the articles?"),
        (
            "Is it true that Wannze won?",
            "No article has the words “Wannze” and “won”. Are they spelled as there?",
        ),
        (
            "Did the Zeppelin close Reykjavik harbour?",
            "No article has the words “Zeppelin” and “Reykjavik”. Are they spelled as there?",
        ),
        (
            "Kuinka monta venettä vaurioitui myrskyssä?",
            "No article has any of these words. Is the question in the language of the articles?",
        ),
    ],
)
def test_words_that_no_article_has_are_named(newsroom: Store, question: str, reason: str) -> None:
    def not_again(_: Scope) -> Answer:
        raise AssertionError("there is no filter to widen")

    assert silence(newsroom, question, EVERY_ARTICLE, not_again).sentence(EVERY_ARTICLE) == reason
    assert Silence("") == UNEXPLAINED


def test_a_filter_that_changes_nothing_is_not_blamed(newsroom: Store) -> None:
    assert silence(newsroom, "How many boats?", WHOLE, lambda _: SILENT) == UNEXPLAINED
