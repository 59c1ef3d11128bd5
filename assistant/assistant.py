"""`Assistant`: ask a collection questions."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from assistant.answer import Answer, Citation
from assistant.compose import Composed, compose, compose_parts
from assistant.confidence import THRESHOLD, confidence, signals
from assistant.evidence import PASSAGES, Evidence, ReaderRanker, SentenceRanker, bundled_reader
from assistant.language.question import Question, day, readable, understand
from assistant.retrieve import Retrieval, retrieve
from storage import Store
from storage.errors import QuestionError
from storage.records import Filter, Hit
from storage.text import wording

if TYPE_CHECKING:
    from assistant.llama import DatelineQueryEngine, DatelineRetriever

AGES = (("year", 365), ("month", 30), ("day", 1))

Turn = tuple[str, Answer]
Day = str | date | None


class Assistant:
    """Answers questions from the articles of one store. Safe to use from several threads."""

    def __init__(self, store: Store, ranker: SentenceRanker | None = None) -> None:
        """`ranker`: another way to order sentences; the default is the reader that comes with the project."""
        self.store = store
        self._ranker = ranker or ReaderRanker()
        self._owned = False

    @classmethod
    def open(
        cls, store: str | Path | Store, *, embedding_model: str | None = None, ranker: str | None = None
    ) -> Assistant:
        """Open the store in a folder, or use one that is open already (which the caller closes).

        `ranker`: a cross-encoder, by its name or folder, that orders the evidence instead of the project's
        own model; the short answers and `confidence` stay the project's. Raises ModelError without one.
        """
        chosen = _named_ranker(ranker) if ranker else None
        if isinstance(store, Store):
            return cls(store, chosen)
        assistant = cls(Store.open(store, embedding_model=embedding_model), chosen)
        assistant._owned = True
        return assistant

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._owned:
            self.store.close()

    def load(self) -> None:
        """Load the models now, some seconds, instead of with the first question."""
        self.store.embedder.encode_queries([""])
        bundled_reader()

    def ask(
        self,
        question: str,
        *,
        outlets: Sequence[str] | None = None,
        since: Day = None,
        until: Day = None,
        k: int = PASSAGES,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer a question with one to three quoted sentences, or abstain.

        `outlets`: only articles of these. `since`, `until`: only articles published on these days or between
        them (ISO days or dates). `k`: how many passages to return with the answer. `history`: the turns
        before, oldest first. Raises QuestionError when there is nothing to ask or a filter is not as wanted.
        """
        clock = _Clock()
        question = readable(question)
        where = _filter(outlets, since, until)
        with clock("understand"):
            understood = understand(question, history)
        with clock("retrieve"):
            found = retrieve(self.store, understood, k=max(_positive(k), PASSAGES), where=where)
        with clock("rank"):
            looks = [self._look(part, found) for part in understood.parts or (understood,)]
        probability = max(look.confidence for look in looks)
        answer = Answer(
            question=question,
            passages=found.hits[:k],
            confidence=probability,
            notices=tuple(self._notices(understood, found.hits, where)),
        )
        if probability >= THRESHOLD and any(look.evidence for look in looks):
            with clock("compose"):
                composed = _composed(looks)
                citations = tuple(self._with_copies(citation, where) for citation in composed.citations)
            answer = replace(answer, sentences=composed.sentences, citations=citations, short=composed.short)
        return replace(answer, timings_ms=clock.timings())

    def search(
        self,
        query: str,
        *,
        k: int = PASSAGES,
        outlets: Sequence[str] | None = None,
        since: Day = None,
        until: Day = None,
    ) -> tuple[Hit, ...]:
        """The k passages that best match a query, best first. Filters and errors as for `ask`."""
        where = _filter(outlets, since, until)
        return retrieve(self.store, understand(query), k=_positive(k), where=where).hits

    def conversation(self, history: Sequence[Turn] = ()) -> Conversation:
        """A conversation, in which a question may lean on the ones before."""
        return Conversation(self, history)

    def as_retriever(self, *, k: int = PASSAGES) -> DatelineRetriever:
        """This assistant's search as a llama-index retriever."""
        from assistant.llama import DatelineRetriever

        return DatelineRetriever(self, k=k)

    def as_query_engine(self, *, k: int = PASSAGES) -> DatelineQueryEngine:
        """This assistant's answers as a llama-index query engine."""
        from assistant.llama import DatelineQueryEngine

        return DatelineQueryEngine(self, k=k)

    def _look(self, question: Question, found: Retrieval) -> _Look:
        evidence = self._ranker.rank(question, found)
        return _Look(question, evidence, confidence(question, signals(question, found, evidence)))

    def _with_copies(self, citation: Citation, where: Filter | None) -> Citation:
        """Also in: every copy of its article that prints the sentence, whether it was retrieved or not."""
        named = {article.id: article for article in citation.also_in}
        copies = self.store.copies(citation.article.id, citation.quote, where)
        named |= {article.id: article for article in copies}
        return replace(citation, also_in=tuple(named.values()))

    def _notices(self, question: Question, hits: Sequence[Hit], where: Filter | None) -> Iterable[str]:
        if hits and question.prefers_latest and (dates := self.store.dates()):
            newest = wording.day(dates[1].isoformat())
            yield f"The newest article in the collection is from {newest}, {age(dates[1])}."
        if hits:
            return
        if not self.store.count().articles:
            yield "The collection is empty: add articles with `python -m ingest PATH`."
        elif where:
            yield "No article passes the filters: widen the outlets or the dates."


