"""The names of the months in languages other than English. Only importer of babel, with
assistant/language/countries.py."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

# Languages whose months are read in an article that doesn't state its language
COMMON = (
    "ca", "cs", "da", "de", "de-AT", "el", "es", "fi", "fr", "hr", "hu", "id", "it", "nb", "nl", "pl", "pt",
    "ro", "ru", "sk", "sv", "tr", "uk",
)  # fmt: skip


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


@cache
def unambiguous_months() -> dict[str, int]:
    """The names in all `COMMON` languages, without those that name different months: "listopad" is October
    in Croatian and November in Polish."""
    meanings: defaultdict[str, set[int]] = defaultdict(set)
    for language in COMMON:
        for name, month in months(language).items():
            meanings[name].add(month)
    return {name: min(numbers) for name, numbers in meanings.items() if len(numbers) == 1}
