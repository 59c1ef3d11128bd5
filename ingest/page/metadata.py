"""What a page states about its article, each field with where it was found.

Every field has an order of trust: what the page says to machines about this article (JSON-LD, then meta tags)
before what stands in it for people (<time>, a date under the heading), before its address; a headline is what
people see. Takes a parsed page (an lxml element).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Any, NamedTuple

from ingest.clean.byline import is_byline
from ingest.dates import parse as dates
from ingest.page.headline import folded, headline_and_outlet
from ingest.page.sources import (
    ADDRESS,
    BYLINE,
    JSON_LD,
    NOTHING,
    PAGE,
    TEXT,
    TIME,
    Found,
    Page,
    first,
    of,
    words_of,
)
from storage.text.times import is_earlier

AUTHOR_NAMES = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "author.name",
)  # fmt: skip
PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "article.published", "parsely-pub-date", "sailthru.date", "og:datepublished", "og:pubdate", "pubdate",
    "pub_date", "publish-date", "publishdate", "dcterms.issued", "dc.date.issued",
    "dc.date", "date", "pdate", "citation_publication_date", "citation_online_date", "citation_date",
)  # fmt: skip
CREATED_NAMES = ("dcterms.created", "dc.date.created", "datecreated")  # perhaps the page, not the article
UPDATED_NAMES = (
    "article:modified_time", "og:article:modified_time", "datemodified", "article:modified",
    "article.updated", "og:updated_time", "dcterms.modified", "dc.date.modified", "updated-date",
    "lastmod", "last-modified",
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
NAMES_DATE = re.compile(r"publish|posted|entry-date|dateline|pub-?date|created", re.IGNORECASE)
# In the languages of Europe that pages use most; what follows such a word is not the publication.
SAYS_UPDATED = re.compile(
    r"updat|modif|correct|aktuali[sz]|mise? à jour|actuali[sz]|aggiorna|atualiza|bijgewerkt|opp?dater"
    r"|uppdater|обновл|更新|수정|frissít",
    re.IGNORECASE,
)
LOGO = re.compile(r"(?:^|[-_\s])(?:logo|masthead)(?:$|[-_\s])", re.IGNORECASE)
NEAR_HEADING = 12  # pieces of text after the headline, where its date may stand
LONGEST_LINE = 120  # characters of such a piece; what is longer is the report
SAME_TIME = 60  # seconds between publication and an update that is none: the page was saved twice


class Metadata(NamedTuple):
    """The fields by the names that `RawArticle` has for them; "" where the page says nothing."""

    title: Found
    outlet: Found
    published: Found
    updated: Found
    language: Found
    section: Found
    url: Found
    authors: tuple[Found, ...]

    def fields(self) -> dict[str, Any]:
        """{"title": "Storm closes harbour", ..., "origins": {"title": "heading", ...}}"""
        found: dict[str, Found] = {name: getattr(self, name) for name in self._fields if name != "authors"}
        origins = found | {"authors": first(self.authors)}
        return {
            **{name: field.value for name, field in found.items()},
            "authors": tuple(dict.fromkeys(author.value for author in self.authors)),
            "origins": {name: field.origin for name, field in origins.items() if field.origin},
        }


def page_metadata(tree: Any) -> Metadata:
    """What the page states. Nothing is guessed: what is not stated is empty."""
    page = Page(tree)
    title, outlet = headline_and_outlet(page)
    language = _language(page)
    published = _published(page, title.value, language.value)
    return Metadata(
        title=title,
        outlet=outlet,
        published=published,
        updated=_updated(page, published.value),
        language=language,
        section=first([*page.linked("articleSection"), *page.named(*SECTION_NAMES)]),
        url=page.url,
        authors=tuple(_authors(page, outlet.value)),
    )


# Dates


def _published(page: Page, title: str, language: str) -> Found:
    return _fullest(
        [
            *page.linked("datePublished"),
            *of(page.data.texts(page.data.page, "datePublished"), JSON_LD),
            *page.named(*PUBLISHED_NAMES),
            *of(_times(page.tree), TIME),
            *of([_under_heading(page.tree, title, language)], TEXT),
            *of([dates.day_in_address(page.url.value)], ADDRESS),
            *page.linked("dateCreated"),
            *page.named(*CREATED_NAMES),
        ]
    )


def _updated(page: Page, published: str) -> Found:
    """Only what is later than the publication: many pages state the same time twice."""
    updated = _fullest([*page.linked("dateModified"), *page.named(*UPDATED_NAMES)])
    is_later = not published or is_earlier(published, updated.value, by=SAME_TIME)
    return updated if is_later else NOTHING


def _fullest(stated: list[Found]) -> Found:
    """The most trusted date, or the first to say the same with its time or zone; in ISO 8601."""
    found = [Found(day, origin) for value, origin in stated if (day := dates.iso(value))]
    best = first(found)
    fuller = (f for f in found if len(f.value) > len(best.value) and f.value.startswith(best.value))
    return next(fuller, best)


def _times(tree: Any) -> list[str]:
    """<time> elements that say they are the publication; else those that don't say they are the update, when
    they agree on one day: others on the page belong to other articles."""
    nodes = [node for node in tree.iter("time") if dates.iso(node.get("datetime", ""))]
    names = {node: f"{node.get('class')} {node.get('itemprop')}" for node in nodes}
    named = [node for node in nodes if NAMES_DATE.search(names[node])]
    plain = [node for node in nodes if not SAYS_UPDATED.search(names[node])]
    values = [node.get("datetime") for node in named or plain]
    return values if len({dates.iso(value)[:10] for value in values}) == 1 else []


def _under_heading(tree: Any, title: str, language: str) -> str:
    """The one full date in the short lines after the headline, before the report begins."""
    nodes = [node for node in tree.iter("h1", "h2", "h3") if not _is_logo(node)]
    headlines = [node for node in nodes if folded(words_of(node)) == folded(title)]
    for heading in headlines or [node for node in nodes if node.tag == "h1"]:
        lines = filter(None, (" ".join(text.split()) for text in _following(heading)))
        near = takewhile(lambda line: len(line) <= LONGEST_LINE, islice(lines, NEAR_HEADING))
        days = set(_publications(near, language))
        if days:
            return days.pop() if len(days) == 1 else ""  # else one may be today's, which pages show on top
    return ""


def _is_logo(heading: Any) -> bool:
    """Beside the outlet's name on top of a page stands the day on which it was read."""
    above = islice(heading.iterancestors(), 2)
    return any(LOGO.search(f"{node.get('class', '')} {node.get('id', '')}") for node in (heading, *above))


