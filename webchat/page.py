"""The parts that frame the page: head, masthead and errors."""

from __future__ import annotations

from storage import Store
from storage.text.wording import count, day
from webchat.markup import html, static

# A second line of defence after escaping: the page loads images, fonts and data from its own server only.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'"

WELCOME = """## What do the articles say?
Every sentence of an answer is a quotation, with its source beside it."""


def head() -> str:
    """The elements that the page adds to gradio's `<head>`."""
    return html("head.html", policy=POLICY, css=static("page.css"))


def masthead(store: Store) -> str:
    """Render the page's name and the collection's size and dates."""
    counts, outlets, dates = store.count(), store.outlets(), store.dates()
    parts = [count(counts.articles, "article"), count(len(outlets), "outlet")]
    if dates:
        oldest, newest = (day(date.isoformat()) for date in dates)
        parts.append(oldest if oldest == newest else f"{oldest} to {newest}")
    return html("masthead.html", parts=parts)


def alert(message: object) -> str:
    """Render an error message."""
    return html("alert.html", message=str(message))
