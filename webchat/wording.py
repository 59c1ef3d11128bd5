"""How the page names articles and figures, and what the assistant says, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assistant.figure_table import Figure
from assistant.own_words import OwnWords, Value
from storage.records import Article, ArticleInfo
from storage.text.wording import headline
from webchat.texts import DEFAULT, day, language, language_name, t

# How a text says a value of the assistant's own words, by the value's name.
SPOKEN: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "day": day,
        "language": language_name,
        "articles": lambda n: t("count.articles", n=n),
        "outlets": lambda n: t("count.outlets", n=n),
        "title": lambda title: title or t("article.untitled"),
    }
)


def outlet(article: Article | ArticleInfo) -> str:
    return article.outlet or t("article.outlet_unknown")


def title(article: Article | ArticleInfo) -> str:
    return headline(article.title, article.outlet) or t("article.untitled")


def origin(article: Article) -> str:
    """The outlet and the date of an article: "TRT World, 1 November 2020"."""
    return t("article.origin", outlet=outlet(article), day=day(article.published))


def outlets(articles: Iterable[Article]) -> list[str]:
    """The distinct outlets of articles, in order of first use."""
    return list(dict.fromkeys(map(outlet, articles)))


def said(words: str) -> str:
    """What the assistant says itself, in the reader's language; in English where no text is known for it."""
    if not isinstance(words, OwnWords) or not words.code:
        return words
    values = {name: _spoken(name, value) for name, value in words.values.items()}
    if "unit" in values:
        values["age"] = t(f"said.{str(values['unit']).replace(' ', '_')}", n=values["n"])
    return t(f"said.{words.code}", **values)


def language_of_words(words: str) -> str:
    """The code of the language in which `said` gives what the assistant says."""
    return language() if isinstance(words, OwnWords) and words.code else DEFAULT


def _spoken(name: str, value: Value) -> Value:
    """A value of the assistant's own words as a text says it."""
    if name == "lines" and isinstance(value, tuple):
        return "\n".join(map(said, value))
    if isinstance(value, tuple):
        return joined(value)
    if isinstance(value, OwnWords):
        return said(value)
    return SPOKEN[name](value) if name in SPOKEN else value


def joined(words: Sequence[str]) -> str:
    """Words in quotation marks: "“a”, “b” and “c”"."""
    *others, last = (t("format.quoted", word=word) for word in words)
    return t("format.joined", words=", ".join(others), last=last) if others else last


def figure_headings() -> tuple[str, ...]:
    """The headings of a table of figures; "" over the number of a row and over its relation to others."""
    columns = ("figure", "of_what", "of_whom", "given_by", "where")
    return ("", *(t(f"figures.{column}") for column in columns), "")


def figure_cells(figure: Figure) -> tuple[str, str, str, str, str, str]:
    """The cells of a row of a table of figures: the figure with its status, of what, of whom, who gave it,
    where, and how it relates to other rows, which are numbered from 1."""
    value = figure.text
    if figure.status:
        value = t("figures.status", figure=value, status=t(f"figures.{figure.status}"))
    where = "; ".join(dict.fromkeys(origin(source.article) for source in figure.sources))
    given_by = figure.given_by or t("figures.nobody")
    relations = (("differs_from", figure.differs_from), ("earlier", figure.earlier), ("later", figure.later))
    relation = "; ".join(
        t(f"figures.{name}", rows=", ".join(str(row + 1) for row in rows)) for name, rows in relations if rows
    )
    return value, figure.of_what, figure.of_whom, given_by, where, relation
