"""The pages that feeds and sitemaps list, including hostile ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.fetch.sitemaps import feed_links, sitemap
from storage.errors import ArticleRejected

FEED = "https://tidings.example/news/feed"

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Tidings</title><link>https://tidings.example/</link><atom:link rel="self" href="/feed"/>
<item><title>Boats &amp; storms</title><link> https://tidings.example/boats </link></item>
<item><link>/relative</link></item>
<item><guid>https://tidings.example/guid</guid></item>
<item><guid isPermaLink="false">tag:1</guid><title>No page</title></item>
<item><link>http://[::1/</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<title>The Courier</title><link rel="self" href="https://courier.example/feed"/>
<entry><link rel="enclosure" href="https://courier.example/a.mp3"/><link href="/apples"/></entry>
<entry><link rel="alternate" href="https://courier.example/pears"/></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Tidings</title></channel><item><link>https://tidings.example/1</link></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("feed", "links"),
    [
        (
            RSS,
            [
                "https://tidings.example/boats",
                "https://tidings.example/relative",
                "https://tidings.example/guid",
                "http://[::1/",
            ],
        ),
        (ATOM, ["https://tidings.example/apples", "https://courier.example/pears"]),
        (RDF, ["https://tidings.example/1"]),
    ],
)
def test_the_pages_that_a_feed_lists(feed: str, links: list[str]) -> None:
    assert feed_links(feed.encode(), FEED) == links


def test_readable_entries_of_a_broken_feed_are_listed() -> None:
    broken = RSS.replace("<title>Boats", "<title>R&D &nbsp; ")[: RSS.index("<guid>")]
    assert feed_links(broken.encode(), FEED) == [
        "https://tidings.example/boats",
        "https://tidings.example/relative",
    ]


def urlset(*urls: str, root: str = "urlset", of: str = "url") -> bytes:
    body = "".join(f"<{of}>{url}</{of}>" for url in urls)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{root}>'.encode()


def test_a_sitemap_with_the_newest_first() -> None:
    entries = sitemap(
        urlset(
            "<loc>https://a.example/undated</loc>",
            "<loc>https://a.example/old</loc><lastmod>2024-01-02</lastmod>",
            "<loc> https://a.example/new </loc><lastmod>2024-03-01T23:00:00-05:00</lastmod>",
            "<loc>https://a.example/later</loc><lastmod>2024-03-02T01:00:00Z</lastmod>",
            "<loc>https://a.example/odd</loc><lastmod>last week</lastmod>",
            "<loc>https://a.example/news</loc>"
            '<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
            "<news:publication_date>2024-03-01</news:publication_date></news:news>",
            "<lastmod>2024-03-01</lastmod>",
        )
    )
    assert not entries.is_index
    names = [link.url.rpartition("/")[2] for link in entries.links]
    assert names == ["new", "later", "news", "old", "undated", "odd"]


def test_an_index_of_sitemaps() -> None:
    entries = sitemap(
        urlset(
            "<loc>https://a.example/1.xml</loc><lastmod>2024-01-02</lastmod>",
            "<loc>https://a.example/2.xml</loc><lastmod>2024-02-02</lastmod>",
            root="sitemapindex",
            of="sitemap",
        )
    )
    assert entries.is_index
    assert [link.url for link in entries.links] == ["https://a.example/2.xml", "https://a.example/1.xml"]


@pytest.mark.parametrize("read", [sitemap, lambda raw: feed_links(raw, FEED)])
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "broken XML"),
        (b"no XML at all", "broken XML|no XML"),
        (b"\0\xff\0", "broken XML|no XML"),
        (b"<html><body></body></html>", "expected, its root is <html>"),
    ],
)
def test_other_documents_are_refused(read, raw: bytes, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArticleRejected, match=reason):
        read(raw)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://tidings.example/secret")
    doctype = f'<!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{BOMB}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    started = time.process_time()
    for name in ("&e11;", "&file;"):
        listed = f"<loc>https://tidings.example/{name}</loc>"
        as_text = f"<rss><item><link>https://tidings.example/{name}</link></item></rss>"
        as_attribute = f'<feed><entry><link href="https://tidings.example/{name}"/></entry></feed>'
        urls = [link.url for link in sitemap(doctype.encode() + urlset(listed)).links]
        for xml in (as_text, as_attribute):
            urls += feed_links((doctype + xml).encode(), FEED)
        assert len(urls) >= 2
        assert not [url for url in urls if "aaaaaaaaaa" in url or "secret" in url]
    assert time.process_time() - started < 5


def test_deep_nesting_is_read() -> None:
    assert feed_links(b"<rss>" + b"<a>" * 100_000, FEED) == []
