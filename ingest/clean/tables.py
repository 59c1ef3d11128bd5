"""The tables of boilerplate in `rules/`: one per language, and `common.toml` for all languages.

An alternative is a regular expression that matches a whole paragraph in lower case, without the marks around
it. In it "…" stands for some words of one sentence, {headline} for words that don't end as a sentence does,
{people} for the names of people and newsrooms (see `ingest.clean.names`), and {network} for a name of the
list `network`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

ANY_MARKS = r"[\W_]*"  # after the last word


class Alternative(NamedTuple):
    """An entry of a table. It matches its `goes` line, which is boilerplate, and not its `stays` line."""

    table: str
    rule: str
    pattern: str
    goes: str
    stays: str

    @property
    def regex(self) -> re.Pattern[str]:
        return re.compile(expanded(self.pattern) + ANY_MARKS)


@cache
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rule and the regular expression of each alternative. Each paragraph is matched with all of them, in
    0.1 ms; an index of their first words would save 0.08 ms."""
    return tuple((entry.rule, entry.regex) for entry in alternatives())


@cache
def alternatives() -> tuple[Alternative, ...]:
    """Every alternative of every table."""
    return tuple(
        Alternative(name, rule, entry["pattern"], entry["goes"], entry["stays"])
        for name, table in _sources().items()
        for rule, entries in table["rules"].items()
        for entry in entries
    )


@cache
def _sources() -> dict[str, Any]:
    """The content of each table by the name of its file: {"common": {"words": ..., "rules": ...}}."""
    folder = files("ingest.clean") / "rules"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8")) for path in paths}


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The lists of words by name, each with the words of all languages."""
    words: dict[str, set[str]] = {}
    for table in _sources().values():
        for name, listed in table["words"].items():
            words.setdefault(name, set()).update(listed.split("|"))
    return {name: frozenset(together) for name, together in words.items()}


def expanded(pattern: str) -> str:
    """The regular expression of a table's pattern."""
    replacements = {
        "…": r"\b[^.!?:;“”„«»\"]{0,120}",
        "{headline}": r"(?!.*(?:[.!…]\W*$|[.!…] )).+",
        "{people}": r"(?P<people>[^.!?;:“”«»\"]{2,120}?)",
        "{network}": f"({'|'.join(sorted(word_lists()['network']))})",
    }
    for sign, regex in replacements.items():
        pattern = pattern.replace(sign, regex)
    return pattern
