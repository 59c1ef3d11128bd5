"""HTML pages -> raw articles. Only importer of trafilatura."""

from __future__ import annotations

from typing import Any

from ingest.characters import count_invisible, without_invisible
from ingest.decode import decode
from ingest.page.furniture import SENTENCE_END, is_paragraph, tidy
from ingest.page.hidden import without_hidden
from ingest.page.lead import leads, with_lead
from ingest.page.metadata import page_metadata
from ingest.records import RawArticle
from storage.errors import ArticleRejected

# 50,000 <p> with their ends took 9 s. The longest of 61 real news pages has 3,004 tags.
MAX_TAGS = 50_000
LEAST_SHARE = 0.06  # of the words in a page's paragraphs; an article among hundreds of comments has 7 %
LEAST_SENTENCES = 0.1  # of a text's lines
SHOWN = "body//text()[not(parent::script or parent::style)]"


def parse_html(raw: bytes) -> RawArticle:
    """The article of a page with what the page states of it, and where.

    Raises ArticleRejected when there is none.
    """
    page = decode(raw, markup=True)
    if page.count("<") > MAX_TAGS:
        raise ArticleRejected(f"more than {MAX_TAGS:,} HTML tags: this is not one article")
    tree = _tree(page)
    metadata = page_metadata(tree)
    hidden = without_hidden(tree)
    invisible = sum(map(count_invisible, tree.xpath(SHOWN)))
    tidy(tree)
    after_headline = leads(tree, metadata.title.value)
    text = with_lead(_article(tree), after_headline)
    if not text:
        raise ArticleRejected("no article text was found in this HTML page")
    return RawArticle(without_invisible(text), hidden=hidden, invisible=invisible, **metadata.fields())


def _tree(page: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise ArticleRejected(f"not a readable HTML page: {error}") from error


def _article(tree: Any) -> str:
    """The article's paragraphs, a blank line between them."""
    text = _extract(tree, fast=True)
    return _extract(tree, fast=False) if _is_doubtful(text, tree) else text


def _is_doubtful(text: str, tree: Any) -> bool:
    """Whether a text is next to nothing of the page's paragraphs, or a menu: an extractor took the wrong part
    of the page."""
    paragraphs = sum(len(node.text_content().split()) for node in tree.iter("p", "div") if is_paragraph(node))
    lines = text.split("\n\n")
    sentences = sum(bool(SENTENCE_END.search(line)) for line in lines)
    return len(text.split()) < LEAST_SHARE * paragraphs or sentences < LEAST_SENTENCES * len(lines)


def _extract(tree: Any, *, fast: bool) -> str:
    """`fast`: without asking two other extractors for a second opinion."""
    import trafilatura

    found = trafilatura.bare_extraction(tree, with_metadata=False, fast=fast, include_comments=False)
    return (found.text or "").strip().replace("\n", "\n\n") if found else ""
