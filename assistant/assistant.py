"""`Assistant`: answers questions about a collection."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from assistant.answer import Answer, Turn
from assistant.answering import Answering, Asked
from assistant.claims import RULES, Checker, bundled_checker
from assistant.confidence import THRESHOLD
from assistant.draft import Draft, Report, check_draft, read_draft
from assistant.draft.checking import Progress
from assistant.entities import load as load_recogniser
from assistant.filters import Filters, article_filter, positive, turns
from assistant.language.question import printable
from assistant.rank import Ranker
from assistant.reader import bundled_reader
from assistant.retrieve import PASSAGES, retrieve
from storage import Store
from storage.errors import UsageError
from storage.records import Hit
from storage.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.llama import DatelineQueryEngine, DatelineRetriever, MetadataFilters
    from assistant.llama_chat import DatelineChatEngine
    from assistant.prose.guarded import Limits


class Assistant:
    """Answers questions from the articles of one store. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        ranker: Ranker | None = None,
        *,
        threshold: float = THRESHOLD,
        checker: Checker = RULES,
        llm: LLM | None = None,
        llm_limits: Limits | None = None,
    ) -> None:
        """`ranker`: orders the sentences; the default uses the project's reader. `threshold`: below this
        confidence, 0 to 1, an answer abstains. `checker`: checks what sentences mean, by default with rules.
        `llm`: a language model of llama-index that writes the answers; None for quotations alone.
        `llm_limits`: of its time and text, None for the usual ones. Raises StoreError when the store is
        closed, UsageError for an argument of a wrong type."""
        if not isinstance(store, Store):
            raise UsageError(f"store is {store!r}, expected a Store: use Assistant.open for a folder")
        if isinstance(threshold, bool) or not isinstance(threshold, int | float):
            raise UsageError(f"threshold is {threshold!r}, expected a number from 0 to 1")
        store.expect_open()
        self.store = store
        self.threshold = threshold
        self.checker = checker
        self.llm = llm
        self._answering = Answering(store, ranker or Ranker(), checker, threshold, llm_limits)
        self._closing = ExitStack()  # of what `open` opened

    @classmethod
    def open(
        cls,
        store: str | Path | Store,
        *,
        create: bool = False,
        embedding_model: str | None = None,
        cross_encoder: str | None = None,
        threshold: float = THRESHOLD,
        llm: LLM | str | None = None,
        llm_limits: Limits | None = None,
    ) -> Assistant:
        """Open the store in a folder, or use an open store, which the caller closes.

        `create`: create a missing store instead of raising StoreError. `embedding_model`: as for
        `Store.open`; raises UsageError with an open store, whose model is fixed. `cross_encoder`: the name or
        folder of a model that orders the evidence in place of the project's reader, which still gives the
        short answers and `confidence`. `llm`: a language model of llama-index that writes the answers,
        or its name, "ollama/llama3.2"; None for that in `DATELINE_LLM`, if any. Raises ModelError when a
        model can't be loaded, StoreError when the open store is closed, UsageError for an argument of a wrong
        type.
        """
        if not isinstance(store, str | Path | Store):
            raise UsageError(f"store is {store!r}, expected the folder of a store, or an open Store")
        ranker = _cross_encoding(cross_encoder) if cross_encoder else None
        if isinstance(store, Store) and embedding_model is not None:
            raise UsageError(
                f"embedding_model is {embedding_model!r}, but the store is open already and has "
                f"{store.model!r}: leave it out, or give the folder {store.folder} instead of the store"
            )
        with ExitStack() as undo:
            if not isinstance(store, Store):
                store = undo.enter_context(Store.open(store, embedding_model=embedding_model, create=create))
            writer = _writer(Settings.from_environment().llm if llm is None else llm, undo)
            assistant = cls(store, ranker, threshold=threshold, llm=writer, llm_limits=llm_limits)
            assistant._closing = undo.pop_all()
        return assistant

    def __enter__(self) -> Self:
        self.store.expect_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()

    def load(self) -> None:
        """Load the models now, which takes some seconds, instead of with the first question.

        Raises StoreError after `close`.
        """
        self.store.embedder.encode_queries([""])
        bundled_reader()
        bundled_checker()
        load_recogniser()

    def ask(
        self,
        question: str,
        *,
        k: int = PASSAGES,
        history: Sequence[Turn] = (),
        prose: bool | None = None,
        **filters: Unpack[Filters],
    ) -> Answer:
        """Answer a question with one to three quoted sentences, a request for a summary with up to six, a
        request about the collection with a reply; or abstain.

        `k`: the number of passages to return. `history`: the earlier turns, oldest first. `prose`: whether a
        language model writes the answer, each sentence checked against the articles; None where one is
        configured. `filters`: only articles of these `outlets`, `languages` or `sections`, these `articles`
        by id, and those published `since` and `until` a day; see `Filters`. Raises QuestionError for an
        invalid question or filter, UsageError for prose without a model.
        """
        steps = self.ask_stream(question, k=k, history=history, prose=prose, **filters)
        return deque(steps, maxlen=1)[0]

    def ask_stream(
        self,
        question: str,
        *,
        k: int = PASSAGES,
        history: Sequence[Turn] = (),
        prose: bool | None = None,
        stop: threading.Event | None = None,
        **filters: Unpack[Filters],
    ) -> Iterator[Answer]:
        """Answer as `ask` does, and yield the answer as it grows: each continues the one before, and the last
        one is finished. Without a language model it is the only one.

        `stop`: once set, or when the iterator is closed, the model is stopped. Errors as for `ask`.
        """
        asked = Asked(printable(question), article_filter(**filters), positive(k), turns(history))
        if prose and self.llm is None:
            raise UsageError("prose needs a language model: open the assistant with llm=...")
        return self._answering.answers(asked, None if prose is False else self.llm, stop)

    async def aask(self, question: str, **options: Any) -> Answer:
        """Run `ask` in a separate thread, so that the event loop isn't blocked."""
        return await asyncio.to_thread(self.ask, question, **options)

    def check(
        self,
        text: str | Draft,
        *,
        progress: Progress | None = None,
        **filters: Unpack[Filters],
    ) -> Report:
        """Check a text sentence by sentence: whether the articles support it, contradict it or don't say it.

        `text`: plain text, or a draft of another format by `assistant.draft.read_draft`. `progress`: called
        with the number of claims checked so far, and of all claims. Filters as for `ask`. Raises UsageError
        for a text that is empty or too long, QuestionError for an invalid filter.
        """
        draft = text if isinstance(text, Draft) else read_draft(text)
        where = article_filter(**filters)
        return check_draft(self.store, draft, where, progress, self.checker)

    def search(self, query: str, *, k: int = PASSAGES, **filters: Unpack[Filters]) -> tuple[Hit, ...]:
        """The k passages that best match a query, best first. Filters and errors as for `ask`."""
        where = article_filter(**filters)
        return retrieve(self.store, self._answering.searched(query), k=positive(k), where=where).hits

    def conversation(self, history: Sequence[Turn] = ()) -> Conversation:
        """Start a conversation, in which a question may refer to the turns before it."""
        return Conversation(self, history)

    def as_retriever(
        self,
        *,
        similarity_top_k: int = PASSAGES,
        filters: MetadataFilters | None = None,
        **own: Unpack[Filters],
    ) -> DatelineRetriever:
        """This assistant's search as a llama-index retriever of `similarity_top_k` passages.

        `filters`: llama-index filters on `outlet` and `published`, combined by "and" with `own`, the
        filters of `ask`.
        """
        from assistant.llama import DatelineRetriever, Scope

        scope = Scope.of(filters, **own)
        return DatelineRetriever(self, similarity_top_k=positive(similarity_top_k), scope=scope)

    def as_query_engine(
        self,
        *,
        similarity_top_k: int = PASSAGES,
        filters: MetadataFilters | None = None,
        llm: LLM | None = None,
        **own: Unpack[Filters],
    ) -> DatelineQueryEngine:
        """This assistant's answers as a llama-index query engine; arguments as for `as_retriever`.

        `llm`: a language model that writes the answers, which are then streamed.
        """
        from assistant.llama import DatelineQueryEngine, Scope

        scope = Scope.of(filters, **own)
        return DatelineQueryEngine(
            self._written_by(llm),
            similarity_top_k=positive(similarity_top_k),
            scope=scope,
            streams=llm is not None,
        )

    def as_chat_engine(
        self,
        *,
        similarity_top_k: int = PASSAGES,
        filters: MetadataFilters | None = None,
        llm: LLM | None = None,
        **own: Unpack[Filters],
    ) -> DatelineChatEngine:
        """A conversation as a llama-index chat engine; arguments as for `as_query_engine`."""
        from assistant.llama import Scope
        from assistant.llama_chat import DatelineChatEngine

        k, scope = positive(similarity_top_k), Scope.of(filters, **own)
        return DatelineChatEngine(self._written_by(llm), similarity_top_k=k, scope=scope)

    def _written_by(self, llm: LLM | None) -> Assistant:
        """This assistant over the same store, with another language model; itself for None."""
        if llm is None:
            return self
        other = copy(self)
        other.llm = llm
        return other


class Conversation:
    """A list of turns, (question, answer), oldest first; they give each new question its context."""

    def __init__(self, assistant: Assistant, history: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.history: list[Turn] = list(turns(history))

    def ask(
        self, question: str, *, k: int = PASSAGES, prose: bool | None = None, **filters: Unpack[Filters]
    ) -> Answer:
        """Answer as `Assistant.ask` does, and add the turn to the history."""
        history = tuple(self.history)
        answer = self._assistant.ask(question, k=k, history=history, prose=prose, **filters)
        self.history.append((question, answer))
        return answer


def _writer(llm: LLM | str | None, undo: ExitStack) -> LLM | None:
    """The language model of this name, which `undo` closes, or the given one."""
    if not isinstance(llm, str):
        return llm
    from assistant.prose.models import close_llm, open_llm

    writer = open_llm(llm)
    undo.callback(close_llm, writer)
    return writer


def _cross_encoding(name: str) -> Ranker:
    from assistant.cross_encoder import CrossEncoderScorer

    return Ranker(scorer=CrossEncoderScorer(name).score)
