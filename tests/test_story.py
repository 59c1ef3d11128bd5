"""The articles on the story of one article."""

from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, ORCHARD, put

from assistant.answer import Answer, Citation, Sentence
from assistant.story import same_event, story
from storage import Store
from storage.errors import ArticleNotFound
from storage.records import Hit


def test_a_story_is_what_opens_with_the_same_event_in_the_days_around(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    wire = "The harbour of Port Elm was closed on Monday. The storm damaged 42 boats, the mayor said."
    same = replace(HARBOUR, identity="same", url="", text=wire, published="2024-03-06")
    again = "The storm damaged boats in the harbour of Port Elm. It was closed on Monday."
    later = replace(same, identity="later", text=again, published="2024-05-06")
    put(newsroom, embedder, same, later)
    assert story(newsroom, HARBOUR.id) == (HARBOUR.id, same.id)
    assert story(newsroom, ORCHARD.id) == (ORCHARD.id,)
    hits = tuple(Hit(each, newsroom.passages_of(each.id)[0], 1.0) for each in (same, later, ORCHARD))
    quoted = Citation(1, HARBOUR, newsroom.passages_of(HARBOUR.id)[0], 46, 103)
    answer = Answer("How many boats?", (Sentence(quoted.quote, (1,)),), (quoted,), hits)
    assert same_event(newsroom, answer) == (same.id,)
    assert same_event(newsroom, Answer("How many boats?", passages=hits)) == ()
    with pytest.raises(ArticleNotFound):
        story(newsroom, "none")
