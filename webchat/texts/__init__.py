"""The words of the page in the language of its reader: one file a language in this folder. Only importer of
Babel in the page.

    >>> with speaking("de"):
    ...     t("count.articles", n=1200), day("2020-11-01")
    ('1.200 Artikel', '1. November 2020')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch"})  # code -> own name
DEFAULT = "en"

_WANTED = re.compile(r"\s*([A-Za-z]{1,8})[-A-Za-z0-9]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")
_CHOSEN = re.compile(r"(?:^|;)\s*language=(\w+)")
_LANGUAGE = ContextVar("language", default=DEFAULT)

Text = str | Mapping[str, str]  # a text with {placeholders}, or one for each plural of {n}


def language() -> str:
    """The code of the reader's language."""
    return _LANGUAGE.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Answer a reader of this language, in this thread or task."""
    before = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def speaking_to(headers: Mapping[str, str]) -> AbstractContextManager[None]:
    """Answer the sender of a request with these headers."""
    return speaking(chosen(headers.get("cookie", ""), headers.get("accept-language", "")))


def t(key: str, **values: object) -> str:
    """The text under a key such as "ask.stop", in the reader's language, with its placeholders filled in.

    Whole numbers get the language's separators, and `n` chooses the plural. Raises KeyError for an unknown
    key or a missing value.
    """
    text = texts(language())[key]
    if not isinstance(text, str):
        text = text[Locale(language()).plural_form(int(str(values["n"])))]
    return text.format_map({name: _written(value) for name, value in values.items()})


def _written(value: object) -> str:
    return number(value) if isinstance(value, int) else str(value)


def number(value: float) -> str:
    """ "1,200", or "1.200" in German."""
    return format_decimal(value, locale=language())


def seconds(duration: float) -> str:
    """ "0.35 s", or "0,35 s" in German."""
    return t("format.seconds", number=format_decimal(duration, "#,##0.00", locale=language()))


def day(published: str) -> str:
    """ "2020-11-01T08:00:00Z" -> "1 November 2020"; words for an unknown day when empty."""
    if not published:
        return t("article.date_unknown")
    return format_date(date.fromisoformat(published[:10]), t("format.day"), locale=language())


def formatted(when: date, pattern: str) -> str:
    """A day in a pattern of the section "format": "month" -> "March 2024"."""
    return format_date(when, t(f"format.{pattern}"), locale=language())


def language_name(tag: str) -> str:
    """The name of a language: "de" -> "German"; the tag itself when it is unknown."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(language()) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def for_scripts() -> dict[str, Text]:
    """The texts that page scripts say, by the key without its section."""
    prefix = "script."
    return {
        key.removeprefix(prefix): text if isinstance(text, str) else dict(text)
        for key, text in texts(language()).items()
        if key.startswith(prefix)
    }


def chosen(cookie: str, accepted: str) -> str:
    """The code of a reader's language: the one in the cookie, or the best one that the browser accepts.

    `cookie`, `accepted`: the values of the headers Cookie and Accept-Language; any visitor can send any.
    """
    if (named := _CHOSEN.search(cookie)) and named[1] in LANGUAGES:
        return named[1]
    wanted = [match for part in accepted.split(",") if (match := _WANTED.fullmatch(part))]
    ranked = sorted(wanted, key=lambda match: -float(match[2] or 1))
    codes = [match[1].lower() for match in ranked if float(match[2] or 1) > 0]
    return next((code for code in codes if code in LANGUAGES), DEFAULT)


@cache
def texts(code: str) -> Mapping[str, Text]:
    """The texts of a language by their keys, "section.name"."""
    sections = tomllib.loads((files(__name__) / f"{code}.toml").read_text("utf-8"))
    return MappingProxyType(
        {f"{section}.{name}": text for section, named in sections.items() for name, text in named.items()}
    )
