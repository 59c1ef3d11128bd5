"""The frame of the page: its head, its masthead, its errors."""

from __future__ import annotations

from storage import Store
from storage.text.wording import count, day
from webchat.markup import html, static

# Whatever slips through: the page may load pictures, fonts and data from its own server only.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'"

WELCOME = """## What do the articles say?
Every sentence of an answer is a quotation, with its source beside it."""


def head() -> str:
    """The elements that the page adds to the `<head>` of gradio's document."""
    return html("head.html", policy=POLICY, css=static("page.css"))


def masthead(store: Store) -> str:
    """The name of the page, and the size and the dates of the collection."""
    counts, outlets, dates = store.count(), store.outlets(), store.dates()
    parts = [count(counts.articles, "article"), count(len(outlets), "outlet")]
    if dates:
        first, last = (day(date.isoformat()) for date in dates)
        parts.append(first if first == last else f"{first} to {last}")
    return html("masthead.html", parts=parts)


def alert(message: object) -> str:
    """An error, as its words alone."""
    return html("alert.html", message=str(message))
