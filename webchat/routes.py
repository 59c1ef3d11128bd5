"""The HTTP interface of the chat under the page: JSON in, HTML in JSON out.

    POST ask                         a question; a line of JSON for each change of its place in the line, for
                                     each sentence of prose {"answer"}, the answer so far, and at last
                                     {"turn", "sources", "number"} or {"error"}
    GET  conversation/{id}           {"turns", "sources", "own"} of a conversation, for a page that is opened
                                     again; of another reader's only the turn named by `answer` and `key`
    POST feedback                    a reader's opinion of an answer
    GET  conversation/{id}/{number}  a turn to copy: `form` is "plain", "markdown", "html" or "link", `style`
                                     that of its references
    GET  conversation/{id}/{number}/next    {"questions"} that may follow a turn
    GET  collection                  {"parts", "welcome", "outlets", "ready", "notices", "version", "prose"}
                                     of the collection; until it is ready, more questions to offer are being
                                     drawn, and a page of another version should be loaded again; `prose`:
                                     whether a language model is configured
    GET  article/{id}                an article; `version`, `start` and `end` are optional, and so is
                                     `conversation`, whose citations are marked

A turn of another reader's conversation is sent only with its `key`, which the link to an answer holds.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from assistant.answer import Answer, Citation
from storage.errors import DatelineError, QuestionError, StoreError
from storage.feedback import Quoted
from storage.secret import secret
from webchat.access import CONVERSATION, Access
from webchat.article import show_article
from webchat.ask import REASONS, growing_answer, sources, turn_html
from webchat.clips import Clips
from webchat.conversation import AnsweringAssistant, Exchange, Prose, Talks
from webchat.export.document import of_turns
from webchat.export.formats import COPIED, STYLES
from webchat.line import Caller, Done, Line, LineFull, News, Waiting
from webchat.notices import notices, page_version
from webchat.page import alert, collection_parts, welcome
from webchat.rate import Rate
from webchat.readers import Sender, reader_of, sender_of
from webchat.replies import BadRequest, json_of, reply
from webchat.scope import Scope
from webchat.signing import Signer
from webchat.suggestions import Suggestions
from webchat.texts import t

AT_ONCE = 4  # questions that are answered at the same time; further ones wait
LONGEST_LINE = 100
EACH = 3  # questions of one reader in the line
EACH_ADDRESS = 64  # questions of all readers of one address in the line
PER_READER = 30  # questions a minute
PER_ADDRESS = 600  # questions a minute: many readers may share an address

LOG = logging.getLogger("webchat")


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A request to `ask`."""

    conversation: str
    text: str
    scope: Scope
    prose: bool = False

    @classmethod
    def of(cls, sent: object) -> AskRequest:
        """Raises BadRequest for a value of another form, QuestionError for a wrong day."""
        match sent:
            case {"conversation": str(conversation), "question": str(text)}:
                filters = cast(Mapping[str, Any], sent)
            case _:
                raise BadRequest(t("error.unreadable"))
        if not CONVERSATION.fullmatch(conversation):
            raise BadRequest(t("error.unreadable"))
        try:
            return cls(conversation, text, Scope.of(filters), filters.get("prose") is True)
        except ValueError as error:
            raise BadRequest(t("error.unreadable")) from error


