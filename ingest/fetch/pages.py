"""URLs -> records: fetches pages, and the pages that feeds and sitemaps list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from ingest.decode import in_utf8
from ingest.fetch.fetcher import Document, Fetcher
from ingest.fetch.sitemaps import Link, Sitemap, feed_links, newest_first, sitemap
from ingest.formats.json_lines import parse_json
from ingest.formats.markdown import parse_markdown
from ingest.formats.stream import Records, fingerprint
from ingest.formats.text import parse_text
from ingest.page.html import parse_html
from ingest.records import RawArticle, Record, Rejection
from storage.errors import ArticleRejected
from storage.urls import canonical_url

MOST_PAGES = 500  # per feed or sitemap: eight minutes at one page a second
MOST_SITEMAPS = 50  # per sitemap index

PARSERS: dict[str, Callable[[bytes], RawArticle]] = {
    "text/html": parse_html,
    "application/xhtml+xml": parse_html,
    "text/plain": parse_text,
    "text/markdown": parse_markdown,
    "application/json": parse_json,
}


class Urls(NamedTuple):
    """The URLs to fetch, by kind: pages, RSS or Atom feeds, and sitemaps."""

    pages: Sequence[str] = ()
    feeds: Sequence[str] = ()
    sitemaps: Sequence[str] = ()


def pages_of(urls: Urls, fetcher: Fetcher) -> Records:
    """Fetch each page once. Yields its record, or a rejection with the reason."""
    seen: set[str] = set()
    for page in _addresses(urls, fetcher):
        if isinstance(page, Rejection):
            yield page
        elif page not in seen:
            seen.add(page)
            yield _record(page, fetcher)


def _addresses(urls: Urls, fetcher: Fetcher) -> Iterator[str | Rejection]:
    yield from urls.pages
    for lists, listed_by in ((urls.feeds, _feed), (urls.sitemaps, _sitemap)):
        for url in lists:
            try:
                yield from listed_by(url, fetcher)
            except ArticleRejected as error:
                yield Rejection(url, str(error))


def _feed(url: str, fetcher: Fetcher) -> Iterator[str | Rejection]:
    feed = fetcher.fetch(url)
    yield from _at_most(url, feed_links(feed.raw, feed.url))


def _sitemap(url: str, fetcher: Fetcher) -> Iterator[str | Rejection]:
    """The pages of a sitemap, or of all the sitemaps in an index, newest first."""
    top = _read_sitemap(url, fetcher)
    pages = top.links
    if top.is_index:
        pages = []
        for link in top.links[:MOST_SITEMAPS]:
            try:
                pages = _merged(pages, _read_sitemap(link.url, fetcher))
            except ArticleRejected as error:
                yield Rejection(link.url, str(error))
        if len(top.links) > MOST_SITEMAPS:
            yield Rejection(url, f"only {MOST_SITEMAPS} of its {len(top.links)} sitemaps were read")
    yield from _at_most(url, [link.url for link in pages])


def _read_sitemap(url: str, fetcher: Fetcher) -> Sitemap:
    return sitemap(fetcher.fetch(url).raw)


def _merged(pages: list[Link], more: Sitemap) -> list[Link]:
    if more.is_index:
        raise ArticleRejected("a sitemap index inside another one is not read")
    return newest_first(pages + more.links)[: MOST_PAGES + 1]


def _at_most(url: str, pages: list[str]) -> Iterator[str | Rejection]:
    yield from pages[:MOST_PAGES]
    if len(pages) > MOST_PAGES:
        yield Rejection(url, f"it lists more than {MOST_PAGES} pages: the rest were left out")


def _record(url: str, fetcher: Fetcher) -> Record | Rejection:
    try:
        page = fetcher.fetch(url)
        identity = canonical_url(page.url)
        parser = partial(_parse_at, _parser(page), identity)
    except ArticleRejected as error:
        return Rejection(url, str(error))
    raw = in_utf8(page.raw, page.charset)
    return Record(url, "", identity, fingerprint(raw, f"{identity} {page.media_type}"), raw, parser)


def _parser(page: Document) -> Callable[[bytes], RawArticle]:
    if page.media_type in PARSERS:
        return PARSERS[page.media_type]
    if page.media_type.endswith("xml"):
        raise ArticleRejected("this is XML, not a page: fetch it as a feed (--feed) or a sitemap (--sitemap)")
    raise ArticleRejected(
        f"media type {page.media_type[:100]!r} can't be read; these can: {', '.join(PARSERS)}"
    )


def _parse_at(parser: Callable[[bytes], RawArticle], address: str, raw: bytes) -> RawArticle:
    """Trust the page's own URL when it is on the same host; otherwise use the address it was fetched from."""
    article = parser(raw)
    if article.url and _host(article.url) == _host(address):
        return article
    return replace(article, url=address, origins={**article.origins, "url": "address"})


def _host(url: str) -> str:
    """The host of a URL without "www.", which doesn't tell sites apart; "" for an invalid URL."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
