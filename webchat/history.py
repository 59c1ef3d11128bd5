"""The HTTP interface of what a reader keeps: the list of his conversations, his clipboard, and exports.

GET  conversations                    {"list"} of the reader's conversations; `search`: words in them,
                                      `current`: the one that is open
POST conversation/{id}                rename, pin, delete or restore it: {"name"}, {"pinned"}, {"deleted"}
GET  conversation/{id}/export         the conversation as a file: `format`, and `style` of its references
GET  conversation/{id}/{number}/export    one answer of it as a file
GET  clipboard                        {"list", "count"} of the reader's collected quotations
POST clipboard                        collect one: {"conversation", "number", "citation", "key"}
POST clipboard/{clip}                 note, move or remove it: {"note"}, {"move"}, {"removed"}
GET  clipboard/export                 the clipboard as a file
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage.errors import DatelineError
from storage.secret import secret
from webchat.access import Access
from webchat.clips import Clips
from webchat.conversation import AnsweringAssistant, Talks
from webchat.export.document import Document, of_quotations, of_turns
from webchat.export.formats import FORMATS, STYLES
from webchat.markup import html
from webchat.readers import reader_of
from webchat.replies import BadRequest, json_of, reply
from webchat.signing import Signer
from webchat.texts import t

LONGEST_NAME = 200  # characters of a conversation's name
LONGEST_NOTE = 2_000  # characters of a note on a quotation


class History:
    """The routes over one assistant."""

    def __init__(self, assistant: AnsweringAssistant) -> None:
        self._store = assistant.store
        self._talks = Talks(assistant)
        self._access = Access(self._talks, Signer(secret(self._store.folder)))
        self._clips = Clips(self._store)

    def all(self) -> list[Route]:
        return [
            Route("/conversations", self.conversations),
            Route("/conversation/{id}", self.change, methods=["POST"]),
            Route("/conversation/{id}/export", self.export),
            Route("/conversation/{id}/{number:int}/export", self.export_turn),
            Route("/clipboard", self.clipboard, methods=["GET"]),
            Route("/clipboard", self.collect, methods=["POST"]),
            Route("/clipboard/export", self.export_clipboard),
            Route("/clipboard/{clip:int}", self.change_clip, methods=["POST"]),
        ]

    async def conversations(self, request: Request) -> Response:
        search, current = (request.query_params.get(name, "") for name in ("search", "current"))

        def listed() -> dict[str, str]:
            own = self._store.conversations.listed(reader_of(request.scope), search)
            return {"list": html("conversations.html", conversations=own, search=search, current=current)}

        return await reply(listed)

    async def change(self, request: Request) -> Response:
        name, reader = request.path_params["id"], reader_of(request.scope)
        sent = await _sent(request)

        def changed() -> dict[str, str]:
            conversations = self._store.conversations
            match sent:
                case {"name": str(given)} if len(given) <= LONGEST_NAME:
                    is_own = conversations.change(reader, name, name=" ".join(given.split()))
                case {"pinned": bool(pinned)}:
                    is_own = conversations.change(reader, name, pinned=pinned)
                case {"deleted": bool(deleted)}:
                    is_own = conversations.change(reader, name, deleted=deleted)
                case _:
                    raise BadRequest(t("error.unreadable"))
            return _done(is_own)

        return await reply(changed)

    async def export(self, request: Request) -> Response:
        def document() -> Document | None:
            own, turns = self._access.turns(request)
            return of_turns(self._title(request), turns) if own and turns else None

        return await _file(request, document)

    async def export_turn(self, request: Request) -> Response:
        def document() -> Document | None:
            turn = self._access.turn(request)
            return of_turns(" ".join(turn.question.split()), [turn]) if turn else None

        return await _file(request, document)

    def _title(self, request: Request) -> str:
        name = request.path_params["id"]
        listed = self._store.conversations.listed(reader_of(request.scope))
        return next((each.title for each in listed if each.id == name), t("ask.conversation"))

    async def clipboard(self, request: Request) -> Response:
        def shown() -> dict[str, object]:
            collected = self._clips.collected(reader_of(request.scope))
            return {"list": html("clips.html", collected=collected), "count": len(collected)}

        return await reply(shown)

    async def collect(self, request: Request) -> Response:
        sent = await _sent(request)

        def collected() -> dict[str, str]:
            match sent:
                case {"conversation": str(name), "number": int(number), "citation": int(citation), **rest}:
                    turn = self._access.named_turn(request, name, number, str(rest.get("key", "")))
                case _:
                    raise BadRequest(t("error.unreadable"))
            return _done(turn is not None and self._clips.collect(reader_of(request.scope), turn, citation))

        return await reply(collected)

    async def change_clip(self, request: Request) -> Response:
        clip, reader = request.path_params["clip"], reader_of(request.scope)
        sent = await _sent(request)

        def changed() -> dict[str, str]:
            clipboard = self._store.clipboard
            match sent:
                case {"note": str(note)} if len(note) <= LONGEST_NOTE:
                    is_own = clipboard.annotate(reader, clip, note.strip())
                case {"move": (1 | -1) as by}:
                    is_own = clipboard.move(reader, clip, by)
                case {"removed": True}:
                    is_own = clipboard.remove(reader, clip)
                case _:
                    raise BadRequest(t("error.unreadable"))
            return _done(is_own)

        return await reply(changed)

    async def export_clipboard(self, request: Request) -> Response:
        def document() -> Document | None:
            return of_quotations(t("clipboard.heading"), self._clips.collected(reader_of(request.scope)))

        return await _file(request, document)


async def _sent(request: Request) -> object:
    """The body of a request; None for one that the page never sends."""
    try:
        return await json_of(request)
    except BadRequest:
        return None


def _done(is_own: bool) -> dict[str, str]:
    """Raises BadRequest for what isn't the reader's."""
    if not is_own:
        raise BadRequest(t("error.gone"))
    return {}


async def _file(request: Request, document: Callable[[], Document | None]) -> Response:
    """A document in the format and the style that a request names; a sentence where there is none."""
    query = request.query_params
    name, style = query.get("format", "markdown"), query.get("style", "plain")
    if name not in FORMATS or style not in STYLES:
        return PlainTextResponse(t("error.unreadable"), 404)
    written = FORMATS[name]

    def content() -> tuple[str, str | bytes] | None:
        made = document()
        return (made.title, written.write(made, style)) if made else None

    try:
        made = await run_in_threadpool(content)
    except DatelineError as error:
        return PlainTextResponse(str(error), 503)
    if made is None:
        return PlainTextResponse(t("error.unreadable"), 404)
    title, text = made
    headers = {"Cache-Control": "no-store"}
    if written.extension:
        headers["Content-Disposition"] = _attachment(title, written.extension)
    return Response(text, media_type=written.media_type, headers=headers)


def _attachment(title: str, extension: str) -> str:
    """The header that saves a file under the title, with a name in ASCII for old programs."""
    name = re.sub(r"[^\w.,-]+", " ", title).strip(" .")[:80].strip() or "Dateline"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip() or "Dateline"
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{quote(f'{name}.{extension}')}"
