"""Raw article -> article: one form of characters and white space, and nothing but the report itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.characters import one_line, readable
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
from ingest.dates.parse import iso
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
BLANK_LINES = re.compile(r"\n\s*\n")

HEADLINE_CHARACTERS = 200
HEADLINE_WORDS = 30
WRAPPED = range(45, 101)  # characters of a line that was broken by its width
LONGEST_METADATA = 300  # characters


def clean(raw: RawArticle) -> Article:
    """The article as it is kept: NFC, nothing invisible, a blank line between paragraphs, boilerplate gone.

    A date that can't be read is unknown. Raises ArticleRejected when too little is left, or when its URL is
    not one.
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
        published=iso(raw.published),
        url=url,
        authors=authors,
        language=one_line(raw.language),
        updated=iso(raw.updated),
        section=one_line(raw.section),
        origins=tuple(sorted(raw.origins.items())),
    )


def _storable(identity: str) -> str:
    """A file's name need not be text: b"caf\\xe9.txt", "caf\\udce9.txt" to Python -> r"caf\\udce9.txt"."""
    return identity.encode("utf-8", "backslashreplace").decode()


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
