"""RSS and Atom: full content or summary, metadata, broken and hostile feeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import TEXT, articles, only, peak_memory, reasons, records, write
from makers import ATOM, MORE, RSS

from ingest.records import Record

RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://herald.example"><title>Sample Herald</title></channel>
<item rdf:about="https://herald.example/talks"><title>Talks end</title><link>https://herald.example/talks</link>
<description>{TEXT}</description></item></rdf:RDF>"""


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.xml.gz"])
def test_rss(tmp_path: Path, name: str):
    full, short = articles(write(tmp_path / name, RSS))
    assert full.text == f"{TEXT}\n\n{MORE}"
    assert (full.title, full.url) == ("Talks end & nobody agrees", "https://herald.example/talks")
    assert (full.outlet, full.language, full.section) == ("Sample Herald", "en-GB", "World")
    assert (full.published, full.updated) == ("2020-11-01T09:30:00+01:00", "")
    assert (full.authors, full.hidden, full.note) == (("Ann Lee",), 1, "")
    assert set(full.origins.values()) == {"feed"}
    assert (short.text, short.note) == ("The bridge opened today.", "only the feed's summary")
    assert (short.published, short.url, short.identity) == ("", "", f"{tmp_path / name}#n8")


@pytest.mark.parametrize("name", ["a.atom", "a.xml"])
def test_atom(tmp_path: Path, name: str):
    full, short = articles(write(tmp_path / name, ATOM))
    assert full.text == f"{TEXT}\n\n{MORE}"
    assert (full.title, full.url) == ("Talks end", "https://herald.example/talks")
    assert (full.published, full.updated) == ("2020-11-01T09:30:00+00:00", "2020-11-02T10:00:00+00:00")
    assert (full.authors, full.section) == (("Ann Lee", "Bo Chan"), "World")
    assert (full.outlet, full.language) == ("Sample Herald", "en")
    assert (short.outlet, short.published, short.updated) == ("Sample Wire", "2020-11-03T00:00:00+00:00", "")
    assert (short.identity, short.note) == ("tag:herald.example,2020:8", "only the feed's summary")


def test_rdf(tmp_path: Path):
    article = only(write(tmp_path / "a.xml", RDF))
    assert (article.text, article.title, article.outlet) == (TEXT, "Talks end", "Sample Herald")
    assert article.url == "https://herald.example/talks"


def test_the_encoding_of_a_feed_is_used(tmp_path: Path):
    feed = RSS.replace("UTF-8", "iso-8859-2").replace("Baku", "Łódź").encode("iso-8859-2")
    assert "Łódź" in articles(write(tmp_path / "a.rss", feed))[0].text


def test_newer_entries_do_not_change_the_fingerprint_of_an_entry(tmp_path: Path):
    path = write(tmp_path / "a.rss", RSS)
    before = {record.fingerprint for record in records(path) if isinstance(record, Record)}
    write(
        path,
        RSS.replace("<item>", f"<item><title>New</title><description>{TEXT}</description></item><item>", 1),
    )
    after = [record.fingerprint for record in records(path) if isinstance(record, Record)]
    assert before == set(after[1:])
    assert len(after) == 3


def test_unreadable_dates_are_left_out_and_noted(tmp_path: Path):
    article = articles(
        write(tmp_path / "a.rss", RSS.replace("Sun, 01 Nov 2020 09:30:00 +0100", "yesterday"))
    )[0]
    assert (article.published, article.note) == ("", "published 'yesterday' can't be read")


# Broken and hostile


def test_a_broken_entry_leaves_the_others_readable(tmp_path: Path):
    broken = f"<item><title>A < B & C</titel><description>{TEXT}</description></item>"
    results = articles(write(tmp_path / "a.rss", RSS.replace("<item>", f"{broken}<item>", 1)))
    assert [article.title for article in results[1:]] == ["Talks end & nobody agrees", "Bridge opens"]


def test_a_truncated_feed_is_read_up_to_the_cut(tmp_path: Path):
    assert reasons(write(tmp_path / "a.rss", RSS[:-150])) == [
        "",
        "entry 2: broken XML: the feed ends before this entry does",
    ]


def test_html_entities_become_characters(tmp_path: Path):
    feed = RSS.replace("Talks end &amp; nobody agrees", "Caf&eacute; &#8220;Baku&#8221;")
    assert articles(write(tmp_path / "a.rss", feed))[0].title == "Café “Baku”"


def test_scripts_and_markup_are_removed_from_titles(tmp_path: Path):
    feed = RSS.replace(
        "Talks end &amp; nobody agrees",
        "&lt;script&gt;x()&lt;/script&gt;&lt;b&gt;Talks&lt;/b&gt; &amp;lt; 5 end",
    )
    assert articles(write(tmp_path / "a.rss", feed))[0].title == "Talks < 5 end"


def test_an_invalid_link_is_skipped(tmp_path: Path):
    first, _ = articles(
        write(tmp_path / "a.rss", RSS.replace("https://herald.example/talks", "javascript:x()"))
    )
    assert first.url == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "XML with the root '': readable are rss, RDF, feed, newsMessage, newsItem, nitf"),
        ("<html/>", "XML with the root 'html': readable are rss, RDF, feed, newsMessage, newsItem, nitf"),
        ("<rss><channel></channel></rss>", "no entries in this feed: articles were expected"),
        (RSS.replace("UTF-8", "UTF-16").encode("utf-16"), "a feed in UTF-16: save it as UTF-8"),
        (
            f"<rss><channel><item>{'x' * 5_100_000}",
            "entry 1: more than 5,000,000 bytes: too much for one article",
        ),
        (f"<rss><channel>{'x' * 5_100_000}", "more than 5,000,000 bytes: too much for one article"),
    ],
)
def test_another_file_is_rejected_as_a_feed(tmp_path: Path, content: str | bytes, reason: str):
    assert reasons(write(tmp_path / "a.xml", content)) == [reason]


def test_an_entry_with_too_many_tags_is_rejected(tmp_path: Path):
    deep = "&lt;div&gt;" * 60_000
    (rejection,) = reasons(
        write(
            tmp_path / "a.rss",
            f"<rss><channel><item><description>{deep}</description></item></channel></rss>",
        )
    )
    assert rejection == "entry 1: more than 50,000 HTML tags: this is not one article"


def test_a_large_feed_is_read_in_constant_memory(tmp_path: Path):
    item = f"<item><title>T</title><description>{TEXT * 20}</description></item>"
    path = write(tmp_path / "a.rss", f"<rss><channel>{item * 20_000}</channel></rss>")
    assert peak_memory(lambda: [record.path for record in records(path)]) < 60_000_000
