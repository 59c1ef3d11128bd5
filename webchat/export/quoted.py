"""The sources of a document by article, for programs that manage references."""

from __future__ import annotations

from storage.records import Article
from webchat.export.document import Document


def quotes_by_article(document: Document) -> list[tuple[Article, list[str]]]:
    """Each quoted article once, with its distinct quotations, in order of first use."""
    articles: dict[str, tuple[Article, list[str]]] = {}
    for source in document.sources:
        _, quotes = articles.setdefault(source.article.id, (source.article, []))
        if source.quote not in quotes:
            quotes.append(source.quote)
    return list(articles.values())
