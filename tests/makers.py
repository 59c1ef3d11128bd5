"""Functions that make small files and texts in each format, for all tests of reading."""

from __future__ import annotations

import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
from files import TEXT
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

MORE = "Nobody spoke of a date for the next round of them."

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Sample Herald</title><link>https://herald.example</link><language>en-GB</language>
<image><title>Logo</title></image>
<item><title>Talks end &amp; nobody agrees</title><link>https://herald.example/talks</link>
<dc:creator>Ann Lee</dc:creator><category>World</category><guid>https://herald.example/?p=7</guid>
<pubDate>Sun, 01 Nov 2020 09:30:00 +0100</pubDate><description>Short words.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><p style="display:none">Hidden.</p><script>x()</script><p>{MORE}</p>]]>
</content:encoded></item>
<item><title>Bridge opens</title><guid isPermaLink="false">n8</guid>
<description>&lt;p&gt;The bridge opened &lt;b&gt;today&lt;/b&gt;.&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Sample Herald</title>
<entry><title type="html">Talks &lt;i&gt;end&lt;/i&gt;</title><link rel="alternate" href="https://herald.example/talks"/>
<id>tag:herald.example,2020:7</id><published>2020-11-01T09:30:00Z</published><updated>2020-11-02T10:00:00Z</updated>
<author><name>Ann Lee</name></author><author><name>Bo Chan</name></author><category term="World"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p><p>{MORE}</p></div></content></entry>
<entry><title>Bridge opens</title><id>tag:herald.example,2020:8</id><updated>2020-11-03T00:00:00Z</updated>
<summary>The bridge opened.</summary><source><title>Sample Wire</title></source></entry></feed>"""

NEWS_ITEM = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" version="2" xml:lang="en"
guid="urn:newsml:wire.example:20201101:7">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="WIRE"><name>Sample Wire</name></provider>
<firstCreated>2020-11-01T09:30:00+01:00</firstCreated><versionCreated>2020-11-01T11:00:00+01:00</versionCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Talks end</headline><by>By Ann Lee</by><language tag="en-GB"/>
<subject qcode="medtop:11000000"><name>Politics</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body>
<body.head><hedline><hl1>Talks end</hl1></hedline></body.head>
<body.content><p>{TEXT}</p><media><caption>A table.</caption></media><p>{MORE}</p></body.content>
</body></nitf></inlineXML></contentSet></newsItem>"""

NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf xml:lang="en"><head>
<title>Not this</title>
<docdata><doc-id id-string="wire7"/><date.issue norm="20201101T093000+0100"/></docdata>
<pubdata name="Sample Herald" position.section="World"/></head>
<body><body.head><hedline><hl1>Talks <em>end</em></hl1></hedline><byline>By <person>Ann Lee</person></byline>
<distributor>Sample Wire</distributor></body.head>
<body.content><block><p>{TEXT}</p><hl2>Caf&eacute;</hl2><p>{MORE}</p></block></body.content></body></nitf>"""

USUAL = (
    "Headline,Body,Link,Publication,Pub Date,date_modified,BYLINE,lang,Category,views\n"
    f'Talks end,"{TEXT}",https://herald.example/1,Sample Herald,"Sun, 1 Nov 2020 09:30:00 +0100",2020-11-02,'
    "Ann Lee;Bo Chan,en,World,7\n"
)

LINES = [
    "The talks in Baku ended on Sunday without an agree-",
    "ment, said three people who had been in the room all",
    "day.",
    "Nobody spoke of a date for the next round of them, and",
    "the delegations left by the back door.",
]

WARC_URL = "https://herald.example/2020/talks"


def news_message(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header><sent>2020-11-01T12:00:00Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def mail(text: str = "", html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {
        "From": "Sample Herald <news@herald.example>",
        "Subject": "Talks end: “no date”",
        "Date": "Sun, 01 Nov 2020 09:30:00 +0100",
        "Message-ID": "<7@herald.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }.items():
        message[name] = value
    message.set_content(text or "See the page.", charset="iso-8859-15")
    if html:
        message.add_alternative(html, subtype="html")
        message.add_attachment(b"\0\1", maintype="image", subtype="png", filename="a.png")
    return message.as_bytes()


def saved(page: bytes, kind: str = 'text/html; charset="utf-8"', head: str = "") -> bytes:
    return (
        (
            f"From: <Saved by a browser>\r\nSubject: Talks end\r\n"
            f"{head}Date: Fri, 20 Nov 2026 09:00:00 -0000\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n"
            "Content-Location: https://herald.example/saved\r\n\r\n"
        ).encode()
        + page
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n"
    )


def parquet(path: Path, **columns: list[object]) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=1000)
    return path


def word(*paragraphs: str, title: str = "", author: str = "") -> bytes:
    """A Word document with these paragraphs."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return written(document)


def written(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(*pages: list[str], password: str = "", **properties: str) -> bytes:
    """A PDF with these lines on each page."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {NameObject(f"/{key}"): NameObject(f"/{of}") for key, of in
         {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}.items()}
    )  # fmt: skip
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 50 780 Td 14 TL {shown}ET".encode())
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(content)])
    writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def response(
    body: str | bytes,
    url: str = WARC_URL,
    status: str = "HTTP/1.1 200 OK",
    kind: str = "text/html",
    more: str = "",
) -> bytes:
    raw = body if isinstance(body, bytes) else body.encode()
    return warc_record("response", f"{status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + raw, url)


def warc_record(kind: str, block: bytes, url: str = WARC_URL) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"
