"""Raw article -> article: one form of characters and white space, and nothing but the report itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from ingest.characters import without_invisible
from ingest.clean.boilerplate import boilerplate
from ingest.clean.by_position import (
    SENTENCE_END,
    from_dateline,
    without_biographies,
    without_boilerplate,
    without_byline,
    without_last_heading,
    without_repeats,
    without_signatures,
)
from ingest.clean.credits import without_credits
from ingest.clean.pointers import without_pointers
from ingest.records import RawArticle
from ingest.urls import canonical_url
from storage.errors import ArticleRejected
from storage.records import Article

FEWEST_WORDS = 5  # of a report; the shortest of 6,143 real ones that says anything has 9

# What white space keeps apart and holds a letter or digit; of scripts that put none between words (Thai, Lao,
# Khmer, Burmese, Chinese, Japanese) each character counts.
WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]|[^\\W_]\\S*"
)
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")  # "2020-11-01 09:30:00 +0100"
BLANK_LINES = re.compile(r"\n\s*\n")
# Combining marks in a row, as in Unicode's stream-safe text: normalizing takes the square of their number.
MOST_MARKS = 30
UNLIKELY = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1},}}")  # where there may be more: no mark is a letter

HEADLINE_CHARACTERS = 200
HEADLINE_WORDS = 30
WRAPPED = range(45, 101)  # characters of a line that was broken by its width
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
    paragraphs = article_paragraphs(text, {title, outlet, *authors} - {""}, authors)
    words = sum(len(WORD.findall(paragraph)) for paragraph in paragraphs)
    if words < FEWEST_WORDS:
        raise ArticleRejected(_too_little(words, raw.text))
    url = canonical_url(raw.url) if raw.url.strip() else ""
    return Article(
        identity=url or _storable(raw.identity),
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


def _storable(identity: str) -> str:
    """A file's name need not be text: b"caf\\xe9.txt", "caf\\udce9.txt" to Python -> r"caf\\udce9.txt"."""
    return identity.encode("utf-8", "backslashreplace").decode()


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
        text = without_invisible(LINE_BREAK.sub("\n", text))
        text = unicodedata.normalize("NFC", UNLIKELY.sub(_with_few_marks, text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _with_few_marks(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


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


def article_paragraphs(text: str, unwanted: set[str], authors: tuple[str, ...] = ()) -> list[str]:
    """The paragraphs of readable text that belong to the article. `unwanted`: its headline, outlet and
    authors, which some pages repeat as paragraphs; `authors` may be introduced at its end."""
    found = [paragraph for block in BLANK_LINES.split(text) for paragraph in _block_paragraphs(block)]
    unwanted = {_folded(words) for words in unwanted}
    kept = [
        without_pointers(without_credits(paragraph))
        for paragraph in without_boilerplate(without_repeats(from_dateline(found)))
        if not (len(paragraph) <= LONGEST_METADATA and _folded(paragraph) in unwanted)
    ]
    kept = without_signatures([paragraph for paragraph in kept if paragraph])
    return without_last_heading(without_byline(without_biographies(kept, authors)))


def _block_paragraphs(block: str) -> Iterator[str]:
    """Lines that were broken by their width are one paragraph, others are one each."""
    lines = [line for line in block.split("\n") if line]
    wrapped = sum(len(line) in WRAPPED and not SENTENCE_END.search(line) for line in lines[:-1])
    if len(lines) > 1 and max(map(len, lines)) in WRAPPED and 2 * wrapped >= len(lines) - 1:
        yield " ".join(lines)
    else:
        yield from lines


def _folded(text: str) -> str:
    """Without white space: pages set a kicker and a headline without any, "At sea!Storm closes harbour"."""
    return "".join(text.casefold().split())


def _too_little(words: int, raw: str) -> str:
    if not raw.strip():
        return "the text is empty: an article was expected"
    return (
        f"too little text: {words} words are left without boilerplate, at least {FEWEST_WORDS} were expected"
    )
