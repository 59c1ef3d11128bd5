"""Dateline as a llama-index chat engine. Its memory is the conversation's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, ChatResponseGen, MessageRole
from llama_index.core.chat_engine.types import (
    AgentChatResponse,
    BaseChatEngine,
    StreamingAgentChatResponse,
)

from assistant.answer import Answer
from assistant.llama import Scope, source_nodes

if TYPE_CHECKING:
    from assistant.assistant import Assistant, Conversation


class DatelineChatEngine(BaseChatEngine):  # type: ignore[misc]
    """A conversation: each message is a question that may refer to those before it. A `chat_history` given
    with a message is refused, since it holds no checked answers."""

    def __init__(self, assistant: Assistant, *, similarity_top_k: int, scope: Scope) -> None:
        self._assistant = assistant
        self._conversation: Conversation = assistant.conversation()
        self._k = similarity_top_k
        self._scope = scope

    def reset(self) -> None:
        self._conversation.history.clear()

    @property
    def chat_history(self) -> list[ChatMessage]:
        """The turns so far as messages, the text of an answer with its markers."""
        roles = (MessageRole.USER, MessageRole.ASSISTANT)
        turns = [(question, answer.text) for question, answer in self._conversation.history]
        return [
            ChatMessage(role=role, content=text)
            for turn in turns
            for role, text in zip(roles, turn, strict=True)
        ]

    def chat(self, message: str, chat_history: Sequence[ChatMessage] | None = None) -> AgentChatResponse:
        _expect_none(chat_history)
        answer = self._conversation.ask(message, k=self._k, **self._scope._asdict())
        return AgentChatResponse(
            response=answer.text, source_nodes=source_nodes(answer, self._k), metadata=answer.to_dict()
        )

    def stream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """The answer sentence by sentence; the source nodes are complete when it is read."""
        _expect_none(chat_history)
        nodes: list[Any] = []

        def chunks() -> ChatResponseGen:
            answer, shown = Answer(message), ""
            history = tuple(self._conversation.history)
            for answer in self._assistant.ask_stream(
                message, k=self._k, history=history, **self._scope._asdict()
            ):
                message_so_far = ChatMessage(role=MessageRole.ASSISTANT, content=answer.text)
                yield ChatResponse(message=message_so_far, delta=answer.text.removeprefix(shown))
                shown = answer.text
            nodes[:] = source_nodes(answer, self._k)
            self._conversation.history.append((message, answer))

        return StreamingAgentChatResponse(
            chat_stream=chunks(), source_nodes=nodes, is_writing_to_memory=False
        )

    async def achat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> AgentChatResponse:
        return await asyncio.to_thread(self.chat, message, chat_history)

    async def astream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        return self.stream_chat(message, chat_history)


def _expect_none(chat_history: Sequence[ChatMessage] | None) -> None:
    if chat_history:
        raise ValueError(
            f"chat_history has {len(chat_history)} messages, expected none: the engine keeps its own, and "
            "reset() empties it"
        )
