"""The times when an article was published and updated, from a page's metadata and visible text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Any

from ingest.dates import parse as dates
from ingest.page.headline import folded
from ingest.page.sources import (
    ADDRESS,
    JSON_LD,
    NO_FIELD,
    TEXT,
    TIME,
    Field,
    SavedPage,
    fields,
    first_field,
    line_of,
)
from storage.text.times import is_earlier

PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "article.published", "parsely-pub-date", "sailthru.date", "og:datepublished", "og:pubdate", "pubdate",
    "pub_date", "publish-date", "publishdate", "dcterms.issued", "dc.date.issued",
    "dc.date", "date", "pdate", "citation_publication_date", "citation_online_date", "citation_date",
)  # fmt: skip
CREATED_NAMES = (
    "dcterms.created",
    "dc.date.created",
    "datecreated",
)  # may date the page rather than the article
UPDATED_NAMES = (
    "article:modified_time", "og:article:modified_time", "datemodified", "article:modified",
    "article.updated", "og:updated_time", "dcterms.modified", "dc.date.modified", "updated-date",
    "lastmod", "last-modified",
)  # fmt: skip

NAMES_DATE = re.compile(r"publish|posted|entry-date|dateline|pub-?date|created", re.IGNORECASE)
LOGO = re.compile(r"(?:^|[-_\s])(?:logo|masthead)(?:$|[-_\s])", re.IGNORECASE)
NEAR_HEADING = 12  # pieces of text after the headline that may hold its date
LONGEST_LINE = 120  # characters; a longer piece belongs to the article's text
SAME_TIME = 60  # seconds: an article saved twice within a minute was not updated


def published(page: SavedPage, headline: str, language: str) -> Field:
    """The publication time, from the most trusted source that has one."""
    return _fullest(
        [
            *page.json_ld("datePublished"),
            *fields(page.linked_data.texts(page.linked_data.page, "datePublished"), JSON_LD),
            *page.meta(*PUBLISHED_NAMES),
            *fields(_times(page.tree), TIME),
            *fields([_under_heading(page.tree, headline, language)], TEXT),
            *fields([dates.day_in_address(page.url.value)], ADDRESS),
            *page.json_ld("dateCreated"),
            *page.meta(*CREATED_NAMES),
        ]
    )


def updated(page: SavedPage, publication: str) -> Field:
    """The time of the update if it is later than the publication: many pages repeat that time."""
    update = _fullest([*page.json_ld("dateModified"), *page.meta(*UPDATED_NAMES)])
    is_later = not publication or is_earlier(publication, update.value, by=SAME_TIME)
    return update if is_later else NO_FIELD


def _fullest(candidates: list[Field]) -> Field:
    """The first date in ISO 8601, or a later candidate that adds the time or zone to the same day."""
    days = [Field(day, origin) for value, origin in candidates if (day := dates.iso(value))]
    best = first_field(days)
    fuller = (day for day in days if len(day.value) > len(best.value) and day.value.startswith(best.value))
    return next(fuller, best)


def _times(tree: Any) -> list[str]:
    """The times in <time> elements named as a publication, or else in all that aren't named as an update.

    Returns none if they differ in the day, since some then belong to other articles.
    """
    nodes = [node for node in tree.iter("time") if dates.iso(node.get("datetime", ""))]
    names = {node: f"{node.get('class')} {node.get('itemprop')}" for node in nodes}
    named = [node for node in nodes if NAMES_DATE.search(names[node])]
    plain = [node for node in nodes if not dates.SAYS_UPDATED.search(names[node])]
    values = [node.get("datetime") for node in named or plain]
    return values if len({dates.iso(value)[:10] for value in values}) == 1 else []


def _under_heading(tree: Any, headline: str, language: str) -> str:
    """The only full date in the short lines between the headline and the text, or ""."""
    nodes = [node for node in tree.iter("h1", "h2", "h3") if not _is_logo(node)]
    headlines = [node for node in nodes if folded(line_of(node)) == folded(headline)]
    for heading in headlines or [node for node in nodes if node.tag == "h1"]:
        lines = filter(None, (" ".join(text.split()) for text in _following(heading)))
        near = takewhile(lambda line: len(line) <= LONGEST_LINE, islice(lines, NEAR_HEADING))
        days = set(_publications(near, language))
        if days:
            return days.pop() if len(days) == 1 else ""  # one of them may be today's date, which sites print
    return ""


def _is_logo(heading: Any) -> bool:
    """Whether a heading is the masthead, which is often followed by today's date."""
    above = islice(heading.iterancestors(), 2)
    return any(LOGO.search(f"{node.get('class', '')} {node.get('id', '')}") for node in (heading, *above))


def _publications(lines: Iterable[str], language: str) -> Iterator[str]:
    """The dates in lines, except the dates of updates."""
    is_update = False
    for line in lines:
        before, *after = dates.SAYS_UPDATED.split(line)
        if day := "" if is_update else dates.day_in(before, language):
            yield day
        is_update = bool(after) and not dates.day_in(after[-1], language)


def _following(node: Any) -> Iterator[str]:
    """The pieces of text after an element, in document order."""
    while node is not None:
        if node.tail:
            yield node.tail
        for sibling in node.itersiblings():
            if sibling.tag not in ("script", "style"):
                yield from sibling.itertext()
            if sibling.tail:
                yield sibling.tail
        node = node.getparent()
