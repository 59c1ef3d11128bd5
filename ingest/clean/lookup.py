"""Looks up the rule of the tables that a paragraph falls under."""

from __future__ import annotations

import re

from ingest.clean.names import are_names, is_agency, parts_of
from ingest.clean.tables import rules, word_lists

QUOTATION = tuple('“"„«»‘「『')
FIRST_WORD = re.compile(r"[^\W_]|[©@]")
# Rules whose lines may quote a headline with a word of reporting: "Related: Mayor says no"
LINES = frozenset({"read also", "page furniture", "video player"})
WORD = re.compile(r"[^\W_]+")


def rule_of(paragraph: str) -> str:
    """The name of the rule that a paragraph falls under, "" for a quotation and for reporting."""
    if paragraph.startswith(QUOTATION):
        return ""
    text = paragraph.lower().replace("’", "'")
    first = FIRST_WORD.search(text)
    if not first or len(text) != len(paragraph):
        return ""
    text, cased = text[first.start() :], paragraph[first.start() :]
    for rule, pattern in rules():
        match = pattern.fullmatch(text)
        if match and _names_people(match, cased) and (rule in LINES or not _reports(text)):
            return rule
    return ""


def _names_people(match: re.Match[str], cased: str) -> bool:
    """Whether the words matched by {people} are names. `cased`: the text with its capitals."""
    if "people" not in match.re.groupindex or match["people"] is None:
        return True
    names = cased[slice(*match.span("people"))]
    return are_names(names) or all(is_agency(name) or are_names(name) for name in parts_of(names) or [""])


def _reports(text: str) -> bool:
    """Whether the text has a word of reporting: "..., she said", "court says"."""
    words = " ".join(WORD.findall(text))
    return any(f" {verb} " in f" {words} " for verb in word_lists()["reporting"])
