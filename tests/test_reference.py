import doctest

import pytest

import assistant.language.reference
from assistant.language.reference import leans_on_what_came_before, referent


def test_examples_in_the_documentation() -> None:
    assert doctest.testmod(assistant.language.reference).failed == 0


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("He asked Moscow for help.", True),
        ('"She was there," they said.', True),
        ("It cost 83 million crowns.", True),
        ("This was the first strike.", True),
        ("Their boats were damaged.", True),
        ("The ministry said so.", True),
        ("The company, which makes boats, said so.", True),
        ("The ministry of defence said so.", False),
        ("The company Storm & Vale said so.", False),
        ("Hers Bay was flooded.", True),
        ("Storm damaged 42 boats.", False),
        ("Thebes was flooded.", False),
        ("Italy won.", False),
    ],
)
def test_sentences_that_lean(sentence: str, leans: bool) -> None:
    assert leans_on_what_came_before(sentence) is leans


@pytest.mark.parametrize(
    ("sentence", "before", "named"),
    [
        ("He asked for help.", "President Ilham Aliyev spoke on Sunday.", "Ilham Aliyev"),
        ("She won.", "On Monday, Ida Storm ran again.", "Ida Storm"),
        ("She won.", "Ida Storm ran. Ida Storm trained for years.", "Ida Storm"),
        ("She won.", "Ida Storm ran against Jon Vale.", ""),
        ("She won.", "Ida Storm ran in Port Elm.", ""),  # which of the two is a person isn't plain
        ("He won.", "Officials of the White House spoke on Sunday.", ""),
        ("He won.", "Nobody was named.", ""),
        ("The ministry said so.", "The Armenian Defence Ministry met.", "Armenian Defence Ministry"),
        ("The ministry said so.", "The Defence Ministry and the Health Ministry met.", ""),
        ("It cost much.", "The Bridge of Tarn was opened.", ""),
    ],
)
def test_who_is_meant(sentence: str, before: str, named: str) -> None:
    assert referent(sentence, before).removeprefix("The ") == named
    assert referent(sentence, before) in before
