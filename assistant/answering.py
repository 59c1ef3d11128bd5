"""A question -> its answer: understand, retrieve, rank, decide, quote, and write with a language model."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from assistant.also_in import with_copies
from assistant.answer import Answer, Citation, Turn
from assistant.claims import Checker
from assistant.collection import reply
from assistant.confidence import confidence, signals
from assistant.contradictions import with_contradictions
from assistant.findings import Finding, with_quotations
from assistant.language.question import MAX_TURNS, Question, understand
from assistant.language.rewording import Reworder
from assistant.notices import notices
from assistant.rank import Ranker
from assistant.retrieve import PASSAGES, Retrieval, retrieve
from assistant.stopwatch import Stopwatch
from assistant.summary import newest, summarise, with_days
from storage import Store
from storage.records import Filter, Hit

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.prose.guarded import Limits

logger = logging.getLogger("assistant")


class Asked(NamedTuple):
    """A question as it was asked. `where`: the articles that may answer it. `k`: the number of passages to
    return. `history`: the earlier turns, oldest first."""

    text: str
    where: Filter | None
    k: int
    history: Sequence[Turn]


class Understood(NamedTuple):
    """The questions to search for: one, or those that a language model made of it. `notices`: how their words
    differ from the asked ones."""

    questions: tuple[Question, ...]
    notices: tuple[str, ...]

    @property
    def searched(self) -> str:
        return " ".join(question.search_text for question in self.questions)


class Answering:
    """Answers from one store, at a confidence of at least `threshold`."""

    def __init__(
        self,
        store: Store,
        ranker: Ranker,
        checker: Checker,
        threshold: float,
        limits: Limits | None = None,
    ) -> None:
        """`limits`: of a language model's time and text; None for the usual ones."""
        self._store = store
        self._ranker = ranker
        self._checker = checker
        self._threshold = threshold
        self._limits = limits
        self._reworder = Reworder(store)

    def searched(self, query: str) -> Question:
        """A query in the words in which it is searched."""
        return understand(self._reworder.reword(query).text)

    def answers(
        self, asked: Asked, llm: LLM | None = None, stop: threading.Event | None = None
    ) -> Iterator[Answer]:
        """Yield the answer: in quotations, or sentence by sentence as the model writes it. Each continues the
        one before. An answer that abstains never reaches the model."""
        stopwatch = Stopwatch()
        with stopwatch("understand"):
            understood = self._understood(asked, llm, stop)
        first = understood.questions[0]
        if first.way.by == "reply":
            with stopwatch("reply"):
                text = reply(self._store, first, asked.where)
            answer = Answer(asked.text, confidence=1.0, notices=understood.notices, reply=text)
            yield _logged(answer, stopwatch)
            return
        with stopwatch("retrieve"):
            most = max(asked.k, PASSAGES)
            retrievals = [retrieve(self._store, q, k=most, where=asked.where) for q in understood.questions]
        with stopwatch("rank"):
            findings = [
                self._finding(part, retrieval)
                for question, retrieval in zip(understood.questions, retrievals, strict=True)
                for part in question.parts or (question,)
            ]
        hits = _merged(retrievals)
        answer = Answer(
            question=asked.text,
            passages=hits[: asked.k],
            confidence=max(finding.confidence for finding in findings),
            notices=(*understood.notices, *notices(self._store, first, retrievals[0], asked.where)),
            searched=searched if (searched := understood.searched) != asked.text else "",
        )
        if sure := [f for f in findings if f.evidence and f.confidence >= self._threshold]:
            with stopwatch("compose"):
                answer = self._quoted(answer, sure, asked.where, is_whole=len(findings) == 1)
        if llm is not None and answer.sentences:
            with stopwatch("write"):
                answer = yield from self._written(llm, answer, hits, asked.where, stop)
        yield _logged(answer, stopwatch)

    def _understood(self, asked: Asked, llm: LLM | None, stop: threading.Event | None) -> Understood:
        """The question in the context of the earlier turns: by the model where it needs that and gives
        something usable, else by rules."""
        rewording = self._reworder.reword(asked.text)
        # The earlier turns with their questions as they were searched.
        history = [(self._reworder.reword(q).text, answer) for q, answer in asked.history[-MAX_TURNS:]]
        question = understand(rewording.text, history)
        if llm is None or question.way.by == "reply":
            return Understood((question,), rewording.notices)
        from assistant.prose.rewrite import needs_rewriting, stand_alone

        texts = stand_alone(llm, rewording.text, history, stop) if needs_rewriting(question) else ()
        rewritten = tuple(replace(understand(text), articles=question.articles) for text in texts)
        return Understood(rewritten or (question,), rewording.notices)

    def _finding(self, question: Question, retrieval: Retrieval) -> Finding:
        if question.way.by == "summary":
            certainty = confidence(question, signals(question, with_days(retrieval), ()))
            return Finding(question, summarise(self._store, question, retrieval), certainty)
        evidence = self._ranker.rank(question, retrieval)
        return Finding(question, evidence, confidence(question, signals(question, retrieval, evidence)))

    def _quoted(
        self, answer: Answer, sure: Sequence[Finding], where: Filter | None, *, is_whole: bool
    ) -> Answer:
        """The answer with its quotations. `is_whole`: whether one finding answers all that was asked."""
        answer = with_quotations(answer, sure, self._store, where, self._checker)
        if not is_whole:  # a short answer would answer one of several parts only
            answer = replace(answer, short=None)
        if sure[0].question.request.kind == "latest" and (notice := newest(sure[0].evidence)):
            answer = replace(answer, notices=(*answer.notices, notice))
        return answer

    def _written(
        self,
        llm: LLM,
        quoted: Answer,
        hits: Sequence[Hit],
        where: Filter | None,
        stop: threading.Event | None,
    ) -> Generator[Answer, None, Answer]:
        """The answer in the model's words as it grows, at last the finished one."""
        from assistant.prose.write import write

        def complete(citation: Citation) -> Citation:
            copied = with_copies(citation, self._store, where, self._checker)
            return with_contradictions([copied], quoted.passages, self._checker)[0]

        return write(llm, quoted, hits, self._checker, complete, self._limits, stop)


def _merged(retrievals: Sequence[Retrieval]) -> tuple[Hit, ...]:
    """The passages of all searches, the best of each first, each once."""
    by_rank = chain.from_iterable(zip_longest(*(retrieval.hits for retrieval in retrievals)))
    return tuple({hit.passage.id: hit for hit in by_rank if hit}.values())


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
