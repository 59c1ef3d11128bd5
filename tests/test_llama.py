"""Dateline as llama-index components, used the way llama-index programs use them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from newsroom import COLLECTION, HARBOUR, ORCHARD

from assistant import ABSTAINED, Assistant
from storage import Store
from storage.errors import QuestionError

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore

BOATS = "How many boats were damaged by the storm in Port Elm?"


@pytest.fixture
def assistant(newsroom: Store, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """It always answers, whatever the confidence."""
    monkeypatch.setattr("assistant.assistant.THRESHOLD", 0.0)
    return Assistant.open(newsroom)


def test_they_are_llama_index_components(assistant: Assistant) -> None:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

    assert isinstance(assistant.as_retriever(), BaseRetriever)
    assert isinstance(assistant.as_query_engine(), BaseQueryEngine)


def check_nodes(nodes: list[NodeWithScore]) -> None:
    articles = {article.id: article for article in COLLECTION}
    for found in nodes:
        node = found.node
        article = articles[node.metadata["id"]]
        assert node.text == article.text[node.start_char_idx : node.end_char_idx]
        assert node.source_node.node_id == article.id
        assert node.metadata == {
            "id": article.id,
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published or None,
            "url": article.url or None,
            "authors": list(article.authors),
        }


def test_retriever(assistant: Assistant) -> None:
    nodes = assistant.as_retriever().retrieve(BOATS)
    hits = assistant.search(BOATS)
    check_nodes(nodes)
    assert [n.node.node_id for n in nodes] == [hit.passage.id for hit in hits]
    assert [n.score for n in nodes] == [hit.score for hit in hits]
    assert nodes[0].node.metadata["id"] == HARBOUR.id
    assert len(assistant.as_retriever(k=2).retrieve(BOATS)) == 2


def test_query_engine(assistant: Assistant) -> None:
    response = assistant.as_query_engine().query(BOATS)
    answer = assistant.ask(BOATS)
    assert str(response) == answer.text
    assert response.metadata["citations"] == answer.to_dict()["citations"]
    check_nodes(response.source_nodes)
    cited = {citation.passage.id for citation in answer.citations}
    assert {n.node.node_id for n in response.source_nodes} == cited


@pytest.mark.parametrize("k", [1, 2, 20])
def test_the_passages_cited_are_there_whatever_k_is(assistant: Assistant, k: int) -> None:
    for question in (BOATS, "pears apples library harbour", "What did wasps ruin?"):
        response = assistant.as_query_engine(k=k).query(question)
        wanted = {citation.passage.id for citation in assistant.ask(question).citations}
        assert {n.node.node_id for n in response.source_nodes} == wanted


def test_silence_shows_the_nearest_passages(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.assistant.THRESHOLD", 1.1)
    response = assistant.as_query_engine(k=2).query(BOATS)
    assert (str(response), len(response.source_nodes)) == (ABSTAINED, 2)
    assert response.metadata["abstained"] is True
    check_nodes(response.source_nodes)


def test_from_a_coroutine(assistant: Assistant) -> None:
    async def both() -> tuple[list[NodeWithScore], str]:
        nodes = await assistant.as_retriever().aretrieve("What did wasps ruin?")
        return nodes, str(await assistant.as_query_engine().aquery("What did wasps ruin?"))

    nodes, text = asyncio.run(both())
    assert nodes[0].node.metadata["id"] == ORCHARD.id
    assert text == assistant.ask("What did wasps ruin?").text


def test_a_question_that_cannot_be_asked(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        assistant.as_query_engine().query("?!")
    with pytest.raises(QuestionError):
        assistant.as_retriever().retrieve("?!")


def test_inside_a_query_engine_of_llama_index(assistant: Assistant) -> None:
    """The retriever serves where llama-index asks for one; its mock of a language model is real enough."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    engine = RetrieverQueryEngine.from_args(assistant.as_retriever(k=2), llm=MockLLM())
    response = engine.query(BOATS)
    assert "42 boats" in str(response)  # the mock repeats the prompt, passages and all
    assert len(response.source_nodes) == 2