class Routes:
    """The routes over one assistant."""

    def __init__(self, assistant: AnsweringAssistant) -> None:
        self._store = assistant.store
        self._has_llm = assistant.llm is not None
        self._talks = Talks(assistant)
        self._access = Access(self._talks, Signer(secret(self._store.folder)))
        self._suggestions = Suggestions(assistant)
        self._clips = Clips(self._store)
        self._line = Line(AT_ONCE, longest=LONGEST_LINE, each=EACH, each_address=EACH_ADDRESS)
        self._by_reader, self._by_address = Rate(PER_READER), Rate(PER_ADDRESS)

    def all(self) -> list[Route]:
        return [
            Route("/ask", self.ask, methods=["POST"]),
            Route("/feedback", self.feedback, methods=["POST"]),
            Route("/conversation/{id}", self.conversation),
            Route("/conversation/{id}/{number:int}", self.copy),
            Route("/conversation/{id}/{number:int}/next", self.following),
            Route("/collection", self.collection),
            Route("/article/{id}", self.article),
        ]

    async def ask(self, request: Request) -> Response:
        try:
            question = AskRequest.of(await json_of(request))
        except BadRequest as error:
            return JSONResponse({"error": str(error)}, 400)
        except QuestionError as error:
            return JSONResponse({"error": str(error)}, 422)
        sender = sender_of(request.scope)
        wait = self._by_reader.wait(sender.reader) or self._by_address.wait(sender.address)
        if wait:
            sentence = t("error.too_often", n=ceil(wait))
            return JSONResponse({"error": sentence}, 429, {"Retry-After": str(ceil(wait))})
        answered = self._answered(question, reader_of(request.scope), sender)
        return StreamingResponse(answered, media_type="application/x-ndjson")

    async def _answered(self, question: AskRequest, reader: str, sender: Sender) -> AsyncIterator[str]:
        caller = Caller()

        def show(grown: Answer, number: int) -> None:
            caller.tell({"answer": growing_answer(grown, number)})

        def answer() -> dict[str, object]:
            prose = Prose(show, caller.gone) if question.prose else None
            asked = (question.conversation, question.text, question.scope)
            turn = self._talks.ask(*asked, reader, prose)
            return {"turn": turn_html(turn), "sources": self._sources([turn], reader), "number": turn.number}

        try:
            async with aclosing(self._line.run(sender, answer, caller)) as steps:
                async for step in steps:
                    yield _line(_sent(step))
        except (DatelineError, LineFull) as error:
            if not isinstance(error, QuestionError | LineFull):
                LOG.error("a question failed: %s: %s", type(error).__name__, error)
            yield _line({"error": str(error)})
        except Exception as error:
            LOG.error("a question failed unexpectedly: %s", type(error).__name__)
            LOG.debug("the unexpected error", exc_info=error)
            yield _line({"error": t("error.failed")})

    async def conversation(self, request: Request) -> Response:
        name = request.path_params["id"]
        if not CONVERSATION.fullmatch(name):
            return JSONResponse({"error": t("error.unreadable")}, 400)

        def shown() -> dict[str, object]:
            own, turns = self._access.turns(request)
            return {
                "turns": "".join(map(turn_html, turns)),
                "sources": self._sources(turns, reader_of(request.scope)),
                "own": own,
            }

        return await reply(shown)

    def _sources(self, turns: Sequence[Exchange], reader: str) -> str:
        """The sources of turns, newest first. A clipboard that can't be read marks none."""
        try:
            collected = self._clips.places(reader)
        except StoreError as error:
            LOG.error("the clipboard can't be read: %s", error)
            collected = set()
        return "".join(sources(turn, collected) for turn in reversed(turns))

    async def copy(self, request: Request) -> Response:
        """A turn in the form to copy; the same text for an unknown turn as for a lost one."""
        try:
            turn = await run_in_threadpool(self._access.turn, request)
        except DatelineError as error:
            return PlainTextResponse(str(error), 503)
        form, style = (request.query_params.get(name, "plain") for name in ("form", "style"))
        if turn is not None and form == "link":
            return PlainTextResponse(self._access.link(request))
        if turn is None or form not in COPIED or style not in STYLES:
            return PlainTextResponse(t("error.unreadable"), 404)
        return PlainTextResponse(COPIED[form](of_turns(turn.question, [turn]), style))

    async def following(self, request: Request) -> Response:
        def shown() -> dict[str, list[str]]:
            turn = self._access.turn(request)
            return {"questions": self._suggestions.following(turn) if turn else []}

        return await reply(shown)

    async def feedback(self, request: Request) -> Response:
        try:
            match await json_of(request):
                case {
                    "conversation": str(name),
                    "number": int(number),
                    "helpful": bool(helpful),
                    "reason": reason,
                }:
                    turn = await run_in_threadpool(self._access.named_turn, request, name, number, "")
                case _:
                    raise BadRequest(t("error.unreadable"))
            if turn is None or reason not in ("", *REASONS):
                raise BadRequest(t("error.unreadable"))
        except BadRequest as error:
            return JSONResponse({"error": str(error)}, 400)
        except DatelineError as error:
            return JSONResponse({"error": str(error)}, 503)

        def rate() -> dict[str, str]:
            self._store.feedback.rate(name, number, turn.question, helpful, reason, _quoted(turn))
            return {}

        return await reply(rate)

    async def collection(self, _: Request) -> Response:
        def shown() -> dict[str, object]:
            return {
                "parts": collection_parts(self._store),
                "welcome": welcome(self._store, self._suggestions.offered()),
                "outlets": self._store.outlet_sizes(),
                "ready": self._suggestions.are_drawn(),
                "notices": notices(self._store),
                "version": page_version(),
                "prose": self._has_llm,
            }

        return await reply(shown)

    async def article(self, request: Request) -> Response:
        wanted = {"id": request.path_params["id"], **request.query_params}

        def shown() -> str:
            try:
                return show_article(self._store, wanted, self._citations(request))
            except DatelineError as error:
                return alert(error)

        return HTMLResponse(await run_in_threadpool(shown))

    def _citations(self, request: Request) -> list[Citation]:
        """The citations to mark; none when the conversation can't be read, which the article can be."""
        try:
            _, turns = self._access.turns(request, request.query_params.get("conversation", ""))
        except StoreError as error:
            LOG.error("a conversation can't be read: %s", error)
            return []
        return [citation for turn in turns if turn.answer for citation in turn.answer.citations]


def _quoted(turn: Exchange) -> list[Quoted]:
    citations = turn.answer.citations if turn.answer else ()
    return [Quoted(each.article.url or each.article.identity, each.start, each.end) for each in citations]


def _sent(step: Waiting | News | Done[dict[str, object]]) -> object:
    """A step of the line as the page gets it."""
    if isinstance(step, Done):
        return step.result
    return step.content if isinstance(step, News) else {"before": step.before}


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
