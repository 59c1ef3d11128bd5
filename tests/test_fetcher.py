"""Fetching: addresses refused before anything is sent, and protection from hostile servers."""

from __future__ import annotations

import gzip
import ssl
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from website import PUBLIC, Clock, Loopback, Names, Reply, Website, moved, serving

from ingest.fetch.addresses import target_of
from ingest.fetch.fetcher import Document, Fetcher, Limits
from storage.errors import ArticleRejected, UsageError

HTML = b"<html><body><p>The ferry to Low Island runs again.</p></body></html>"


@pytest.fixture
def site(site: Website) -> Website:
    """The site, with a page at its root."""
    site.pages["/"] = Reply(HTML)
    return site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(site: Website, clock: Clock) -> Fetcher:
    """A fetcher that may fetch from the site, without real pauses."""
    return Fetcher([site.authority], clock=clock, sleep=clock.sleep)


def quick(site: Website, seconds: float) -> Fetcher:
    """A fetcher with a real clock, without pauses between requests."""
    return Fetcher([site.authority], Limits(seconds=seconds, pause=0))


def public(site: Website, **options: Any) -> tuple[Fetcher, Loopback]:
    """A fetcher for which the site is http://news.example and http://other.example, with public addresses;
    and the network that records its connections."""
    network = Loopback(site.port)
    clock = Clock()
    names = Names(news_example=[[PUBLIC]], other_example=[["93.184.215.15"]])
    options = {"resolver": names, "network": network, "clock": clock, "sleep": clock.sleep} | options
    return Fetcher(**options), network


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(ArticleRejected) as caught:
        fetcher.fetch(url)
    return str(caught.value)


# Addresses

NOT_PUBLIC = "not a public address"
NO_HOST = "not the name or the IP address of a host"
ONLY_HTTP = "only http:// and https://"
NO_SPACE = "white space or control characters"
CREDENTIALS = "user name or password"

