"""Raw article -> article: one form of characters and white space, and nothing but the report itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from ingest.boilerplate import boilerplate
from ingest.credits import is_byline, is_credit, without_credits
from ingest.identity import canonical_url
from ingest.raw import RawArticle
from storage.errors import ArticleRejected
from storage.records import Article

FEWEST_WORDS = 5  # of a report; the shortest of 6,143 real ones that says anything has 9

LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, formats (soft hyphen, zero width, direction marks, tags) and halves of characters: Unicode's Cc,
# Cf and Cs, without tab and line feed.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")  # "2020-11-01 09:30:00 +0100"
BLANK_LINES = re.compile(r"\n\s*\n")
TERMINAL = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")  # a headline or crosshead does not end so
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")

HEADLINE_CHARACTERS = 200
HEADLINE_WORDS = 30
WRAPPED = range(45, 101)  # characters of a line that was broken by its width
TRAILING_HEADING_WORDS = 5
LONGEST_METADATA = 300  # characters


def clean(raw: RawArticle) -> Article:
    """The article as it is kept: NFC, nothing invisible, a blank line between paragraphs, boilerplate gone.

    Raises ArticleRejected when too little is left, or when its URL or date is not one.
    """
    text = readable(raw.text)
    title = one_line(raw.title)
    if raw.headline_inside and not title:
        title, text = take_headline(text)
    authors = tuple(dict.fromkeys(filter(None, map(one_line, raw.authors))))
    outlet = one_line(raw.outlet)
    paragraphs = article_paragraphs(text, unwanted={title, outlet, *authors} - {""})
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if words < FEWEST_WORDS:
        raise ArticleRejected(_too_little(words, raw.text))
    url = canonical_url(raw.url) if raw.url.strip() else ""
    return Article(
        identity=url or raw.identity,
        text="\n\n".join(paragraphs),
        title=title,
        outlet=outlet,
        published=iso_date(raw.published),
        url=url,
        authors=authors,
        language=one_line(raw.language),
        updated=iso_date(raw.updated),
        section=one_line(raw.section),
        origins=tuple(sorted(raw.origins.items())),
    )


def iso_date(stated: str) -> str:
    """An ISO 8601 date or date-time, checked; its day comes first, as YYYY-MM-DD: "20201101" -> "2020-11-01".

    "" stays "". Raises ArticleRejected.
    """
    value = SPACED_ZONE.sub("", stated.strip())
    if not value:
        return ""
    try:
        parsed: date = datetime.fromisoformat(value)
    except ValueError:
        raise ArticleRejected(
            f"published {stated[:40]!r} is not an ISO date (2020-11-01) or date-time (2020-11-01T09:30:00Z)"
        ) from None
    if value.startswith(parsed.isoformat()[:10]):
        return value
    return parsed.isoformat() if "T" in value else parsed.isoformat()[:10]


def readable(text: str) -> str:
    """Text in NFC without invisible characters; line ends are line feeds, other white space is one space."""
    if not text.isascii() or not text.isprintable():
        text = INVISIBLE.sub("", LINE_BREAK.sub("\n", text))
        text = unicodedata.normalize("NFC", text)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def one_line(text: str) -> str:
    """Metadata in the same form, on one line."""
    return " ".join(readable(text).split())


def take_headline(text: str) -> tuple[str, str]:
    """(headline, rest) of a text that begins with its headline, ("", text) of one that doesn't."""
    first, _, rest = text.partition("\n")
    follows = rest.partition("\n")[0]
    short = len(first) <= HEADLINE_CHARACTERS and len(first.split()) <= HEADLINE_WORDS
    # Without a blank line after it, a first line may as well be the start of a paragraph broken by its width.
    apart = not follows or len(follows) > max(WRAPPED) or len(first) < 0.6 * len(follows)
    ends = SENTENCE_END.search(first) and not first.endswith(("?", "!", "…", "..."))
    if short and apart and rest.strip() and not ends and not boilerplate(first):
        return first, rest.strip()
    return "", text


def article_paragraphs(text: str, unwanted: set[str]) -> list[str]:
    """The paragraphs of readable text that belong to the article. `unwanted`: its headline, outlet and
    authors, which some pages repeat as paragraphs."""
    found = [paragraph for block in BLANK_LINES.split(text) for paragraph in _block_paragraphs(block)]
    unwanted = {_folded(words) for words in unwanted}
    kept = [
        without_credits(paragraph)
        for paragraph in _without_repeats(found)
        if not boilerplate(paragraph)
        and not (len(paragraph) <= LONGEST_METADATA and _folded(paragraph) in unwanted)
    ]
    return _without_last_heading(_without_byline([paragraph for paragraph in kept if paragraph]))


def _block_paragraphs(block: str) -> Iterator[str]:
    """Lines that were broken by their width are one paragraph, others are one each."""
    lines = [line for line in block.split("\n") if line]
    wrapped = sum(len(line) in WRAPPED and not SENTENCE_END.search(line) for line in lines[:-1])
    if len(lines) > 1 and max(map(len, lines)) in WRAPPED and 2 * wrapped >= len(lines) - 1:
        yield " ".join(lines)
    else:
        yield from lines


def _without_repeats(paragraphs: list[str]) -> list[str]:
    """A caption that is there twice around its credit line goes, both copies; another paragraph that is
    repeated at once stays once."""
    dropped: set[int] = set()
    for index, paragraph in enumerate(paragraphs):
        for earlier in range(max(0, index - 3), index):
            if paragraphs[earlier] == paragraph:
                dropped.add(index)
                if any(is_credit(between) for between in paragraphs[earlier + 1 : index]):
                    dropped.add(earlier)
    return [paragraph for index, paragraph in enumerate(paragraphs) if index not in dropped]


def _without_byline(paragraphs: list[str]) -> list[str]:
    """Names at the top are the writers'; further down "By Ann Lee" may follow the title of her book."""
    first = 0
    while first < len(paragraphs) - 1 and is_byline(paragraphs[first]):
        first += 1
    return paragraphs[first:]


def _without_last_heading(paragraphs: list[str]) -> list[str]:
    """A heading that nothing follows heads something of the page ("Route 6"), unless it ends a list."""
    while len(paragraphs) > 1 and _is_heading(paragraphs[-1]) and SENTENCE_END.search(paragraphs[-2]):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _is_heading(paragraph: str) -> bool:
    if paragraph.endswith(":"):
        return True
    # "Grade: B+" and "– Ann Lee" say something of what stands before them.
    plain = ":" not in paragraph and paragraph[0].isalnum()
    return plain and len(paragraph.split()) <= TRAILING_HEADING_WORDS and not TERMINAL.search(paragraph)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _too_little(words: int, raw: str) -> str:
    if not raw.strip():
        return "the text is empty: an article was expected"
    return (
        f"too little text: {words} words are left without boilerplate, at least {FEWEST_WORDS} were expected"
    )
