"""Splits questions that join two questions: "When and where was it built?", "Who won, and by how much?"."""

from __future__ import annotations

import re

from assistant.language.english import JOINED, SHARED, WH

_QUESTION_WORD = re.compile(rf"\b{WH}\b", re.IGNORECASE)


def shared(text: str) -> tuple[str, str] | None:
    """The two questions of "when and where ...", which differ only in the question word; None for others.

    >>> shared("When and where was the ferry built?")
    ('When was the ferry built?', 'where was the ferry built?')
    """
    match = SHARED.match(text)
    return (f"{match[1]} {match[3]}", f"{match[2]} {match[3]}") if match else None


def halves(text: str) -> tuple[str, str] | None:
    """The two questions before and after an "and"; None for other questions.

    >>> halves("Who won, and how many voted?")
    ('Who won?', 'how many voted?')
    >>> halves("Who is the man who lost his job and who later sued the airline?")
    """
    match = JOINED.match(text)
    if match is None or _is_relative(match[1], match[2]):
        return None
    return match[1].rstrip(" ?") + "?", match[2]


def _is_relative(first: str, second: str) -> bool:
    """Whether the second half continues a relative clause of the first: "the man who ... and who ..."."""
    words = [word.lower() for word in _QUESTION_WORD.findall(first)]
    opening = _QUESTION_WORD.search(second)
    return len(words) > 1 and opening is not None and words[-1] == opening[0].lower()