REFUSED = [
    # loopback in every spelling
    ("http://127.0.0.1/", NOT_PUBLIC),
    ("http://127.255.0.9/", NOT_PUBLIC),
    ("http://localhost/", NOT_PUBLIC),
    ("http://LOCALHOST./", NOT_PUBLIC),
    ("http://sub.localhost/", NOT_PUBLIC),
    ("http://127.0.0.1./", NOT_PUBLIC),
    ("http://127.1/", NO_HOST),
    ("http://2130706433/", NO_HOST),
    ("http://0x7f000001/", NO_HOST),
    ("http://0x7f.1/", NO_HOST),
    ("http://0177.0.0.1/", NO_HOST),
    ("http://127.0.0.1.0x/", NO_HOST),
    ("http://%31%32%37.0.0.1/", NO_HOST),
    ("http://127.0.0.1%00.news.example/", NO_HOST),
    ("http://127.0.0.1\\.news.example/", NO_HOST),
    ("http://\uff11\uff12\uff17.0.0.1/", NOT_PUBLIC),  # full-width digits
    ("http://\u2460\u2461\u2466.0.0.1/", NOT_PUBLIC),  # circled ones
    ("http://127\u30020\u30020\u30021/", NOT_PUBLIC),  # ideographic full stops
    ("http://[::1]/", NOT_PUBLIC),
    ("http://[0:0:0:0:0:0:0:1]/", NOT_PUBLIC),
    ("http://[::ffff:127.0.0.1]/", NOT_PUBLIC),
    ("http://[::127.0.0.1]/", NOT_PUBLIC),
    ("http://[::ffff:0:127.0.0.1]/", NOT_PUBLIC),
    ("http://[2002:7f00:1::]/", NOT_PUBLIC),
    ("http://[64:ff9b::7f00:1]/", NOT_PUBLIC),
    ("http://[2001:0:5ef5:79fd:0:59d:80ff:fffe]/", NOT_PUBLIC),
    # this machine, link-local, private, shared and reserved ranges
    ("http://0.0.0.0/", NOT_PUBLIC),
    ("http://0/", NO_HOST),
    ("http://[::]/", NOT_PUBLIC),
    ("http://169.254.1.1/", NOT_PUBLIC),
    ("http://[fe80::1]/", NOT_PUBLIC),
    ("http://[fe80::1%25eth0]/", NO_HOST),
    ("http://[fec0::1]/", NOT_PUBLIC),
    ("http://[fd12:3456::1]/", NOT_PUBLIC),
    ("http://10.1.2.3/", NOT_PUBLIC),
    ("http://172.16.0.1/", NOT_PUBLIC),
    ("http://172.31.255.254/", NOT_PUBLIC),
    ("http://192.168.1.1/", NOT_PUBLIC),
    ("http://100.64.0.1/", NOT_PUBLIC),
    ("http://198.18.0.1/", NOT_PUBLIC),
    ("http://192.0.2.1/", NOT_PUBLIC),
    ("http://192.88.99.1/", NOT_PUBLIC),
    ("http://[2001:db8::1]/", NOT_PUBLIC),
    ("http://[3fff::1]/", NOT_PUBLIC),
    ("http://224.0.0.1/", NOT_PUBLIC),
    ("http://[ff0e::1]/", NOT_PUBLIC),
    ("http://240.0.0.1/", NOT_PUBLIC),
    ("http://255.255.255.255/", NOT_PUBLIC),
    # metadata services of clouds
    ("http://169.254.169.254/latest/meta-data/", NOT_PUBLIC),
    ("http://[::ffff:169.254.169.254]/", NOT_PUBLIC),
    ("http://[fd00:ec2::254]/", NOT_PUBLIC),
    ("http://100.100.100.200/", NOT_PUBLIC),
    ("http://192.0.0.192/", NOT_PUBLIC),
    ("http://168.63.129.16/", NOT_PUBLIC),
    ("http://metadata.google.internal/computeMetadata/v1/", NOT_PUBLIC),
    # names that resolve to such an address, alone or among others
    ("http://private.example/", "private.example leads to 10.0.0.7, which is not a public address"),
    ("http://mixed.example/", "mixed.example leads to ::1, which is not a public address"),
    ("http://scoped.example/", NOT_PUBLIC),
    ("http://nothing.example/", "no host nothing.example was found"),
    # other schemes
    ("file:///etc/passwd", ONLY_HTTP),
    ("ftp://news.example/", ONLY_HTTP),
    ("gopher://127.0.0.1:70/", ONLY_HTTP),
    ("data:text/html,<p>x</p>", ONLY_HTTP),
    ("javascript:alert(1)", ONLY_HTTP),
    ("//127.0.0.1/", ONLY_HTTP),
    ("http:127.0.0.1/", ONLY_HTTP),
    ("news.example", ONLY_HTTP),
    ("", ONLY_HTTP),
    # credentials, which may look like a host
    ("http://ann:secret@news.example/", CREDENTIALS),
    ("http://news.example@127.0.0.1/", CREDENTIALS),
    ("http://news.example:80@127.0.0.1/", CREDENTIALS),
    ("http://@127.0.0.1/", CREDENTIALS),
    ("http://news.example\\@127.0.0.1/", CREDENTIALS),
    ("http://news.example#@127.0.0.1:22/", "no response"),  # a fragment: the host is news.example
    # ports
    ("http://news.example:22/", "port 22 is not the usual one"),
    ("http://news.example:443/", "port 443 is not the usual one"),
    ("https://news.example:8443/", "port 8443 is not the usual one"),
    ("http://news.example:0/", "port 0 is not the usual one"),
    ("http://news.example:99999/", "malformed"),
    ("http://news.example:80:80/", "malformed"),
    # invalid addresses
    ("http://[::1/", "malformed"),
    ("http://news.example/\r\nX-Injected: 1", NO_SPACE),
    ("http://news.example/\tb", NO_SPACE),
    ("http://news.example/a b", NO_SPACE),
    ("http://news .example/", NO_SPACE),
    ("ht\ntp://127.0.0.1/", NO_SPACE),
    ("http://127.0.0.1\x00.news.example/", NO_SPACE),
    ("http://news.example/\x85b", NO_SPACE),
    ("http://news.example/\u2028b", NO_SPACE),
    ("http://news.example/\udcff", "malformed"),
    ("http://-.example/", NO_HOST),
    (f"http://{'a' * 64}.example/", NO_HOST),
    (f"http://{'a.' * 200}example/", NO_HOST),
    ("http://xn--\u00e9.example/", NO_HOST),
    (f"http://news.example/{'a' * 2_000}", "characters: at most 2,000 are fetched"),
]  # fmt: skip

