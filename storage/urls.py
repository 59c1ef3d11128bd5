"""The canonical URL of an article, which stays the same over its versions."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from storage.errors import ArticleRejected

# Parameters that say how a reader reached a page, not which page it is. The list of the library courlan isn't
# used: it also drops `cid`, `uid`, `eid` and `keyword`, which identify the article on some sites, it keeps
# `cmpid` and `ito`, and the ids of stored articles must not change with a library.
TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|cmpid|"
    r"ns_\w+|ito|ocid|ref_src|at_(?:medium|campaign|custom\d)|_ga|_gl|__twitter_impression)",
    re.IGNORECASE,
)
DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """A URL in the form that identifies its article.

    "HTTPS://News.example:443/a?utm_source=x&id=7#top" -> "https://news.example/a?id=7". Raises
    ArticleRejected for any other scheme.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ArticleRejected(f"url {url[:100]!r} is malformed ({error})") from error
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise ArticleRejected(f"url {url[:100]!r} is not an http:// or https:// address")
    query = "&".join(p for p in parts.query.split("&") if p and not TRACKING.fullmatch(p.partition("=")[0]))
    netloc = _netloc(parts, host, port)
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))


def web_address(address: str) -> str:
    """The address that a source gives; "" unless it is an http(s) address, since something else must identify
    the article then."""
    try:
        return canonical_url(address) and address.strip()
    except ArticleRejected:
        return ""


def _netloc(parts: SplitResult, host: str, port: int | None) -> str:
    user = parts.netloc.rpartition("@")[0]
    host = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return (f"{user}@" if user else "") + host + suffix
