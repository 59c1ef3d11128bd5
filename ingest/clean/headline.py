"""Finds the headline at the start of a plain text."""

from __future__ import annotations

from ingest.clean.boilerplate import boilerplate
from storage.text.sentences import ends_sentence

MOST_CHARACTERS = 200
MOST_WORDS = 30
WRAPPED = range(45, 101)  # characters of a line that was broken by its width
ASKING = ("?", "!", "…", "...")  # a headline may end so


def take_headline(text: str) -> tuple[str, str]:
    """The headline of a text that begins with one, and the rest; ("", text) if it doesn't."""
    first, _, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    short = len(first) <= MOST_CHARACTERS and len(first.split()) <= MOST_WORDS
    # Without a blank line after it, a first line may as well be the start of a paragraph broken by its width.
    apart = not second or len(second) > max(WRAPPED) or len(first) < 0.6 * len(second)
    sentence = ends_sentence(first) and not first.endswith(ASKING)
    if short and apart and rest.strip() and not sentence and not boilerplate(first):
        return first, rest.strip()
    return "", text
