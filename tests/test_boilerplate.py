"""The tables of boilerplate: in each language, each alternative removes its boilerplate and keeps
reporting."""

from __future__ import annotations

import re

import pytest

from ingest.clean.article import clean
from ingest.clean.boilerplate import boilerplate
from ingest.clean.lookup import rule_of
from ingest.clean.tables import (
    ANY_MARKS,
    Alternative,
    alternatives,
    expanded,
    first_words,
    needed_words,
    tables,
)
from ingest.records import RawArticle

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru")
EVERYWHERE = (
    "read also",
    "newsletter",
    "consent",
    "page furniture",
    "share",
    "follow us",
    "copyright",
    "credit",
)


def searched(line: str) -> str:
    """A line as the patterns are matched with it."""
    return re.sub(r"^[^\w©@]+", "", line.lower().replace("’", "'"))


def compiled(entry: Alternative) -> re.Pattern[str]:
    return re.compile(expanded(entry.pattern) + ANY_MARKS)


def test_each_alternative_removes_its_boilerplate():
    assert [entry for entry in alternatives() if rule_of(entry.goes) != entry.rule] == []


def test_each_alternative_keeps_its_reporting():
    assert [entry for entry in alternatives() if boilerplate(entry.stays)] == []


def test_each_alternative_matches_its_line_by_itself():
    """So no alternative is redundant."""
    assert [entry for entry in alternatives() if not compiled(entry).fullmatch(searched(entry.goes))] == []


def test_the_index_finds_every_alternative():
    """The index words of an alternative are derived from its pattern."""
    patterns = {compiled(entry) for entry in alternatives()}
    for line in (line for entry in alternatives() for line in (entry.goes, entry.stays)):
        text = searched(line)
        indexed = {pattern for _, pattern in tables().candidates(text) if pattern.fullmatch(text)}
        assert indexed == {pattern for pattern in patterns if pattern.fullmatch(text)}, line


def test_each_language_has_the_usual_rules():
    rules = {(entry.table, entry.rule) for entry in alternatives()}
    assert {(language, rule) for language in LANGUAGES for rule in EVERYWHERE} - rules == set()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("sign up .*", {"sign"}),
        ("(sign up|subscribes?) to .*", {"sign", "subscribe", "subscribes"}),
        ("(please )?try again", {"please", "try"}),
        ("(a|b (c|d)) e", {"a", "b"}),
        ("e-?mail", {"e", "email"}),
        (".* newsletter", set()),
        ("load(ing)?", set()),
    ],
)
def test_the_first_words_of_a_pattern(pattern: str, words: set[str]):
    assert first_words(pattern) == words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (".{0,99} your inbox.*", (" your inbox",)),
        (r".*\b(sign up|subscribe)\b.*", ("sign up", "subscribe")),
        (".*(a (bc|de))?newsletters?", ("newsletter",)),
        ("(?!.*police).* reported from .*", (" reported from ",)),
    ],
)
def test_the_words_that_a_pattern_needs(pattern: str, words: tuple[str, ...]):
    assert needed_words(pattern) == words


@pytest.mark.parametrize("pattern", [r"[\w ]+", "a.*|b.*", "(a )?(b )?.*"])
def test_a_pattern_without_an_index_word_is_refused(pattern: str):
    with pytest.raises(ValueError, match=r"brackets|begins with no word"):
        needed_words(pattern)


REPORTING = [
    "By continuing the war, both sides agree to suffer, she said.",
    "Follow us on this journey of 2,000 miles, he wrote on his page.",
    "Copyright 2020 law gives artists more rights, court says.",
    "Contributors: the Gulf states and Norway",
    "The mayor is a nonprofit founder and news editor",
    "Opinion: why the harbour must stay open to all",
    "Exclusive: minister took money from builders",
    "More coverage of the strike came from abroad",
]


@pytest.mark.parametrize("paragraph", REPORTING)
def test_reporting_that_looks_like_boilerplate_stays(paragraph: str):
    text = f"The talks in Baku ended on Sunday.\n\n{paragraph}\n\nNobody spoke of a date for the next round."
    assert clean(RawArticle(text)).article.text == text
    assert clean(RawArticle(text)).removed == ()


@pytest.mark.parametrize(
    ("paragraph", "rule"),
    [
        ("Abonnieren Sie unseren Newsletter", "newsletter"),
        ("Lire aussi : Le port de Port Elm reste fermé", "read also"),
        ("Читайте также: Министр сказал, что порт закрыт", "read also"),
        ("Foto: Anna Schmidt/dpa", "credit"),
        ("Síguenos en Facebook y Twitter", "follow us"),
        ("Riproduzione riservata", "copyright"),
        ("Aceitar todos os cookies", "consent"),
        ("READ MORE: Mayor says the harbour will open", "read also"),
    ],
)
def test_boilerplate_in_seven_languages_is_removed(paragraph: str, rule: str):
    text = f"The talks in Baku ended on Sunday.\n\n{paragraph}\n\nNobody spoke of a date for the next round."
    assert clean(RawArticle(text)).removed == ((paragraph, rule),)
