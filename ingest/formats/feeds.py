"""RSS and Atom -> records. Only importer of feedparser, which is given bytes and never an address.

A feed is cut at its entries, and each entry is parsed alone, with the feed's title and language before it. So
a large feed needs little memory, a stored entry isn't parsed again, and a broken one doesn't affect the
others.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from ingest.dates.parse import published_and_updated
from ingest.formats.markup import DECLARES_ENTITIES, html_text
from ingest.formats.shortcodes import without_shortcodes
from ingest.formats.stream import BUFFER, MAX_RECORD, Records, Stream, fingerprint, too_long
from ingest.records import RawArticle
from storage.errors import ArticleRejected
from storage.urls import web_address

START = re.compile(rb"<(?:rss:|atom:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
END = re.compile(rb"</(?:rss:|atom:)?(?:item|entry)\s*>", re.IGNORECASE)
LONGEST_TAG = 100  # bytes; a chunk may end within a tag

# The parts of a feed's head that are parsed with each entry
DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>", re.IGNORECASE)
ROOT = re.compile(rb"<((?:[\w.-]+:)?(?:rss|feed|rdf))\b[^>]*>", re.IGNORECASE)
ABOUT = re.compile(rb"<(title|language)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)

ONLY_SUMMARY = "only the feed's summary"


def read_feed(stream: Stream) -> Records:
    """Read one article from each entry."""
    pieces = _cut(stream.content)
    head = next(pieces)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleRejected("a feed in UTF-16: save it as UTF-8")
    if ENTITY.search(head):
        raise ArticleRejected(DECLARES_ENTITIES)
    before, after = _frame(head)
    parser = partial(parse_entry, before=before, after=after, feed=stream.identity)
    salt = stream.identity + fingerprint(before)
    number = 0
    try:
        for number, raw in enumerate(pieces, 1):
            # Its position in the feed identifies nothing, since newer entries are put before it.
            yield stream.record(raw, parser, place=f"entry {number}: ", item=fingerprint(raw), salt=salt)
    except ArticleRejected as error:
        raise ArticleRejected(f"entry {number + 1}: {error}") from error
    if not number:
        raise ArticleRejected("no entries in this feed: articles were expected")


def _cut(content: BinaryIO) -> Iterator[bytes]:
    """Yield the head of the feed, up to its first entry, and then each entry."""
    buffer = b""
    at = 0
    head, inside = True, False
    while chunk := content.read(BUFFER):
        buffer += chunk
        while tag := (END if inside else START).search(buffer, at):
            if inside:
                yield buffer[: tag.end()]
            elif head:
                yield buffer[: tag.start()]
            buffer = buffer[tag.end() if inside else tag.start() :]
            at = 0
            head, inside = False, not inside
        at = max(0, len(buffer) - LONGEST_TAG)
        if not (head or inside):
            buffer, at = buffer[at:], 0
        if len(buffer) > MAX_RECORD:
            raise ArticleRejected(too_long())
    if inside:
        raise ArticleRejected("broken XML: the feed ends before this entry does")
    if head:
        yield buffer


def _frame(head: bytes) -> tuple[bytes, bytes]:
    """The markup before and after one entry that makes a whole feed of it."""
    root = ROOT.search(head)
    if not root:
        raise ArticleRejected("no feed: an rss, feed or RDF element was expected")
    declaration = DECLARATION.search(head, 0, root.start())
    about: dict[bytes, bytes] = {}
    for element in ABOUT.finditer(head, root.end()):
        about.setdefault(element[1].lower(), element[0])  # later ones belong to the feed's image
    name = root[1].lower().rpartition(b":")[2]
    opened, closed = {
        b"rss": (b"<channel>", b"</channel>"),
        b"rdf": (b"<channel>", b""),
        b"feed": (b"", b""),
    }[name]
    description = b"".join(about.values()) + (b"</channel>" if name == b"rdf" else b"")
    before = (declaration[0] if declaration else b"") + root[0] + opened + description
    return before, closed + b"</" + root[1] + b">"


def parse_entry(raw: bytes, before: bytes, after: bytes, feed: str) -> RawArticle:
    """The article of one entry: its full content, else its summary, with a note. `feed`: the identity of the
    feed. Raises ArticleRejected."""
    import feedparser

    try:
        parsed = feedparser.parse(
            io.BytesIO(before + raw + after), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # the parser may raise anything; only this entry is lost
        raise ArticleRejected(f"this entry can't be read: {error}") from error
    if not parsed.entries:
        raise ArticleRejected("broken XML: nothing in this entry can be read")
    # RSS doesn't say whether a text is HTML. The library guesses, and a script in the text misleads it.
    words = _words if parsed.version.startswith("atom") else _words_of_html
    return _article(parsed.entries[0], parsed.feed, feed, words)


def _article(
    entry: Any, about: Any, feed: str, words: Callable[[Mapping[str, str]], tuple[str, int]]
) -> RawArticle:
    contents = [part for part in entry.get("content", []) if part.get("value", "").strip()]
    part = max(contents, key=lambda part: len(part["value"]), default=None)
    text, hidden = words(part or entry.get("summary_detail", {}))
    values = dict(entry)  # the library's look-up returns one date in place of a missing other one
    first, changed = values.get("published", ""), values.get("updated", "")
    published, updated, note = published_and_updated(first or changed, changed if first else "")
    entry_id = entry.get("id", "")
    outlet = words(entry.get("source", {}).get("title_detail", {}))[0]
    article = RawArticle(
        text=text,
        hidden=hidden,
        note="; ".join(filter(None, ["" if part else ONLY_SUMMARY, note])),
        identity=entry_id if ":" in entry_id else entry_id and f"{feed}#{entry_id}",
    )
    return article.with_fields(
        "feed",
        title=words(entry.get("title_detail", {}))[0],
        url=web_address(entry.get("link", "")),
        outlet=outlet or words(about.get("title_detail", {}))[0],
        published=published,
        updated=updated,
        authors=tuple(author["name"] for author in entry.get("authors", []) if author.get("name")),
        language=(part or {}).get("language") or about.get("language", ""),
        section=next((tag["term"] for tag in entry.get("tags", []) if tag.get("term")), ""),
    )


def _words(detail: Mapping[str, str]) -> tuple[str, int]:
    """The text of a title or content, and the number of hidden elements that were left out."""
    return (detail["value"], 0) if detail.get("type") == "text/plain" else _words_of_html(detail)


def _words_of_html(detail: Mapping[str, str]) -> tuple[str, int]:
    return html_text(without_shortcodes(detail.get("value", "")))