LEADING_INSIDE = Names(
    localhost=[["127.0.0.1", "::1"]],
    sub_localhost=[["127.0.0.1"]],
    private_example=[["10.0.0.7"]],
    mixed_example=[[PUBLIC, "::1"]],
    scoped_example=[["fe80::1%eth0"]],
    metadata_google_internal=[["169.254.169.254"]],
    news_example=[[PUBLIC]],
)


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_addresses_are_refused_before_anything_is_sent(site: Website, url: str, reason: str):
    fetcher, network = public(site, resolver=LEADING_INSIDE)
    network.dead.add(PUBLIC)
    assert reason in refused(fetcher, url)
    assert {host for host, _ in network.connected} <= {PUBLIC}
    assert site.asked == []


PIECES = st.sampled_from(
    [
        "http:",
        "https:",
        "/",
        "//",
        "[",
        "]",
        "::",
        "%",
        "@",
        ":",
        "?",
        "#",
        "\\",
        "127.1",
        "xn--",
        ".",
        "\u3002",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=12).map("".join))
def test_any_text_is_an_address_or_is_refused(text: str):
    for url in (text, f"http://{text}"):
        try:
            target = target_of(url)
        except ArticleRejected:
            continue
        assert target_of(target.url) == target
        assert target.url.isascii()


@pytest.mark.parametrize(
    ("url", "asked", "host"),
    [
        ("http://news.example", "/", "news.example"),
        (" HTTP://News.Example.:80/a%20b?q=\u00e9#part ", "/a%20b?q=%C3%A9", "news.example"),
        ("http://news.example/%C3%A9%2F?a=%26", "/%C3%A9%2F?a=%26", "news.example"),
        ("http://B\u00dcCHER.example/", "/", "xn--bcher-kva.example"),
        (f"http://{PUBLIC}/", "/", PUBLIC),
        ("http://[2606:2800:220:1::10]/", "/", "[2606:2800:220:1::10]"),
        ("http://[64:ff9b::5db8:d70e]/", "/", "[64:ff9b::5db8:d70e]"),
    ],
)
def test_public_addresses_are_fetched(site: Website, url: str, asked: str, host: str):
    site.pages[asked] = Reply(HTML)
    names = Names(**{"news_example": [[PUBLIC]], "xn--bcher-kva_example": [[PUBLIC]]})
    fetcher, _ = public(site, resolver=names)
    assert fetcher.fetch(url).raw == HTML
    assert site.asked == ["/robots.txt", asked]
    assert site.headers[1]["host"] == host


def test_a_name_is_resolved_only_once(site: Website):
    names = Names(news_example=[[PUBLIC], ["127.0.0.1"]])
    fetcher, network = public(site, resolver=names)
    site.pages["/moved"] = moved("/")
    fetcher.fetch("http://news.example/")
    fetcher.fetch("http://news.example/moved")
    assert set(network.connected) == {(PUBLIC, 80)}
    assert names.asked == ["news.example"]


def test_the_next_address_is_tried_after_a_failed_connection(site: Website):
    fetcher, network = public(site, resolver=Names(news_example=[["93.184.215.99", PUBLIC]]))
    network.dead.add("93.184.215.99")
    assert fetcher.fetch("http://news.example/").raw == HTML
    assert network.connected[:2] == [("93.184.215.99", 80), (PUBLIC, 80)]
    network.dead.add(PUBLIC)
    assert refused(fetcher, "http://news.example/") == "no response from news.example: no route to this host"


