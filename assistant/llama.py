"""Dateline as llama-index components. Only importer of llama_index, which takes seconds to import."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.answer import article_to_dict
from assistant.evidence import PASSAGES
from storage.records import Hit

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class DatelineRetriever(BaseRetriever):  # type: ignore[misc]
    """A query -> the best k passages as nodes, with their exact offsets into the stored article."""

    def __init__(self, assistant: Assistant, *, k: int) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._assistant = assistant
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [to_node(hit) for hit in self._assistant.search(query_bundle.query_str, k=self._k)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):  # type: ignore[misc]
    """A query -> a checked answer. `response.metadata` is the answer's dictionary; the source nodes are the
    passages that it cites, or the nearest ones when it abstains."""

    def __init__(self, assistant: Assistant, *, k: int) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._assistant = assistant
        self._k = k

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str, k=max(self._k, PASSAGES))
        cited = {citation.passage for citation in answer.citations}
        hits = [hit for hit in answer.passages if hit.passage in cited] or answer.passages[: self._k]
        return Response(answer.text, source_nodes=[to_node(hit) for hit in hits], metadata=answer.to_dict())

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def to_node(hit: Hit) -> NodeWithScore:
    """A hit as a llama-index node: its text is the passage, its character offsets those in the article."""
    source = RelatedNodeInfo(node_id=hit.article.id)
    node = TextNode(
        id_=hit.passage.id,
        text=hit.text,
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        metadata=article_to_dict(hit.article),
        relationships={NodeRelationship.SOURCE: source},
    )
    return NodeWithScore(node=node, score=hit.score)
