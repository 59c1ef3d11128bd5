"""The gate keeps "may", "not only" and the preposition in each place; a repair doesn't double a word."""

from __future__ import annotations

import pytest
from newsroom import cut

from assistant.claims import RULES, DatedText
from assistant.prose.backing import backing
from assistant.prose.fence import fenced
from assistant.prose.gate import Gate
from storage.records import Article, Hit

POLL = "The poll of 404 residents was conducted in May and ended on Monday."
CLINIC = "Divers have high blood pressure from stress, said Ida Holm, the director of the clinic in Elm."
FERRIES = "The ferries are popular, and not just because the council of Elm made the tickets cheaper."


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (POLL, "The poll of 404 residents may have been conducted in May and ended on Monday."),
        (POLL, "The poll of 404 residents was conducted in May and might be over."),
        (CLINIC, CLINIC.replace("from stress", "to stress")),
        ("The season can vary from year to year in Elm.", "The season can vary to year to year in Elm."),
        (FERRIES, FERRIES.replace("not just", "just")),
    ],
)
def test_another_function_word_is_not_backed(source: str, sentence: str) -> None:
    assert not backing(sentence, [DatedText(source)], RULES).holds


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("The pier of Elm will possibly open in May.", "The pier of Elm may open in May."),
        ("The pier of Elm could reopen in May.", "The pier of Elm might reopen in May."),
        (POLL, "The poll of 404 residents was conducted in May."),
        ("The crew sailed toward Oslo on Monday.", "The crew sailed to Oslo on Monday."),
        (FERRIES, "The ferries are popular, and not just because the council made the tickets cheaper."),
    ],
)
def test_the_same_in_other_function_words_is_backed(source: str, sentence: str) -> None:
    assert backing(sentence, [DatedText(source)], RULES).holds


@pytest.mark.parametrize("before", ["", "On Monday, "])
def test_a_repair_does_not_double_a_word(before: str) -> None:
    about = "about" if before else "About"
    text = f"{before}{about} 20-30 fans and dozens of journalists gathered near the camp."
    article = Article("camp", text, "Camp", "The Courier", "2024-03-12", "https://a.example/camp")
    (passage,) = fenced([Hit(article, cut(article)[0], 1.0)], 5_000, len)
    checked = Gate([passage], RULES).check(text.replace("20-30", "31-30"), [passage.id])
    assert checked is not None
    assert (checked.kind, checked.text) == ("repaired", text)
