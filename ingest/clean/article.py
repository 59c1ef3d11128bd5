"""Cleans a raw article: one form of characters and white space, and only the report itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ingest.characters import one_line, readable
from ingest.clean.by_position import boilerplate_and_links, captions, dateline, last_headings
from ingest.clean.byline import biographies, bylines, signatures
from ingest.clean.credits import without_credits
from ingest.clean.headline import WRAPPED, take_headline
from ingest.clean.links import without_pointers
from ingest.dates.parse import iso
from ingest.records import RawArticle, Removed
from storage.errors import ArticleRejected
from storage.records import Article
from storage.text.sentences import ends_sentence
from storage.urls import canonical_url

FEWEST_WORDS = 5  # of a report; the shortest meaningful one of 6,143 real ones has 9

# Words are separated by white space and have a letter or digit. In scripts without spaces between words
# (Thai, Lao, Khmer, Burmese, Chinese, Japanese) each character counts as one.
WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]|[^\\W_]\\S*"
)
BLANK_LINES = re.compile(r"\n\s*\n")

LONGEST_METADATA = 300  # characters

# The paragraphs of an article -> the places of those that don't belong to it, each with the name of its rule.
Rule = Callable[[Sequence[str]], dict[int, str]]
# Rules that cut off the ends of a paragraph. They leave nothing of a caption.
TRIMS = (("credit", without_credits), ("pointer", without_pointers))


class Cleaned(NamedTuple):
    """An article, and everything that was removed from its text, in the order of the rules."""

    article: Article
    removed: tuple[Removed, ...] = ()


def clean(raw: RawArticle) -> Cleaned:
    """Make the article that is stored: in NFC, without invisible characters and boilerplate, with a blank
    line between paragraphs.

    A date that can't be read is unknown. Raises ArticleRejected for an invalid URL, and when too little text
    is left.
    """
    text = readable(raw.text)
    title = one_line(raw.title)
    if raw.headline_inside and not title:
        title, text = take_headline(text)
    authors = tuple(dict.fromkeys(filter(None, map(one_line, raw.authors))))
    outlet = one_line(raw.outlet)
    paragraphs, removed = article_paragraphs(text, {title, outlet, *authors} - {""}, authors)
    words = sum(len(WORD.findall(paragraph)) for paragraph in paragraphs)
    if words < FEWEST_WORDS:
        raise ArticleRejected(_too_little(words, raw.text))
    url = canonical_url(raw.url) if raw.url.strip() else ""
    article = Article(
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
    return Cleaned(article, tuple(removed))


def _storable(identity: str) -> str:
    """Replace what isn't text in a file's name: b"caf\\xe9.txt", in Python "caf\\udce9.txt" ->
    r"caf\\udce9.txt"."""
    return identity.encode("utf-8", "backslashreplace").decode()


def article_paragraphs(
    text: str, metadata: set[str], authors: tuple[str, ...] = ()
) -> tuple[list[str], list[Removed]]:
    """The paragraphs of a readable text that belong to the article, and the removed ones. `metadata`: the
    headline, outlet and authors, which some pages repeat as paragraphs; `authors`: the writers, whom the last
    paragraphs may introduce."""
    repeats_metadata = partial(_metadata, values={_folded(value) for value in metadata})
    paragraphs = [paragraph for block in BLANK_LINES.split(text) for paragraph in _block_paragraphs(block)]
    removed: list[Removed] = []
    kept = _apply((dateline, captions, boilerplate_and_links, repeats_metadata), paragraphs, removed)
    kept = _trim(kept, removed)
    of_authors = partial(biographies, authors=authors)
    kept = _apply((signatures, of_authors, bylines, last_headings), kept, removed)
    return kept, removed


def _apply(rules: Iterable[Rule], paragraphs: list[str], removed: list[Removed]) -> list[str]:
    """The paragraphs that the rules leave. Appends the others to `removed`."""
    for rule in rules:
        gone = rule(paragraphs)
        removed += [Removed(paragraphs[place], gone[place]) for place in sorted(gone)]
        paragraphs = [paragraph for place, paragraph in enumerate(paragraphs) if place not in gone]
    return paragraphs


def _trim(paragraphs: list[str], removed: list[Removed]) -> list[str]:
    """The paragraphs without credits and pointers at their ends. Appends these to `removed`."""
    kept = []
    for paragraph in paragraphs:
        for rule, trim in TRIMS:
            trimmed = trim(paragraph)
            if trimmed != paragraph:
                removed.append(Removed(paragraph.replace(trimmed, " ", 1).strip(), rule))
                paragraph = trimmed
        if paragraph:
            kept.append(paragraph)
    return kept


def _metadata(paragraphs: Sequence[str], values: set[str]) -> dict[int, str]:
    return {
        place: "metadata"
        for place, paragraph in enumerate(paragraphs)
        if len(paragraph) <= LONGEST_METADATA and _folded(paragraph) in values
    }


def _block_paragraphs(block: str) -> Iterator[str]:
    """Join lines that were wrapped at a width into one paragraph; other lines are a paragraph each."""
    lines = [line for line in block.split("\n") if line]
    wrapped = sum(len(line) in WRAPPED and not ends_sentence(line) for line in lines[:-1])
    if len(lines) > 1 and max(map(len, lines)) in WRAPPED and 2 * wrapped >= len(lines) - 1:
        yield " ".join(lines)
    else:
        yield from lines


def _folded(text: str) -> str:
    """A text in lower case without white space, since pages may have none between a kicker and a headline:
    "At sea!Storm closes harbour"."""
    return "".join(text.casefold().split())


def _too_little(words: int, raw: str) -> str:
    if not raw.strip():
        return "the text is empty: an article was expected"
    return (
        f"too little text: {words} words are left without boilerplate, at least {FEWEST_WORDS} were expected"
    )