def test_a_hanging_look_up_times_out(site: Website):
    def hang(host: str, port: int) -> list[str]:
        time.sleep(5)
        return [PUBLIC]

    started = time.monotonic()
    slow, _ = public(site, resolver=hang, limits=Limits(seconds=0.2), clock=time.monotonic)
    assert refused(slow, "http://news.example/") == "news.example could not be looked up in time"
    assert time.monotonic() - started < 3


def test_proxies_of_the_environment_are_ignored(
    fetcher: Fetcher, site: Website, monkeypatch: pytest.MonkeyPatch
):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher.fetch(site.url("/")).raw == HTML


# The setting


@pytest.mark.parametrize("port", [None, 80])
def test_loopback_is_fetched_only_from_allowed_hosts(site: Website, port: int | None):
    fetcher, network = public(site, allow=["127.0.0.1" if port is None else f"127.0.0.1:{port}"])
    assert fetcher.fetch("http://127.0.0.1/").raw == HTML
    assert set(network.connected) == {("127.0.0.1", 80)}
    assert NOT_PUBLIC in refused(fetcher, "http://127.0.0.2/")
    assert "port 81 is not the usual one" in refused(fetcher, "http://127.0.0.1:81/")


def test_an_allowed_name_may_resolve_to_a_private_address(site: Website):
    names = Names(wiki_example=[["10.0.0.7"]])
    fetcher, network = public(site, resolver=names, allow=["Wiki.Example:8000"])
    assert fetcher.fetch("http://wiki.example:8000/").raw == HTML
    assert set(network.connected) == {("10.0.0.7", 8000)}
    assert NOT_PUBLIC in refused(fetcher, "http://wiki.example/")


@pytest.mark.parametrize(
    "entry", ["http://wiki.example", "wiki.example/news", "a b", "wiki:99999", "u@wiki", "127.1"]
)
def test_invalid_hosts_can_not_be_allowed(entry: str):
    with pytest.raises(UsageError, match="can't allow fetching from"):
        Fetcher([entry])


# Certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("named", "problem"), [("news.example", ""), ("other.example", "not valid for 'news.example'")]
)
def test_a_certificate_must_match_the_requested_name(authority: trustme.CA, named: str, problem: str):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(named).configure_cert(context)
    with serving(context) as site:
        site.pages["/"] = Reply(HTML)
        network = Loopback(site.port, trust=authority.configure_trust)
        fetcher, _ = public(site, network=network)
        if problem:
            assert problem in refused(fetcher, "https://news.example/")
            assert site.asked == []
        else:
            assert fetcher.fetch("https://news.example/").raw == HTML
        assert set(network.connected) == {(PUBLIC, 443)}
        assert set(network.secured) == {"news.example"}


def test_an_untrusted_certificate_is_refused(authority: trustme.CA):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    with serving(context) as site:
        fetcher, _ = public(site)
        assert "certificate verify failed" in refused(fetcher, "https://news.example/")


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_three_redirects_are_followed(fetcher: Fetcher, site: Website, status: int):
    site.pages |= {"/1": moved("/2", status), "/2": moved("3", status), "/3": moved(site.url("/"), status)}
    assert fetcher.fetch(site.url("/1")) == Document(site.url("/"), "text/html", "utf-8", HTML)
    assert site.asked == ["/robots.txt", "/1", "/2", "/3", "/"]


def test_a_fourth_redirect_is_refused(fetcher: Fetcher, site: Website):
    site.pages |= {f"/{n}": moved(f"/{n + 1}") for n in (1, 2, 3, 4)} | {"/5": Reply(HTML)}
    assert refused(fetcher, site.url("/1")) == "more than 3 redirects"
    assert site.asked == ["/robots.txt", "/1", "/2", "/3", "/4"]


