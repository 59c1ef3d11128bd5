"""The tabs of the page, in their order. A further one, such as a timeline, is one more row of `TABS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import gradio as gr

from assistant import Assistant
from webchat.check_tab import BARE, check_tab
from webchat.localized import mark
from webchat.markup import static

SHARED_SCRIPTS = ("texts.js", "shared.js")
ASK_SCRIPTS = (*SHARED_SCRIPTS, "chat.js", "filter.js", "article.js", "history.js", "reader.js")
LIBRARY_SCRIPTS = (*SHARED_SCRIPTS, "library.js", "adding.js")
CLIPBOARD_SCRIPTS = (*SHARED_SCRIPTS, "clipboard.js")


class Tab(NamedTuple):
    """`id`: the tab's name in the page's scripts; its title is the text `tab.` + `id`. `draw`: lays out the
    tab; `fetches` says whether readers may add articles by address."""

    id: str
    draw: Callable[[Assistant, bool], None]


def _ask(assistant: Assistant, fetches: bool) -> None:
    _scripted("ask.html", ASK_SCRIPTS)


def _check(assistant: Assistant, fetches: bool) -> None:
    check_tab(assistant)


def _articles(assistant: Assistant, fetches: bool) -> None:
    _scripted("fetching.html" if fetches else "library.html", LIBRARY_SCRIPTS)


def _clipboard(assistant: Assistant, fetches: bool) -> None:
    _scripted("clipboard.html", CLIPBOARD_SCRIPTS)


def _scripted(template: str, scripts: tuple[str, ...]) -> None:
    gr.HTML(mark(template), js_on_load=static(*scripts), **BARE)


TABS = (
    Tab("ask", _ask),
    Tab("check", _check),
    Tab("articles", _articles),
    Tab("clipboard", _clipboard),
)
