"""What only its neighbours show to be no part of the article: names at the top, links under a heading for
links, a heading that nothing follows."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ingest.clean.boilerplate import boilerplate
from ingest.clean.credits import PERSON, SENTENCE_THEN, is_byline, is_credit, is_dateline
from ingest.clean.teasers import label_of

TERMINAL = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")  # a headline or crosshead does not end so
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")

MOST_ABOVE = 40  # paragraphs before a dateline
EDITORS_NOTE = re.compile(r"editor['’]?s['’]? note", re.IGNORECASE)

FEWEST_REPEATED_WORDS = (
    10  # of a paragraph that is no label of a list ("Where: Port Elm") when it comes again
)
FEWEST_OF_A_LIST = 3  # lines with the same label: "WINNER: Ann Lee"
LONGEST_LINK = 160  # characters
MOST_LINKS = 15  # in a list that ends a page

# "– Ann Lee and Bo Chan" / "-- Ann Lee, The Port Elm News", but not the town of whoever wrote a letter
NEWSROOM = re.compile(
    r"\b(?:News|Bureau|Press|Times|Post|Journal|Tribune|Herald|Gazette|Star|Sun|Register|Enquirer|Inquirer"
    r"|Observer|Republic|Record|Chronicle|Dispatch|Sentinel|Statesman|Courier|Globe|Advertiser|Leader|Tidings"
    r"|Network|Today|TODAY|Reuters|AFP|CNN|NPR)\b"
)
SIGNATURE = re.compile(
    rf"[-–—]{{1,2}} ?{PERSON}(?:(?:, {PERSON})*,? (?:and|&) {PERSON})?(?:, (?P<of>[^.,]{{3,50}}))?"
)
QUOTATION = re.compile(r"[\"“‘'][^\"“”]*[\"”’']")

TRAILING_HEADING_WORDS = 5
LEFT_OF_BYLINE = 5  # words: "24/7 Wall Street", "Bridge magazine", "Reporter"

ABOUT_ITS_AUTHOR = re.compile(
    r"\W+(?:is|are|was|has|covers?|writes?|reports?|works?|teach(?:es)?|serves?|retired)\b"
)
# "Ann Lee is a sports writer for the Tidings." / "Ann Lee of the Tidings reported from Port Elm."
JOURNALIST = re.compile(
    rf"{PERSON} (?:(?:is|was|has been) (?:an? |the )?[^.,]{{0,60}}\b(?:reporter|writer|editor|columnist"
    r"|correspondent|producer|journalist|photographer)\b|(?:of [Tt]he [^.,]{2,40} )?reported from [^.]+\.$)"
)
BIOGRAPHIES = 3  # last paragraphs, where an article tells who wrote it
LONGEST_BIOGRAPHY = 700  # characters


def from_dateline(paragraphs: list[str]) -> list[str]:
    """From the dateline on, where that is a line of its own ("London CNN —") with most of the text below it:
    above stand the titles and captions of other videos. What an editor notes there stays."""
    for index, paragraph in enumerate(paragraphs[:MOST_ABOVE]):
        if is_dateline(paragraph):
            above, below = paragraphs[:index], paragraphs[index + 1 :]
            if sum(map(len, above)) < sum(map(len, below)):
                return [note for note in above if EDITORS_NOTE.match(note)] + below
            break
    return paragraphs


def without_repeats(paragraphs: list[str]) -> list[str]:
    """A caption that is there twice around its credit line goes, both copies; another paragraph that is
    repeated soon stays once, but the labels of a list."""
    dropped: set[int] = set()
    for index, paragraph in enumerate(paragraphs):
        for earlier in range(max(0, index - 3), index):
            if paragraphs[earlier] == paragraph:
                between = paragraphs[earlier + 1 : index]
                if any(map(is_credit, between)):
                    dropped |= {earlier, index}
                elif not between or len(paragraph.split()) >= FEWEST_REPEATED_WORDS:
                    dropped.add(index)
    return [paragraph for index, paragraph in enumerate(paragraphs) if index not in dropped]


def without_boilerplate(paragraphs: list[str]) -> list[str]:
    """Without what is boilerplate by itself, the headlines under "Related:", and those that follow the last
    words on who contributed. Lines that are set like links but belong to a list stay."""
    labels = Counter(filter(None, map(label_of, paragraphs)))
    kept: list[str] = []
    index = 0
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        index += 1
        kind = boilerplate(paragraph)
        if not kind or (kind == "link" and labels[label_of(paragraph)] >= FEWEST_OF_A_LIST):
            kept.append(paragraph)
        elif kind == "teaser" and paragraph.endswith(":"):
            rest = paragraphs[index:]
            if len(rest) <= MOST_LINKS and all(len(line) <= LONGEST_LINK for line in rest):
                return kept
            # The last of them may be the next heading of the article.
            while index + 1 < len(paragraphs) and all(map(_is_link, paragraphs[index : index + 2])):
                index += 1
        elif kind == "contributors" and all(map(_is_link, paragraphs[index:])):
            return kept
    return kept


def _is_link(paragraph: str) -> bool:
    return len(paragraph) <= LONGEST_LINK and not SENTENCE_END.search(paragraph)


def without_signatures(paragraphs: list[str]) -> list[str]:
    """Without the names of reporters under the entries of a live page; whose words a quotation or a letter
    are ("— Ann Lee, Port Elm") stays."""
    return paragraphs[:1] + [
        paragraph
        for before, paragraph in pairwise(paragraphs)
        if QUOTATION.fullmatch(before) or not _is_signature(paragraph)
    ]


def _is_signature(paragraph: str) -> bool:
    found = SIGNATURE.fullmatch(paragraph)
    return found is not None and (not found["of"] or bool(NEWSROOM.search(found["of"])))


def without_byline(paragraphs: list[str]) -> list[str]:
    """Names at the top are the writers', and a few words after them say for whom they write; further down
    "By Ann Lee" may follow the title of her book."""
    first = 0
    while first < len(paragraphs) - 1 and is_byline(paragraphs[first]):
        first += 1
    if first and first < len(paragraphs) - 1 and _is_short(paragraphs[first], LEFT_OF_BYLINE):
        first += 1
    return paragraphs[first:]


def without_biographies(paragraphs: list[str], authors: tuple[str, ...]) -> list[str]:
    """Without "Ann Lee covers the coast for the Tidings." at the end of an article by Ann Lee, and without
    what says of anybody that they are a journalist there."""
    first = max(1, len(paragraphs) - BIOGRAPHIES)
    return paragraphs[:first] + [p for p in paragraphs[first:] if not _introduces(p, authors)]


def _introduces(paragraph: str, authors: tuple[str, ...]) -> bool:
    return len(paragraph) <= LONGEST_BIOGRAPHY and (
        bool(JOURNALIST.match(paragraph))
        or any(
            " " in author
            and paragraph.startswith(author)
            and ABOUT_ITS_AUTHOR.match(paragraph[len(author) :])
            for author in authors
        )
    )


def without_last_heading(paragraphs: list[str]) -> list[str]:
    """A heading that nothing follows heads something of the page ("Route 6"), unless it ends a list."""
    while len(paragraphs) > 1 and _is_heading(paragraphs[-1]) and SENTENCE_END.search(paragraphs[-2]):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _is_heading(paragraph: str) -> bool:
    if paragraph.endswith(":"):
        return not SENTENCE_THEN.search(paragraph)
    # "Grade: B+" and "– Ann Lee" say something of what stands before them.
    return ":" not in paragraph and paragraph[0].isalnum() and _is_short(paragraph, TRAILING_HEADING_WORDS)


def _is_short(paragraph: str, words: int) -> bool:
    return len(paragraph.split()) <= words and not TERMINAL.search(paragraph)
