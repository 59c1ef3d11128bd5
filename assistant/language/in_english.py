"""Whether a text is English, which the rules on grammar and meaning read."""

from __future__ import annotations

from storage.text.language import ENGLISH, language_of
from storage.text.terms import words


def is_english(text: str, around: str = ENGLISH) -> bool:
    """Whether most letters of a text are Latin and no other language is likelier. `around`: the language of
    its paragraph, which a text with too few function words shares.

    >>> is_english("The pier is closed."), is_english("Der Hafen ist zu."), is_english("Порт закрыт.")
    (True, False, False)
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" for character in letters)
    return 2 * latin >= len(letters) and language_of(words(text), around) == ENGLISH
