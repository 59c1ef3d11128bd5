"""Paragraphs that only their neighbours show to be no part of the article: titles above the dateline, copies,
links under a heading for links, a heading that nothing follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.clean.boilerplate import boilerplate
from ingest.clean.byline import ABOUT_THE_AUTHOR
from ingest.clean.credits import is_credit, is_dateline
from ingest.clean.links import label_of
from storage.text.sentences import ends_clause, ends_sentence, sentence_breaks

MOST_ABOVE = 40  # paragraphs before a dateline

NEAR = 3  # paragraphs between a paragraph and its copy
FEWEST_REPEATED_WORDS = 10  # a shorter one may be the label of a list ("Where: Port Elm") that comes again
FEWEST_OF_A_LIST = 3  # lines with the same label: "WINNER: Ann Lee"
LONGEST_LINK = 160  # characters
MOST_LINKS = 15  # in a list that ends a page
HEADING_WORDS = 5


def above_dateline(paragraphs: Sequence[str]) -> dict[int, str]:
    """The titles of other videos above a dateline on a line of its own ("London CNN —") with most of the text
    below it, and the dateline; sentences there stay."""
    for index, paragraph in enumerate(paragraphs[:MOST_ABOVE]):
        if is_dateline(paragraph):
            above, below = paragraphs[:index], paragraphs[index + 1 :]
            if sum(map(len, above)) < sum(map(len, below)):
                others = (place for place, text in enumerate(above) if not ends_sentence(text))
                return dict.fromkeys(others, "above the dateline") | {index: "dateline"}
            break
    return {}


def repeated(paragraphs: Sequence[str]) -> dict[int, str]:
    """Both copies of a caption around its credit line, and the second of another paragraph that is soon
    repeated, except the labels of a list."""
    gone: dict[int, str] = {}
    for index, paragraph in enumerate(paragraphs):
        for earlier in range(max(0, index - NEAR), index):
            if paragraphs[earlier] == paragraph:
                between = paragraphs[earlier + 1 : index]
                if any(map(is_credit, between)):
                    gone[earlier] = gone[index] = "caption"
                elif not between or len(paragraph.split()) >= FEWEST_REPEATED_WORDS:
                    gone[index] = "repeated paragraph"
    return gone


def boilerplate_and_links(paragraphs: Sequence[str]) -> dict[int, str]:
    """Boilerplate by the tables, the headlines below "Related:", and those below the last words on who
    contributed. Lines that are set like links but belong to a list stay."""
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
    """The places of the links from `first` on; the last may be the next heading of the article."""
    if len(paragraphs) - first <= MOST_LINKS and all(map(_is_link, paragraphs[first:])):
        return range(first, len(paragraphs))
    last = first
    while last + 1 < len(paragraphs) and all(map(_is_link, paragraphs[last : last + 2])):
        last += 1
    return range(first, last)


def _is_link(paragraph: str) -> bool:
    return len(paragraph) <= LONGEST_LINK and not ends_sentence(paragraph)


def last_headings(paragraphs: Sequence[str]) -> dict[int, str]:
    """Headings that nothing follows: they head something of the page ("Route 6"), unless they end a list."""
    end = len(paragraphs)
    while end > 1 and _is_heading(paragraphs[end - 1]) and ends_sentence(paragraphs[end - 2]):
        end -= 1
    return dict.fromkeys(range(end, len(paragraphs)), "last heading")


def _is_heading(paragraph: str) -> bool:
    if paragraph.endswith(":"):
        return not any(sentence_breaks(paragraph))
    # "Grade: B+" and "– Ann Lee" say something of what stands before them.
    short = len(paragraph.split()) <= HEADING_WORDS and not ends_clause(paragraph)
    return short and ":" not in paragraph and paragraph[0].isalnum()
