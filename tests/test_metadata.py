"""The metadata of a page: the order of trust in its sources, and the origins of the fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.page.headline import without_outlet
from ingest.page.html import parse_html
from ingest.records import RawArticle

BODY = "<p>The harbour of Port Elm was closed on Monday, and forty boats were damaged by the storm.</p>"


LONG = "The harbour of Port Elm was closed on Monday, and forty boats were damaged by the storm, " * 2


def read(head: str = "", body: str = "<h1>Storm closes harbour</h1>", *, root: str = "") -> RawArticle:
    page = f"<html {root}><head>{head}</head><body>{body}<article>{BODY}{BODY}</article></body></html>"
    return parse_html(page.encode())


def meta(**contents: str) -> str:
    """Meta tags: og__title="x" -> <meta property="og:title" content="x">"""
    tags = ((name.replace("__", ":"), content) for name, content in contents.items())
    return "".join(f'<meta property="{name}" content="{content}">' for name, content in tags)


def linked(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Storm closes harbour",
    "datePublished": "2020-11-01T09:30:00+01:00",
    "dateModified": "2020-11-02T10:00:00+01:00",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "By Bo Chan"}],
    "publisher": {"@type": "Organization", "name": "Tidings"},
    "articleSection": "Coast",
    "inLanguage": "en",
}


def test_everything_from_json_ld():
    raw = read(linked(ARTICLE))
    assert raw.title == "Storm closes harbour"
    assert raw.outlet == "Tidings"
    assert raw.published == "2020-11-01T09:30:00+01:00"
    assert raw.updated == "2020-11-02T10:00:00+01:00"
    assert raw.authors == ("Ann Lee", "Bo Chan")
    assert raw.section == "Coast"
    assert raw.language == "en"
    assert raw.origins == {
        "title": "heading",
        "outlet": "json-ld",
        "published": "json-ld",
        "updated": "json-ld",
        "authors": "json-ld",
        "section": "json-ld",
        "language": "json-ld",
    }


def test_everything_from_meta_tags():
    names = {
        "og__title": "Storm closes harbour",
        "og__site_name": "Tidings",
        "article__published_time": "2020-11-01T09:30:00Z",
        "article__modified_time": "2020-11-01T11:00:00Z",
        "author": "Ann Lee and Bo Chan",
        "article__section": "Coast",
        "og__locale": "en_GB",
        "og__url": "https://tidings.example/storm",
    }
    raw = read(meta(**names), body="")
    assert (raw.title, raw.outlet, raw.section) == ("Storm closes harbour", "Tidings", "Coast")
    assert (raw.published, raw.updated) == ("2020-11-01T09:30:00+00:00", "2020-11-01T11:00:00+00:00")
    assert (raw.authors, raw.language) == (("Ann Lee", "Bo Chan"), "en-GB")
    assert raw.url == "https://tidings.example/storm"
    assert set(raw.origins.values()) == {"meta"}


def test_a_page_without_metadata_has_only_its_heading():
    raw = read()
    assert raw.origins == {"title": "heading"}
    assert (raw.outlet, raw.published, raw.updated, raw.authors, raw.section) == ("", "", "", (), "")
    assert (raw.language, raw.url) == ("", "")


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@graph": [{"@type": "WebSite", "name": "Tidings"}, ARTICLE]},
        [{"@type": "BreadcrumbList"}, ARTICLE],
        {"@type": "WebPage", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Article", "NewsArticle"]},
        ARTICLE | {"@type": "ReportageNewsArticle"},
    ],
)
def test_a_nested_article_is_found(wrapped: Any):
    assert read(linked(wrapped)).published == "2020-11-01T09:30:00+01:00"


def test_a_reference_to_an_author_is_resolved():
    graph = [ARTICLE | {"author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]
    assert read(linked({"@graph": graph})).authors == ("Ann Lee",)


def test_of_several_articles_the_one_with_the_address_of_the_page_is_read():
    other = ARTICLE | {"url": "https://tidings.example/other", "datePublished": "2019-01-01"}
    own = ARTICLE | {"url": "https://tidings.example/storm"}
    head = '<link rel="canonical" href="https://tidings.example/storm">'
    assert read(head + linked([other, own])).published == "2020-11-01T09:30:00+01:00"


@pytest.mark.parametrize("script", ["{broken", "[" * 50_000, '{"@type": 7, "author": 7}', "", "null"])
def test_broken_json_ld_is_skipped(script: str):
    head = f'<script type="application/ld+json">{script}</script>' + meta(og__site_name="Tidings")
    assert read(head).outlet == "Tidings"


# Headline and outlet


@pytest.mark.parametrize(
    ("title", "outlet", "headline"),
    [
        ("Storm closes harbour | Tidings", "Tidings", "Storm closes harbour"),
        ("Storm closes harbour | News | Tidings", "Tidings", "Storm closes harbour"),
        ("Storm closes harbour – Tidings Online", "Tidings", "Storm closes harbour"),
        ("Storm | Harbour closed", "Tidings", "Storm | Harbour closed"),
        ("Storm closes harbour：Tidings", "Tidings Online", "Storm closes harbour"),
        ("Storm closes harbour", "", "Storm closes harbour"),
    ],
)
def test_the_outlet_is_removed_from_a_headline(title: str, outlet: str, headline: str):
    assert without_outlet(title, outlet) == headline


def test_the_headline_is_the_heading_most_like_a_stated_title():
    body = "<h1>Tidings</h1><h1>Storm closes the harbour of Port Elm</h1><h1>More on weather</h1>"
    raw = read(meta(og__title="Storm closes harbour of Port Elm", og__site_name="Tidings"), body)
    assert raw.title == "Storm closes the harbour of Port Elm"


def test_a_heading_unlike_every_stated_title_is_not_the_headline():
    raw = read(meta(og__title="Storm closes harbour"), "<h1>Weather</h1>")
    assert (raw.title, raw.origins["title"]) == ("Storm closes harbour", "meta")


@pytest.mark.parametrize("head", ["", meta(og__site_name="Elm Gazette")])
def test_the_heading_may_be_another_version_of_the_title_before_the_outlet(head: str):
    body = "<h1>Mayor resigns after vote</h1>"
    raw = read(head + "<title>Mayor resigns | Elm Gazette</title>", body)
    assert (raw.title, raw.outlet) == ("Mayor resigns after vote", "Elm Gazette")
    assert "Mayor resigns" not in raw.text
    raw = read(head + "<title>Elm Gazette | The mayor resigns today</title>", "<h1>Elm Gazette</h1>")
    assert raw.title != "Elm Gazette"


def test_the_outlet_may_follow_the_headline():
    raw = read("<title>Storm closes harbour - Port Elm Tidings</title>")
    assert (raw.title, raw.outlet, raw.origins["outlet"]) == (
        "Storm closes harbour", "Port Elm Tidings", "title",
    )  # fmt: skip


def test_an_outlet_without_a_name_is_named_by_its_host():
    raw = read('<link rel="canonical" href="https://www.tidings.example/storm">')
    assert (raw.outlet, raw.origins["outlet"]) == ("tidings.example", "address")


def test_the_site_comes_before_the_agency_that_it_prints():
    assert read(linked(ARTICLE) + meta(og__site_name="The Courier")).outlet == "The Courier"


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        ('<link rel="canonical" href="https://www.tidings.example/storm">', "json-ld"),
        ("<title>Storm closes harbour - Tidings</title>", "json-ld"),
        ("", "meta"),
    ],
)
def test_the_name_that_the_address_or_the_title_repeats_is_the_outlet(head: str, origin: str):
    raw = read(head + linked(ARTICLE) + meta(og__site_name="World"))
    assert (raw.outlet, raw.origins["outlet"]) == ("Tidings" if origin == "json-ld" else "World", origin)


def test_a_host_as_the_outlet_loses_its_www():
    assert read(meta(og__site_name="www.tidings.example")).outlet == "tidings.example"


def test_a_kicker_in_the_heading_is_a_separate_word():
    body = "<h1><span>Wild water!</span>Storm closes <i>Elm</i>’s harb<b>our</b></h1>"
    assert read(body=body).title == "Wild water! Storm closes Elm’s harbour"


@pytest.mark.parametrize("headline", ["Буря закрыла порт", "Καταιγίδα έκλεισε το λιμάνι", "风暴关闭港口"])
def test_a_headline_of_any_script(headline: str):
    raw = read(meta(og__title=f"{headline} | Tidings", og__site_name="Tidings"), f"<h1>{headline}</h1>")
    assert (raw.title, raw.outlet, raw.origins["title"]) == (headline, "Tidings", "heading")
    kicker = f"<h1><span>Wild water</span>{headline}</h1>"
    if headline[0].isupper():
        assert read(body=kicker).title == f"Wild water {headline}"


def test_a_handle_is_not_an_outlet():
    assert read(meta(og__site_name="@tidings", publisher="Tidings")).outlet == "Tidings"


# Dates


@pytest.mark.parametrize(
    ("head", "body", "published", "origin"),
    [
        (meta(date="1 November 2020"), "", "2020-11-01", "meta"),
        (meta(date="11/12/2020"), "", "", None),
        ("", '<time datetime="2020-11-01T09:30:00Z">now</time>', "2020-11-01T09:30:00+00:00", "time"),
        ("", '<time datetime="2020-11-01">a</time><time datetime="2020-10-31">b</time>', "", None),
        (
            "",
            '<time datetime="2020-11-01" class="published">a</time><time datetime="2020-10-31">b</time>',
            "2020-11-01",
            "time",
        ),
        ("", '<time datetime="2020-11-02" class="updated">a</time>', "", None),
        ("", "<h1>Storm</h1><div><p>By Ann Lee</p><p>Posted Nov. 1, 2020</p></div>", "2020-11-01", "text"),
        ("", f"<h1>Storm</h1><p>{LONG}</p><p>Nov. 1, 2020</p>", "", None),
        ("", "<p>Nov. 1, 2020</p><h1>Storm</h1>", "", None),
        ("", "<h1>Storm</h1><p>Updated: <b>Nov. 2, 2020</b></p>", "", None),
        ("", "<h1>Storm</h1><p>Updated Nov. 2, 2020</p><p>Published Nov. 1, 2020</p>", "2020-11-01", "text"),
        ("", "<h1>Storm</h1><p>Published Nov. 1, 2020, updated Nov. 2, 2020</p>", "2020-11-01", "text"),
        (meta(og__title="Storm"), "<h2>Storm</h2><p>Nov. 1, 2020</p><h2>Tide</h2>", "2020-11-01", "text"),
        # One of the two is the day on which the page was saved.
        ("", "<h1>Storm</h1><p>Nov. 5, 2020</p><p>Port Elm, Nov. 1, 2020</p>", "", None),
        (
            "",
            "<h1>Storm</h1><p>Nov. 1, 2020</p><p>Port Elm, 11/01/2020, Nov. 1, 2020</p>",
            "2020-11-01",
            "text",
        ),
        (meta(og__title="Storm"), "<h1>Tidings</h1><p>Nov. 5, 2020</p><h2>Storm</h2>", "", None),
        ("", '<div class="logo"><h1>Storm</h1></div><p>Nov. 5, 2020</p>', "", None),
        (meta(DC__date="2020-11-01"), "", "2020-11-01", "meta"),
        # A site may create its pages anew, long after the article.
        (meta(dateCreated="2022-05-07"), "<h1>Storm</h1><p>Nov. 1, 2020</p>", "2020-11-01", "text"),
        (meta(dateCreated="2020-11-01"), "", "2020-11-01", "meta"),
        ('<link rel="canonical" href="https://tidings.example/2020/11/01/a">', "", "2020-11-01", "address"),
        # The most trusted day, with its time from another source.
        (
            linked(ARTICLE | {"datePublished": "2020-11-01"}) + meta(pubdate="2020-11-01T09:30:00Z"),
            "",
            "2020-11-01T09:30:00+00:00",
            "meta",
        ),
        (
            linked(ARTICLE | {"datePublished": "2020-11-01"}) + meta(pubdate="2020-10-31T09:30:00Z"),
            "",
            "2020-11-01",
            "json-ld",
        ),
    ],
)
def test_publication(head: str, body: str, published: str, origin: str | None):
    raw = read(head, body)
    assert (raw.published, raw.origins.get("published")) == (published, origin)


def test_a_date_is_parsed_in_the_language_of_its_page():
    body = "<h1>Sturm schließt Hafen</h1><p>Von Ann Lee, 2. November 2020</p>"
    assert read(body=body, root='lang="de"').published == "2020-11-02"
    assert read(body=body).published == ""
    assert read(body=body.replace("2. November ", "2.11."), root='lang="de"').published == "2020-11-02"


def test_an_update_must_be_later_than_the_publication():
    same = ARTICLE["datePublished"]
    assert read(linked(ARTICLE | {"dateModified": same})).updated == ""
    assert read(linked(ARTICLE | {"dateModified": "2020-10-31"})).updated == ""


# Authors, language, address


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (meta(author="By Ann Lee; Bo Chan & Cy Dee"), "", ("Ann Lee", "Bo Chan", "Cy Dee")),
        (meta(author="https://social.example/ann"), '<a rel="author">Ann Lee</a>', ("Ann Lee",)),
        (meta(author="admin"), "", ()),
        (meta(author="Tidings staff", og__site_name="Tidings"), "", ()),
        (meta(author="Tidings, Port Elm, Elmland", og__site_name="Tidings"), "", ()),
        ("", '<span itemprop="author">Ann Lee</span><p>Bo Chan</p>', ("Ann Lee",)),
        (meta(author="Ann Lee") + meta(author="Ann Lee"), "", ("Ann Lee",)),
        ("", '<a rel="author">Мария Петрова</a>', ("Мария Петрова",)),
        ("", '<span itemprop="author">Ελένη Παπαδοπούλου</span>', ("Ελένη Παπαδοπούλου",)),
        ("", '<span itemprop="author">李安</span>', ("李安",)),
        ("", '<a rel="author">By Cy van den Berg</a>', ("Cy van den Berg",)),
        ("", '<p class="byline">By Ann Lee</p>', ("Ann Lee",)),
        ("", '<div class="article Byline">Von Anna Lee</div>', ("Anna Lee",)),
        ("", '<a rel="author">Ann Lee</a><p class="byline">By Bo Chan</p>', ("Ann Lee",)),
        ("", '<p class="byline">Ann Lee</p>', ()),
        ("", '<p class="byline">By Ann Lee, who covers the coast for the Tidings.</p>', ()),
        ("", '<p itemprop="author">Ann Lee writes about boats and harbours.</p>', ()),
        ("", '<p itemprop="author">all our stories from the coast</p>', ()),
    ],
)
def test_authors(head: str, body: str, authors: tuple[str, ...]):
    assert read(head, body).authors == authors


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ('lang="de"', meta(og__locale="en_US"), "de"),
        ('xml:lang="de"', "", "de"),
        ("", '<meta http-equiv="Content-Language" content="pt-BR">', "pt-BR"),
    ],
)
def test_language(root: str, head: str, language: str):
    assert read(head, root=root).language == language


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://tidings.example/a">', "https://tidings.example/a"),
        (
            '<link rel="canonical" href="/a">' + meta(og__url="https://tidings.example/b"),
            "https://tidings.example/a",
        ),
        ('<link rel="canonical" href="/a">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        (meta(og__url="file:///etc/passwd"), ""),
        (linked({"@type": "NewsArticle", "url": "https://tidings.example/c"}), "https://tidings.example/c"),
        (
            linked({"@type": "Report", "mainEntityOfPage": "https://tidings.example/d"}),
            "https://tidings.example/d",
        ),
        # Of several articles, none need be that of this page.
        (linked([{"@type": "NewsArticle", "url": f"https://tidings.example/{n}"} for n in (1, 2)]), ""),
        (linked({"@type": "NewsArticle", "url": "/a"}), ""),
    ],
)
def test_canonical_url(head: str, url: str):
    assert read(head).url == url
