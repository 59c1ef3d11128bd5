"""The headline that a plain text begins with."""

from __future__ import annotations

from ingest.clean.boilerplate import boilerplate
from storage.text.sentences import ends_sentence

MOST_CHARACTERS = 200
MOST_WORDS = 30
WRAPPED = range(45, 101)  # characters of a line that was broken by its width
ASKING = ("?", "!", "…", "...")  # a headline may end so


def take_headline(text: str) -> tuple[str, str]:
    """(headline, rest) of a text that begins with its headline, ("", text) of one that doesn't."""
    first, _, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    short = len(first) <= MOST_CHARACTERS and len(first.split()) <= MOST_WORDS
    # Without a blank line after it, a first line may as well be the start of a paragraph broken by its width.
    apart = not second or len(second) > max(WRAPPED) or len(first) < 0.6 * len(second)
    sentence = ends_sentence(first) and not first.endswith(ASKING)
    if short and apart and rest.strip() and not sentence and not boilerplate(first):
        return first, rest.strip()
    return "", text
