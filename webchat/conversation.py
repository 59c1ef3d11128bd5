"""Conversations of readers: a question is checked, answered, and kept with its answer and its filter."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from threading import Event
from typing import Any, Protocol, Unpack

from assistant.answer import Answer, Turn
from assistant.filters import Filters
from assistant.language.question import MAX_TURNS
from assistant.saved_answers import from_json, to_json
from assistant.story import same_event, story
from storage import Store
from storage.errors import ArticleNotFound, QuestionError, StoreError
from webchat.pasted import text_to_check
from webchat.scope import EVERY_ARTICLE, Scope
from webchat.silence import UNEXPLAINED, Silence, silence
from webchat.texts import t
from webchat.wording import title

LONGEST_QUESTION = 2_000  # characters

LOG = logging.getLogger("webchat")


class AnsweringAssistant(Protocol):
    """The part of an assistant that the page uses."""

    @property
    def store(self) -> Store: ...

    @property
    def llm(self) -> object | None: ...

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        prose: bool | None = None,
        **filters: Unpack[Filters],
    ) -> Answer: ...

    def ask_stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        prose: bool | None = None,
        stop: Event | None = None,
        **filters: Unpack[Filters],
    ) -> Iterator[Answer]: ...


@dataclass(frozen=True, slots=True)
class Prose:
    """A reader who wants an answer in prose. `show`: called with the answer and the number of its turn each
    time that it has grown. `gone`: set once he has left, which ends the writing."""

    show: Callable[[Answer, int], None]
    gone: Event


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn of a conversation. `number`: counted from 1. `answer`: None when an article that it quotes has
    been changed or removed since. `silence`: why the answer abstains. `story`: the ids of the articles found
    that open with the same event as one that is quoted."""

    number: int
    question: str
    answer: Answer | None
    scope: Scope = EVERY_ARTICLE
    silence: Silence = UNEXPLAINED
    story: tuple[str, ...] = ()


class Talks:
    """The conversations over one collection, each under an unguessable id that its reader knows."""

    def __init__(self, assistant: AnsweringAssistant) -> None:
        self._assistant = assistant
        self._store = assistant.store

    def ask(
        self,
        conversation: str,
        question: str,
        scope: Scope,
        reader: str = "",
        prose: Prose | None = None,
    ) -> Exchange:
        """Answer a question in a conversation, in quotations or, where a language model is configured, in
        prose, and keep the turn. A new conversation becomes the reader's.

        Raises QuestionError for an empty or a long question and in the conversation of another reader, and
        the other errors of `Assistant.ask`.
        """
        if not question.strip():
            raise QuestionError(t("ask.empty"))
        if len(question) > LONGEST_QUESTION:
            raise QuestionError(t("ask.too_long", length=len(question), limit=LONGEST_QUESTION))
        if self._is_others(reader, conversation):
            raise QuestionError(t("error.foreign"))
        turns = self._earlier(conversation)
        earlier = [] if text_to_check(question) else turns  # a pasted text stands by itself
        history = [(turn.question, turn.answer) for turn in earlier if turn.answer]

        scope = titled(self._store, scope)
        next_number = turns[-1].number + 1 if turns else 1

        def answered(scope: Scope) -> Answer:
            filters = filters_of(self._store, scope)
            return self._assistant.ask(question, history=history, prose=False, **filters)

        def written(prose: Prose) -> Answer:
            filters = filters_of(self._store, scope)
            stream = self._assistant.ask_stream(
                question, history=history, prose=True, stop=prose.gone, **filters
            )
            for grown in stream:
                prose.show(grown, next_number)
            return grown

        answer = written(prose) if prose and self._assistant.llm is not None else answered(scope)
        why = silence(self._store, answer, scope, answered) if answer.abstained else UNEXPLAINED
        turn = Exchange(next_number, question, answer, scope, why, same_event(self._store, answer))
        first = turns[0].question if turns else question
        return replace(turn, number=self._keep(conversation, turn, answer, reader, first) or next_number)

    def is_open_to(self, reader: str, conversation: str) -> bool:
        """Whether a reader may read the conversation and ask in it: his own, and one without an owner, as an
        earlier Dateline kept them. Raises StoreError."""
        return self._store.conversations.owner(conversation) in ("", reader)

    def _is_others(self, reader: str, conversation: str) -> bool:
        try:
            return not self.is_open_to(reader, conversation)
        except StoreError as error:  # a question that can't be kept can be answered
            LOG.error("a conversation can't be read: %s", error)
            return False

    def _keep(self, conversation: str, turn: Exchange, answer: Answer, reader: str, title: str) -> int:
        """Keep a turn. Returns its number, 0 when it can't be kept."""
        kept = {
            "question": turn.question,
            "scope": asdict(turn.scope),
            "answer": to_json(answer),
            "silence": asdict(turn.silence),
            "story": turn.story,
        }
        content, text = json.dumps(kept, ensure_ascii=False), f"{turn.question}\n{answer.text}"
        try:
            return self._store.conversations.add(
                conversation, content, reader=reader, title=" ".join(title.split()), text=text
            )
        except StoreError as error:  # an answer that can't be kept is still an answer
            LOG.error("a conversation can't be kept: %s", error)
            return 0

    def _earlier(self, conversation: str) -> list[Exchange]:
        """The turns that a question may refer to."""
        try:
            return self.turns(conversation, last=MAX_TURNS)
        except StoreError as error:  # the question can be answered without them
            LOG.error("a conversation can't be read: %s", error)
            return []

    def turns(self, conversation: str, *, last: int | None = None) -> list[Exchange]:
        """The turns of a conversation, or its `last` ones, oldest first; empty for an unknown one. Raises
        StoreError."""
        kept = self._store.conversations.turns(conversation, last=last)
        return [self._turn(number, content) for number, content in kept]

    def turn(self, conversation: str, number: int) -> Exchange | None:
        """One turn, None for an unknown one. Raises StoreError."""
        content = self._store.conversations.turn(conversation, number)
        return None if content is None else self._turn(number, content)

    def _turn(self, number: int, content: str) -> Exchange:
        try:
            kept = json.loads(content)
            question, scope, why = str(kept["question"]), Scope.of(kept["scope"]), _silence(kept["silence"])
            story = tuple(map(str, kept.get("story", ())))
        except (AttributeError, KeyError, TypeError, ValueError, QuestionError) as error:
            LOG.error("turn %d of a conversation is damaged: %s", number, type(error).__name__)
            return Exchange(number, "", None)
        answer: Answer | None
        try:
            answer = from_json(kept["answer"], self._store.article)
        except (ArticleNotFound, KeyError, TypeError, ValueError):
            answer = None
        return Exchange(number, question, answer, scope, why, story)


def _silence(kept: Mapping[str, Any]) -> Silence:
    wider = Scope.of(kept["wider"]) if kept["wider"] else None
    return Silence(kept["reason"], wider, tuple(kept["words"]), tuple(kept.get("languages", ())))


def filters_of(store: Store, scope: Scope) -> Filters:
    """The filters of `Assistant.ask` for a scope. Raises ArticleNotFound for the story of an unknown
    article."""
    return {
        "outlets": scope.outlets,
        "since": scope.since,
        "until": scope.until,
        "languages": scope.languages,
        "sections": scope.sections,
        "articles": (scope.article,) if scope.article else story(store, scope.story) if scope.story else (),
    }


def titled(store: Store, scope: Scope) -> Scope:
    """A scope with the headline of its only article or story. Raises ArticleNotFound."""
    if not (article_id := scope.article or scope.story):
        return scope
    return replace(scope, title=title(store.article(article_id)))
