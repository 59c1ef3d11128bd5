"""Dateline as llama-index components, used as in llama-index programs."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from doubles import EvenReader
from llama_index.core.base.response.schema import StreamingResponse
from newsroom import COLLECTION, HARBOUR, ORCHARD

from assistant import ABSTAINED, Assistant
from assistant.rank import Ranker
from benchmarks.scripted_llm import ScriptedLLM, citing
from storage import Store
from storage.errors import QuestionError
from storage.records import Article

pytestmark = pytest.mark.no_index

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore
    from llama_index.core.vector_stores import MetadataFilters

BOATS = "How many boats were damaged by the storm in Port Elm?"


@pytest.fixture
def assistant(newsroom: Store) -> Assistant:
    """An assistant that answers at any confidence."""
    return Assistant(newsroom, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]


def test_they_are_llama_index_components(assistant: Assistant) -> None:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

    assert isinstance(assistant.as_retriever(), BaseRetriever)
    assert isinstance(assistant.as_query_engine(), BaseQueryEngine)


def check_nodes(nodes: list[NodeWithScore]) -> None:
    articles = {article.id: article for article in COLLECTION}
    for scored in nodes:
        node = scored.node
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
    assert len(assistant.as_retriever(similarity_top_k=2).retrieve(BOATS)) == 2


def test_query_engine(assistant: Assistant) -> None:
    response = assistant.as_query_engine().query(BOATS)
    answer = assistant.ask(BOATS)
    assert str(response) == answer.text
    assert response.metadata["citations"] == answer.to_dict()["citations"]
    check_nodes(response.source_nodes)
    cited = {citation.passage.id for citation in answer.citations}
    assert {n.node.node_id for n in response.source_nodes} == cited


@pytest.mark.parametrize("k", [1, 2, 20])
def test_the_cited_passages_are_source_nodes_for_any_k(assistant: Assistant, k: int) -> None:
    for question in (BOATS, "pears apples library harbour", "What did wasps ruin?"):
        response = assistant.as_query_engine(similarity_top_k=k).query(question)
        cited = {citation.passage.id for citation in assistant.ask(question).citations}
        assert {n.node.node_id for n in response.source_nodes} == cited


def test_silence_shows_the_nearest_passages(newsroom: Store) -> None:
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=1.1)  # type: ignore[arg-type]
    response = assistant.as_query_engine(similarity_top_k=2).query(BOATS)
    assert (str(response), len(response.source_nodes)) == (ABSTAINED, 2)
    assert response.metadata["abstained"] is True
    check_nodes(response.source_nodes)


def test_retriever_and_engine_work_in_a_coroutine(assistant: Assistant) -> None:
    async def both() -> tuple[list[NodeWithScore], str]:
        nodes = await assistant.as_retriever().aretrieve("What did wasps ruin?")
        return nodes, str(await assistant.as_query_engine().aquery("What did wasps ruin?"))

    nodes, text = asyncio.run(both())
    assert nodes[0].node.metadata["id"] == ORCHARD.id
    assert text == assistant.ask("What did wasps ruin?").text


def test_an_invalid_question_is_an_error_of_the_engine(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        assistant.as_query_engine().query("?!")
    with pytest.raises(QuestionError):
        assistant.as_retriever().retrieve("?!")


def test_inside_a_query_engine_of_llama_index(assistant: Assistant) -> None:
    """llama-index accepts the retriever. Its mock of a language model is enough for this test."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    engine = RetrieverQueryEngine.from_args(assistant.as_retriever(similarity_top_k=2), llm=MockLLM())
    response = engine.query(BOATS)
    assert "42 boats" in str(response)  # the mock repeats the prompt with the passages
    assert len(response.source_nodes) == 2


# Filters


def ids(nodes: list[NodeWithScore]) -> set[str]:
    return {node.node.metadata["id"] for node in nodes}


def metadata_filters(conditions: list[tuple[str, str, object]]) -> MetadataFilters:
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

    filters = [MetadataFilter(key=key, operator=way, value=value) for key, way, value in conditions]
    return MetadataFilters(filters=filters)


