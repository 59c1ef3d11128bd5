import doctest
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage.text.terms
from storage.text.terms import STOP_WORDS, content_terms, terms, words


def test_examples_in_the_documentation() -> None:
    tried = doctest.testmod(storage.text.terms)
    assert (tried.failed, tried.attempted) == (0, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\0\ud800 🚢 …", []),
        ("U.S. and U.S.A.", ["us", "and", "usa"]),
        (
            "1,166 soldiers, 1.5 million, 2,5 Prozent",
            ["1166", "soldiers", "1.5", "million", "2,5", "prozent"],
        ),
        ("Armenia's and Aliyev’s", ["armenia", "and", "aliyev"]),
        ("O'Neill didn't", ["o'neill", "didn't"]),
        ("Café Zoë façade", ["cafe", "zoe", "facade"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("snake_case e-mail", ["snake", "case", "e", "mail"]),
        ('NEAR("a" OR b*) AND title:c', ["near", "a", "or", "b", "and", "title", "c"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_keep_order_and_stop_words() -> None:
    assert terms("The soldiers said the soldier fled") == ["the", "soldier", "said", "the", "soldier", "flee"]


def test_content_terms_are_distinct_and_without_stop_words() -> None:
    assert content_terms("Who said the soldiers and the soldier fled?") == ["soldier", "flee"]
    assert content_terms(" ".join(STOP_WORDS)) == []


@given(st.text())
def test_words_are_whole_and_lower_case(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.lower()
        assert not any(character.isspace() for character in word)


def test_threads_agree() -> None:
    text = [f"running{i} runners{i} nationalities{i}" for i in range(300)]
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append([terms(t) for t in text])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[terms(t) for t in text]] * 4
