"""EML, mbox and MHTML (a page saved as a mail) -> raw articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any, BinaryIO, NamedTuple, cast

from ingest.dates.parse import published_and_updated
from ingest.decode import in_utf8
from ingest.formats.stream import BUFFER, MAX_DOCUMENT, Records, Stream, fingerprint, too_long
from ingest.formats.text import parse_text
from ingest.page.html import parse_html
from ingest.records import RawArticle
from storage.errors import ArticleRejected
from storage.urls import web_address

SEPARATOR = b"From "  # of an mbox, at the start of a line after an empty one
ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
HEADERS = (
    "Content-Language", "Content-Location", "Date", "From", "Message-ID", "Snapshot-Content-Location",
    "Subject",
)  # fmt: skip
LONGEST_HEADER = 998  # characters: the standard's longest line


class ShortHeaders(EmailPolicy):
    """Parses at most one line's length of a header, since the library takes seconds for kilobytes of
    garbage."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:LONGEST_HEADER])


class Mail(NamedTuple):
    """The decoded headers of a mail, and its body as HTML and as text; None for a missing part. A part is
    in UTF-8 if its header states a valid encoding."""

    headers: Mapping[str, str]
    html: bytes | None
    text: bytes | None


def parse_mail(raw: bytes) -> RawArticle:
    """A newsletter: the text of its HTML part, or of its text part if the HTML holds no article; headline,
    outlet and date from its headers. Raises ArticleRejected."""
    mail = _open(raw)
    published, _, note = published_and_updated(mail.headers["Date"], "")
    message_id = mail.headers["Message-ID"]
    article = replace(_body(mail), note=note, identity=f"mail {message_id}" if message_id else "")
    return article.with_fields(
        "mail",
        title=mail.headers["Subject"],
        outlet=_sender(mail.headers["From"]),
        published=published,
        language=mail.headers["Content-Language"],
    )


def parse_mhtml(raw: bytes) -> RawArticle:
    """Parse a page that a browser saved with its pictures. Its URL is the page's own, else the address
    that it was saved from. Raises ArticleRejected."""
    mail = _open(raw)
    if mail.html is None:
        raise ArticleRejected("no HTML part in this saved page")
    article = parse_html(mail.html)
    if not article.url:
        saved_from = mail.headers["Content-Location"] or mail.headers["Snapshot-Content-Location"]
        article = article.with_fields("saved page", url=web_address(saved_from))
    return article if article.title else article.with_fields("saved page", title=mail.headers["Subject"])


def read_mbox(stream: Stream) -> Records:
    """Read one article from each message."""
    number = 0
    for number, raw in enumerate(_messages(stream.content), 1):
        place = f"message {number}: "
        if raw is None:
            yield stream.rejection(too_long(MAX_DOCUMENT), place=place)
        else:
            yield stream.record(raw, parse_mail, place=place, item=fingerprint(raw), salt=stream.identity)
    if not number:
        raise ArticleRejected("no messages in this mailbox: lines that begin with 'From ' were expected")


def _messages(content: BinaryIO) -> Iterator[bytes | None]:
    """Yield each message of an mbox, and None for one that is too long."""
    lines: list[bytes] | None = None
    size = 0
    after_empty = True
    while line := content.readline(BUFFER):
        if after_empty and line.startswith(SEPARATOR):
            if lines is not None:
                yield _message(lines, size)
            lines, size = [], 0
        elif lines is not None:
            size += len(line)
            if size <= MAX_DOCUMENT:
                lines.append(line)
        after_empty = line in (b"\n", b"\r\n")
    if lines is not None:
        yield _message(lines, size)


def _message(lines: list[bytes], size: int) -> bytes | None:
    return ESCAPED.sub(rb"\1", b"".join(lines)) if size <= MAX_DOCUMENT else None


def _open(raw: bytes) -> Mail:
    try:
        message = cast(EmailMessage, message_from_bytes(raw, policy=ShortHeaders()))
        html, text = message.get_body(("html",)), message.get_body(("plain",))
        headers = {name: str(message.get(name, "")).strip() for name in HEADERS}
        if html is not None:
            headers["Content-Location"] = str(html.get("Content-Location", "")).strip()
        return Mail(headers, _content(html), _content(text))
    except Exception as error:  # the library raises errors of many kinds for hostile headers
        raise ArticleRejected(f"broken mail: {str(error)[:100]}") from error


def _content(part: MIMEPart | None) -> bytes | None:
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    return in_utf8(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")


def _body(mail: Mail) -> RawArticle:
    if mail.html is None and mail.text is None:
        raise ArticleRejected("a mail with neither an HTML part nor a text part")
    try:
        return parse_html(mail.html or b"")
    except ArticleRejected:
        if mail.text is None:
            raise
    return parse_text(mail.text)


def _sender(header: str) -> str:
    """The name of a sender: "Sample Herald <news@herald.example>" -> "Sample Herald". Without a name the
    domain: "herald.example"."""
    name, address = parseaddr(header)
    return name or address.rpartition("@")[2]
