from datetime import date

import pytest

from assistant.collection import SMALL_TALK, reply
from assistant.language.question import understand
from storage import Store
from storage.records import Filter

pytestmark = pytest.mark.no_index

ELM = Filter(outlets=("tidings",))


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("How many articles do you have?", None, "The collection has 3 articles from 2 outlets."),
        ("How many articles do you have?", ELM, "The filters admit 1 article from 1 outlet."),
        (
            "How many articles are about Port Elm?",
            None,
            "2 of 3 articles mention “Port Elm”, with all of its words in one passage or its headline.",
        ),
        (
            "How many articles mention the pears?",
            None,
            "1 of 3 articles mentions “the pears”, with all of its words in one passage or its headline.",
        ),
        (
            "Which outlets do you have?",
            None,
            "The collection has articles from 2 outlets: The Courier, Tidings.",
        ),
        ("Which outlets do you have?", ELM, "The filters admit articles from 1 outlet: Tidings."),
        (
            "What is the oldest article?",
            None,
            "The oldest article is “Storm closes harbour” (Tidings, 4 March 2024).",
        ),
        (
            "What is the newest article?",
            None,
            "The newest article is “A good year for apples” (The Courier, 20 October 2024).",
        ),
        (
            "What is the oldest article?",
            Filter(since=date(2024, 5, 1)),
            "The oldest article is “A good year for apples” (The Courier, 20 October 2024).",
        ),
        ("What is the oldest article?", Filter(urls=("notes/library.txt",)), "The articles have no dates."),
        ("How many articles do you have?", Filter(until=date(1999, 1, 1)), "No article passes the filters."),
        (
            "Which outlets do you have?",
            Filter(urls=("notes/library.txt",)),
            "The articles don't name their outlets.",
        ),
        ("Thanks!", None, SMALL_TALK["thanks"]),
        ("Wie viele Artikel gibt es?", None, "The collection has 3 articles from 2 outlets."),
        ("Wie viele Artikel sind in der Sammlung?", None, "The collection has 3 articles from 2 outlets."),
        (
            "Wie viele Artikel gibt es über Port Elm?",
            None,
            "2 of 3 articles mention “Port Elm”, with all of its words in one passage or its headline.",
        ),
        (
            "Welche Medien hast du?",
            None,
            "The collection has articles from 2 outlets: The Courier, Tidings.",
        ),
        (
            "Was ist der älteste Artikel?",
            None,
            "The oldest article is “Storm closes harbour” (Tidings, 4 March 2024).",
        ),
        (
            "Wie aktuell ist die Sammlung?",
            None,
            "The newest article is “A good year for apples” (The Courier, 20 October 2024).",
        ),
        (
            "Was steht in der Sammlung?",
            ELM,
            "The filters admit 1 article from 1 outlet.\nThe newest:\n"
            "“Storm closes harbour” (Tidings, 4 March 2024)",
        ),
        ("Vielen Dank!", None, SMALL_TALK["thanks"]),
        ("Hallo", None, SMALL_TALK["greeting"]),
        ("Was kannst du?", None, SMALL_TALK["help"]),
        ("Hello", Filter(until=date(1999, 1, 1)), SMALL_TALK["greeting"]),
        (
            "What period do the articles cover?",
            None,
            "The oldest article is “Storm closes harbour” (Tidings, 4 March 2024).\n"
            "The newest article is “A good year for apples” (The Courier, 20 October 2024).",
        ),
        (
            "What's in the collection?",
            None,
            "The collection has 3 articles from 2 outlets.\nThe newest:\n"
            "“A good year for apples” (The Courier, 20 October 2024)\n"
            "“Storm closes harbour” (Tidings, 4 March 2024)\n“Untitled” (date unknown)",
        ),
    ],
)
def test_replies(newsroom: Store, text: str, where: Filter | None, expected: str) -> None:
    assert reply(newsroom, understand(text), where) == expected


def test_an_empty_collection(store: Store) -> None:
    assert reply(store, understand("How many articles do you have?"), None) == "The collection is empty."
