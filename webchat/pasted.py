"""A text that was pasted as a question, to be checked: the Check tab compares it with the articles."""

from __future__ import annotations

import re

from storage.text.sentences import sentence_breaks

SEVERAL = 3  # sentences without a question among them, from which on a question is a text

_ASKED = re.compile(
    r"\W*(?:(?:can|could) you |please |bitte )*(?:(?:fact[- ]?)?check|verify|(?:über)?prüfen? ?(?:sie)?)\b"
    r"[^:\n.?!]{0,40}[:\n]\s*",
    re.IGNORECASE,
)


def text_to_check(question: str) -> str:
    """The text that a reader wants to be checked, "" for a question.

    >>> text_to_check("Please check this: Ida won. She is 40.")
    'Ida won. She is 40.'
    """
    text = question.strip()
    if (asked := _ASKED.match(text)) and not text.endswith("?"):
        return text[asked.end() :]
    is_prose = "?" not in text and 1 + len(list(sentence_breaks(text))) >= SEVERAL
    return text if is_prose else ""
