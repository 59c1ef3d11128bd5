"""The page in the language of each reader. Gradio builds it once, with a mark in place of each text."""

from __future__ import annotations

import re

from webchat.asgi import Application, Message, Receive, Send, header, held_back
from webchat.conversation import LONGEST_QUESTION
from webchat.export.formats import FORMATS, STYLES
from webchat.markup import html, in_script
from webchat.texts import chosen, language, speaking, t

MARK = re.compile(r"\[\[([\w.]+)\]\]")
ENGLISH = re.compile(r'(?<=\slang=)"en"')  # the language that gradio gives the page
HEAD = re.compile(r"(?<=\Whead>)")


def mark(name: str) -> str:
    """What stands in the page for the text under a key, or for a template, "ask.html"."""
    return f"[[{name}]]"


def localized(page: str) -> str:
    """The page in the reader's language. Gradio takes the language of its own words from the browser."""
    page = ENGLISH.sub(f'"{language()}"', page, count=1)
    page = HEAD.sub(lambda _: html("opening.html"), page, count=1)
    return MARK.sub(lambda match: in_script(_part(match[1]))[1:-1], page)


def _part(name: str) -> str:
    if not name.endswith(".html"):
        return t(name)
    return html(name, longest=LONGEST_QUESTION, formats=FORMATS, styles=STYLES)


class Localized:
    """ASGI middleware that answers each request in its reader's language."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(chosen(header(scope, b"cookie"), header(scope, b"accept-language"))):
            await self._app(scope, receive, held_back(send, _page) if scope["path"] == "/" else send)


def _page(start: Message, body: bytes) -> tuple[Message, bytes]:
    page = localized(body.decode()).encode()
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    vary = (b"vary", b"accept-language, cookie")
    return {**start, "headers": [*headers, (b"content-length", str(len(page)).encode()), vary]}, page
