"""What a feed or a sitemap leads to. XML is read without entities, document types or network."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from storage.errors import ArticleRejected

UNKNOWN = datetime.min.replace(tzinfo=UTC)


class Link(NamedTuple):
    """A URL that a sitemap lists, and when it changed; unknown is longest ago."""

    url: str
    changed: datetime


class Sitemap(NamedTuple):
    """The pages of a sitemap, or the sitemaps of an index; newest first."""

    is_index: bool
    links: list[Link]


def feed_links(raw: bytes, url: str) -> list[str]:
    """The pages of the entries of an RSS or Atom feed that was found at `url`, in its order. Raises
    ArticleRejected."""
    root = _parse(raw)
    if _name(root) not in ("rss", "RDF", "feed"):
        raise ArticleRejected(f"an RSS or Atom feed was expected, its root is <{_name(root)}>")
    entries = [node for node in root.iter() if _name(node) in ("item", "entry")]
    return [_joined(url, link) for entry in entries if (link := _link(entry))]


def sitemap(raw: bytes) -> Sitemap:
    """Sitemaps of the common protocol, with or without Google's news extension. Raises ArticleRejected."""
    root = _parse(raw)
    if _name(root) not in ("urlset", "sitemapindex"):
        raise ArticleRejected(f"a sitemap was expected, its root is <{_name(root)}>")
    links = [Link(url, _changed(node)) for node in root if (url := _text(node, "loc"))]
    return Sitemap(_name(root) == "sitemapindex", newest_first(links))


def newest_first(links: list[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link.changed, reverse=True)


def _parse(raw: bytes) -> Any:
    """The root of a document, also of a broken one as far as it can be read."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ArticleRejected(f"broken XML: {error.msg}") from error
    if root is None:
        raise ArticleRejected("no XML: a feed or a sitemap was expected")
    return root


def _name(node: Any) -> str:
    """The tag without its namespace, "" for a reference to an entity, which is none and stays as it is."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _children(node: Any, name: str) -> list[Any]:
    return [child for child in node if _name(child) == name]


def _text(node: Any, name: str) -> str:
    """The words of the first child of this name that has any."""
    found = ("".join(child.itertext()).strip() for child in _children(node, name))
    return next(filter(None, found), "")


def _link(entry: Any) -> str:
    """RSS: the text of <link>, else of a <guid> that is one. Atom: the href of the <link> to the page."""
    for link in _children(entry, "link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
    stated = _text(entry, "link")
    guids = [guid for guid in _children(entry, "guid") if guid.get("isPermaLink", "true") == "true"]
    return stated or next((guid.text.strip() for guid in guids if guid.text), "")


def _joined(base: str, link: str) -> str:
    """A link that is no URL stays what it is: fetching it says so."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _changed(entry: Any) -> datetime:
    news = [_text(node, "publication_date") for node in _children(entry, "news")]
    for stated in (_text(entry, "lastmod"), *news):
        with suppress(ValueError):
            found = datetime.fromisoformat(stated)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return UNKNOWN
