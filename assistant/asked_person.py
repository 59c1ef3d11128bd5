"""Whether a name is the person whom a question asks for: who said something, or who holds an office."""

from __future__ import annotations

import re

from assistant.claims.naming import Namesakes, names_of
from assistant.claims.polarity import SAYING
from assistant.claims.speakers import attributions
from assistant.language.english_offices import OFFICES

_WHO_SAID = re.compile(rf"^\W*who (?:has |had |also )?(?:{SAYING})\b", re.IGNORECASE)
_OFFICE = rf"\b(?:{'|'.join(form for group in OFFICES for form in group)})\b"
_WHO_HOLDS = re.compile(rf"^\W*who(?: is| was|['’]s)\b.*?(?P<office>{_OFFICE})", re.IGNORECASE)
# The words around an office that say whose it is: "Norway's prime minister", "the mayor of the port of Oslo".
_BEFORE, _AFTER = r"(?:[^\s,;]+\s+){0,4}", r"(?:,?\s+(?:of|for|at|in)(?:\s+\S+){1,4})?"


def is_asked_person(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether `sentence[start:end]` may answer "who". True for questions that ask neither for a speaker nor
    for the holder of an office.

    >>> text = "Hale saw no basis for Oslo to ask, Norway's president Ida Storm said."
    >>> is_asked_person("Who said Oslo had no basis to ask?", text, 22, 26)
    False
    >>> is_asked_person("Who is the president of Norway?", text, 54, 63)
    True
    >>> is_asked_person("Who is the president of Oslo?", text, 54, 63)
    False
    """
    if _WHO_SAID.search(question):
        return any(a.start < end and start < a.end for a in attributions(sentence))
    asked = _WHO_HOLDS.search(question)
    return asked is None or _is_of_the_same(question, asked["office"], sentence)


def _is_of_the_same(question: str, office: str, sentence: str) -> bool:
    """Whether the sentence gives the office to the country or body that the question names, or to none."""
    whose = names_of(question)
    places = re.findall(rf"{_BEFORE}\b{re.escape(office)}\b{_AFTER}", sentence, re.IGNORECASE)
    return not places or all(Namesakes(places).holds(name) for name in whose)
