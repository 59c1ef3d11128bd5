"""The articles on the story of one article."""

from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, ORCHARD, put

from assistant.story import story
from storage import Store
from storage.errors import ArticleNotFound


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
    with pytest.raises(ArticleNotFound):
        story(newsroom, "none")
