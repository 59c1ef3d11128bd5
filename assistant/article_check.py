"""Checks a claim against a whole article, in the offsets of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.claims import DatedText, EntailmentModel, Regression, Verdict, check
from storage.records import Article


@dataclass(frozen=True, slots=True)
class Checker:
    """How claims are checked: by the rules alone, or also by a trained model, which needs the regression that
    was fitted with it."""

    model: EntailmentModel | None = None
    regression: Regression | None = None

    def check(self, claim: str, passages: Sequence[DatedText]) -> Verdict:
        return check(claim, passages, self.model, regression=self.regression)


RULES = Checker()


def dated_text(article: Article) -> DatedText:
    """An article as a text to check against: offsets in it are offsets in `article.text`."""
    return DatedText(article.text, day_of(article), article.title, article.outlet)


def dated_sentence(article: Article, start: int, end: int) -> DatedText:
    """One sentence of an article as a text to check against."""
    return replace(dated_text(article), text=article.text[start:end])


def day_of(article: Article) -> date | None:
    return date.fromisoformat(article.published[:10]) if article.published else None
