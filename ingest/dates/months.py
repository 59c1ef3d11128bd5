"""The names of the months in other languages than English. Only importer of babel."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=64)
def months(language: str) -> dict[str, int]:
    """Names and abbreviations in lower case, as they stand alone and in a date: "pl" -> {"styczeń": 1,
    "stycznia": 1, "sty": 1, ...}; {} for a language that isn't known.

    `language`: as pages state it. Those of the whole language come with the country's: "de-AT" has both
    "jänner" and "januar".
    """
    from babel import Locale, UnknownLocaleError

    names: dict[str, int] = {}
    for tag in (language.partition("-")[0], language):
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        for context in locale.months.values():
            for width in ("wide", "abbreviated"):
                names |= {str(name).lower().rstrip("."): month for month, name in context[width].items()}
    return {name: month for name, month in names.items() if name[:1].isalpha()}
