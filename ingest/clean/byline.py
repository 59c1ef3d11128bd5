"""Who wrote the article: bylines above it, signatures in it and introductions of its authors below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clean.credits import LONGEST_CREDIT
from storage.text.sentences import ends_clause

PERSON = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}"
PEOPLE = rf"{PERSON}(?:, {PERSON}){{0,5}}(?:,? (?:and|&) {PERSON})?"
BYLINE = re.compile(rf"(?:(?:By|BY|Written by|Reported by) )?{PEOPLE}(?:\s*[,|/] ?[\w .’']{{2,40}})?")
LEFT_OF_BYLINE = 5  # words: "24/7 Wall Street", "Bridge magazine", "Reporter"

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


def is_byline(line: str) -> bool:
    """Whether a line at the top says who wrote the article: "By Ann Lee and Bo Chan, Associated Press"; or
    nothing but names, as it may."""
    ended = line.endswith(".") and not line.endswith((" Jr.", " Sr."))
    return len(line) <= LONGEST_CREDIT and not ended and bool(BYLINE.fullmatch(line))


def bylines(paragraphs: Sequence[str]) -> dict[int, str]:
    """Names at the top are the writers', and a few words after them say for whom they write; further down
    "By Ann Lee" may follow the title of her book."""
    last = len(paragraphs) - 1
    first = 0
    while first < last and is_byline(paragraphs[first]):
        first += 1
    if 0 < first < last and _is_newsroom(paragraphs[first]):
        first += 1
    return dict.fromkeys(range(first), "byline")


def _is_newsroom(line: str) -> bool:
    return len(line.split()) <= LEFT_OF_BYLINE and not ends_clause(line)


def signatures(paragraphs: Sequence[str]) -> dict[int, str]:
    """The names of reporters under the entries of a live page, but not of whoever said or wrote what stands
    above in quotation marks."""
    return {
        index: "signature"
        for index, paragraph in enumerate(paragraphs)
        if index and _is_signature(paragraph) and not QUOTATION.fullmatch(paragraphs[index - 1])
    }


def _is_signature(paragraph: str) -> bool:
    match = SIGNATURE.fullmatch(paragraph)
    return match is not None and (not match["of"] or bool(NEWSROOM.search(match["of"])))


def biographies(paragraphs: Sequence[str], authors: tuple[str, ...]) -> dict[int, str]:
    """ "Ann Lee covers the coast for the Tidings." at the end of an article by Ann Lee, and there the
    introduction of any journalist."""
    first = max(1, len(paragraphs) - BIOGRAPHIES)
    last = range(first, len(paragraphs))
    return {index: "about the author" for index in last if _introduces(paragraphs[index], authors)}


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
