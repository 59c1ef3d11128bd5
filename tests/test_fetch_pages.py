"""From an address to an article in the store: pages, feeds, sitemaps, and the command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from ingesting import ingest, main
from website import PUBLIC, Clock, Loopback, Names, Reply, Website

from ingest import Fetcher, Progress, Rejection, Report
from ingest.fetch.pages import MOST_PAGES, MOST_SITEMAPS
from storage import Store
from storage.errors import UsageError

pytestmark = pytest.mark.no_index

NEWS = "http://news.example"


@pytest.fixture
def news_fetcher(site: Website) -> Fetcher:
    """A fetcher for which the site is news.example, www.news.example and other.example, without real
    pauses."""
    clock = Clock()
    names = Names(news_example=[[PUBLIC]], www_news_example=[[PUBLIC]], other_example=[[PUBLIC]])
    return Fetcher(resolver=names, network=Loopback(site.port), clock=clock, sleep=clock.sleep)


def page(number: int = 1, canonical: str = "") -> Reply:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return Reply(
        f"<html><head><title>Report {number}</title>{link}</head><body><article><h1>Report {number}</h1>"
        f"<p>Ferry {number} to Low Island runs again after the storm, the harbour office said.</p>"
        f"<p>It had been out of service for {number} days.</p></article></body></html>".encode()
    )


def xml(text: str) -> Reply:
    return Reply(text.encode(), headers={"Content-Type": "application/xml"})


def sitemap(*paths: str) -> Reply:
    locations = "".join(f"<url><loc>{NEWS}{path}</loc></url>" for path in paths)
    return xml(f"<urlset>{locations}</urlset>")


def index(*paths: str) -> Reply:
    locations = "".join(f"<sitemap><loc>{NEWS}{path}</loc></sitemap>" for path in paths)
    return xml(f"<sitemapindex>{locations}</sitemapindex>")


def feed(*links: str) -> Reply:
    items = "".join(f"<item><title>Entry</title><link>{link}</link></item>" for link in links)
    return xml(f"<rss><channel><title>News</title>{items}</channel></rss>")


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.rejected)


def urls(store: Store) -> list[str]:
    return sorted(info.url for info in store.articles())


# Pages


def test_a_page_is_added_and_then_unchanged(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages["/1"] = page()
    assert counts(ingest([], store, urls=[f"{NEWS}/1"], fetcher=news_fetcher)) == (1, 0, 0, 0)
    (info,) = store.articles()
    assert (info.title, info.url) == ("Report 1", f"{NEWS}/1")
    assert dict(store.article(info.id).origins)["url"] == "address"
    assert counts(ingest([], store, urls=f"{NEWS}/1", fetcher=news_fetcher)) == (0, 0, 1, 0)
    site.pages["/1"] = page(2)
    assert counts(ingest([], store, urls=[f"{NEWS}/1"], fetcher=news_fetcher)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("", f"{NEWS}/1?id=7"),
        (f"{NEWS}/one", f"{NEWS}/one"),
        ("https://www.news.example/one", "https://www.news.example/one"),
        ("https://other.example/one", f"{NEWS}/1?id=7"),
        ("https://news.example.other.example/one", f"{NEWS}/1?id=7"),
        ("http://[", f"{NEWS}/1?id=7"),
    ],
)
def test_a_page_may_state_a_url_only_on_its_own_host(
    site: Website, news_fetcher: Fetcher, store: Store, canonical: str, url: str
):
    site.pages["/1?id=7&utm_source=x"] = page(1, canonical)
    ingest([], store, urls=[f"{NEWS}/1?id=7&utm_source=x#top"], fetcher=news_fetcher)
    assert urls(store) == [url]


def test_the_final_address_identifies_an_article(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages |= {"/short": Reply(status=301, headers={"Location": f"{NEWS}/long"}), "/long": page()}
    report = ingest([], store, urls=["http://other.example/short", f"{NEWS}/long"], fetcher=news_fetcher)
    assert counts(report) == (1, 0, 1, 0)
    assert urls(store) == [f"{NEWS}/long"]


def test_the_same_address_is_fetched_once(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages |= {"/1": page(), "/feed": feed(f"{NEWS}/1", f"{NEWS}/1"), "/sitemap.xml": sitemap("/1")}
    everything = {"urls": [f"{NEWS}/1"] * 2, "feeds": [f"{NEWS}/feed"], "sitemaps": [f"{NEWS}/sitemap.xml"]}
    assert counts(ingest([], store, fetcher=news_fetcher, **everything)) == (1, 0, 0, 0)
    assert site.asked.count("/1") == 1


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/plain", "The ferry to Łódź\n\nIt runs again after the storm of last week."),
        ("text/markdown; charset=utf-8", "# The ferry to Łódź\n\nIt runs again after the storm."),
        ("application/json", '{"title": "The ferry to Łódź", "text": "It runs again after the storm."}'),
        (
            "application/xhtml+xml",
            "<html><head><title>The ferry to Łódź</title></head><body><article>"
            "<p>It runs again after the storm of last week.</p></article></body></html>",
        ),
    ],
)
def test_pages_of_each_media_type_are_read(
    site: Website, news_fetcher: Fetcher, store: Store, media_type: str, body: str
):
    site.pages["/1"] = Reply(body.encode(), headers={"Content-Type": media_type})
    assert ingest([], store, urls=[f"{NEWS}/1"], fetcher=news_fetcher).rejected == ()
    (info,) = store.articles()
    assert (info.title, info.url) == ("The ferry to Łódź", f"{NEWS}/1")


@pytest.mark.parametrize(
    ("sent", "meta", "declared"),
    [
        ("iso-8859-2", "", "iso-8859-2"),
        ("iso-8859-2", '<meta charset="utf-8">', "iso-8859-2"),
        ("utf-8", '<meta charset="utf-8">', "nonsense"),
        ("utf-8", '<meta charset="utf-8">', "ascii"),
        ("utf-8", '<meta charset="hex">', "undefined"),
        ("utf-16", "", "iso-8859-2"),
    ],
)
def test_the_encoding_of_the_server_takes_precedence(
    site: Website, news_fetcher: Fetcher, store: Store, sent: str, meta: str, declared: str
):
    body = (
        f"<html><head>{meta}</head><body><p>The ferry to Łódź runs again after the storm.</p></body></html>"
    )
    site.pages["/1"] = Reply(body.encode(sent), headers={"Content-Type": f"text/html; charset={declared}"})
    assert ingest([], store, urls=[f"{NEWS}/1"], fetcher=news_fetcher).added == 1
    (info,) = store.articles()
    assert store.article(info.id).text == "The ferry to Łódź runs again after the storm."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), "the server answered 404 Not Found"),
        (
            Reply(b"PNG", headers={"Content-Type": "image/png"}),
            "media type 'image/png' can't be read; these can: text/html",
        ),
        (Reply(b"x", headers={}), "media type '' can't be read; these can: "),
        (feed(), "this is XML, not a page: fetch it as a feed (--feed) or a sitemap (--sitemap)"),
        (Reply(b"<html><body></body></html>"), "no article text was found in this HTML page"),
    ],
)
def test_another_file_is_rejected_and_the_other_pages_are_read(
    site: Website, news_fetcher: Fetcher, store: Store, reply: Reply, reason: str
):
    site.pages |= {"/1": reply, "/2": page()}
    report = ingest([], store, urls=[f"{NEWS}/1", f"{NEWS}/2"], fetcher=news_fetcher)
    (rejection,) = report.rejected
    assert rejection.path == f"{NEWS}/1"
    assert rejection.reason.startswith(reason)
    assert report.added == 1


def test_one_run_reads_files_and_pages(tmp_path: Path, site: Website, news_fetcher: Fetcher, store: Store):
    (tmp_path / "a.txt").write_text("The ferry\n\nIt runs again after the storm of last week.")
    site.pages["/1"] = page()
    seen: list[Progress] = []
    urls = [f"{NEWS}/1", f"{NEWS}/missing"]
    report = ingest([tmp_path / "a.txt"], store, seen.append, urls=urls, fetcher=news_fetcher)
    assert counts(report) == (2, 0, 0, 1)
    assert {progress.share for progress in seen[:-1]} <= {0.0}, "how far it is can't be known"
    assert (seen[-1].fetched, seen[-1].share) == (1, 1.0)


def test_nothing_is_fetched_unless_asked_for(
    tmp_path: Path, site: Website, news_fetcher: Fetcher, store: Store
):
    (tmp_path / "a.txt").write_text(
        f"The ferry\n\nIt runs again, see {NEWS}/1 and {site.url('/2')} for more."
    )
    assert ingest(tmp_path, store, fetcher=news_fetcher).added == 1
    assert site.asked == []


def test_a_path_is_never_an_address(site: Website, store: Store):
    fetcher = Fetcher([site.authority])
    site.pages["/1.html"] = page()
    with pytest.raises(UsageError, match="no such file or folder: http://"):
        ingest([site.url("/1.html")], store, fetcher=fetcher)
    assert site.asked == []


# Feeds


def test_a_feed_leads_to_its_pages(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages |= {"/1": page(1), "/2": page(2)}
    site.pages["/feed"] = feed(f"{NEWS}/1", "/2", f"{NEWS}/gone", "http://10.0.0.1/", "file:///etc/passwd")
    report = ingest([], store, feeds=[f"{NEWS}/feed"], fetcher=news_fetcher)
    assert urls(store) == [f"{NEWS}/1", f"{NEWS}/2"]
    assert [rejection.path for rejection in report.rejected] == [
        f"{NEWS}/gone", "http://10.0.0.1/", "file:///etc/passwd"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["feeds", "sitemaps"])
def test_another_file_is_rejected_as_feed_or_sitemap(
    site: Website, news_fetcher: Fetcher, store: Store, kind: str
):
    site.pages |= {"/1": page()}
    report = ingest([], store, fetcher=news_fetcher, **{kind: [f"{NEWS}/1"]})
    assert [rejection.path for rejection in report.rejected] == [f"{NEWS}/1"]
    assert report.rejected[0].reason.endswith("was expected, its root is <html>")


def test_a_feed_with_too_many_pages_is_cut_and_noted(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no")
    site.pages["/feed"] = feed(*(f"{NEWS}/no/{n}" for n in range(MOST_PAGES + 1)))
    report = ingest([], store, feeds=[f"{NEWS}/feed"], fetcher=news_fetcher)
    assert len(report.rejected) == MOST_PAGES + 1
    assert report.rejected[-1] == Rejection(
        f"{NEWS}/feed", "it lists more than 500 pages: the rest were left out"
    )


# Sitemaps


def test_a_sitemap_newest_first(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages |= {f"/{n}": page(n) for n in (1, 2, 3)}
    dates = {1: "2024-03-01", 2: "2024-03-03", 3: "2024-03-02"}
    listed = "".join(
        f"<url><loc>{NEWS}/{n}</loc><lastmod>{date}</lastmod></url>" for n, date in dates.items()
    )
    raw = f"<urlset>{listed}</urlset>".encode()
    site.pages["/sitemap.xml.gz"] = Reply(gzip.compress(raw), headers={"Content-Type": "application/gzip"})
    assert ingest([], store, sitemaps=[f"{NEWS}/sitemap.xml.gz"], fetcher=news_fetcher).added == 3
    assert site.asked == ["/robots.txt", "/sitemap.xml.gz", "/2", "/3", "/1"]


def test_an_index_is_read_one_level_deep(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages |= {
        "/index.xml": index("/a.xml", "/deeper.xml", "/gone.xml", "/b.xml"),
        "/deeper.xml": index("/c.xml"),
        "/a.xml": sitemap("/1"),
        "/b.xml": sitemap("/2"),
        "/c.xml": sitemap("/3"),
    } | {f"/{n}": page(n) for n in (1, 2, 3)}
    report = ingest([], store, sitemaps=[f"{NEWS}/index.xml"], fetcher=news_fetcher)
    assert urls(store) == [f"{NEWS}/1", f"{NEWS}/2"]
    assert report.rejected == (
        Rejection(f"{NEWS}/deeper.xml", "a sitemap index inside another one is not read"),
        Rejection(f"{NEWS}/gone.xml", "the server answered 404 Not Found"),
    )


def test_a_sitemap_with_too_many_pages_is_cut_and_noted(site: Website, news_fetcher: Fetcher, store: Store):
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no")
    site.pages["/index.xml"] = index(*(f"/{n}.xml" for n in range(MOST_SITEMAPS + 2)))
    site.pages |= {f"/{n}.xml": sitemap(*(f"/no/{n}/{m}" for m in range(11))) for n in range(MOST_SITEMAPS)}
    report = ingest([], store, sitemaps=[f"{NEWS}/index.xml"], fetcher=news_fetcher)
    assert len(site.asked) == 2 + MOST_SITEMAPS
    assert len(report.rejected) == 1 + MOST_PAGES + 1
    assert [report.rejected[0].reason, report.rejected[-1].reason] == [
        "only 50 of its 52 sitemaps were read",
        "it lists more than 500 pages: the rest were left out",
    ]


# The command


def test_the_command_fetches_from_allowed_hosts(
    tmp_path: Path, site: Website, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    site.pages |= {f"/{n}": page(n) for n in (1, 2, 3)}
    site.pages["/feed"] = feed("/2")
    site.pages["/sitemap.xml"] = xml(f"<urlset><url><loc>{site.url('/3')}</loc></url></urlset>")
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", f"wiki.example, {site.authority}")
    arguments = ["--url", site.url("/1"), "--url", site.url("/gone")]
    arguments += ["--feed", site.url("/feed"), "--sitemap", site.url("/sitemap.xml")]
    assert main(*arguments, "--store", tmp_path, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["added"] == 3
    assert printed["rejected"] == [{"path": site.url("/gone"), "reason": "the server answered 404 Not Found"}]


def test_the_command_fetches_only_public_addresses(
    tmp_path: Path, site: Website, capsys: pytest.CaptureFixture[str]
):
    site.pages["/1"] = page()
    assert main("--url", site.url("/1"), "--url", "http://127.0.0.1/", "--store", tmp_path) == 1
    _, port, address = capsys.readouterr().out.splitlines()
    assert port.endswith(
        f"port {site.port} is not the usual one of http://; DATELINE_FETCH_ALLOW can allow it"
    )
    assert address.endswith("127.0.0.1, which is not a public address; DATELINE_FETCH_ALLOW can allow it")
    assert site.asked == []


def test_an_invalid_setting_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", "http://wiki.example/")
    store = tmp_path / "store"
    assert main("--url", "http://wiki.example/", "--store", store) == 2
    assert capsys.readouterr().err == (
        f"store: {store}\nerror: can't allow fetching from 'http://wiki.example/': give HOST or HOST:PORT\n"
    )
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("option", ["--url", "--feed", "--sitemap"])
@pytest.mark.parametrize("address", ["ftp://news.example/", "notaurl", "http://", "http://a b.example/"])
def test_an_invalid_address_is_wrong_usage(
    option: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    store = tmp_path / "store"
    assert main(option, address, "--store", store) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0]) == ("", f"store: {store}")
    assert err.startswith(f"error: address {address!r}", err.index("\n") + 1)
    assert err.endswith("; write it as in https://news.example/storm\n")
    assert not store.exists()


@pytest.mark.parametrize("arguments", [[], ["--url"], ["--feed", "--json"], ["--json"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(*arguments)
    assert caught.value.code == 2
    if "--json" in arguments[:1]:
        assert "nothing to read: give a PATH, or --url, --feed or --sitemap" in capsys.readouterr().err
