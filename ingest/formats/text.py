"""Plain text and Markdown -> raw articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ingest.dates.parse import published_and_updated
from ingest.decode import decode
from ingest.records import RawArticle

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
FRONT_MATTER_LINE = re.compile(r"^(\w+)[ \t]*:(.*)$", re.MULTILINE)
FRONT_MATTER_FIELDS = {  # as static site generators name them
    "title": "title",
    "date": "published",
    "published": "published",
    "updated": "updated",
    "modified": "updated",
    "lastmod": "updated",
    "section": "section",
    "category": "section",
    "author": "author",
    "authors": "author",
    "byline": "author",
    "outlet": "outlet",
    "url": "url",
    "language": "language",
    "lang": "language",
}
HEADING = re.compile(r"^[ ]{0,3}#[ \t]+(\S.*)$", re.MULTILINE)
SETEXT_HEADING = re.compile(r"\A\s*(\S.*)\n=+[ \t]*$", re.MULTILINE)

ADDRESS = r"\((?:[^()\n]++|\([^()\n]*+\))*+\)"  # of a link, which may hold brackets

# Nothing here looks past the next start of its own kind: else a text of nothing but starts takes hours.
MARKUP: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL), ""),
    (re.compile(r"!\[[^\[\]\n]*\]" + ADDRESS), ""),  # images
    (re.compile(r"\[([^\[\]\n]+)\]" + ADDRESS), r"\1"),  # links keep their words
    (re.compile(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]"), r"\1"),
    (re.compile(r"^\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE), ""),  # link definitions
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"^[ ]{0,3}(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^[ ]{0,3}(?:[-*_][ \t]*){3,}$|^[ ]{0,3}[-=]{3,}[ \t]*$", re.MULTILINE), ""),  # rules
    (re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE), lambda found: f"\n{_heading(found[1])}\n"),
    (re.compile(r"^[ ]{0,3}(?:>[ \t]?)+", re.MULTILINE), ""),  # quotations
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), "\n"),  # a list item becomes a paragraph
    (re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1"), r"\2"),
    (
        re.compile(
            r"(?<![\w*\\])\*(?=\S)([^*\n]+?)(?<=[^\s\\])\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"
        ),
        r"\1\2",
    ),
    (re.compile(r"(?<!`)(`+)([^`\n]+)\1(?!`)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])"), r"\1"),
)


# "BAKU, Nov 1 (Sample Wire) — ", "BAKU (Wire) - "; in brackets may also stand "Updated", or a second place
OUTLET_OF_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ.'’ /-]{2,}(?:,[^()\n]{0,40})? "
    r"\((?!(?i:updat|correct|add|repeat|refil))(?P<outlet>[A-Z][\w&.’' -]{1,40})\)\s*(?:[—–]|--?\s)"
)


def parse_text(raw: bytes) -> RawArticle:
    """Plain text, which may begin with its headline; its dateline may name its outlet. Raises
    ArticleRejected."""
    return _with_outlet(RawArticle(decode(raw), headline_inside=True))


def _with_outlet(article: RawArticle) -> RawArticle:
    """The article with the outlet that its dateline names, in its first line or that after its headline."""
    lines = [line.strip() for line in article.text.split("\n") if line.strip()]
    datelines = filter(None, map(OUTLET_OF_DATELINE.match, lines[:2]))
    found = next(datelines, None)
    return article.stating("dateline", outlet=found["outlet"]) if found and not article.outlet else article


def parse_markdown(raw: bytes) -> RawArticle:
    """Markdown: its first heading is the headline, a `key: value` front matter is understood, the markup
    goes. Raises ArticleRejected."""
    text = decode(raw).replace("\r\n", "\n")
    fields: dict[str, Any] = {}
    if found := FRONT_MATTER.match(text):
        fields = {
            FRONT_MATTER_FIELDS[key.lower()]: _unquoted(value.strip())
            for key, value in FRONT_MATTER_LINE.findall(found[1])
            if key.lower() in FRONT_MATTER_FIELDS
        }
        text = text[found.end() :]
    heading_text = ""
    for heading in (SETEXT_HEADING, HEADING):
        if not (fields.get("title") or heading_text) and (found := heading.search(text)):
            heading_text = without_markup(_heading(found[1]))
            text = text[: found.start()] + text[found.end() :]
    authors = tuple(name.strip("\"' ") for name in fields.pop("author", "").strip("[]").split(","))
    published, updated, note = published_and_updated(fields.pop("published", ""), fields.pop("updated", ""))
    article = RawArticle(without_markup(text), headline_inside=True, note=note)
    article = article.stating(
        "front matter",
        authors=tuple(filter(None, authors)),
        published=published,
        updated=updated,
        **fields,
    )
    return _with_outlet(article.stating("heading", title=heading_text))


def _heading(line: str) -> str:
    """ "Talks end ##" -> "Talks end"."""
    return line.rstrip(" \t#")


def _unquoted(value: str) -> str:
    """ "'Talks end'" -> "Talks end"."""
    value = value[1:] if value.startswith(("'", '"')) else value
    return value[:-1] if value.endswith(("'", '"')) else value


def without_markup(markdown: str) -> str:
    """The words of Markdown: "**Three** [ceasefires](https://a.example)" -> "Three ceasefires"."""
    for pattern, words in MARKUP:
        markdown = pattern.sub(words, markdown)
    return markdown
