"""The tabs of the page, in their order. A further one, such as a timeline, is one more row of `TABS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import gradio as gr

from assistant import Assistant
from webchat.check_tab import BARE, check_tab
from webchat.localized import mark
from webchat.markup import static

SHARED_SCRIPTS = ("texts.js", "shared.js")
CHAT_SCRIPTS = ("chat.js", "announce.js", "filter.js", "article.js", "history.js", "reader.js")
ASK_SCRIPTS = (*SHARED_SCRIPTS, *CHAT_SCRIPTS)
LIBRARY_SCRIPTS = (*SHARED_SCRIPTS, "library.js", "adding.js")
CLIPBOARD_SCRIPTS = (*SHARED_SCRIPTS, "clipboard.js")


@dataclass(frozen=True, slots=True)
class Features:
    """What the operator chose. `fetches`: readers may add articles by address. `accounts`: readers log in.
    `prose`: answers are prose, where there is a language model, until the reader chooses quotations."""

    fetches: bool = False
    accounts: bool = False
    prose: bool = True


class Tab(NamedTuple):
    """`id`: the tab's name in the page's scripts; its title is the text `tab.` + `id`. `draw`: lays out the
    tab."""

    id: str
    draw: Callable[[Assistant, Features], None]


def _ask(assistant: Assistant, features: Features) -> None:
    _scripted("ask.html" if features.prose else "quoting.html", ASK_SCRIPTS)


def _check(assistant: Assistant, features: Features) -> None:
    check_tab(assistant)


def _articles(assistant: Assistant, features: Features) -> None:
    _scripted("fetching.html" if features.fetches else "library.html", LIBRARY_SCRIPTS)


def _clipboard(assistant: Assistant, features: Features) -> None:
    _scripted("clipboard.html", CLIPBOARD_SCRIPTS)


def _scripted(template: str, scripts: tuple[str, ...]) -> None:
    gr.HTML(mark(template), js_on_load=static(*scripts), **BARE)


TABS = (
    Tab("ask", _ask),
    Tab("check", _check),
    Tab("articles", _articles),
    Tab("clipboard", _clipboard),
)
