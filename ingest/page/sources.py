"""A page as a source of facts about its article: its meta tags, its JSON-LD, its own address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ingest.page.json_ld import LinkedData
from ingest.urls import canonical_url
from storage.errors import ArticleRejected

PIECE_ENDS = (".", "!", "?", ":")
DUBLIN_CORE = re.compile("^(dc|dcterms)[:_]")  # the same names are also written with a point
# Where a field was found.
JSON_LD, META, TITLE, HEADING, TIME, TEXT, BYLINE, ADDRESS, LINK, PAGE = (
    "json-ld", "meta", "title", "heading", "time", "text", "byline", "address", "link", "html",
)  # fmt: skip


class Found(NamedTuple):
    value: str
    origin: str


NOTHING = Found("", "")


def of(values: Iterable[str], origin: str) -> Iterator[Found]:
    """Those of the values that say something."""
    return (Found(value, origin) for value in values if value)


def first(found: Iterable[Found]) -> Found:
    return next(iter(found), NOTHING)


def words_of(node: Any) -> str:
    """The text of an element on one line. Elements that only their style sets apart are apart:
    "<span>At sea</span>Storm closes harbour" -> "At sea Storm closes harbour"."""
    text = ""
    for piece in node.itertext():
        apart = piece[:1].isupper() and (text[-1:].islower() or text[-1:] in PIECE_ENDS)
        text += f" {piece}" if text and apart else piece
    return " ".join(text.split())


class Page:
    """A parsed page (an lxml element) with what it states for machines."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self._metas = _metas(tree)
        self.url = self._canonical()
        scripts = [node.text or "" for node in tree.iter("script") if "ld+json" in node.get("type", "")]
        self.data = LinkedData(scripts, self.url.value)
        if not self.url.value and self.data.is_alone:
            self.url = self._linked_address()

    @property
    def title(self) -> str:
        """What stands in <title>; pictures drawn in the page have titles, too."""
        head = self.tree.find("head/title")
        return "" if head is None else words_of(head)

    def named(self, *names: str) -> Iterator[Found]:
        """The contents of the meta tags of these names, those of the first name first."""
        for name in names:
            yield from of(self._metas.get(name, ()), META)

    def linked(self, field: str) -> Iterator[Found]:
        """What JSON-LD states of the article in a field of schema.org."""
        return of(self.data.article_texts(field), JSON_LD)

    def _canonical(self) -> Found:
        """The page's own address: <link rel=canonical>, else og:url; only a whole http(s) address is one."""
        base = first(self.named("og:url"))
        links = [
            urljoin(base.value, node.get("href", "").strip())
            for node in self.tree.iter("link")
            if "canonical" in node.get("rel", "").lower().split()
        ]
        return first(found for found in [*of(links, LINK), base] if _is_address(found.value))

    def _linked_address(self) -> Found:
        addresses = self.data.texts(self.data.article, "url", "mainEntityOfPage", "@id")
        return first(found for found in of(addresses, JSON_LD) if _is_address(found.value))


def _metas(tree: Any) -> dict[str, list[str]]:
    """The contents of meta tags by name in lower case, which may be given as name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        content = " ".join(node.get("content", "").split())
        names = (node.get(kind, "") for kind in ("property", "name", "itemprop", "http-equiv"))
        for name in " ".join(names).lower().split():
            name = DUBLIN_CORE.sub(r"\1.", name)
            if content:
                found.setdefault(name, []).append(content)
    return found


def _is_address(url: str) -> bool:
    try:
        return bool(canonical_url(url))
    except ArticleRejected:
        return False
