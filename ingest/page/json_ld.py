"""An article's JSON-LD (schema.org): the object that describes it, and its properties as plain texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|Review)$")
PAGE = re.compile(r"\w*WebPage$")
WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?://\s*\]\]>|-->)?\s*;?\s*$")
DEEPEST = 5  # @graph in a list in a list is 3

Object = Mapping[str, Any]


class LinkedData:
    """The objects for the article and for its page, each empty when there is none."""

    def __init__(self, scripts: list[str], url: str = "") -> None:
        """`url`: the page's own, which tells its article from others that are listed in it."""
        objects = [item for script in scripts for item in _objects(_parse(script), DEEPEST)]
        self._by_id = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str)}
        articles = [item for item in objects if _is(item, ARTICLE)]
        own = [item for item in articles if url and url in self.texts(item, "url", "@id", "mainEntityOfPage")]
        pages = [item for item in objects if _is(item, PAGE)]
        self.article: Object = next(iter([*own, *articles]), {})
        self.page: Object = next(iter(pages), {})
        self.is_alone = len(articles) == 1  # else its address may be that of another page

    def article_texts(self, name: str) -> list[str]:
        """The texts of a property, or the names of its objects: [{"name": "Ann Lee"}, "Bo Chan"] -> both."""
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
        return None  # many pages have a broken script; their other statements are as good


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The object and those that it wraps, but not the articles in a list of others."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(name), depth - 1)


def _is(item: Object, kind: re.Pattern[str]) -> bool:
    stated = item.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    return any(isinstance(name, str) and kind.match(name) for name in types)
