"""NewsML-G2 and NITF, as news agencies deliver them -> raw articles."""

from __future__ import annotations

from typing import Any

from ingest.dates.parse import published_and_updated
from ingest.formats.fields import BY, check_status
from ingest.formats.markup import cut_xml, element_text, parse_xml
from ingest.formats.stream import Records, Stream
from ingest.records import RawArticle
from storage.errors import ArticleRejected

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


# NewsML-G2


def read_newsml(stream: Stream) -> Records:
    """Read a newsItem, or a newsMessage with many of them; each is an article."""
    number = 0
    for number, raw in enumerate(cut_xml(stream.content, "newsItem"), 1):
        yield stream.record(raw, parse_news_item, place=f"item {number}: ", item=str(number))
    if not number:
        raise ArticleRejected("no newsItem in this newsMessage: articles were expected")


def parse_news_item(raw: bytes) -> RawArticle:
    """Parse one newsItem. Raises ArticleRejected for pictures and for items that must not be published."""
    item = parse_xml(raw)
    kind = _code(_first(item, "itemMeta/itemClass"))
    if kind not in ("", "text"):
        raise ArticleRejected(f"a newsItem of class {kind}: text was expected")
    check_status(_code(_first(item, "itemMeta/pubStatus")))
    text = _content(item)
    if not text:
        raise ArticleRejected("no text inside this newsItem (inlineXML or inlineData)")
    created = _text(item, "itemMeta/firstCreated") or _text(item, "contentMeta/contentCreated")
    version = _text(item, "itemMeta/versionCreated")
    published, updated, note = published_and_updated(created or version, version if created else "")
    provider, source = _first(item, "itemMeta/provider"), _first(item, "contentMeta/infoSource")
    article = RawArticle(text=text, note=note, identity=item.get("guid", ""))
    return article.with_fields(
        "NewsML-G2",
        title=_text(item, "contentMeta/headline") or _text(item, "itemMeta/title"),
        outlet=_named(provider) or _named(source),
        published=published,
        updated=updated,
        authors=_authors(item),
        language=_language(item),
        section=_named(_first(item, "contentMeta/subject")),
    )


def _content(item: Any) -> str:
    for name in ("inlineXML", "inlineData"):
        for element in item.iter(f"{{*}}{name}"):
            body = next(element.iter("{*}body.content", "{*}body"), element)
            body = next(body.iter("{*}body.content"), body)
            if text := element_text(body):
                return text
    return ""


def _authors(item: Any) -> tuple[str, ...]:
    creators = item.findall("{*}contentMeta/{*}creator")
    names = [_named(creator) for creator in creators] or [_text(item, "contentMeta/by")]
    return tuple(BY.sub("", name, count=1) for name in names if name)


def _language(item: Any) -> str:
    language = _first(item, "contentMeta/language")
    return str(language.get("tag", "") if language is not None else item.get(XML_LANG, ""))


def _named(element: Any) -> str:
    """The name of a provider, creator or subject; without one, its code in words."""
    if element is None:
        return ""
    return _text(element, "name") or str(element.get("literal", "")) or _code(element)


def _code(element: Any) -> str:
    """ "stat:usable" -> "usable"."""
    return element.get("qcode", "").rpartition(":")[2] if element is not None else ""


# NITF


def parse_nitf(raw: bytes) -> RawArticle:
    """One NITF document. Raises ArticleRejected."""
    root = parse_xml(raw)
    content = next(root.iter("{*}body.content"), None)
    if content is None:
        raise ArticleRejected("no body.content in this NITF document")
    head = next(root.iter("{*}body.head"), root)
    issued = _attribute(root, "date.issue", "norm") or _attribute(root, "pubdata", "date.publication")
    story = _attribute(root, "story.date", "norm")
    published, _, note = published_and_updated(issued or story, "")
    document = _attribute(root, "doc-id", "id-string")
    article = RawArticle(
        text=element_text(content), note=note, identity=f"nitf {document}" if document else ""
    )
    return article.with_fields(
        "NITF",
        title=_text(head, "hedline/hl1") or _text(root, "head/title"),
        outlet=_attribute(root, "pubdata", "name") or _text(head, "distributor"),
        published=published,
        authors=tuple(filter(None, map(_byline, head.iter("{*}byline")))),
        language=root.get(XML_LANG, ""),
        section=_attribute(root, "pubdata", "position.section"),
    )


def _byline(element: Any) -> str:
    person = next(element.iter("{*}person"), element)
    return BY.sub("", _words(person), count=1)


def _attribute(root: Any, name: str, attribute: str) -> str:
    element = next(root.iter(f"{{*}}{name}"), None)
    return element.get(attribute, "") if element is not None else ""


# Both


def _first(element: Any, path: str) -> Any:
    """The first element at a path such as "itemMeta/title", in any namespace; None if there is none."""
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _text(element: Any, path: str) -> str:
    child = _first(element, path)
    return _words(child) if child is not None else ""


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
