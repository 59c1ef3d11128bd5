"""Anthropic's own citations, in its wire format from a server on loopback: with our offsets, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from doubles import EvenReader
from llm_servers import KEY, Cites, LLMServer, Piece, llm_serving

from assistant import Answer, Assistant
from assistant.rank import Ranker
from storage import Store

BOATS = "How many boats were damaged by the storm in Port Elm?"
pytestmark = pytest.mark.slow  # the class takes seconds to import
QUOTE = "Mayor Ruth Vance said 42 boats were damaged by the storm."
TRUE = "Mayor Vance said that the storm damaged 42 boats."
WRONG = "Mayor Vance said that the storm damaged all boats."


@pytest.fixture(scope="module")
def server() -> Iterator[LLMServer]:
    pytest.importorskip("llama_index.llms.anthropic", reason="the extra for Anthropic isn't installed")
    with llm_serving() as running:
        yield running


def source_of(prompt: str, words: str) -> str:
    """The source of the search result that has these words."""
    results = re.split(r"^\[(\w+)\] ", prompt, flags=re.MULTILINE)
    return next(name for name, text in zip(results[1::2], results[2::2], strict=True) if words in text)


def answer_to(server: LLMServer, newsroom: Store, *pieces: Piece) -> Answer:
    from assistant.prose.models import open_llm

    def model(prompt: str) -> Iterator[Piece]:
        for piece in pieces:
            is_ours = isinstance(piece, Cites) and piece.source == "ours"
            yield Cites(source_of(prompt, "42 boats"), piece.words) if is_ours else piece  # type: ignore[union-attr]

    server.play(model)  # type: ignore[arg-type]
    llm = open_llm(server.spec("anthropic"), {"ANTHROPIC_API_KEY": KEY})
    ranker: Any = Ranker(EvenReader())  # type: ignore[arg-type]
    return Assistant(newsroom, ranker, threshold=0.0, llm=llm).ask(BOATS)


def test_a_citation_block_becomes_a_citation_with_our_offsets(server: LLMServer, newsroom: Store) -> None:
    answer = answer_to(server, newsroom, TRUE, Cites("ours", "the provider's own idea of the words"))
    assert (answer.text, answer.sentences[0].kind) == (f"{TRUE} [1]", "prose")
    (citation,) = answer.citations
    assert citation.quote == QUOTE == citation.article.text[citation.start : citation.end]
    (request,) = server.requests
    results = [part for part in request["messages"][0]["content"] if part["type"] == "search_result"]
    assert results
    assert all(part["citations"]["enabled"] for part in results)


@pytest.mark.parametrize(
    ("pieces", "notice"),
    [
        ((TRUE,), "cited none of the passages"),
        ((TRUE, Cites("https://evil.example", QUOTE)), "cited none of the passages"),
        ((WRONG, Cites("ours", WRONG)), ""),  # cited words that no passage has
    ],
)
def test_a_citation_block_is_not_believed(
    server: LLMServer, newsroom: Store, pieces: tuple[Piece, ...], notice: str
) -> None:
    answer = answer_to(server, newsroom, *pieces)
    assert answer.sentences[0].text == QUOTE
    assert "all boats" not in answer.text
    assert notice in " ".join(answer.notices)
