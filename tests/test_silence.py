"""Why the articles don't say."""

from __future__ import annotations

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, cut, put
from test_rewording import GERMAN

from assistant.answer import Answer, Citation, Sentence
from assistant.language.rewording import Reworder
from storage import Store
from storage.records import Article
from webchat.scope import EVERY_ARTICLE, Scope
from webchat.silence import UNEXPLAINED, Silence, silence
from webchat.texts import speaking

PORTUGUESE = Article(
    identity="farinha",
    text="A farinha e o pão não são mais os mesmos desde que muitas pessoas foram para as cidades pelo rio.",
    language="pt",
)
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
    found = silence(newsroom, SILENT, WHOLE, lambda scope: FOUND if scope == answering else SILENT)
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
            "Summarise the storm in Reykjavik",
            "No article has the word “Reykjavik”. Is it spelled as in the articles?",
        ),
        (
            "Did the Zeppelin close Reykjavik harbour?",
            "No article has the words “Zeppelin” and “Reykjavik”. Are they spelled as there?",
        ),
        (
            "Kuinka monta venettä vaurioitui myrskyssä?",
            "The question is in Finnish, and most articles are in English. Ask it in English.",
        ),
        (
            "Zeppeline Xylit Reykjavik?",
            "No article has any of these words. Is the question in the language of the articles?",
        ),
    ],
)
def test_words_that_no_article_has_are_named(newsroom: Store, question: str, reason: str) -> None:
    def not_again(_: Scope) -> Answer:
        raise AssertionError("there is no filter to widen")

    assert silence(newsroom, Answer(question), EVERY_ARTICLE, not_again).sentence(EVERY_ARTICLE) == reason
    assert Silence("") == UNEXPLAINED


def test_a_filter_that_changes_nothing_is_not_blamed(newsroom: Store) -> None:
    assert silence(newsroom, SILENT, WHOLE, lambda _: SILENT) == UNEXPLAINED


def test_a_notice_on_the_language_is_not_repeated(newsroom: Store) -> None:
    question = "Wie viele Boote sind gesunken?"
    (notice,) = Reworder(newsroom).reword(question).notices
    found = silence(newsroom, Answer(question, notices=(notice,)), EVERY_ARTICLE, lambda _: SILENT)
    assert (notice.code, found.sentence(EVERY_ARTICLE)) == ("translated", "Ask it in English.")
    with speaking("de"):
        assert found.sentence(EVERY_ARTICLE) == "Fragen Sie auf Englisch."


def test_a_few_articles_in_the_language_of_the_question_are_no_reason_to_be_silent(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    put(newsroom, embedder, GERMAN)
    found = silence(newsroom, Answer("Wer hat den Hafen gebaut?"), EVERY_ARTICLE, lambda _: SILENT)
    assert found.sentence(EVERY_ARTICLE) == (
        "The question is in German, and most articles are in English. Ask it in English."
    )


def test_languages_that_share_function_words_are_told_apart(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    """ "quanto", "o" and "da" are Italian and Portuguese."""
    put(newsroom, embedder, PORTUGUESE)
    question = "Quanto aumentou o preço da farinha?"
    assert Reworder(newsroom).reword(question).notices == ()
    found = silence(newsroom, Answer(question), EVERY_ARTICLE, lambda _: SILENT)
    assert found.languages == ("pt", "en")


def test_a_pasted_text_gets_no_reason(newsroom: Store) -> None:
    def not_again(_: Scope) -> Answer:
        raise AssertionError("the text need not be asked with a wider filter")

    for text in ("Please check this: Ida Wannze won.", "Wannze won. Xylit lost. Nobody came."):
        assert silence(newsroom, Answer(text), WHOLE, not_again) == UNEXPLAINED
