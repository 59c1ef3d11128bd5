"""Dateline as llama-index components. The only importer of llama_index, which takes seconds to import."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard, Unpack

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response, StreamingResponse
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores import FilterCondition, FilterOperator, MetadataFilter, MetadataFilters

from assistant.answer import Answer
from assistant.as_json import article_to_dict
from assistant.filters import Filters, article_filter, parse_day
from assistant.retrieve import PASSAGES
from storage.errors import QuestionError
from storage.records import Filter, Hit

if TYPE_CHECKING:
    from assistant.assistant import Assistant

__all__ = [
    "DatelineQueryEngine",
    "DatelineRetriever",
    "MetadataFilters",
    "Scope",
    "source_nodes",
    "to_node",
]

ONE_DAY = timedelta(days=1)


class Scope(NamedTuple):
    """The filters of `Assistant.ask`. `outlets` is None for all outlets."""

    outlets: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, filters: MetadataFilters | None, **own: Unpack[Filters]) -> Scope:
        """The articles that pass both Dateline's filters and llama-index's. Raises QuestionError for an
        unsupported filter, and for filters that exclude each other."""
        where = article_filter(**own) or Filter()
        scope = cls(
            where.outlets or None, where.since, where.until, where.languages, where.sections, where.ids
        )
        for condition in _conditions(filters):
            scope = scope._narrowed(condition)
        if scope.since and scope.until and scope.since > scope.until:
            raise QuestionError(
                f"no day passes all filters: one admits {scope.since} and later, another {scope.until} and "
                "earlier. Remove or widen one of them"
            )
        return scope

    def _narrowed(self, condition: MetadataFilter) -> Scope:
        """This scope with one more condition."""
        value = condition.value
        if condition.key == "outlet" and condition.operator == FilterOperator.EQ and isinstance(value, str):
            return self._of_outlets([value])
        if condition.key == "outlet" and condition.operator == FilterOperator.IN and _are_names(value):
            return self._of_outlets(value)
        limit = parse_day(value, "published") if condition.key == "published" else None
        if limit is None or condition.operator not in _DAYS:
            raise QuestionError(
                f"can't filter by {condition.key!r} {condition.operator.value} {value!r}: "
                "expected 'outlet' (==, in) or 'published' (==, >, >=, <, <=) with a day such as 2020-10-01"
            )
        try:
            return self._between(*_DAYS[condition.operator](limit))
        except OverflowError as error:
            raise QuestionError(f"no day is {condition.operator.value} {limit}") from error

    def _of_outlets(self, names: Sequence[str]) -> Scope:
        allowed = {name.casefold(): name for name in names}
        if self.outlets is not None:
            allowed = {name.casefold(): name for name in self.outlets if name.casefold() in allowed}
        if not allowed:
            outlets = f"one admits {list(self.outlets or ())}, another {list(names)}"
            raise QuestionError(f"no outlet passes all filters: {outlets}. Remove or widen one of them")
        return self._replace(outlets=tuple(allowed.values()))

    def _between(self, since: date | None, until: date | None) -> Scope:
        return self._replace(
            since=max(filter(None, (self.since, since)), default=None),
            until=min(filter(None, (self.until, until)), default=None),
        )


def _are_names(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


# An operator on the day of publication -> the first and the last day that pass.
_DAYS: dict[Any, Callable[[date], tuple[date | None, date | None]]] = {
    FilterOperator.EQ: lambda value: (value, value),
    FilterOperator.GTE: lambda value: (value, None),
    FilterOperator.GT: lambda value: (value + ONE_DAY, None),
    FilterOperator.LTE: lambda value: (None, value),
    FilterOperator.LT: lambda value: (None, value - ONE_DAY),
}


def _conditions(filters: MetadataFilters | None) -> list[MetadataFilter]:
    """All conditions, including nested ones. Raises QuestionError unless they are joined by "and". A single
    condition may be joined by "or"; "not" is never supported."""
    if filters is None:
        return []
    joins_one = filters.condition == FilterCondition.OR and len(filters.filters) == 1
    if filters.condition not in (FilterCondition.AND, None) and not joins_one:
        raise QuestionError(f"filters are joined by {filters.condition.value!r}, expected 'and'")
    conditions: list[MetadataFilter] = []
    for each in filters.filters:
        conditions += _conditions(each) if isinstance(each, MetadataFilters) else [each]
    return conditions


class DatelineRetriever(BaseRetriever):  # type: ignore[misc]
    """A query -> the best passages as nodes, with their exact offsets into the stored article."""

    def __init__(self, assistant: Assistant, *, similarity_top_k: int, scope: Scope) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._assistant = assistant
        self._k = similarity_top_k
        self._scope = scope

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, k=self._k, **self._scope._asdict())
        return [to_node(hit) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):  # type: ignore[misc]
    """A query -> a checked answer. `response.metadata` is the answer's dictionary; the source nodes are the
    passages that it cites, or the nearest ones when it abstains. `streams`: the response is a
    `StreamingResponse`, whose nodes and metadata are complete when it has been read."""

    def __init__(
        self, assistant: Assistant, *, similarity_top_k: int, scope: Scope, streams: bool = False
    ) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._assistant = assistant
        self._k = similarity_top_k
        self._scope = scope
        self._streams = streams

    def _query(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        k = max(self._k, PASSAGES)
        if self._streams:
            return self._streamed(query_bundle.query_str, k)
        answer = self._assistant.ask(query_bundle.query_str, k=k, **self._scope._asdict())
        nodes = source_nodes(answer, self._k)
        return Response(answer.text, source_nodes=nodes, metadata=answer.to_dict())

    def _streamed(self, question: str, k: int) -> StreamingResponse:
        nodes: list[NodeWithScore] = []
        metadata: dict[str, Any] = {}

        def texts() -> Iterator[str]:
            shown = ""
            for answer in self._assistant.ask_stream(question, k=k, **self._scope._asdict()):
                yield answer.text.removeprefix(shown)
                shown = answer.text
                nodes[:] = source_nodes(answer, self._k)
                metadata.update(answer.to_dict())

        return StreamingResponse(texts(), source_nodes=nodes, metadata=metadata)

    async def _aquery(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def source_nodes(answer: Answer, k: int) -> list[NodeWithScore]:
    """The passages that an answer cites as nodes, or the k nearest ones when it cites none."""
    cited = {citation.passage for citation in answer.citations}
    hits = [hit for hit in answer.passages if hit.passage in cited] or answer.passages[:k]
    return [to_node(hit) for hit in hits]


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
