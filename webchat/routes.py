"""The HTTP interface of the chat under the page: JSON in, HTML in JSON out. Only importer of Starlette's
routing.

    POST ask                         a question; a line of JSON for each change of its place in the line, then
                                     {"turn", "sources", "number"} or {"error"}
    GET  conversation/{id}           {"turns", "sources"} of a conversation, for a page that is opened again
    POST feedback                    a reader's opinion of an answer
    GET  conversation/{id}/{number}  a turn to copy: `form` is "plain", "markdown" or "html"
    GET  conversation/{id}/{number}/next    {"questions"} that may follow a turn
    GET  collection                  {"parts", "welcome", "outlets", "ready"} of the collection; until it is
                                     ready, more questions to offer are being drawn
    GET  article/{id}                an article; `version`, `start` and `end` are optional, and so is
                                     `conversation`, whose citations are marked
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil
from typing import Any

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

from assistant.answer import Citation
from storage.errors import DatelineError, QuestionError
from webchat.article import show_article
from webchat.ask import REASONS, sources, turn_html
from webchat.conversation import MOST_OUTLETS, AnsweringAssistant, Exchange, Talks
from webchat.export import FORMS
from webchat.line import Done, Line, LineFull
from webchat.page import alert, collection_parts, welcome
from webchat.rate import Rate
from webchat.scope import Scope
from webchat.suggestions import Suggestions
from webchat.texts import t

AT_ONCE = 4  # questions that are answered at the same time; further ones wait
LONGEST_LINE = 100
EACH = 3  # questions of one conversation in the line
PER_CONVERSATION = 30  # questions a minute
PER_ADDRESS = 600  # questions a minute: many readers may share an address
MOST_TURNS = 1_000_000  # a larger number is no turn of a conversation
LARGEST = 32_768  # bytes of a request
CONVERSATION = re.compile(r"[0-9a-f]{32}")
DAY = re.compile(r"|\d{4}-\d\d-\d\d")

LOG = logging.getLogger("webchat")


class BadRequest(Exception):
    """A request that the page never sends."""


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A request to `ask`."""

    conversation: str
    text: str
    scope: Scope

    @classmethod
    def of(cls, sent: object) -> AskRequest:
        """Raises BadRequest for a value of another form, QuestionError for a wrong day."""
        match sent:
            case {"conversation": str(conversation), "question": str(text), "outlets": list(outlets), **rest}:
                since, until = str(rest.get("since", "")), str(rest.get("until", ""))
            case _:
                raise BadRequest(t("error.unreadable"))
        is_name = CONVERSATION.fullmatch(conversation)
        are_names = len(outlets) <= MOST_OUTLETS and all(isinstance(outlet, str) for outlet in outlets)
        if not (is_name and are_names):
            raise BadRequest(t("error.unreadable"))
        return cls(conversation, text, Scope(tuple(outlets), since, until))


class Routes:
    """The routes over one assistant."""

    def __init__(self, assistant: AnsweringAssistant) -> None:
        self._store = assistant.store
        self._talks = Talks(assistant)
        self._suggestions = Suggestions(assistant)
        self._line = Line(AT_ONCE, longest=LONGEST_LINE, each=EACH)
        self._by_conversation, self._by_address = Rate(PER_CONVERSATION), Rate(PER_ADDRESS)

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
            question = AskRequest.of(await _json(request))
        except BadRequest as error:
            return JSONResponse({"error": str(error)}, 400)
        except QuestionError as error:
            return JSONResponse({"error": str(error)}, 422)
        address = request.client.host if request.client else ""
        wait = self._by_conversation.wait(question.conversation) or self._by_address.wait(address)
        if wait:
            sentence = t("error.too_often", n=ceil(wait))
            return JSONResponse({"error": sentence}, 429, {"Retry-After": str(ceil(wait))})
        return StreamingResponse(self._answered(question), media_type="application/x-ndjson")

    async def _answered(self, question: AskRequest) -> AsyncIterator[str]:
        def answer() -> dict[str, object]:
            return _shown(self._talks.ask(question.conversation, question.text, question.scope))

        try:
            async with aclosing(self._line.run(question.conversation, answer)) as steps:
                async for step in steps:
                    yield _line(step.result if isinstance(step, Done) else {"before": step.before})
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

        def shown() -> dict[str, str]:
            turns = self._talks.turns(name)
            return {
                "turns": "".join(map(turn_html, turns)),
                "sources": "".join(map(sources, reversed(turns))),
            }

        return await _reply(shown)

    async def copy(self, request: Request) -> Response:
        """A turn in the form to copy; the same text for an unknown turn as for a lost one."""
        turn = await run_in_threadpool(self._turn, request.path_params["id"], request.path_params["number"])
        form = request.query_params.get("form", "plain")
        if turn is None or form not in FORMS:
            return PlainTextResponse(t("error.unreadable"), 404)
        return PlainTextResponse(FORMS[form](turn))

    async def following(self, request: Request) -> Response:
        def shown() -> dict[str, list[str]]:
            turn = self._turn(request.path_params["id"], request.path_params["number"])
            return {"questions": self._suggestions.following(turn) if turn else []}

        return await _reply(shown)

    async def feedback(self, request: Request) -> Response:
        try:
            match await _json(request):
                case {
                    "conversation": str(name),
                    "number": int(number),
                    "helpful": bool(helpful),
                    "reason": reason,
                }:
                    turn = await run_in_threadpool(self._turn, name, number)
                case _:
                    raise BadRequest(t("error.unreadable"))
            if turn is None or reason not in ("", *REASONS):
                raise BadRequest(t("error.unreadable"))
        except BadRequest as error:
            return JSONResponse({"error": str(error)}, 400)

        def rate() -> dict[str, str]:
            self._store.conversations.rate(name, number, turn.question, helpful, reason)
            return {}

        return await _reply(rate)

    def _turn(self, conversation: str, number: int) -> Exchange | None:
        is_turn = CONVERSATION.fullmatch(conversation) and 0 < number < MOST_TURNS
        return self._talks.turn(conversation, number) if is_turn else None

    async def collection(self, _: Request) -> Response:
        def shown() -> dict[str, object]:
            return {
                "parts": collection_parts(self._store),
                "welcome": welcome(self._store, self._suggestions.offered()),
                "outlets": self._store.outlet_sizes(),
                "ready": self._suggestions.are_drawn(),
            }

        return await _reply(shown)

    async def article(self, request: Request) -> Response:
        wanted = {"id": request.path_params["id"], **request.query_params}
        conversation = request.query_params.get("conversation", "")

        def shown() -> str:
            try:
                return show_article(self._store, wanted, self._citations(conversation))
            except DatelineError as error:
                return alert(error)

        return HTMLResponse(await run_in_threadpool(shown))

    def _citations(self, conversation: str) -> list[Citation]:
        turns = self._talks.turns(conversation) if CONVERSATION.fullmatch(conversation) else []
        return [citation for turn in turns if turn.answer for citation in turn.answer.citations]


def _shown(turn: Exchange) -> dict[str, object]:
    return {"turn": turn_html(turn), "sources": sources(turn), "number": turn.number}


async def _reply(read: Any) -> Response:
    """What a function reads from the store as JSON; an error of the store as a sentence."""
    try:
        return JSONResponse(await run_in_threadpool(read))
    except DatelineError as error:
        LOG.error("the page can't be filled: %s: %s", type(error).__name__, error)
        return JSONResponse({"error": str(error)}, 503)


async def _json(request: Request) -> object:
    """The body of a request. Raises BadRequest unless it is JSON of a size that the page sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadRequest(t("error.too_large"))
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(t("error.unreadable")) from error


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
