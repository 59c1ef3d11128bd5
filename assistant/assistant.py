"""`Assistant`: answers questions about a collection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from assistant.answer import Answer, Turn
from assistant.claims import RULES, Checker
from assistant.collection import reply
from assistant.confidence import THRESHOLD, confidence, signals
from assistant.draft import Draft, Report, check_draft, read_draft
from assistant.draft.checking import Progress
from assistant.entities import load as load_recogniser
from assistant.filters import Filters, article_filter, positive, turns
from assistant.findings import Finding, with_quotations
from assistant.language.question import MAX_TURNS, Question, printable, understand
from assistant.language.rewording import Reworder
from assistant.notices import notices
from assistant.rank import Ranker
from assistant.reader import bundled_reader
from assistant.retrieve import PASSAGES, Retrieval, retrieve
from assistant.stopwatch import Stopwatch
from assistant.summary import newest, summarise, with_days
from storage import Store
from storage.errors import UsageError
from storage.records import Hit

if TYPE_CHECKING:
    from assistant.llama import DatelineQueryEngine, DatelineRetriever, MetadataFilters

logger = logging.getLogger("assistant")


class Assistant:
    """Answers questions from the articles of one store. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        ranker: Ranker | None = None,
        *,
        threshold: float = THRESHOLD,
        checker: Checker = RULES,
    ) -> None:
        """`ranker`: orders the sentences; the default uses the project's reader. `threshold`: below this
        confidence, 0 to 1, an answer abstains. `checker`: checks what sentences mean, by default with rules.
        Raises StoreError when the store is closed, UsageError for an argument of a wrong type."""
        if not isinstance(store, Store):
            raise UsageError(f"store is {store!r}, expected a Store: use Assistant.open for a folder")
        if isinstance(threshold, bool) or not isinstance(threshold, int | float):
            raise UsageError(f"threshold is {threshold!r}, expected a number from 0 to 1")
        store.expect_open()
        self.store = store
        self.threshold = threshold
        self.checker = checker
        self._ranker = ranker or Ranker()
        self._reworder = Reworder(store)
        self._owns_store = False

    @classmethod
    def open(
        cls,
        store: str | Path | Store,
        *,
        create: bool = False,
        embedding_model: str | None = None,
        cross_encoder: str | None = None,
        threshold: float = THRESHOLD,
    ) -> Assistant:
        """Open the store in a folder, or use an open store, which the caller closes.

        `create`: create a missing store instead of raising StoreError. `embedding_model`: as for
        `Store.open`; raises UsageError with an open store, whose model is fixed. `cross_encoder`: the name or
        folder of a model that orders the evidence in place of the project's reader, which still gives the
        short answers and `confidence`. Raises ModelError when the cross-encoder can't be loaded, StoreError
        when the open store is closed, UsageError for an argument of a wrong type.
        """
        if not isinstance(store, str | Path | Store):
            raise UsageError(f"store is {store!r}, expected the folder of a store, or an open Store")
        ranker = _cross_encoding(cross_encoder) if cross_encoder else None
        if isinstance(store, Store):
            if embedding_model is not None:
                raise UsageError(
                    f"embedding_model is {embedding_model!r}, but the store is open already and has "
                    f"{store.model!r}: leave it out, or give the folder {store.folder} instead of the store"
                )
            return cls(store, ranker, threshold=threshold)
        opened = Store.open(store, embedding_model=embedding_model, create=create)
        assistant = cls(opened, ranker, threshold=threshold)
        assistant._owns_store = True
        return assistant

    def __enter__(self) -> Self:
        self.store.expect_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._owns_store:
            self.store.close()

    def load(self) -> None:
        """Load the models now, which takes some seconds, instead of with the first question.

        Raises StoreError after `close`.
        """
        self.store.embedder.encode_queries([""])
        bundled_reader()
        load_recogniser()

    def ask(
        self,
        question: str,
        *,
        k: int = PASSAGES,
        history: Sequence[Turn] = (),
        **filters: Unpack[Filters],
    ) -> Answer:
        """Answer a question with one to three quoted sentences, a request for a summary with up to six, a
        request about the collection with a reply; or abstain.

        `k`: the number of passages to return. `history`: the earlier turns, oldest first. `filters`: only
        articles of these `outlets`, `languages` or `sections`, these `articles` by id, and those published
        `since` and `until` a day; see `Filters`. Raises QuestionError for an invalid question or filter.
        """
        stopwatch = Stopwatch()
        question = printable(question)
        where = article_filter(**filters)
        with stopwatch("understand"):
            rewording = self._reworder.reword(question)
            understood = understand(rewording.text, self._reworded(turns(history)[-MAX_TURNS:]))
        if understood.way.by == "reply":
            with stopwatch("reply"):
                text = reply(self.store, understood, where)
            answer = Answer(question, confidence=1.0, notices=rewording.notices, reply=text)
            return _logged(answer, stopwatch)
        with stopwatch("retrieve"):
            retrieval = retrieve(self.store, understood, k=max(positive(k), PASSAGES), where=where)
        with stopwatch("rank"):
            findings = [self._finding(part, retrieval) for part in understood.parts or (understood,)]
        answer = Answer(
            question=question,
            passages=retrieval.hits[:k],
            confidence=max(finding.confidence for finding in findings),
            notices=(*rewording.notices, *notices(self.store, understood, retrieval, where)),
            searched=understood.search_text if understood.search_text != question else "",
        )
        if sure := [f for f in findings if f.evidence and f.confidence >= self.threshold]:
            with stopwatch("compose"):
                answer = with_quotations(answer, sure, self.store, where, self.checker)
            if understood.parts:  # a short answer would answer one of them only
                answer = replace(answer, short=None)
            if understood.request.kind == "latest" and (notice := newest(sure[0].evidence)):
                answer = replace(answer, notices=(*answer.notices, notice))
        return _logged(answer, stopwatch)

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
        understood = understand(self._reworder.reword(query).text)
        return retrieve(self.store, understood, k=positive(k), where=where).hits

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
        **own: Unpack[Filters],
    ) -> DatelineQueryEngine:
        """This assistant's answers as a llama-index query engine; arguments as for `as_retriever`."""
        from assistant.llama import DatelineQueryEngine, Scope

        scope = Scope.of(filters, **own)
        return DatelineQueryEngine(self, similarity_top_k=positive(similarity_top_k), scope=scope)

    def _reworded(self, history: Sequence[Turn]) -> list[Turn]:
        """The earlier turns with their questions as they were searched."""
        return [(self._reworder.reword(question).text, answer) for question, answer in history]

    def _finding(self, question: Question, retrieval: Retrieval) -> Finding:
        if question.way.by == "summary":
            certainty = confidence(question, signals(question, with_days(retrieval), ()))
            return Finding(question, summarise(self.store, question, retrieval), certainty)
        evidence = self._ranker.rank(question, retrieval)
        return Finding(question, evidence, confidence(question, signals(question, retrieval, evidence)))


class Conversation:
    """A list of turns, (question, answer), oldest first; they give each new question its context."""

    def __init__(self, assistant: Assistant, history: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.history: list[Turn] = list(turns(history))

    def ask(self, question: str, *, k: int = PASSAGES, **filters: Unpack[Filters]) -> Answer:
        """Answer as `Assistant.ask` does, and add the turn to the history."""
        answer = self._assistant.ask(question, k=k, history=tuple(self.history), **filters)
        self.history.append((question, answer))
        return answer


def _cross_encoding(name: str) -> Ranker:
    from assistant.cross_encoder import CrossEncoderScorer

    return Ranker(scorer=CrossEncoderScorer(name).score)


def _logged(answer: Answer, stopwatch: Stopwatch) -> Answer:
    """The answer with its timings. Logs the outcome: above DEBUG, no text of a question or an article."""
    answer = replace(answer, timings_ms=stopwatch.timings())
    logger.info(
        "%d citations, confidence %.2f, %.0f ms",
        len(answer.citations),
        answer.confidence,
        answer.timings_ms["total"],
    )
    logger.debug("question: %s", answer.question)
    return answer
