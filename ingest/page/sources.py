"""A saved page's metadata for machines: meta tags, JSON-LD and its own URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ingest.page.json_ld import LinkedData
from storage.errors import ArticleRejected
from storage.text.sentences import ends_clause
from storage.urls import canonical_url

DUBLIN_CORE = re.compile("^(dc|dcterms)[:_]")  # some pages write "dc." instead
# The origins of a field.
JSON_LD, META, TITLE, HEADING, TIME, TEXT, BYLINE, ADDRESS, LINK, PAGE = (
    "json-ld", "meta", "title", "heading", "time", "text", "byline", "address", "link", "html",
)  # fmt: skip


class Field(NamedTuple):
    """A value of the metadata and its origin in the page."""

    value: str
    origin: str


NO_FIELD = Field("", "")


def fields(values: Iterable[str], origin: str) -> Iterator[Field]:
    """A field for each value that isn't empty."""
    return (Field(value, origin) for value in values if value)


def first_field(candidates: Iterable[Field]) -> Field:
    return next(iter(candidates), NO_FIELD)


def line_of(node: Any) -> str:
    """The text of an element on one line, with a space between words that only styles separate:
    "<span>At sea</span>Storm closes harbour" -> "At sea Storm closes harbour"."""
    text = ""
    for piece in node.itertext():
        apart = piece[:1].isupper() and (text[-1:].islower() or ends_clause(text[-1:]))
        text += f" {piece}" if text and apart else piece
    return " ".join(text.split())


class SavedPage:
    """A parsed page (an lxml element) with its metadata."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self._metas = _metas(tree)
        self.url = self._canonical()
        scripts = [node.text or "" for node in tree.iter("script") if "ld+json" in node.get("type", "")]
        self.linked_data = LinkedData(scripts, self.url.value)
        if not self.url.value and self.linked_data.is_alone:
            self.url = self._linked_address()

    @property
    def title(self) -> str:
        """The text of <title> in the head: inline SVG pictures have <title> elements, too."""
        head = self.tree.find("head/title")
        return "" if head is None else line_of(head)

    def meta(self, *names: str) -> Iterator[Field]:
        """The contents of the meta tags with these names, in the order of the names."""
        for name in names:
            yield from fields(self._metas.get(name, ()), META)

    def json_ld(self, name: str) -> Iterator[Field]:
        """The values of one of the article's schema.org properties in JSON-LD."""
        return fields(self.linked_data.article_texts(name), JSON_LD)

    def _canonical(self) -> Field:
        """The page's own URL: <link rel=canonical>, else og:url. It must be an absolute http(s) URL."""
        base = first_field(self.meta("og:url"))
        links = [
            urljoin(base.value, node.get("href", "").strip())
            for node in self.tree.iter("link")
            if "canonical" in node.get("rel", "").lower().split()
        ]
        return first_field(link for link in [*fields(links, LINK), base] if _is_address(link.value))

    def _linked_address(self) -> Field:
        addresses = self.linked_data.texts(self.linked_data.article, "url", "mainEntityOfPage", "@id")
        return first_field(link for link in fields(addresses, JSON_LD) if _is_address(link.value))


def _metas(tree: Any) -> dict[str, list[str]]:
    """The contents of meta tags by lower-case name, whether it stands in `name`, `property`, `itemprop` or
    `http-equiv`."""
    contents: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        content = " ".join(node.get("content", "").split())
        names = (node.get(kind, "") for kind in ("property", "name", "itemprop", "http-equiv"))
        for name in " ".join(names).lower().split():
            name = DUBLIN_CORE.sub(r"\1.", name)
            if content:
                contents.setdefault(name, []).append(content)
    return contents


def _is_address(url: str) -> bool:
    try:
        return bool(canonical_url(url))
    except ArticleRejected:
        return False
