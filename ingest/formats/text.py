"""Plain text -> raw articles."""

from __future__ import annotations

from ingest.decode import decode
from ingest.records import RawArticle
from storage.text.datelines import find_dateline


def parse_text(raw: bytes) -> RawArticle:
    """Parse plain text, which may begin with its headline. Its dateline may name its outlet. Raises
    ArticleRejected."""
    return with_outlet(RawArticle(decode(raw), headline_inside=True))


def with_outlet(article: RawArticle) -> RawArticle:
    """The article with the outlet that the dateline in its first or second line names."""
    if article.outlet:
        return article
    lines = [line.strip() for line in article.text.split("\n") if line.strip()]
    datelines = filter(None, map(find_dateline, lines[:2]))
    outlets = (dateline.outlet for dateline in datelines)
    return article.with_fields("dateline", outlet=next(filter(None, outlets), ""))
