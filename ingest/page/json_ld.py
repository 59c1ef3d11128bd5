"""The JSON-LD (schema.org) of an article: the object that describes it, and its properties as strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|Review)$")
PAGE = re.compile(r"\w*WebPage$")
WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?://\s*\]\]>|-->)?\s*;?\s*$")
DEEPEST = 5  # levels of nesting; an @graph in a list in a list has 3

Object = Mapping[str, Any]


class LinkedData:
    """The objects that describe the article and its page; {} for none."""

    def __init__(self, scripts: list[str], url: str = "") -> None:
        """`url`: the page's own URL, which tells its article from other articles listed on it."""
        objects = [item for script in scripts for item in _objects(_parse(script), DEEPEST)]
        self._by_id = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str)}
        articles = [item for item in objects if _is(item, ARTICLE)]
        own = [item for item in articles if url and url in self.texts(item, "url", "@id", "mainEntityOfPage")]
        pages = [item for item in objects if _is(item, PAGE)]
        self.article: Object = next(iter([*own, *articles]), {})
        self.page: Object = next(iter(pages), {})
        self.is_alone = len(articles) == 1  # otherwise the object may describe another page

    def article_texts(self, name: str) -> list[str]:
        """A property of the article: [{"name": "Ann Lee"}, "Bo Chan"] -> ["Ann Lee", "Bo Chan"]."""
        return self.texts(self.article, name)

    def texts(self, item: Object, *names: str) -> list[str]:
        return [text for name in names for text in self._texts(item.get(name), DEEPEST)]

    def _texts(self, value: Any, depth: int) -> Iterator[str]:
        if isinstance(value, str):
            yield " ".join(unescape(unescape(value)).split())
        elif isinstance(value, list) and depth:
            for item in value:
                yield from self._texts(item, depth - 1)
        elif isinstance(value, dict) and depth:
            whole = value if "name" in value else self._by_id.get(str(value.get("@id")), value)
            yield from self._texts(whole.get("name", whole.get("@id")), depth - 1)


def _parse(script: str) -> Any:
    try:
        return json.loads(WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None  # many pages have one broken script; the rest of the metadata is still good


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """An object and the objects that it wraps, but not the items of an ItemList."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(name), depth - 1)


def _is(item: Object, kind: re.Pattern[str]) -> bool:
    value = item.get("@type")
    types = value if isinstance(value, list) else [value]
    return any(isinstance(name, str) and kind.match(name) for name in types)