def _publications(lines: Iterable[str], language: str) -> Iterator[str]:
    """The days in lines, without those of an update."""
    is_update = False
    for line in lines:
        before, *after = SAYS_UPDATED.split(line)
        if day := "" if is_update else dates.day_in(before, language):
            yield day
        is_update = bool(after) and not dates.day_in(after[-1], language)


def _following(node: Any) -> Iterator[str]:
    """The pieces of text after an element, in the order of the page."""
    while node is not None:
        if node.tail:
            yield node.tail
        for sibling in node.itersiblings():
            if sibling.tag not in ("script", "style"):
                yield from sibling.itertext()
            if sibling.tail:
                yield sibling.tail
        node = node.getparent()


# Authors and language


def _authors(page: Page, outlet: str) -> list[Found]:
    """The names of the first source that states any."""
    sources = (page.linked("author"), page.named(*AUTHOR_NAMES), of(_bylines(page.tree), BYLINE))
    for source in sources:
        names = [
            Found(name, origin)
            for value, origin in source
            if not _is_outlet(value, outlet)  # "Tidings, Port Elm, Elmland" is its address
            for name in AUTHORS.split(AUTHOR_PREFIX.sub("", value))
            if name and not NOT_AN_AUTHOR.search(name) and not _is_outlet(name, outlet)
        ]
        if names:
            return names
    return []


def _is_outlet(name: str, outlet: str) -> bool:
    return bool(folded(outlet)) and folded(name).startswith(folded(outlet))


def _bylines(tree: Any) -> Iterator[str]:
    """The names in elements that are marked as the author's."""
    for node in tree.iter("a", "span", "address", "p", "div"):
        if "author" in (node.get("rel"), node.get("itemprop")):
            line = words_of(node)
            if line and is_byline(line):
                yield line


def _language(page: Page) -> Found:
    stated = [
        *of([page.tree.get("lang") or page.tree.get("xml:lang") or ""], PAGE),
        *of(page.data.texts(page.data.article, "inLanguage"), JSON_LD),
        *page.named(*LANGUAGE_NAMES),
    ]
    return first(Found(value.replace("_", "-"), origin) for value, origin in stated)
