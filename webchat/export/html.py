"""A document as HTML: a part of a page to copy, a page of its own, and one to print."""

from __future__ import annotations

from webchat.export.document import Document
from webchat.export.references import reference
from webchat.markup import html, static


def fragment(document: Document, style: str) -> str:
    """The document without its title, to paste."""
    return html("document_body.html", document=document, style=style, reference=reference)


def page(document: Document, style: str) -> str:
    """A page that needs no other file, also for print."""
    css = static("document.css")
    return html("document.html", document=document, style=style, reference=reference, css=css)
