"""Answers kept as JSON, and read again after the store has changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, put

from assistant import Answer, Assistant
from assistant.own_words import OwnWords
from assistant.saved_answers import from_json, to_json
from storage import Store
from storage.errors import ArticleNotFound
from storage.records import Article


def codes(words: object) -> object:
    """What the page needs to say the assistant's own words in another language."""
    if isinstance(words, OwnWords):
        return words.code, {name: codes(value) for name, value in words.values.items()}
    return [codes(each) for each in words] if isinstance(words, tuple) else words


@pytest.mark.parametrize(
    "question",
    [
        "How many soldiers has Armenia lost?",
        "How many people does Russia believe have died?",
        "Summarise the fighting",
        "Who won the chess championship in Reykjavik?",
        "What's in the collection?",
        "Hello",
        "Who is Pashynian?",
    ],
)
def test_an_answer_is_read_as_it_was_kept(samples: Assistant, question: str) -> None:
    answer = samples.ask(question)
    text = to_json(answer)
    kept = from_json(text, samples.store.article)
    assert kept == answer
    assert codes((kept.reply, *kept.notices)) == codes((answer.reply, *answer.notices))
    assert all(citation.article.text not in text for citation in answer.citations)


def test_an_answer_quotes_the_version_that_it_was_made_from(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    answer = Assistant.open(newsroom, threshold=0.0).ask("How many boats were damaged by the storm?")
    text = to_json(answer)
    put(newsroom, embedder, replace(HARBOUR, text="The harbour is open again.", updated="2024-03-09"))
    assert from_json(text, newsroom.article) == answer
    newsroom.remove(HARBOUR.id)
    with pytest.raises(ArticleNotFound):
        from_json(text, newsroom.article)


def test_a_changed_text_is_an_error(newsroom: Store) -> None:
    text = to_json(Assistant.open(newsroom, threshold=0.0).ask("How many boats were damaged by the storm?"))

    def changed(article_id: str, version: str) -> Article:
        article = newsroom.article(article_id, version)
        return replace(article, text=article.text.upper())

    with pytest.raises(ValueError, match="must equal its quotation"):
        from_json(text, changed)


@pytest.mark.parametrize("change", [{"question": 7}, {"other": ""}, {"sentences": [{"text": 1}]}])
def test_another_form_of_answer_is_an_error(newsroom: Store, change: dict[str, object]) -> None:
    kept = json.loads(to_json(Answer("Who?"))) | change
    with pytest.raises(ValueError, match="an answer of another version"):
        from_json(json.dumps(kept), newsroom.article)
