"""Recognises the names of people, newsrooms and agencies by their capitals and the lists of the tables."""

from __future__ import annotations

import re

from ingest.clean.tables import word_lists

MOST_WORDS = 5  # of one person's name
LONGEST_PARTICLE = 3  # letters: "Ludwig van der Berg"
PARTS = re.compile(r"\s*(?:[/|,;·]|\s[–—-]\s|\bvia\b|&)\s*")
WORD = re.compile(r"[“\"‘']?[^\W\d_][\w.’'@-]*[,”\"]?")


def parts_of(text: str) -> list[str]:
    """ "Ann Lee and Bo Chan/AFP via Getty Images" -> ["Ann Lee", "Bo Chan", "AFP", "Getty Images"]"""
    together = word_lists()["and"]
    parts = []
    for part in PARTS.split(text):
        words: list[str] = []
        for word in part.split():
            if word in together:
                parts.append(" ".join(words))
                words = []
            else:
                words.append(word)
        parts.append(" ".join(words))
    return [part for part in parts if part]


def is_agency(text: str) -> bool:
    """Whether a text is the name of a news or picture agency: "Reuters", "(AP)"."""
    return text.strip("()[] .").casefold() in word_lists()["agencies"]


def is_person(text: str) -> bool:
    """Whether a text may be a person's name: two to five words with capitals, small ones between them."""
    words = text.split()
    if "," in text:
        return False
    return (
        2 <= len(words) <= MOST_WORDS and _is_capital(words[0]) and _is_capital(words[-1]) and are_names(text)
    )


def are_names(text: str) -> bool:
    """Whether a text consists of names only: each word has a capital, is short, or is a year."""
    words = text.replace("/", " ").replace("(", " ").replace(")", " ").split()
    return (
        bool(words)
        and (_is_capital(words[-1]) or words[-1].isdigit())
        and any(map(_is_capital, words))
        and all(
            _is_capital(word) or len(word.rstrip(",")) <= LONGEST_PARTICLE or word.isdigit() for word in words
        )
    )


def is_role(text: str) -> bool:
    """Whether a text is a role in a credit or byline: "Pool", "Staff writer"."""
    return text.casefold() in word_lists()["roles"]


def _is_capital(word: str) -> bool:
    return word.lstrip("“\"‘'")[:1].isupper() and bool(WORD.fullmatch(word))