def test_circular_redirects_are_refused(fetcher: Fetcher, site: Website):
    site.pages["/1"] = moved("/1")
    assert refused(fetcher, site.url("/1")) == "more than 3 redirects"


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.1/", NOT_PUBLIC),
        ("http://[::1]:8080/", "port 8080"),
        ("//169.254.169.254/latest/", NOT_PUBLIC),
        ("http://rebound.example/", "rebound.example leads to 10.0.0.7"),
        ("http://0x7f.1/", NO_HOST),
        ("https://news.example:22/", "port 22"),
        ("http://a:b@other.example/", CREDENTIALS),
        ("file:///etc/passwd", ONLY_HTTP),
        ("ftp://other.example/", ONLY_HTTP),
        ("http://[::1", "malformed"),
        ("", "without a Location header"),
    ],
)
def test_each_redirect_is_checked_as_an_address(site: Website, to: str, reason: str):
    names = Names(news_example=[[PUBLIC]], rebound_example=[["10.0.0.7"]])
    fetcher, network = public(site, resolver=names)
    site.pages["/1"] = moved(to)
    assert reason in refused(fetcher, "http://news.example/1")
    assert set(network.connected) == {(PUBLIC, 80)}
    assert site.asked == ["/robots.txt", "/1"]


def test_a_redirect_to_another_host_reads_its_robots_txt(site: Website):
    fetcher, network = public(site)
    site.pages["/1"] = moved("http://other.example/")
    assert fetcher.fetch("http://news.example/1").url == "http://other.example/"
    assert site.asked == ["/robots.txt", "/1", "/robots.txt", "/"]
    assert network.connected == [(PUBLIC, 80)] * 2 + [("93.184.215.15", 80)] * 2


# Limits


def slowly(start: bytes, piece: bytes) -> Callable[[BinaryIO], None]:
    """The rest of a response, which would take five seconds."""

    def write(stream: BinaryIO) -> None:
        stream.write(start)
        for _ in range(100):
            stream.write(piece)
            time.sleep(0.05)

    return write


@pytest.mark.parametrize("write", [slowly(b"\r\n", b"x"), slowly(b"", b"X-More: y\r\n")])
def test_a_slow_response_is_cut_off(site: Website, write: Callable[[BinaryIO], None]):
    fetcher = quick(site, seconds=0.5)
    site.pages["/robots.txt"] = Reply(write=write)
    started = time.monotonic()
    assert refused(fetcher, site.url("/")).endswith("127.0.0.1 did not send a complete response in time")
    assert 0.5 <= time.monotonic() - started < 4


def test_redirects_share_one_time_limit(site: Website):
    fetcher = quick(site, seconds=2)
    fetcher.fetch(site.url("/"))
    for n in (1, 2, 3):
        site.pages[f"/{n}"] = moved(f"/{n + 1}")
        site.pages[f"/{n}"].delay = 0.8
    assert refused(fetcher, site.url("/1")) == "127.0.0.1 did not send a complete response in time"
    assert site.asked[-1] in ("/2", "/3")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_not_read_whole(fetcher: Fetcher, site: Website, declared: bool):
    sent: list[int] = []

    def write(stream: BinaryIO) -> None:
        stream.write(b"\r\n")
        for _ in range(200):
            stream.write(b"x" * 100_000)
            sent.append(100_000)

    site.pages["/1"] = Reply(headers={"Content-Length": "20000000"} if declared else {}, write=write)
    assert refused(fetcher, site.url("/1")) == "more than 5,000,000 bytes: too much to fetch"
    assert sum(sent) < 20_000_000


