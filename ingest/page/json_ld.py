"""What a page says of its article in JSON-LD (schema.org): the object, and its fields as plain texts."""

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
    """The object about the article, empty when there is none; `WebPage` stands in for dates and language."""

    def __init__(self, scripts: list[str], url: str = "") -> None:
        """`url`: the page's own, which tells its article from others that are listed in it."""
        objects = [found for script in scripts for found in _objects(_parse(script), DEEPEST)]
        self._by_id = {found["@id"]: found for found in objects if isinstance(found.get("@id"), str)}
        articles = [found for found in objects if _is(found, ARTICLE)]
        own = [
            found for found in articles if url and url in self.texts(found, "url", "@id", "mainEntityOfPage")
        ]
        pages = [found for found in objects if _is(found, PAGE)]
        self.article: Object = next(iter([*own, *articles]), {})
        self.page: Object = next(iter(pages), {})
        self.is_alone = len(articles) == 1  # else its address may be that of another page

    def article_texts(self, field: str) -> list[str]:
        """The texts of a field, of objects their names: [{"name": "Ann Lee"}, "Bo Chan"] -> both names."""
        return self.texts(self.article, field)

    def texts(self, found: Object, *fields: str) -> list[str]:
        return [text for field in fields for text in self._texts(found.get(field), DEEPEST)]

    def _texts(self, value: Any, depth: int) -> Iterator[str]:
        if isinstance(value, str):
            yield " ".join(unescape(unescape(value)).split())
        elif isinstance(value, list) and depth:
            for item in value:
                yield from self._texts(item, depth - 1)
        elif isinstance(value, dict) and depth:
            known = value if "name" in value else self._by_id.get(str(value.get("@id")), value)
            yield from self._texts(known.get("name", known.get("@id")), depth - 1)


def _parse(script: str) -> Any:
    try:
        return json.loads(WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None  # many pages have a broken one; what else they state is as good


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The object itself and those it is wrapped in, not the articles that a list of others points to."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield value
        for field in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(field), depth - 1)


def _is(found: Object, kind: re.Pattern[str]) -> bool:
    stated = found.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    return any(isinstance(name, str) and kind.match(name) for name in types)
