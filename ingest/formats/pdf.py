"""PDF -> raw articles. Only importer of pypdf."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.records import Fields, RawArticle
from storage.errors import ArticleRejected
from storage.text.sentences import ends_sentence

MAX_PAGES = 300
FEWEST_PAGES = 3  # in a file of at least this many pages, a line on most of them is a header or footer
SHORT = 0.75  # share of the usual width; a shorter line may end a paragraph
USUAL = 0.9  # quantile of the widths of all lines, which is the usual width

PAGE_NUMBER = re.compile(r"(?:page\s*)?\d+(?:\s*(?:/|of)\s*\d+)?", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
BROKEN_WORD = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
# Titles that programs fill in: "Microsoft Word - talks.docx", "Untitled"
NO_TITLE = re.compile(r"microsoft \w+ - |untitled|.*\.(?:docx?|indd|pdf|rtf|odt|qxd|tex)$", re.IGNORECASE)
ONE_AT_A_TIME = threading.Lock()


def parse_pdf(raw: bytes) -> RawArticle:
    """The text of a PDF's pages, with title and authors from its document properties.

    Raises ArticleRejected for a PDF that is encrypted, damaged, or without text, such as a scan.
    """
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        with _quiet():
            pages, properties = _read(raw)
    except ArticleRejected:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise ArticleRejected("an encrypted PDF: save it without a password") from error
    except Exception as error:  # the library raises errors of many kinds for damaged files
        raise ArticleRejected(f"damaged PDF: {str(error)[:200]}") from error
    text = "\n\n".join(mended(pages))
    if not text:
        raise ArticleRejected("no text in this PDF: it is scanned, and would have to be recognised first")
    return RawArticle(text=text, headline_inside=True).with_fields("pdf", **_fields(properties))


def _read(raw: bytes) -> tuple[list[str], Any]:
    """The text of each page, and the document properties."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(raw))
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise ArticleRejected(f"{count:,} pages: more than {MAX_PAGES} are not one article")
    return [page.extract_text() for page in reader.pages], reader.metadata


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's warnings out of the report. Its logger belongs to the whole process, so its level is
    set for one document at a time and restored."""
    logger = logging.getLogger("pypdf")
    with ONE_AT_A_TIME:
        level = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(level)


def mended(pages: list[str]) -> Iterator[str]:
    """The paragraphs of the pages. Broken words and lines are joined, also across pages. Page numbers, and
    headers and footers of most pages, are left out."""
    lines = [line for page in _without_edges([_lines(page) for page in pages]) for line in page]
    widths = sorted(len(line) for line in lines)
    usual = widths[int(USUAL * (len(widths) - 1))] if widths else 0
    paragraph = last = ""
    for line in lines:
        if paragraph and (not line or _ends(last, line, usual)):
            yield paragraph
            paragraph = line
        elif BROKEN_WORD.search(paragraph) and line[:1].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}".strip()
        last = line
    if paragraph:
        yield paragraph


def _ends(line: str, following: str, usual: int) -> bool:
    """Whether a paragraph ends with this line: the line is short, and either ends a sentence or precedes a
    line that doesn't begin in lower case."""
    short = len(line) < SHORT * usual
    return short and (ends_sentence(line) or line.endswith(":") or not following[0].islower())


def _lines(page: str) -> list[str]:
    return [" ".join(line.split()) for line in page.strip().splitlines()]


def _without_edges(pages: list[list[str]]) -> Iterator[list[str]]:
    """Pages without their numbers, and without a first or last line that most of them have."""
    edges = Counter(DIGITS.sub("", line) for lines in pages for line in {*lines[:1], *lines[-1:]})
    for lines in pages:
        while lines and _is_edge(lines[0], edges, len(pages)):
            lines = lines[1:]
        while lines and _is_edge(lines[-1], edges, len(pages)):
            lines = lines[:-1]
        yield lines


def _is_edge(line: str, edges: Counter[str], pages: int) -> bool:
    often = pages >= FEWEST_PAGES and edges[DIGITS.sub("", line)] > pages / 2
    return often or not line or bool(PAGE_NUMBER.fullmatch(line))


def _fields(properties: Any) -> Fields:
    """Title and authors from the document properties. Their dates are the file's: a page that is printed to
    a PDF today was not published today."""
    if not properties:
        return {}
    title, author = (str(properties.get(key) or "").strip() for key in ("/Title", "/Author"))
    return {
        "title": "" if NO_TITLE.match(title) else title,
        "authors": tuple(name.strip() for name in author.split(";") if name.strip()),
    }
