"""Articles as texts to check claims against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.claims import DatedText
from storage.records import Article


def dated_text(article: Article) -> DatedText:
    """An article as a text to check against: offsets in it are offsets in `article.text`."""
    return DatedText(article.text, day_of(article), article.title, article.outlet)


def dated_sentence(article: Article, start: int, end: int) -> DatedText:
    """One sentence of an article as a text to check against."""
    return replace(dated_text(article), text=article.text[start:end])


def day_of(article: Article) -> date | None:
    return date.fromisoformat(article.published[:10]) if article.published else None
