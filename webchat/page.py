"""The parts that frame the page: head, masthead, welcome and errors."""

from __future__ import annotations

import errno
from collections.abc import Sequence

from storage import Store
from webchat.markup import Markup, html, static
from webchat.texts import day, t

EXAMPLES = (  # about the samples, which don't answer the last one
    "What did Armenia's prime minister ask Moscow for?",
    "How many soldiers has Armenia lost?",
    "How many people have died in the fighting?",
    "How many tanks were destroyed?",
)


def head() -> Markup:
    """The elements that the page adds to gradio's `<head>`."""
    return html("head.html", css=static("page.css", "filter.css", "history.css", "library.css"))


def collection_parts(store: Store) -> list[str]:
    """What the collection holds: "3 articles", "2 outlets", "4 March 2024 to 20 October 2024"."""
    parts = [t("count.articles", n=store.count().articles), t("count.outlets", n=len(store.outlets()))]
    return [*parts, *filter(None, [days(store)])]


def days(store: Store) -> str:
    """The days of the oldest and the newest article; "" when no article has a date."""
    if not (dates := store.dates()):
        return ""
    oldest, newest = (day(date.isoformat()) for date in dates)
    return oldest if oldest == newest else t("format.span", first=oldest, last=newest)


def welcome(store: Store, questions: Sequence[str] = ()) -> Markup:
    """What the chat shows before the first question: what the collection holds, and questions to ask."""
    return html(
        "welcome.html",
        articles=store.count().articles,
        outlets=len(store.outlets()),
        days=days(store),
        newest=next(iter(store.articles(limit=1)), None),
        questions=questions,
    )


def alert(message: object) -> Markup:
    """Render an error message. A full disk gets the words of the page, wherever it was met."""
    is_full = getattr(message, "errno", None) == errno.ENOSPC or "disk is full" in str(message)
    return html("alert.html", message=t("notice.disk_full") if is_full else str(message))