def test_a_body_of_the_maximum_size_is_read(fetcher: Fetcher, site: Website):
    site.pages["/1"] = Reply(b"x" * 5_000_000)
    assert len(fetcher.fetch(site.url("/1")).raw) == 5_000_000


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_compressed_pages(fetcher: Fetcher, site: Website, encoding: str):
    site.pages["/1"] = Reply(gzip.compress(HTML), headers={"Content-Encoding": encoding})
    assert fetcher.fetch(site.url("/1")).raw == HTML
    assert site.headers[1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_a_compressed_file_is_read(fetcher: Fetcher, site: Website, headers: dict[str, str]):
    raw = gzip.compress(HTML)
    site.pages["/a.gz"] = Reply(gzip.compress(raw) if headers else raw, headers=headers)
    assert fetcher.fetch(site.url("/a.gz")).raw == HTML


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_a_bomb_is_unpacked_only_up_to_the_limit(fetcher: Fetcher, site: Website, headers: dict[str, str]):
    bomb = gzip.compress(bytes(1_000_000)) * 200  # 200 MB in several members
    twice = gzip.compress(bomb)
    assert len(twice) < 5_000
    site.pages["/bomb"] = Reply(twice if headers else bomb, headers=headers)
    tracemalloc.start()
    try:
        assert refused(fetcher, site.url("/bomb")) == "more than 5,000,000 bytes: too much to fetch"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(HTML, mtime=0)[:-9], "gzip", "damaged gzip data: Compressed file ended before"),
        (HTML, "gzip", "damaged gzip data: Not a gzipped file"),
        (gzip.compress(HTML, mtime=0)[:10] + b"nonsense", "gzip", "damaged gzip data: "),
        (b"...", "br", "compressed as 'br': only gzip was asked for"),
    ],
)
def test_undecodable_bodies_are_rejected(
    fetcher: Fetcher, site: Website, body: bytes, encoding: str, reason: str
):
    site.pages["/1"] = Reply(body, headers={"Content-Encoding": encoding})
    assert refused(fetcher, site.url("/1")).startswith(reason)


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "404 Not Found"), (403, "403 Forbidden"), (500, "500 Internal Server Error"),
                           (204, "204 No Content"), (299, "299")],
)  # fmt: skip
def test_other_statuses_are_rejected_by_name(fetcher: Fetcher, site: Website, status: int, reason: str):
    site.pages["/1"] = Reply(status=status)
    assert refused(fetcher, site.url("/1")) == f"the server answered {reason}"


@pytest.mark.parametrize(
    "headers", [{"Content-Length": "5, 6"}, {"Content-Length": "-1"}, {"X": "a" * 200_000}]
)
def test_a_response_other_than_http_is_rejected(fetcher: Fetcher, site: Website, headers: dict[str, str]):
    site.pages["/1"] = Reply(headers=headers)
    assert refused(fetcher, site.url("/1")).startswith("no response from 127.0.0.1: ")


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("text/html", "text/html", ""),
        ('Text/HTML; Charset="ISO-8859-2"', "text/html", "iso-8859-2"),
        ("application/json;charset=utf-8", "application/json", "utf-8"),
        ("text/html; charset*0*=x''; charset=\xff", "text/html", ""),
        ("", "", ""),
    ],
)
def test_media_types(fetcher: Fetcher, site: Website, header: str, media_type: str, charset: str):
    site.pages["/1"] = Reply(HTML, headers={"Content-Type": header} if header else {})
    assert fetcher.fetch(site.url("/1"))[1:3] == (media_type, charset)


# Politeness


def test_requests_name_their_user_agent(fetcher: Fetcher, site: Website):
    fetcher.fetch(site.url("/"))
    assert {headers["user-agent"] for headers in site.headers} == {"Dateline/0.1.0"}
    assert not {"cookie", "authorization", "referer"}.intersection(*site.headers)


def test_a_host_gets_one_request_per_second(fetcher: Fetcher, site: Website, clock: Clock):
    fetcher.fetch(site.url("/"))
    assert clock.slept == [1.0], "between robots.txt and the page"
    clock.now += 0.25
    fetcher.fetch(site.url("/"))
    assert clock.slept == [1.0, 0.75]
    clock.now += 5
    fetcher.fetch(site.url("/"))
    assert clock.slept == [1.0, 0.75], "it was long enough ago"


