"""Questions that the collection answers: on the first screen, and after an answer. Each is tried before it is
offered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from threading import Lock, Thread

from assistant.drawn_questions import about, questions
from storage.errors import DatelineError
from storage.records import Article
from webchat.conversation import AnsweringAssistant, Exchange
from webchat.page import EXAMPLES

OFFERED = 4  # questions on the first screen
FEWEST = 2
NEXT = 3  # questions after an answer
ARTICLES = 40  # the newest articles, of which questions for the first screen are drawn
TRIED = 6  # questions drawn from the articles of one answer
EACH = 3  # questions drawn from one article
PAUSE = 600.0  # seconds until a collection that changes all the time is looked at again

Draw = Callable[[Article], Iterator[str]]
# How questions for the first screen are drawn, and how many are wanted from there on: a small collection may
# have too few of the best.
DRAWN: tuple[tuple[Draw, int], ...] = (
    (partial(questions, named=True), OFFERED),
    (questions, FEWEST),
    (about, FEWEST),
)

LOG = logging.getLogger("webchat")


class Suggestions:
    """Draws questions in the background, one article after the other. Safe to use from several threads."""

    def __init__(self, assistant: AnsweringAssistant, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._assistant = assistant
        self._store = assistant.store
        self._drawing, self._following = Lock(), Lock()
        self._sequence = -1  # of the collection that the questions were drawn from
        self._drawn_at = 0.0
        self._offered: tuple[str, ...] = ()

    def offered(self) -> tuple[str, ...]:
        """The questions for the first screen: those found so far, in a new or changed collection."""
        if self._store.samples():
            return EXAMPLES
        if not self.are_drawn() and self._drawing.acquire(blocking=False):
            Thread(target=self._draw, daemon=True, name="suggestions").start()
        return self._offered

    def are_drawn(self) -> bool:
        """Whether `offered` stays the same for now."""
        rests = self._sequence >= 0 and self._clock() - self._drawn_at < PAUSE
        return rests or self._sequence == self._store.sequence() or bool(self._store.samples())

    def following(self, turn: Exchange) -> list[str]:
        """Questions that the articles cited or found for an answer answer; none while another reader's are
        being tried."""
        if turn.answer is None or not self._following.acquire(blocking=False):
            return []
        try:
            answer = turn.answer
            near = (*(each.article for each in answer.citations), *(hit.article for hit in answer.passages))
            drawn = (
                (article, question)
                for article in {each.id: each for each in near}.values()
                for question in islice(questions(article), EACH)
            )
            quoted = {citation.quote for citation in answer.citations}
            return list(islice(self._answered(drawn, quoted), NEXT))
        finally:
            self._following.release()

    def _draw(self) -> None:
        try:
            sequence = self._store.sequence()
            offered: tuple[str, ...] = ()
            for draw, most in DRAWN:
                for question in self._drawn(draw, most - len(offered)):
                    offered = tuple(dict.fromkeys((*offered, question)))
                    self._offered = offered
            self._offered, self._sequence, self._drawn_at = offered, sequence, self._clock()
        except DatelineError as error:  # the collection has changed meanwhile, or is closed
            LOG.info("no questions could be drawn: %s", error)
        finally:
            self._drawing.release()

    def _drawn(self, draw: Draw, most: int) -> Iterator[str]:
        """At most so many questions, each answered by another of the newest articles."""
        for info in self._store.articles(limit=ARTICLES):
            if most <= 0:
                return
            article = self._store.article(info.id)
            drawn = ((article, each) for each in islice(draw(article), EACH))
            for question in islice(self._answered(drawn, set()), 1):
                yield question
                most -= 1

    def _answered(self, drawn: Iterable[tuple[Article, str]], quoted: set[str]) -> Iterator[str]:
        """The first questions drawn that their own article answers, by a sentence that isn't quoted yet."""
        for article, question in islice(drawn, TRIED):
            answer = self._assistant.ask(question, prose=False)
            if answer.citations:
                first = answer.citations[0]
                if first.article.id == article.id and first.quote not in quoted:
                    quoted.add(first.quote)
                    yield question
