"""HTML pages -> raw articles. Only importer of trafilatura and lxml."""

from __future__ import annotations

from typing import Any

from ingest.decode import decode
from ingest.hidden import without_hidden
from ingest.identity import canonical_url
from ingest.raw import RawArticle
from storage.errors import ArticleRejected

# 50,000 <p> with their ends took 9 s. The longest of 61 real news pages has 3,004 tags.
MAX_TAGS = 50_000


def parse_html(raw: bytes) -> RawArticle:
    """The article of a page with its title, date, authors, site name and canonical URL.

    Raises ArticleRejected when there is none.
    """
    page = decode(raw, markup=True)
    if page.count("<") > MAX_TAGS:
        raise ArticleRejected(f"more than {MAX_TAGS:,} HTML tags: this is not one article")
    tree = _visible(page)
    language = tree.get("lang", "")
    found = _extract(tree)
    if found is None or not (found.text or "").strip():
        raise ArticleRejected("no article text was found in this HTML page")
    return RawArticle(
        text=found.text.replace("\n", "\n\n"),
        title=found.title or "",
        url=_url(found.url or ""),
        outlet=(found.sitename or "").lstrip("@"),
        published=found.date or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        language=language,
    )


def _visible(page: str) -> Any:
    """The page's tree without what a browser would not show."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise ArticleRejected(f"not a readable HTML page: {error}") from error
    without_hidden(tree)
    return tree


def _extract(tree: Any) -> Any:
    import trafilatura

    return trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        fast=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )


def _url(url: str) -> str:
    """A page that states no usable address is known by its path."""
    try:
        return canonical_url(url) and url
    except ArticleRejected:
        return ""
