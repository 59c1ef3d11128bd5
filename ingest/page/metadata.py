"""The metadata of a page's article, each field with its origin.

Sources are trusted in this order: metadata for machines (JSON-LD, then meta tags), visible elements
(<time>, a date under the heading), the URL. Only the headline is taken from the visible page first. Takes a
parsed page (an lxml element).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.clean.byline import is_byline, without_by
from ingest.page.headline import folded, headline_and_outlet
from ingest.page.published import published, updated
from ingest.page.sources import BYLINE, JSON_LD, PAGE, Field, SavedPage, fields, first_field, line_of
from storage.text.sentences import ends_sentence

AUTHOR_NAMES = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "author.name",
)  # fmt: skip
SECTION_NAMES = (
    "article:section", "og:section", "articlesection", "article.section", "prism.section", "parsely-section",
    "section",
)  # fmt: skip
LANGUAGE_NAMES = ("content-language", "dc.language", "og:locale")

AUTHOR_PREFIX = re.compile(
    r"(?:(?:analysis|opinion|written|reporting|review|story|words|text)\s+)?by:?\s+", re.IGNORECASE
)
NOT_AN_AUTHOR = re.compile(
    r"https?:|www\.|@|^(?:admin|administrator|editor|guest|staff|user|null|none)$", re.IGNORECASE
)
AUTHORS = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
MOST_NAME_WORDS = 12  # "By Ann Lee, Bo Chan and Cy van den Berg, Associated Press"
LONGEST_PARTICLE = 3  # letters: "van", "de", "and"


class Metadata(NamedTuple):
    """The fields, named as in `RawArticle`; "" for a missing one."""

    title: Field
    outlet: Field
    published: Field
    updated: Field
    language: Field
    section: Field
    url: Field
    authors: tuple[Field, ...]

    def fields(self) -> dict[str, Any]:
        """{"title": "Storm closes harbour", ..., "origins": {"title": "heading", ...}}"""
        single: dict[str, Field] = {name: getattr(self, name) for name in self._fields if name != "authors"}
        origins = single | {"authors": first_field(self.authors)}
        return {
            **{name: field.value for name, field in single.items()},
            "authors": tuple(dict.fromkeys(author.value for author in self.authors)),
            "origins": {name: field.origin for name, field in origins.items() if field.origin},
        }


def page_metadata(tree: Any) -> Metadata:
    """Read the metadata of a page. Nothing is guessed: a field that the page doesn't have stays empty."""
    page = SavedPage(tree)
    title, outlet = headline_and_outlet(page)
    language = _language(page)
    publication = published(page, title.value, language.value)
    return Metadata(
        title=title,
        outlet=outlet,
        published=publication,
        updated=updated(page, publication.value),
        language=language,
        section=first_field([*page.json_ld("articleSection"), *page.meta(*SECTION_NAMES)]),
        url=page.url,
        authors=tuple(_authors(page, outlet.value)),
    )


def _authors(page: SavedPage, outlet: str) -> list[Field]:
    """The authors from the first source that has any."""
    sources = (page.json_ld("author"), page.meta(*AUTHOR_NAMES), fields(_bylines(page.tree), BYLINE))
    for source in sources:
        names = [
            Field(name, origin)
            for value, origin in source
            if not _is_outlet(value, outlet)  # "Tidings, Port Elm, Elmland" is the outlet with its address
            for name in AUTHORS.split(AUTHOR_PREFIX.sub("", value))
            if name and not NOT_AN_AUTHOR.search(name) and not _is_outlet(name, outlet)
        ]
        if names:
            return names
    return []


def _is_outlet(name: str, outlet: str) -> bool:
    return bool(folded(outlet)) and folded(name).startswith(folded(outlet))


def _bylines(tree: Any) -> Iterator[str]:
    """The lines of names in elements marked as author; else the lines such as "By Ann Lee" in elements marked
    as byline."""
    nodes = list(tree.iter("a", "span", "address", "p", "div"))
    marked = (line_of(node) for node in nodes if "author" in (node.get("rel"), node.get("itemprop")))
    names = [line for line in marked if _is_names(line)]
    bylines = (line_of(node) for node in nodes if "byline" in node.get("class", "").lower().split())
    yield from names or (without_by(line) for line in bylines if _is_credit(line))


def _is_credit(line: str) -> bool:
    """Whether a line names its writers after a word such as "By"."""
    return without_by(line) != line and is_byline(line)


def _is_names(line: str) -> bool:
    """Whether a line consists of names only, in any script: "Мария Петрова", "Cy van den Berg"."""
    words = line.split()
    if (ends_sentence(line) and not line.endswith(("Jr.", "Sr."))) or any(map(str.isdigit, line)):
        return False
    are_names = (not word[0].islower() or len(word) <= LONGEST_PARTICLE for word in words)
    return 0 < len(words) <= MOST_NAME_WORDS and all(are_names)


def _language(page: SavedPage) -> Field:
    candidates = [
        *fields([page.tree.get("lang") or page.tree.get("xml:lang") or ""], PAGE),
        *fields(page.linked_data.texts(page.linked_data.article, "inLanguage"), JSON_LD),
        *page.meta(*LANGUAGE_NAMES),
    ]
    return first_field(Field(value.replace("_", "-"), origin) for value, origin in candidates)
