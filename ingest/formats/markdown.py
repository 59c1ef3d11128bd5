"""Markdown -> raw articles. Only importer of markdown_it."""

from __future__ import annotations

from dataclasses import replace

from ingest.decode import decode
from ingest.formats.columns import find_values
from ingest.formats.fields import article_from
from ingest.formats.front_matter import split_front_matter
from ingest.formats.markup import html_text
from ingest.formats.text import with_outlet
from ingest.page.html import MAX_TAGS
from ingest.records import RawArticle
from storage.errors import ArticleRejected


def parse_markdown(raw: bytes) -> RawArticle:
    """Parse Markdown with or without front matter. The first heading of level 1 is the headline, and the
    markup is removed. Raises ArticleRejected."""
    fields, notes, markdown = split_front_matter(decode(raw).replace("\r\n", "\n"))
    values = find_values(fields, {}) | {"text": []}
    article = article_from(values, lambda name: "front matter")
    heading, text, hidden = _heading_and_text(markdown, take_heading=not article.title)
    article = replace(
        article,
        text=text,
        hidden=hidden,
        headline_inside=True,
        note="; ".join(filter(None, [*notes, article.note])),
    )
    return with_outlet(article.with_fields("heading", title=heading))


def _heading_and_text(markdown: str, *, take_heading: bool) -> tuple[str, str, int]:
    """The first heading of level 1, if it is wanted; the text without it; and the number of hidden
    elements that were left out."""
    from markdown_it import MarkdownIt

    # Each bracket may start a link, and the library takes seconds for many that don't end.
    if markdown.count("[") > MAX_TAGS:
        raise ArticleRejected(f"more than {MAX_TAGS:,} brackets of Markdown: this is not one article")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    heading = ""
    for at, token in enumerate(tokens):
        if take_heading and token.type == "heading_open" and token.tag == "h1":
            heading, _ = html_text(parser.renderer.render(tokens[at : at + 3], parser.options, {}))
            del tokens[at : at + 3]
            break
    text, hidden = html_text(parser.renderer.render(tokens, parser.options, {}))
    return " ".join(heading.split()), text, hidden
