"""The tables of boilerplate in `rules/`: one a language, and `common.toml` for all of them.

An alternative is a regular expression for a whole paragraph in lower case, without the marks around it.
"…" stands for some words of one sentence, {headline} for words that end as no sentence does, {people} for
names of people and newsrooms (`ingest.clean.names`), {network} for the list of the common table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

ANY_MARKS = r"[\W_]*"  # after the last word
FIRST_WORD = re.compile(r"©|@|[^\W_][\w']*")

# The end of a pattern's first word: a space, a hyphen, a sign, a bracket that begins with a space ...
WORD_END = r"(?= (?!\?[^:/©\[])|-(?!\?)|\\[Wb]|\[[:/]|\((?:\?:)?[ ]|:|,|$)"
OPENING = re.compile(rf"(?:(©)|([^\W_][\w']*)(?:(\?)|-\?(\w+))?{WORD_END})")

LOOKAROUND = re.compile(r"\(\?[!=<](?:[^()]|\([^()]*\))*\)")
PLAIN_GROUP = re.compile(r"\([\w '|-]+\)")
GROUP = re.compile(r"\([^()]*\)(?:[?*+]|\{[\d,]+\})?")
NO_LITERAL = re.compile(r"\[[^\]]*\](?:[?*+]|\{[\d,]+\})?|\\?.(?:[?*+]|\{[\d,]+\})|\\.|[.$^]")


class Alternative(NamedTuple):
    """An entry of a table: its `goes` line is boilerplate by it, its `stays` line is reporting."""

    table: str
    rule: str
    pattern: str
    goes: str
    stays: str


class Tables(NamedTuple):
    """All tables. `starting`: the first word of a paragraph -> the rules and patterns to try; `containing`:
    (texts of which one must occur, rule, pattern); `words`: the lists of all languages by their names."""

    starting: Mapping[str, list[tuple[str, re.Pattern[str]]]]
    containing: list[tuple[tuple[str, ...], str, re.Pattern[str]]]
    words: Mapping[str, frozenset[str]]

    def candidates(self, text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        """The alternatives that may match a text in lower case, from its first word on."""
        if first := FIRST_WORD.match(text):
            yield from self.starting.get(first[0], ())
        yield from (
            (rule, pattern) for words, rule, pattern in self.containing if any(map(text.__contains__, words))
        )


@cache
def tables() -> Tables:
    """Read once, when the first article is cleaned."""
    starting: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    containing = []
    for entry in alternatives():
        pattern = expanded(entry.pattern)
        compiled = re.compile(pattern + ANY_MARKS)
        if opening := first_words(pattern):
            for word in sorted(opening):
                starting.setdefault(word, []).append((entry.rule, compiled))
        else:
            containing.append((needed_words(pattern), entry.rule, compiled))
    return Tables(starting, containing, _words())


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
    """The table of each language, by its file's name: {"common": {"words": ..., "rules": ...}}."""
    folder = files("ingest.clean") / "rules"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8")) for path in paths}


def _words() -> dict[str, frozenset[str]]:
    """The lists of words, those of all languages together."""
    words: dict[str, set[str]] = {}
    for table in _sources().values():
        for name, listed in table["words"].items():
            words.setdefault(name, set()).update(listed.split("|"))
    return {name: frozenset(together) for name, together in words.items()}


def expanded(pattern: str) -> str:
    """A table's pattern as a regular expression."""
    replacements = {
        "…": r"\b[^.!?:;“”„«»\"]{0,120}",
        "{headline}": r"(?!.*(?:[.!…]\W*$|[.!…] )).+",
        "{people}": r"(?P<people>[^.!?;:“”«»\"]{2,120}?)",
        "{network}": f"({'|'.join(sorted(_words()['network']))})",
    }
    for sign, regex in replacements.items():
        pattern = pattern.replace(sign, regex)
    return pattern


def first_words(pattern: str) -> set[str]:
    """The words that a paragraph must begin with to match, none if that isn't plain.

    "(sign up|subscribes?) to .*" -> {"sign", "subscribe", "subscribes"}
    """
    words: set[str] = set()
    for option in _options(pattern):
        if option != pattern:
            opening = first_words(option)
        else:
            match = OPENING.match(option)
            opening = _spellings(*match.groups()) if match else set()
        if not opening:
            return set()
        words |= opening
    return words


def _spellings(sign: str | None, word: str, optional: str | None, joined: str | None) -> set[str]:
    """ "links?" -> {"link", "links"}; "e-?mail" -> {"e", "email"}"""
    if sign:
        return {sign}
    return {word} | ({word[:-1]} if optional else set()) | ({word + joined} if joined else set())


def _options(pattern: str) -> list[str]:
    """ "(a b|c (d|e)) f" -> ["a b f", "c (d|e) f"]; "(a )?b" -> ["a b", "b"]; "a" -> ["a"]"""
    if not pattern.startswith("(") or pattern.startswith("(?"):
        return [pattern]
    depth, start, options = 0, 1, []
    for place, character in enumerate(pattern):
        depth += (character == "(") - (character == ")")
        if (character == "|" and depth == 1) or not depth:
            options.append(pattern[start:place])
            start = place + 1
        if not depth:
            break
    rest = pattern[start:]
    if rest.startswith("?"):
        return [*(option + rest[1:] for option in options), rest[1:]]
    return [option + rest for option in options]


def needed_words(pattern: str) -> tuple[str, ...]:
    """Texts of which each match must contain one: ".{0,99} your inbox.*" -> (" your inbox",).

    Raises ValueError where there is none, since such an alternative would be tried on every paragraph.
    """
    plain = LOOKAROUND.sub("\0", pattern)
    choices = []
    while group := GROUP.search(plain):
        depth = plain[: group.start()].count("(") - plain[: group.start()].count(")")
        if not depth and PLAIN_GROUP.fullmatch(group[0]):
            choices.append(group[0][1:-1].split("|"))
        plain = f"{plain[: group.start()]}\0{plain[group.end() :]}"
    if "|" in plain:
        raise ValueError(f"put the alternatives of {pattern!r} in brackets")
    choices += [[text] for text in NO_LITERAL.sub("\0", plain).split("\0")]
    rarest = max(choices, key=lambda choice: min(map(len, choice)))
    if not all(text.strip() for text in rarest):
        raise ValueError(f"{pattern!r} begins with no word and needs none")
    return tuple(rarest)
