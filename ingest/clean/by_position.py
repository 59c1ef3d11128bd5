"""Finds paragraphs that don't belong to the article, as their position shows: a dateline on a line of its
own, a caption repeated around its credit, links under a heading for links, a heading that nothing follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from ingest.clean.boilerplate import boilerplate
from ingest.clean.byline import ABOUT_THE_AUTHOR
from ingest.clean.credits import is_credit, is_dateline
from ingest.clean.links import label_of
from storage.text.sentences import ends_clause, ends_sentence, sentence_breaks

MOST_ABOVE = 40  # paragraphs before a dateline
FEWEST_OF_A_LIST = 3  # lines with the same label: "WINNER: Ann Lee"
LONGEST_LINK = 160  # characters
MOST_LINKS = 15  # in a list that ends a page
HEADING_WORDS = 5


def dateline(paragraphs: Sequence[str]) -> dict[int, str]:
    """The first dateline on a line of its own: "London CNN —"."""
    places = (place for place, text in enumerate(paragraphs[:MOST_ABOVE]) if is_dateline(text))
    return dict.fromkeys(islice(places, 1), "dateline")


def captions(paragraphs: Sequence[str]) -> dict[int, str]:
    """Both copies of a caption around its credit line."""
    triples = zip(paragraphs, paragraphs[1:], paragraphs[2:], strict=False)
    first = [place for place, (one, line, two) in enumerate(triples) if one == two and is_credit(line)]
    return dict.fromkeys((place + offset for place in first for offset in (0, 2)), "caption")


def boilerplate_and_links(paragraphs: Sequence[str]) -> dict[int, str]:
    """Boilerplate by the tables, the headlines below "Related:", and those at the end below a line on who
    contributed. Lines that look like links but belong to a list stay."""
    labels = Counter(filter(None, map(label_of, paragraphs)))
    gone: dict[int, str] = {}
    for index, paragraph in enumerate(paragraphs):
        if index in gone:
            continue
        rule = boilerplate(paragraph)
        if (
            not rule
            or rule == ABOUT_THE_AUTHOR
            or (rule == "link" and labels[label_of(paragraph)] >= FEWEST_OF_A_LIST)
        ):
            continue
        gone[index] = rule
        if rule == "read also" and paragraph.endswith(":"):
            gone |= dict.fromkeys(_links_below(paragraphs, index + 1), "list of links")
        elif rule == "contributors" and all(map(_is_link, paragraphs[index + 1 :])):
            gone |= dict.fromkeys(range(index + 1, len(paragraphs)), "list of links")
    return gone


def _links_below(paragraphs: Sequence[str], first: int) -> range:
    """The places of the links from `first` on, without the last one if text follows: that may be a
    heading."""
    if len(paragraphs) - first <= MOST_LINKS and all(map(_is_link, paragraphs[first:])):
        return range(first, len(paragraphs))
    last = first
    while last + 1 < len(paragraphs) and all(map(_is_link, paragraphs[last : last + 2])):
        last += 1
    return range(first, last)


def _is_link(paragraph: str) -> bool:
    return len(paragraph) <= LONGEST_LINK and not ends_sentence(paragraph)


def last_headings(paragraphs: Sequence[str]) -> dict[int, str]:
    """Headings at the end that no text follows: what they head was no part of the article. A heading after a
    line that isn't a sentence may end a list, and stays."""
    end = len(paragraphs)
    while end > 1 and _is_heading(paragraphs[end - 1]) and ends_sentence(paragraphs[end - 2]):
        end -= 1
    return dict.fromkeys(range(end, len(paragraphs)), "last heading")


def _is_heading(paragraph: str) -> bool:
    if paragraph.endswith(":"):
        return not any(sentence_breaks(paragraph))
    # "Grade: B+" and "– Ann Lee" belong to the text before them.
    short = len(paragraph.split()) <= HEADING_WORDS and not ends_clause(paragraph)
    return short and ":" not in paragraph and paragraph[0].isalnum()
