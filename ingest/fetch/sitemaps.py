"""The pages that feeds and sitemaps list."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ingest.formats.markup import parse_xml
from storage.errors import ArticleRejected

UNKNOWN = datetime.min.replace(tzinfo=UTC)


class Link(NamedTuple):
    """A URL in a sitemap, and the time of its last change: `UNKNOWN`, the earliest time, without one."""

    url: str
    changed: datetime


class Sitemap(NamedTuple):
    """The pages of a sitemap, or the sitemaps of an index; newest first."""

    is_index: bool
    links: list[Link]


def feed_links(raw: bytes, url: str) -> list[str]:
    """The URLs of the entries in an RSS or Atom feed, in its order; relative ones are joined to `url`, the
    address of the feed. Raises ArticleRejected.

    feedparser, which reads the entries of saved feeds, isn't used here: it drops malformed links, but these
    must be reported.
    """
    root = parse_xml(raw, recover=True)
    if _name(root) not in ("rss", "RDF", "feed"):
        raise ArticleRejected(f"an RSS or Atom feed was expected, its root is <{_name(root)}>")
    entries = [node for node in root.iter() if _name(node) in ("item", "entry")]
    return [_joined(url, link) for entry in entries if (link := _link(entry))]


def sitemap(raw: bytes) -> Sitemap:
    """Parse a sitemap of the common protocol, with or without Google's news extension. Raises
    ArticleRejected."""
    root = parse_xml(raw, recover=True)
    if _name(root) not in ("urlset", "sitemapindex"):
        raise ArticleRejected(f"a sitemap was expected, its root is <{_name(root)}>")
    links = [Link(url, _changed(node)) for node in root if (url := _text(node, "loc"))]
    return Sitemap(_name(root) == "sitemapindex", newest_first(links))


def newest_first(links: list[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link.changed, reverse=True)


def _name(node: Any) -> str:
    """The tag without its namespace; "" for nodes without a tag, such as comments and entity references."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _children(node: Any, name: str) -> list[Any]:
    return [child for child in node if _name(child) == name]


def _text(node: Any, name: str) -> str:
    """The text of the first child with this name and any text."""
    texts = ("".join(child.itertext()).strip() for child in _children(node, name))
    return next(filter(None, texts), "")


def _link(entry: Any) -> str:
    """RSS: the text of <link>, else of a <guid> that is a permalink. Atom: the href of the <link> to the
    page."""
    for element in _children(entry, "link"):
        if element.get("href") and element.get("rel", "alternate") == "alternate":
            return str(element.get("href"))
    link = _text(entry, "link")
    guids = [guid for guid in _children(entry, "guid") if guid.get("isPermaLink", "true") == "true"]
    return link or next((guid.text.strip() for guid in guids if guid.text), "")


def _joined(base: str, link: str) -> str:
    """Return a malformed link unchanged: fetching it will give the reason."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _changed(entry: Any) -> datetime:
    news = [_text(node, "publication_date") for node in _children(entry, "news")]
    for text in (_text(entry, "lastmod"), *news):
        with suppress(ValueError):
            time = datetime.fromisoformat(text)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
    return UNKNOWN
