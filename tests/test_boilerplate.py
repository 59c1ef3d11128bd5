"""The tables of boilerplate: in each language, each alternative removes its boilerplate and keeps
reporting."""

from __future__ import annotations

import re

import pytest

from ingest.clean.article import clean
from ingest.clean.boilerplate import boilerplate
from ingest.clean.lookup import rule_of
from ingest.clean.tables import alternatives
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


def test_each_alternative_removes_its_boilerplate():
    assert [entry for entry in alternatives() if rule_of(entry.goes) != entry.rule] == []


def test_each_alternative_keeps_its_reporting():
    assert [entry for entry in alternatives() if boilerplate(entry.stays)] == []


def test_each_alternative_matches_its_line_by_itself():
    """So no alternative is redundant."""
    lines = {
        entry: re.sub(r"^[^\w©@]+", "", entry.goes.lower().replace("’", "'")) for entry in alternatives()
    }
    assert [entry for entry, line in lines.items() if not entry.regex.fullmatch(line)] == []


def test_each_language_has_the_usual_rules():
    rules = {(entry.table, entry.rule) for entry in alternatives()}
    assert {(language, rule) for language in LANGUAGES for rule in EVERYWHERE} - rules == set()


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