class Conversation:
    """A list of turns, (question, answer), oldest first; each question is understood in their light."""

    def __init__(self, assistant: Assistant, history: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.history: list[Turn] = list(history)

    def ask(
        self,
        question: str,
        *,
        outlets: Sequence[str] | None = None,
        since: Day = None,
        until: Day = None,
        k: int = PASSAGES,
    ) -> Answer:
        """As `Assistant.ask`; the turn is added to the history."""
        answer = self._assistant.ask(
            question, outlets=outlets, since=since, until=until, k=k, history=tuple(self.history)
        )
        self.history.append((question, answer))
        return answer


class _Look(NamedTuple):
    """The evidence for a question, or for one of those that it joins, and how sure it is of an answer."""

    question: Question
    evidence: list[Evidence]
    confidence: float


def _composed(looks: Sequence[_Look]) -> Composed:
    """The parts that can be answered, or the one question."""
    sure = [(look.question, look.evidence) for look in looks if look.confidence >= THRESHOLD]
    return compose(*sure[0]) if len(sure) == 1 else compose_parts(sure)


def _named_ranker(name: str) -> SentenceRanker:
    from assistant.cross_encoder import CrossEncoderScorer

    return ReaderRanker(scorer=CrossEncoderScorer(name))


class _Clock:
    """Milliseconds of each stage and in total."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._stages[stage] = (time.perf_counter() - start) * 1000

    def timings(self) -> MappingProxyType[str, float]:
        total = (time.perf_counter() - self._start) * 1000
        return MappingProxyType({**self._stages, "total": total})


def age(newest: date, today: date | None = None) -> str:
    """How long ago a day was, in the largest unit that fits.

    >>> age(date(2020, 11, 1), date(2020, 11, 2)), age(date(2020, 11, 1), date(2023, 1, 1))
    ('1 day ago', '2 years ago')
    """
    days = ((today or date.today()) - newest).days
    if days <= 0:
        return "today" if days == 0 else "later than today"
    unit, size = next((unit, size) for unit, size in AGES if days >= size)
    count = days // size
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


def _positive(k: int) -> int:
    if k < 1:
        raise QuestionError(f"k is {k}, wanted the number of passages to return: 1 or more")
    return k


def _filter(outlets: Sequence[str] | None, since: Day, until: Day) -> Filter | None:
    if isinstance(outlets, str):
        raise QuestionError(f"outlets is {outlets!r}, wanted a list of names such as [{outlets!r}]")
    first, last = day(since, "since"), day(until, "until")
    if first and last and first > last:
        raise QuestionError(f"since {first} is after until {last}: swap them")
    where = Filter(tuple(map(readable, outlets or ())), first, last)
    return None if where.is_empty else where
