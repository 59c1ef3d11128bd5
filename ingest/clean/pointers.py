"""What a page says to its reader behind a paragraph of the article: "Read more here."."""

from __future__ import annotations

import re

from ingest.clean.lookup import rule_of

LONGEST = 130  # characters
FEWEST_WORDS = 2
RULES = frozenset({"read also", "newsletter", "follow us", "page furniture"})
# Behind a sentence there may be no space: "The pier is closed.Read more here."
SENTENCE_START = re.compile(r"(?<=[.!?…”\"’')。！？])\s*(?=[(]?[^\W\d_])")


def without_pointers(paragraph: str) -> str:
    """A paragraph without what points away from it at its end.

    "The pier was closed. Read more here." -> "The pier was closed."
    """
    first = max(0, len(paragraph) - LONGEST)
    starts = [match for match in SENTENCE_START.finditer(paragraph, first) if match.start()]
    for start in reversed(starts):
        pointer = paragraph[start.end() :].lstrip("(")
        if pointer[0].islower() or len(pointer.split()) < FEWEST_WORDS or rule_of(pointer) not in RULES:
            break
        paragraph = paragraph[: start.start()]
    return paragraph
