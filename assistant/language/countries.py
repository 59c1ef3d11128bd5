"""The names of countries in several languages. Only this module and ingest/dates/months.py import
babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

_COUNTRY = re.compile(r"[A-Z]{2}")  # a territory's code; regions of the world have numbers


@cache
def countries(language: str) -> Mapping[str, str]:
    """The name of each country in a language -> its English name.

    >>> countries("de")["Aserbaidschan"]
    'Azerbaijan'
    """
    from babel import Locale

    english = Locale("en").territories
    names = Locale(language).territories
    return {
        name: english[code] for code, name in names.items() if _COUNTRY.fullmatch(code) and code in english
    }


@cache
def country_words() -> frozenset[str]:
    """The English names of countries that consist of one word, in lower case."""
    return frozenset(name.lower() for name in countries("en") if name.isalpha())
