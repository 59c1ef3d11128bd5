"""Finds the writers: bylines above the article, signatures in it, introductions of its authors below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clean.credits import LONGEST_CREDIT
from ingest.clean.lookup import rule_of
from ingest.clean.names import are_names, is_agency, is_person, parts_of
from ingest.clean.tables import word_lists
from storage.text.sentences import ends_clause

FOR_NEWSROOM = 1  # newsrooms after the names: "Ann Lee, Associated Press"
MOST_BY = 4  # words: "aus dem Englischen von"
ENDING_NAMES = (" Jr.", " Sr.")
LEFT_OF_BYLINE = 5  # words: "24/7 Wall Street", "Bridge magazine", "Reporter"
SIGNATURE = re.compile(r"[-–—]{1,2} ?(?P<names>.+)")  # "– Ann Lee and Bo Chan"
QUOTATION = re.compile(r"[\"“‘'„«»][^\"“”«»]*[\"”’'“»«]")

ABOUT_ITS_AUTHOR = re.compile(
    r"\W+(?:is|are|was|has|covers?|writes?|reports?|works?|teach(?:es)?|serves?|retired)\b"
)
BIOGRAPHIES = 3  # the number of last paragraphs that may introduce the writers
LONGEST_BIOGRAPHY = 700  # characters
ABOUT_THE_AUTHOR = "about the author"  # as the tables name it


def is_byline(line: str) -> bool:
    """Whether a line names the writers: "By Ann Lee and Bo Chan, Associated Press", or names alone."""
    ended = ends_clause(line) and not line.endswith(ENDING_NAMES)
    return len(line) <= LONGEST_CREDIT and not ended and _name_people(without_by(line), FOR_NEWSROOM)


def without_by(line: str) -> str:
    """ "By Ann Lee" -> "Ann Lee", in each language of the tables."""
    words = line.split()
    for number in range(min(MOST_BY, len(words) - 1), 0, -1):
        if " ".join(words[:number]).rstrip(":").casefold() in word_lists()["by"]:
            return " ".join(words[number:])
    return line


def _name_people(line: str, others: int) -> bool:
    """Whether a line names people, followed by at most `others` agencies or newsrooms."""
    parts = parts_of(line)
    people = next((place for place, part in enumerate(parts) if not is_person(part)), len(parts))
    rest = parts[people:]
    return people > 0 and len(rest) <= others and all(len(part.split()) <= LEFT_OF_BYLINE for part in rest)


def bylines(paragraphs: Sequence[str]) -> dict[int, str]:
    """The lines of names at the top, and the newsroom after them. Further down, "By Ann Lee" may follow the
    title of her book."""
    last = len(paragraphs) - 1
    first = 0
    while first < last and is_byline(paragraphs[first]):
        first += 1
    if 0 < first < last and _is_newsroom(paragraphs[first]):
        first += 1
    return dict.fromkeys(range(first), "byline")


def _is_newsroom(line: str) -> bool:
    return len(line.split()) <= LEFT_OF_BYLINE and not ends_clause(line) and are_names(line)


def signatures(paragraphs: Sequence[str]) -> dict[int, str]:
    """The names of reporters under the entries of a live page. The speaker of a quotation above stays."""
    return {
        index: "signature"
        for index, paragraph in enumerate(paragraphs)
        if index and _is_signature(paragraph) and not QUOTATION.fullmatch(paragraphs[index - 1])
    }


def _is_signature(paragraph: str) -> bool:
    match = SIGNATURE.fullmatch(paragraph)
    if not match or len(paragraph) > LONGEST_CREDIT:
        return False
    parts = parts_of(match["names"])
    if len(parts) == 2 and "," in match["names"] and not is_agency(parts[1]):
        return False  # "– Ann Lee, Port Elm": a letter writer with her home
    return all(is_person(part) or is_agency(part) for part in parts)


def biographies(paragraphs: Sequence[str], authors: tuple[str, ...]) -> dict[int, str]:
    """Introductions of journalists at the end: "Ann Lee covers the coast for the Tidings."."""
    first = max(1, len(paragraphs) - BIOGRAPHIES)
    last = range(first, len(paragraphs))
    return {index: ABOUT_THE_AUTHOR for index in last if _introduces(paragraphs[index], authors)}


def _introduces(paragraph: str, authors: tuple[str, ...]) -> bool:
    return len(paragraph) <= LONGEST_BIOGRAPHY and (
        rule_of(paragraph) == ABOUT_THE_AUTHOR
        or any(
            " " in author
            and paragraph.startswith(author)
            and ABOUT_ITS_AUTHOR.match(paragraph[len(author) :])
            for author in authors
        )
    )
