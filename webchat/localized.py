"""The page in the language of each reader. Gradio builds it once, with a mark in place of each text."""

from __future__ import annotations

import re
from http import HTTPStatus

from webchat.asgi import Application, Message, Receive, Send, header, held_back
from webchat.conversation import LONGEST_QUESTION
from webchat.export.formats import FORMATS, STYLES
from webchat.feeds import HOURS
from webchat.markup import html, in_script, static
from webchat.notices import page_version
from webchat.texts import chosen, language, speaking, t

MARK = re.compile(r"\[\[([\w.]+)\]\]")
ENGLISH = re.compile(r'(?<=\slang=)"en"')  # the language that gradio gives the page
HEAD = re.compile(r"(?<=\Whead>)")
APPLICATION = re.compile(r"(?=\Wgradio-app\s)")
ADDRESS = (b"host", b"x-forwarded-host", b"x-forwarded-proto")  # from these, gradio takes the page's address
MOST_PAGES = 32  # that are kept


def mark(name: str) -> str:
    """What stands in the page for the text under a key, or for a template, "ask.html"."""
    return f"[[{name}]]"


def localized(page: str) -> str:
    """The page in the reader's language, with its name in sight before gradio's scripts have built the rest.
    Gradio takes the language of its own words from the browser."""
    page = ENGLISH.sub(f'"{language()}"', page, count=1)
    page = HEAD.sub(lambda _: html("opening.html"), page, count=1)
    page = APPLICATION.sub(lambda _: html("opening_masthead.html", css=static("opening.css")), page, count=1)
    return MARK.sub(lambda match: in_script(_part(match[1]))[1:-1], page)


def _part(name: str) -> str:
    if not name.endswith(".html"):
        return t(name)
    return html(
        name,
        version=page_version(),
        longest=LONGEST_QUESTION,
        formats=FORMATS,
        styles=STYLES,
        hours=HOURS,
    )


class Localized:
    """ASGI middleware that answers each request in its reader's language.

    Gradio would make the page anew for each reader, which takes long while questions are answered; so the
    page is kept for each language and address.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._pages: dict[tuple[str, ...], tuple[Message, bytes]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(chosen(header(scope, b"cookie"), header(scope, b"accept-language"))):
            if scope["path"] == "/" and scope["method"] == "GET":
                await self._page(scope, receive, send)
            else:
                await self._app(scope, receive, send)

    async def _page(self, scope: Message, receive: Receive, send: Send) -> None:
        key = (language(), *(header(scope, name) for name in ADDRESS))

        def keep(start: Message, body: bytes) -> tuple[Message, bytes]:
            page = _localized_response(start, body)
            if start["status"] == HTTPStatus.OK:
                self._pages[key] = page
                if len(self._pages) > MOST_PAGES:
                    del self._pages[next(iter(self._pages))]
            return page

        if page := self._pages.get(key):
            await send(page[0])
            await send({"type": "http.response.body", "body": page[1]})
        else:  # its query is for the scripts of the page only
            await self._app({**scope, "query_string": b""}, receive, held_back(send, keep))


def _localized_response(start: Message, body: bytes) -> tuple[Message, bytes]:
    page = localized(body.decode()).encode()
    dropped = (b"content-length", b"set-cookie")  # a kept page belongs to no reader
    headers = [(name, value) for name, value in start["headers"] if name not in dropped]
    vary = (b"vary", b"accept-language, cookie")
    return {**start, "headers": [*headers, (b"content-length", str(len(page)).encode()), vary]}, page
