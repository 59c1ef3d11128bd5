"""The form in which a reader fills in an article's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from storage.errors import UsageError
from storage.records import Article
from webchat.direction import language_tag
from webchat.texts import t

LONGEST = 200  # characters of a field
MOST_AUTHORS = 20
EARLIEST = date(1600, 1, 1)  # before the first newspapers
AHEAD = timedelta(days=183)  # as for articles that are read: a later day is a mistake

FIELDS = ("outlet", "published", "authors", "section", "language")


def edits(article: Article, form: Mapping[str, object], today: date | None = None) -> dict[str, Any]:
    """The fields of a form that differ from the article: {"outlet": "Tidings", "authors": ("Ann Lee",)}.

    `form`: "outlet", "published" (an ISO day, or ""), "authors" (names, separated by commas), "section" and
    "language" (a tag such as "de" or "de-AT"). Raises UsageError for an invalid value.
    """
    text = {name: _line(name, str(form.get(name, ""))) for name in FIELDS}
    authors = text["authors"]
    is_same = authors == ", ".join(article.authors)  # a name may contain a comma
    names = article.authors if is_same else [name.strip() for name in authors.split(",")]
    fields: dict[str, Any] = {
        "outlet": text["outlet"],
        "published": _day(text["published"], article.published, today or date.today()),
        "authors": tuple(filter(None, names)),
        "section": text["section"],
        "language": _language(text["language"]),
    }
    if len(fields["authors"]) > MOST_AUTHORS:
        raise UsageError(t("edit.many_names", n=len(fields["authors"]), limit=MOST_AUTHORS))
    return {name: value for name, value in fields.items() if value != getattr(article, name)}


def _line(name: str, value: str) -> str:
    """A value on one line, without control characters."""
    line = " ".join("".join(each if each.isprintable() else " " for each in value).split())
    if len(line) > LONGEST * (MOST_AUTHORS if name == "authors" else 1):
        raise UsageError(t("edit.too_long", field=t(f"field.{name}"), length=len(line)))
    return line


def _day(value: str, published: str, today: date) -> str:
    """The day, or the time of publication as it was when the day is the same."""
    if not value or value == published[:10]:
        return published if value else ""
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(t("edit.no_day", value=value)) from error
    if not EARLIEST <= day <= today + AHEAD:
        raise UsageError(t("edit.impossible_day", value=value))
    return day.isoformat()


def _language(tag: str) -> str:
    if tag and not language_tag(tag):
        raise UsageError(t("edit.no_language", tag=tag))
    return tag
