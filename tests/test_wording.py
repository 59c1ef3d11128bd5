"""Titles, bylines and changed sentences as people read them."""

from __future__ import annotations

import pytest

from storage.text.wording import byline, headline
from webchat.changes import Piece, changes


@pytest.mark.parametrize(
    ("title", "outlet", "shown"),
    [
        ("Rates rise | CNN Business", "CNN", "Rates rise"),
        ("Rates rise - BBC News", "BBC", "Rates rise"),
        ("Rates rise – The Courier", "the courier", "Rates rise"),
        ("Rates rise | Opinion", "CNN", "Rates rise | Opinion"),
        ("Rates rise | CNN Business", "", "Rates rise | CNN Business"),
        ("Covid-19 - what we know", "Covid", "Covid-19 - what we know"),
        ("What we know …", "", "What we know"),
        ("Wait...", "", "Wait..."),
        (" ...", "", " ..."),
        ("", "CNN", ""),
    ],
)
def test_a_title_is_shown_without_the_name_of_its_site(title: str, outlet: str, shown: str) -> None:
    assert headline(title, outlet) == shown


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        (("Ivana Storm Rob Vale", "Ivana Storm", "Rob Vale"), "Ivana Storm, Rob Vale"),
        (("Ivana Storm and Rob Vale", "Rob Vale", "Ivana Storm"), "Rob Vale, Ivana Storm"),
        (("Ann Lee", "ann  lee"), "Ann Lee"),
        (("Ann Lee", "Ann Lee Chan"), "Ann Lee, Ann Lee Chan"),
        (("Ann Lee",), "Ann Lee"),
    ],
)
def test_a_byline_names_each_author_once(authors: tuple[str, ...], shown: str) -> None:
    assert byline(authors) == shown


def test_only_changed_words_are_marked() -> None:
    assert changes(
        ["The storm killed 12 people on the coast.", "Rain fell."],
        ["It was late.", "The storm killed 14 people on the coast."],
    ) == [
        [
            Piece("same", "The storm killed"),
            Piece("removed", "12"),
            Piece("added", "14"),
            Piece("same", "people on the coast."),
        ],
        [Piece("removed", "Rain fell.")],
        [Piece("added", "It was late.")],
    ]