def test_the_filters_of_dateline(assistant: Assistant) -> None:
    everything = "boats apples library"
    assert ids(assistant.as_retriever(outlets=["Tidings"]).retrieve(everything)) == {HARBOUR.id}
    assert ids(assistant.as_retriever(since="2024-10-20").retrieve(everything)) == {ORCHARD.id}
    response = assistant.as_query_engine(until="2024-03-04").query(everything)
    assert ids(response.source_nodes) == {HARBOUR.id}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([("outlet", "==", "tidings")], {HARBOUR}),
        ([("outlet", "in", ["Tidings", "The Courier"])], {HARBOUR, ORCHARD}),
        ([("outlet", "in", ["Tidings", "The Courier"]), ("outlet", "==", "the courier")], {ORCHARD}),
        ([("published", "==", "2024-03-04")], {HARBOUR}),
        ([("published", ">=", "2024-03-04")], {HARBOUR, ORCHARD}),
        ([("published", ">", "2024-03-04")], {ORCHARD}),
        ([("published", "<=", "2024-10-20")], {HARBOUR, ORCHARD}),
        ([("published", "<", "2024-10-20")], {HARBOUR}),
        ([("published", ">=", "2024-01-01"), ("published", ">=", "2024-05-01")], {ORCHARD}),
        ([("published", "<", "2024-12-01"), ("outlet", "==", "Tidings")], {HARBOUR}),
        ([], set(COLLECTION)),
    ],
)
def test_the_metadata_filters_of_llama_index(
    assistant: Assistant, conditions: list[tuple[str, str, object]], expected: set[Article]
) -> None:
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

    filters = MetadataFilters(
        filters=[
            MetadataFilter(key=key, operator=operator, value=value) for key, operator, value in conditions
        ]
    )
    for each in (filters, type(filters)(filters=[filters])):
        nodes = assistant.as_retriever(filters=each).retrieve("boats apples library")
        assert ids(nodes) == {article.id for article in expected}


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([("title", "==", "Storm")], "can't filter by 'title' == 'Storm': expected 'outlet'"),
        ([("outlet", "!=", "Tidings")], "can't filter by 'outlet' != 'Tidings': expected 'outlet'"),
        ([("published", "in", ["2024-03-04"])], "published is ['2024-03-04'], expected a day"),
        ([("published", ">", "soon")], "published is 'soon', expected a day"),
        ([("published", ">", "9999-12-31")], "no day is > 9999-12-31"),
        ([("published", "<", "0001-01-01")], "no day is < 0001-01-01"),
        ([("outlet", "in", [1])], "can't filter by 'outlet' in [1]: expected 'outlet'"),
        (
            [("outlet", "==", "A"), ("outlet", "==", "B")],
            "one admits ['A'], another ['B']. Remove or",
        ),
        (
            [("published", ">", "2024-03-04"), ("published", "<", "2024-03-04")],
            "no day passes all filters: one admits 2024-03-05 and later, another 2024-03-03 and earlier.",
        ),
    ],
)
def test_contradictory_filters_are_refused(
    assistant: Assistant, conditions: list[tuple[str, str, object]], message: str
) -> None:
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

    filters = MetadataFilters(
        filters=[
            MetadataFilter(key=key, operator=operator, value=value) for key, operator, value in conditions
        ]
    )
    for make in (assistant.as_retriever, assistant.as_query_engine):
        with pytest.raises(QuestionError, match=re.escape(message)):
            make(filters=filters)


def test_filters_joined_by_or_are_refused(assistant: Assistant) -> None:
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

    either = [MetadataFilter(key="outlet", value=name) for name in ("Tidings", "The Courier")]
    with pytest.raises(QuestionError, match="filters are joined by 'or', expected 'and'"):
        assistant.as_retriever(filters=MetadataFilters(filters=either, condition="or"))


@pytest.mark.parametrize("nested", [False, True])
def test_negated_filters_are_refused(assistant: Assistant, nested: bool) -> None:
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters

    filters = MetadataFilters(filters=[MetadataFilter(key="outlet", value="Tidings")], condition="not")
    if nested:
        filters = MetadataFilters(filters=[filters])
    with pytest.raises(QuestionError, match="filters are joined by 'not', expected 'and'"):
        assistant.as_retriever(filters=filters)


def test_a_query_does_not_block_the_event_loop(assistant: Assistant) -> None:
    async def ask_and_count() -> tuple[str, int]:
        asking = asyncio.create_task(assistant.as_query_engine().aquery(BOATS))
        turns = 0
        while not asking.done():
            turns += 1
            await asyncio.sleep(0)
        return str(await asking), turns

    text, turns = asyncio.run(ask_and_count())
    assert text == assistant.ask(BOATS).text
    assert turns > 1


def test_a_query_engine_with_a_language_model_streams(assistant: Assistant) -> None:
    llm = ScriptedLLM(
        script=citing("Mayor Vance said that the storm damaged 42 boats [ID].", "42"), prompts=[]
    )
    response = assistant.as_query_engine(llm=llm).query(BOATS)
    assert isinstance(response, StreamingResponse)
    assert "".join(response.response_gen) == "Mayor Vance said that the storm damaged 42 boats. [1]"
    check_nodes(response.source_nodes)
    assert [node.node.metadata["id"] for node in response.source_nodes] == [HARBOUR.id]
    assert response.metadata is not None
    assert response.metadata["citations"][0]["start"] == HARBOUR.text.index("Mayor")
    assert assistant.llm is None


def test_a_chat_engine_remembers_the_conversation(assistant: Assistant) -> None:
    engine = assistant.as_chat_engine()
    first = engine.chat(BOATS)
    assert first.response == assistant.ask(BOATS).text
    check_nodes(first.source_nodes)
    follow_up = "Who said so?"
    streamed = engine.stream_chat(follow_up)
    text = "".join(streamed.response_gen)
    assert text == assistant.ask(follow_up, history=[(BOATS, assistant.ask(BOATS))]).text
    check_nodes(streamed.source_nodes)
    assert [message.content for message in engine.chat_history] == [BOATS, first.response, follow_up, text]
    with pytest.raises(ValueError, match="keeps its own"):
        engine.chat(BOATS, chat_history=engine.chat_history)
    engine.reset()
    assert engine.chat_history == []
