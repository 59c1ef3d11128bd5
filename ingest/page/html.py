"""One saved HTML page -> one raw article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ingest.characters import count_invisible, without_invisible
from ingest.decode import decode
from ingest.page.extract import article_text
from ingest.page.furniture import RULES
from ingest.page.hidden import without_hidden
from ingest.page.metadata import page_metadata
from ingest.records import RawArticle
from storage.errors import ArticleRejected

# 50,000 pairs of <p> and </p> took 9 s. The longest of 61 real news pages has 3,004 tags.
MAX_TAGS = 50_000
SHOWN = "body//text()[not(parent::script or parent::style)]"


def parse_html(
    raw: bytes,
    *,
    rules: Iterable[Callable[[Any], None]] = RULES,
    extract: Callable[[Any, Any], str] = article_text,
) -> RawArticle:
    """Parse a page into its article text and metadata, with the origin of each field.

    `rules` change the page; `extract` takes the changed page and the original. Raises ArticleRejected when
    the page has no article.
    """
    tree = parse_page(raw)
    metadata = page_metadata(tree)
    hidden = without_hidden(tree)
    invisible = sum(map(count_invisible, tree.xpath(SHOWN)))
    untouched = deepcopy(tree)
    for change in rules:
        change(tree)
    text = extract(tree, untouched)
    if not text:
        raise ArticleRejected("no article text was found in this HTML page")
    return RawArticle(without_invisible(text), hidden=hidden, invisible=invisible, **metadata.fields())


def parse_page(raw: bytes) -> Any:
    """Parse a page into a tree without comments. Raises ArticleRejected."""
    from lxml import etree, html

    page = decode(raw, markup=True)
    if page.count("<") > MAX_TAGS:
        raise ArticleRejected(f"more than {MAX_TAGS:,} HTML tags: this is not one article")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise ArticleRejected(f"not a readable HTML page: {error}") from error
