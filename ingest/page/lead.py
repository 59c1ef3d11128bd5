"""The paragraph that opens a report above its body, which pages set apart and extractors leave behind.

Without it an article may lack who, what and where. Takes a parsed page (an lxml element).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from ingest.page.furniture import CAMEL_CASE
from ingest.page.headline import folded
from ingest.page.sources import words_of

# The last word of a class or an id ("article__lead", not "lead-image") by which pages name it, in their own
# language. A subheading ("deck", "standfirst", "summary") only says in other words what follows.
NAMES = re.compile(
    r"(?:^|[-_\s])(?:lead|lede|intro|chap[oô]|chapeau|vorspann|entradilla|ingress)(?:$|\s)", re.IGNORECASE
)
BLOCKS = "following::*[self::p or self::div or self::section or self::h2 or self::h3 or self::li]"
NESTED = ".//p|.//div|.//section|.//li"
NEAR_HEADLINE = 40  # blocks of text between headline and body
STATEMENT = re.compile(r"[.!…][\"'”’)»]*$")  # what asks only teases
FEWEST_WORDS = 10
MOST_WORDS = 120  # what is longer is the report itself
SAME_START = 40  # characters by which a paragraph is known again


def leads(tree: Any, title: str) -> list[tuple[str, bool]]:
    """The blocks of text that follow the headline, each with whether it is named a lead; [] without one."""
    wanted = folded(title)
    headline = next((n for n in tree.iter("h1", "h2") if wanted and folded(words_of(n)) == wanted), None)
    if headline is None:
        return []
    blocks = (node for node in headline.xpath(BLOCKS) if not node.xpath(NESTED) and words_of(node))
    return [(words_of(node), _is_named(node)) for node in islice(blocks, NEAR_HEADLINE)]


def with_lead(text: str, after_headline: list[tuple[str, bool]]) -> str:
    """An extracted text with the lead before it: what is named so and stands between headline and text."""
    start = folded(text.partition("\n\n")[0])[:SAME_START]
    found: list[str] = []
    for words, is_named in after_headline:
        if folded(words).startswith(start):
            return "\n\n".join([*found, text])
        fits = FEWEST_WORDS <= len(words.split()) <= MOST_WORDS
        if is_named and fits and STATEMENT.search(words) and words not in text:
            found.append(words)
    return text


def _is_named(node: Any) -> bool:
    """By the block itself or the one that holds it."""
    parent = node.getparent()
    named = (f"{n.get('class', '')} {n.get('id', '')}" for n in (node, parent) if n is not None)
    return any(NAMES.search(CAMEL_CASE.sub("-", name)) for name in named)
