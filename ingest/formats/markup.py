"""XML, read without entities, DTDs or network; and the paragraphs of a piece of HTML. Imports lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO

from ingest.formats.shortcodes import without_shortcodes
from ingest.formats.stream import BUFFER, Metered
from ingest.page.hidden import without_hidden
from ingest.page.html import MAX_TAGS
from storage.errors import ArticleRejected

BLOCKS = {
    "address", "article", "blockquote", "bq", "br", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3",
    "h4", "h5", "h6", "hl2", "hr", "li", "note", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
CELLS = {"td", "th"}  # of a row, which stays one block
NOT_TEXT = {
    "figure", "form", "head", "iframe", "media", "noscript", "script", "style", "svg", "template", "video",
}  # fmt: skip
DECLARES_ENTITIES = "XML that declares entities of its own is not read: save it without them"
BREAK = "\0"  # between blocks: no markup can hold it

# What distinguishes HTML from words: a closing tag, or a tag without one. "a < b" and "<3" are words.
TAG = re.compile(r"</[a-z][\w.:-]*\s*>|<(?:p|br|hr|img|li|wbr)(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});", re.IGNORECASE)
MOST_ESCAPED = 2  # the number of times that systems may have escaped a text
P_TAG = re.compile(r"<p[\s>/]", re.IGNORECASE)
BLOCK_TAG = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})[\s>/]", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")

# What may stand before the root: comments, processing instructions and a document type.
PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


def root_name(content: BinaryIO) -> str:
    """The name of the root of an XML document, without its namespace; "" if there is none in the first 64
    kB."""
    start = content.peek(BUFFER)[:BUFFER]  # type: ignore[attr-defined]
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = start.decode(encoding, "replace")
    at = 0
    while prolog := PROLOG.match(text, at):
        at = prolog.end()
    root = ROOT.match(text, at)
    return root[1] if root else ""


def parse_xml(raw: bytes, *, recover: bool = False) -> Any:
    """The root of an XML document. With `recover`, a broken document is read as far as possible, and
    entities that a document declares stay unexpanded. Raises ArticleRejected."""
    from lxml import etree

    try:
        root = etree.fromstring(raw, etree.XMLParser(**_safe(), recover=recover))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleRejected(f"broken XML: {_reason(error)}") from error
    if root is None:
        raise ArticleRejected("broken XML: no element was found")
    if not recover:
        _check_entities(root)
    return root


def cut_xml(content: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield each outermost element of this name, in any namespace, as a document of its own. Raises
    ArticleRejected after the last readable one."""
    from lxml import etree

    metered = Metered(content)
    inside = 0
    root = None
    try:
        for event, element in etree.iterparse(metered, events=("start", "end"), **_safe()):
            if root is None:
                root = element
                _check_entities(root)
            if not isinstance(element.tag, str) or etree.QName(element).localname != name:
                continue
            inside += 1 if event == "start" else -1
            if event == "end" and not inside:
                element.tail = None
                yield etree.tostring(element, encoding="utf-8")
                _forget(element)
                metered.next_item()
    except etree.XMLSyntaxError as error:
        raise ArticleRejected(f"broken XML: {_reason(error)}") from error


def _forget(element: Any) -> None:
    """Free an element that was read, and the siblings before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _safe() -> dict[str, bool]:
    return {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}


def _check_entities(root: Any) -> None:
    """Raises ArticleRejected for a document that declares entities: they may be a bomb, or read other
    files."""
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ArticleRejected(DECLARES_ENTITIES)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def field_text(value: str) -> tuple[str, int]:
    """The text of a field of an export, which may hold plain words, HTML, or HTML that was escaped once more,
    each with shortcodes; and how many hidden elements were left out.

    "Talks end" -> ("Talks end", 0); "&lt;p&gt;Talks&amp;nbsp;end&lt;/p&gt;" -> ("Talks end", 0).
    """
    for _ in range(MOST_ESCAPED):
        if TAG.search(value):
            break
        value = ENTITY.sub(lambda entity: unescape(entity[0]), value)
    value = without_shortcodes(value)
    return html_text(value) if TAG.search(value) else (value, 0)


def html_text(fragment: str) -> tuple[str, int]:
    """The text of a piece of HTML, such as a feed's content, and how many hidden elements were left out.

    All of it belongs to the article: "<p>One.</p><p>Two <b>words</b>.<script>x</script>" ->
    ("One.\\n\\nTwo words.", 0). Where no <p> says so, a blank line ends a paragraph, as in the editors of
    blogs; where no block does, line ends are those of plain text.
    """
    from lxml import etree, html

    if not fragment.strip():
        return "", 0
    if fragment.count("<") > MAX_TAGS:
        raise ArticleRejected(f"more than {MAX_TAGS:,} HTML tags: this is not one article")
    keep_lines = not BLOCK_TAG.search(fragment)
    if not P_TAG.search(fragment):
        fragment = BLANK_LINE.sub("<br>", fragment)
    for sign, words in ((BREAK, " "), ("<![CDATA[", ""), ("]]>", "")):
        fragment = fragment.replace(sign, words)
    try:
        root = html.document_fromstring(f"<body>{fragment}")
    except (etree.ParserError, ValueError) as error:
        raise ArticleRejected(f"not readable as HTML: {error}") from error
    hidden = without_hidden(root)
    body = next(root.iter("body.content"), root)  # a whole NITF document, as agencies embed it
    return element_text(body, keep_lines=keep_lines), hidden


def element_text(root: Any, *, keep_lines: bool = False) -> str:
    """The text below an element, with a blank line between blocks of HTML or NITF.

    `keep_lines`: line feeds inside a block stay, else they are white space.
    """
    text = "".join(_pieces(root))
    lines = (block.split("\n") if keep_lines else [block] for block in text.split(BREAK))
    blocks = ("\n".join(" ".join(line.split()) for line in block).strip() for block in lines)
    return "\n\n".join(block for block in blocks if block)


def _pieces(element: Any) -> Iterator[str]:
    from lxml import etree

    name = element.tag.rpartition("}")[2].lower()
    if name in NOT_TEXT:
        return
    if name in BLOCKS:
        yield BREAK
    elif name in CELLS:
        yield " "
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
        elif child.tag is etree.Entity:
            yield unescape(child.text)  # "&eacute;", where nothing was declared
        yield child.tail or ""
    if name in BLOCKS:
        yield BREAK