def test_requests_to_another_host_do_not_wait(site: Website, clock: Clock):
    fetcher, _ = public(site, clock=clock, sleep=clock.sleep)
    for host in ("news", "other"):
        fetcher.fetch(f"http://{host}.example/")
    assert clock.slept == [1.0, 1.0], "once for each"


def test_pauses_do_not_count_towards_the_time_limit(site: Website, clock: Clock):
    fetcher = Fetcher([site.authority], Limits(seconds=2), clock=clock, sleep=clock.sleep)
    site.pages |= {"/1": moved("/2"), "/2": moved("/3"), "/3": moved("/")}
    assert fetcher.fetch(site.url("/1")).raw == HTML
    assert sum(clock.slept) == 4


@pytest.mark.parametrize(("delay", "waited"), [("3", 3), ("0.2", 1), ("3600", 10), ("soon", 1)])
def test_a_crawl_delay_is_observed(fetcher: Fetcher, site: Website, clock: Clock, delay: str, waited: float):
    site.pages["/robots.txt"] = Reply(f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    fetcher.fetch(site.url("/"))
    fetcher.fetch(site.url("/"))
    assert clock.slept == [waited, waited]


ROBOTS = b"""User-agent: dateline
Disallow: /private*.html$
Disallow: /archive
Allow: /archive/open

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private-notes.html", False),
        ("/private-notes.txt", True),
        ("/archive/1", False),
        ("/archive/open/1", True),
    ],
)
def test_robots_txt_is_obeyed(fetcher: Fetcher, site: Website, path: str, allowed: bool):
    site.pages |= {"/robots.txt": Reply(ROBOTS), path: Reply(HTML)}
    if allowed:
        assert fetcher.fetch(site.url(path)).raw == HTML
    else:
        reason = "the robots.txt of 127.0.0.1 asks not to fetch this page"
        assert refused(fetcher, site.url(path)) == reason
    assert site.asked == ["/robots.txt"] + [path] * allowed


def test_robots_txt_is_read_once_for_each_host(fetcher: Fetcher, site: Website):
    for _ in range(3):
        fetcher.fetch(site.url("/"))
    assert site.asked.count("/robots.txt") == 1


def test_redirects_are_subject_to_robots_txt(fetcher: Fetcher, site: Website):
    site.pages |= {"/robots.txt": Reply(ROBOTS), "/1": moved("/archive/1"), "/archive/1": Reply(HTML)}
    assert "asks not to fetch this page" in refused(fetcher, site.url("/1"))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_robots_txt_allows_all(fetcher: Fetcher, site: Website, status: int):
    site.pages["/robots.txt"] = Reply(ROBOTS, status=status)
    assert fetcher.fetch(site.url("/")).raw == HTML


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (Reply(status=503), "the server answered 503 Service Unavailable"),
        (moved("http://10.0.0.1/robots.txt"), "10.0.0.1, which is not a public address"),
        (moved("/robots.txt"), "more than 3 redirects"),
        (Reply(b"User-agent: a\nDisallow: /a\n" * 2_000), "too many rules for too many user agents"),
        (Reply(b"x" * 6_000_000), "more than 5,000,000 bytes"),
    ],
)
def test_nothing_is_fetched_when_robots_txt_is_unreadable(
    fetcher: Fetcher, site: Website, robots: Reply, reason: str
):
    site.pages["/robots.txt"] = robots
    for _ in range(2):
        message = refused(fetcher, site.url("/"))
        assert message.startswith("not fetched, since the robots.txt of 127.0.0.1 can't be read: ")
        assert reason in message
    assert "/" not in site.asked
    assert site.asked.count("/robots.txt") <= 4, "it was asked for once, with its redirects"


def test_redirects_of_robots_txt_are_followed(fetcher: Fetcher, site: Website):
    site.pages |= {"/robots.txt": moved("/rules.txt"), "/rules.txt": Reply(ROBOTS)}
    assert "asks not to fetch this page" in refused(fetcher, site.url("/archive"))
