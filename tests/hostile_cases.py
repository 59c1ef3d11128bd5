"""The table of hostile input, with the report about each."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
from files import TEXT, line, tarred, zipped
from hostile import Maker, all_of, case, file, link, tar_of, zip_of
from makers import LINES, pdf, response

from ingest.formats.read import FORMATS
from ingest.formats.stream import BOMB

EMPTY = "the file is empty: an article was expected"
NO_TEXT = "the text is empty: an article was expected"
TOO_LITTLE = "words are left without boilerplate, at least 5 were expected"
TOO_LONG = "more than 5,000,000 bytes: too much for one article"
MANY_TAGS = "more than 50,000 HTML tags: this is not one article"
MANY_BRACKETS = "more than 50,000 brackets of Markdown: this is not one article"
ENTITIES = "XML that declares entities of its own is not read: save it without them"
SUMMARY = 'note a.rss: entry 1: only the feed\'s summary ("Talks end")'
ARABIC = "أغلق ميناء إلم يوم الاثنين بعد العاصفة."
CHINESE = "埃尔姆港星期一因风暴关闭。市长说有四十二艘船受损。"
CONFLICT = (
    '<meta property="article:published_time" content="2018-05-05"><script type="application/ld+json">'
    '{"@type": "NewsArticle", "datePublished": "2020-11-01"}</script>'
)
XINCLUDE = '<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
ADDRESS = "https://herald.example/note"
VOYAGE = (
    "On day {} the ferry from Port Elm carried timber, mail and forty sheep past the lighthouse to the "
    "islands, and its captain wrote down that the sea had been calm all the way."
)
ELSEWHERE = ["../../out.txt", "/tmp/out.txt", "a\\..\\..\\out.txt", "C:/out.txt"]


def page(content: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article><p>{TEXT} {content} {TEXT}</p></article></body></html>"


def feed(content: str, declared: str = "") -> str:
    item = f"<item><title>Talks end</title><description>{content}</description></item>"
    return f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel>{item}</channel></rss>'


def note(content: str, url: str = ADDRESS) -> bytes:
    """The record of a note, in a WARC file."""
    return response(content, url, kind="text/plain")


def unseen(number: int, name: str = "a.txt") -> str:
    """The line about invisible characters."""
    characters = f"{number} invisible character{'' if number == 1 else 's'}"
    return f"hidden text was left out of {name}: {characters}"


def parquet(column: list[str]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": column}), buffer, compression="none")
    return buffer.getvalue()


def huge_dictionary() -> bytes:
    """Parquet with a dictionary of 1 text that claims to hold 2,147,483,647. The longer number in the header
    takes its bytes from the text."""
    head, texts = b"\x15\x0a\x15\x0a\x4c\x15\x02", b"\1\0\0\0T"  # 5 bytes, packed 5, 1 text; its length, it
    more, fewer = b"\x15\x02\x15\x02\x4c\x15\xfe\xff\xff\xff\x0f", b"T"
    return parquet(["T"] * 50).replace(head, more, 1).replace(texts, fewer, 1)


def text(content: str | bytes) -> Maker:
    return file("a.txt", content)


CASES = [
    # Next to nothing
    case("empty", text(""), f"rejected a.txt: {EMPTY}"),
    case("white space", text(" \n\t\r\n"), f"rejected a.txt: {EMPTY}"),
    case("nothing that shows", text("\u200b\u2060" * 50), f"rejected a.txt: too little text: 0 {TOO_LITTLE}"),
    case("one word", text("Harbour"), f"rejected a.txt: too little text: 1 {TOO_LITTLE}"),
    case("punctuation", text("!!! ??? ... --- ***"), f"rejected a.txt: too little text: 0 {TOO_LITTLE}"),
    case("nothing but emoji", text("😀 😀 😀 😀 😀 😀"), f"rejected a.txt: too little text: 0 {TOO_LITTLE}"),
    case("two signs of Chinese", text("港口"), f"rejected a.txt: too little text: 2 {TOO_LITTLE}"),
    # Bytes
    case(
        "NUL",
        text(f"{TEXT}\0"),
        f"rejected a.txt: binary data (a NUL byte at {len(TEXT)}): text was expected",
    ),
    case(
        "nothing but NUL", text(bytes(99)), "rejected a.txt: binary data (a NUL byte at 0): text was expected"
    ),
    case("0xFF", text(b"\xff" * 1000), f"rejected a.txt: too little text: 0 {TOO_LITTLE}"),
    case("0xFF in a text", text(TEXT.encode() + b" \xff"), "1 added", text=f"{TEXT} ÿ"),
    case(
        "UTF-16 without BOM",
        text(TEXT.encode("utf-16-le")),
        "rejected a.txt: binary data (a NUL byte at 1): text was expected",
    ),
    case(
        "UTF-16 cut in half a character",
        text(TEXT.encode("utf-16")[:-1]),
        f"rejected a.txt: not UTF-16 (byte 0x2e at {2 * len(TEXT)}): save it as UTF-8",
    ),
    case("undeclared Latin-1", text(f"{TEXT} Café.".encode("latin-1")), "1 added", text="Café."),
    case("UTF-8 cut in a character", text(f"{TEXT} Café".encode()[:-1]), "1 added", text=TEXT),
    case("overlong UTF-8", text(TEXT.encode() + b" \xc0\xaf"), "1 added", text=TEXT),
    case("surrogates in UTF-8", text(f"{TEXT} \ud83d\ude00"), "1 added", text=TEXT),
    case("lone surrogates", file("a.json", line(text=f"\ud83d{TEXT}\udc00")), "1 added", text=TEXT),
    # Size
    case("5 MB on one line", text(lambda: (f"{TEXT} " * 100_000)[:5_000_001]), f"rejected a.txt: {TOO_LONG}"),
    case("50 kB on one line", text(lambda: " ".join(map(VOYAGE.format, range(280)))), "1 added"),
    case(
        "nearly 5 MB on one line",
        text(lambda: " ".join(map(VOYAGE.format, range(27_700)))),
        "1 added",
        slow=True,
    ),
    case("50 kB without a full stop", text(f"{TEXT[:-1]} " * 900), "1 added"),
    case("500 kB without a full stop", text(lambda: f"{TEXT[:-1]} " * 9_000), "1 added", slow=True),
    case(
        "5 MB in one word", text(lambda: "x" * 5_000_000), f"rejected a.txt: too little text: 1 {TOO_LITTLE}"
    ),
    case("500 paragraphs", text("\n\n".join(f"Boat {n} sank." for n in range(500))), "1 added"),
    case(
        "50,000 paragraphs",
        text(lambda: "\n\n".join(f"Boat {n} sank." for n in range(50_000))),
        "1 added",
        slow=True,
    ),
    case(
        "50,000 paragraphs of a page",
        file("a.html", lambda: "<p>x</p>" * 50_000),
        f"rejected a.html: {MANY_TAGS}",
    ),
    case(
        "200,000 links of a page",
        file("a.html", lambda: page("<a href=/x>x</a> " * 200_000)),
        f"rejected a.html: {MANY_TAGS}",
    ),
    case(
        "200,000 links of Markdown",
        file("a.md", lambda: "[a](b) " * 200_000),
        f"rejected a.md: {MANY_BRACKETS}",
    ),
    case("a headline of 10 KB", file("a.json", line(title="Harbour closed " * 700)), "1 added"),
    case(
        "a headline of 10 KB on a page",
        file("a.html", page("", f"<title>{'Harbour closed ' * 700}</title>")),
        "1 added",
    ),
    case("a first line of 10 KB", text(f"{'Harbour closed ' * 700}\n\n{TEXT}"), "1 added"),
    case("10,000 authors", file("a.json", line(authors=[f"A. {n}" for n in range(10_000)])), "1 added"),
    case("a URL of 100 KB", file("a.json", line(url=f"https://herald.example/{'x' * 100_000}")), "1 added"),
    case(
        "100,000 columns",
        file("a.csv", f"{'c,' * 100_000}text\n{',' * 100_000}{TEXT}\n"),
        "1 added",
        text=TEXT,
    ),
    # Nesting, and text that could slow a pattern down
    case(
        "a page of 20,000 levels",
        file("a.html", "<div>" * 20_000 + page("")),
        "rejected a.html: no article text was found in this HTML page",
    ),
    case(
        "an entry of 20,000 levels",
        file("a.rss", feed("&lt;div&gt;" * 20_000 + TEXT)),
        "rejected a.rss: entry 1: the text is empty: an article was expected",
    ),
    case(
        "XML of 100,000 levels",
        file("a.xml", "<nitf>" + "<p>" * 100_000),
        "rejected a.xml: broken XML: Excessive depth in document: 256…",
    ),
    case(
        "JSON of 100,000 levels",
        file("a.jsonl", '{"text": ' + "[" * 100_000 + f"\n{line()}"),
        "1 added",
        "rejected a.jsonl: line 1: broken JSON: maximum recursion depth exceeded…",
    ),
    case("links never ended", file("a.md", "[" * 500_000), f"rejected a.md: {MANY_BRACKETS}"),
    case(
        "comments never ended",
        file("a.md", "<!--" * 500_000),
        f"rejected a.md: {MANY_TAGS}",
    ),
    case(
        "stars never ended",
        file("a.md", "**- " * 20_000),
        f"rejected a.md: too little text: 0 {TOO_LITTLE}",
    ),
    case(
        "200,000 stars never ended",
        file("a.md", "**- " * 200_000),
        f"rejected a.md: too little text: 0 {TOO_LITTLE}",
        slow=True,
    ),
    case("500,000 spaces in a heading", file("a.md", f"# -{' ' * 500_000}-"), f"rejected a.md: {NO_TEXT}"),
    case(
        "500,000 spaces in front matter",
        file("a.md", f"---\ntitle: -{' ' * 500_000}-\n---\n{TEXT}"),
        "1 added",
        "note a.md: title in the front matter can't be read: more than 3,000 characters",
        text=TEXT,
    ),
    case("a million accents on a letter", text(f"{TEXT} a" + "\u0315\u0300" * 500_000), "1 added", text=TEXT),
    # Dates
    case(
        "the future",
        file("a.json", line(published="2099-01-01")),
        "1 added",
        "note a.json: published 2099-01-01 lies too far ahead: left out",
    ),
    case(
        "a file of the future",
        file("2099-01-01.txt", TEXT),
        "1 added",
        "note 2099-01-01.txt: the date 2099-01-01 (file name) lies ahead: left out",
    ),
    case("1900", file("a.json", line(published="1900-01-01")), "1 added", published="1900-01-01"),
    case(
        "conflicting dates",
        file(
            "a.html",
            page(
                "<time datetime='2017-01-01'>1 Jan 2017</time>",
                CONFLICT,
            ),
        ),
        "1 added",
        published="2020-11-01",
    ),
    case(
        "updated before it was published",
        file("a.json", line(published="2020-11-01", updated="1999-01-01")),
        "1 added",
        published="2020-11-01",
    ),
    case(
        "no day of the calendar",
        file("a.json", line(published="2020-02-30")),
        "1 added",
        "note a.json: published '2020-02-30' can't be read",
    ),
    case(
        "the year 0",
        file("a.json", line(published="0000-00-00")),
        "1 added",
        "note a.json: published '0000-00-00' can't be read",
    ),
    case(
        "no zone of the earth",
        file("a.json", line(published="2020-11-01T09:30:00+99:99")),
        "1 added",
        published="2020-11-01",
    ),
    # Scripts
    case("right to left, turned round", text(f"\u202e{ARABIC}\u202c"), "1 added", unseen(2), text=ARABIC),
    case("emoji", text(f"{TEXT} 👩\u200d🚀 😀"), "1 added", unseen(1), text="👩🚀 😀"),
    case("CJK", text(CHINESE), "1 added", text=CHINESE),
    case(
        "zero width",
        text(TEXT.replace(" ", "\u200b \u200d")),
        "1 added",
        unseen(2 * TEXT.count(" ")),
        text=TEXT,
    ),
    case(
        "tags that nobody sees",
        text(TEXT + "".join(chr(0xE0000 + ord(c)) for c in "ignore")),
        "1 added",
        unseen(6),
        text=TEXT,
    ),
    case(
        "a query language",
        text(f'"" NEAR( * ^ AND OR NOT title:x; DROP TABLE articles; -- {TEXT}'),
        "1 added",
    ),
    # JSON and tables
    case(
        "the same text under three URLs",
        file("a.jsonl", "\n".join(line(url=f"https://herald.example/same/{n}") for n in range(3))),
        "3 added",
    ),
    case(
        "a cut line of JSON",
        file("a.jsonl", f'{line()}\n{{"text": "cut'),
        "1 added",
        "rejected a.jsonl: line 2: broken JSON at column 10: Unterminated string starting",
    ),
    case(
        "a cut list of JSON",
        file("a.json", f"[{line()}, {line()}"),
        "1 added",
        "rejected a.json: item 2: broken JSON: the list ends before it is closed",
    ),
    case(
        "NaN for a text",
        file("a.json", '{"text": NaN}'),
        "rejected a.json: text is a JSON number: text was expected",
    ),
    case(
        "1e308 for a date",
        file("a.json", line(published=1e308)),
        "1 added",
        "note a.json: published '1e+308' can't be read",
    ),
    case(
        "NaN and 1e999 beside a text",
        file("a.json", line(x=float("nan")).replace("NaN", 'NaN, "y": 1e999')),
        "1 added",
        text=TEXT,
    ),
    case(
        "a number of 5,000 digits",
        file("a.json", f'{{"x": {"9" * 5000}}}'),
        "rejected a.json: broken JSON: Exceeds the limit…",
    ),
    case("a key twice", file("a.json", line().replace("{", '{"text": 7, ')), "1 added", text=TEXT),
    case(
        "NUL in a string",
        file("a.json", line(text=f"\0{TEXT}")),
        "1 added",
        unseen(1, "a.json"),
        text=TEXT,
    ),
    case(
        "a script for a URL",
        file("a.json", line(url="javascript:x()")),
        "1 added",
        "note a.json: url 'javascript:x()' is no http:// or https:// address",
    ),
    case(
        "CSV with broken quotes",
        file("a.csv", f'title,text\nA,"{TEXT}" and more\nB,{TEXT}\n'),
        "1 added",
        "rejected a.csv: row 1: broken CSV: ',' expected after '\"'",
    ),
    case(
        "CSV with a quote never closed",
        file("a.csv", f'text\n{TEXT}\n"{TEXT}\n{TEXT}\n'),
        "1 added",
        "rejected a.csv: row 2: broken CSV: unexpected end of data",
    ),
    case(
        "a column that steers a terminal",
        file("a.csv", "\x1b[2J\nx\n"),
        r"rejected a.csv: no column for text: the columns are \x1b[2J; name one with --map text=COLUMN",
    ),
    # Archives
    case(
        "a gzip bomb",
        file("a.txt.gz", lambda: gzip.compress(bytes(1_000_000)) * 200),
        f"rejected a.txt.gz: {TOO_LONG}",
    ),
    case(
        "a gzip bomb of 1 KB",
        file("a.txt.gz.gz", lambda: gzip.compress(gzip.compress(bytes(1_000_000)) * 200)),
        f"rejected a.txt.gz.gz: unknown format: readable are {', '.join(FORMATS)}, each also with .gz",
        paths=("a.txt.gz.gz",),
    ),
    case(
        "a zip bomb of 200 bytes",
        file("a.zip", zip_of({"a.txt": lambda: bytes(30_000_000), "b.txt": TEXT}, zipfile.ZIP_BZIP2)),
        "1 added",
        f"rejected a.zip: member a.txt: 48 bytes that unpack to 30,000,000: {BOMB}",
    ),
    case(
        "gzip cut off",
        file("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)[:-20]),
        "rejected a.txt.gz: damaged gzip data: Compressed file ended before …",
    ),
    case(
        "zip cut off",
        file("a.zip", lambda: zip_of({"a.txt": TEXT})()[:-30]),
        "rejected a.zip: damaged zip archive: File is not a zip file",
    ),
    case(
        "zip slip",
        lambda folder: zipped(
            folder / "a.zip", dict.fromkeys([*ELSEWHERE, f"{folder.parent}/out.txt"], TEXT)
        ),
        "5 added",
    ),
    case(
        "tar slip",
        lambda folder: tarred(
            folder / "a.tar", dict.fromkeys([*ELSEWHERE, f"{folder.parent}/out.txt"], TEXT)
        ),
        "5 added",
    ),
    case(
        "a link in a tar",
        file("a.tar", tar_of("a.txt", kind=tarfile.SYMTYPE, to="/etc/hostname")),
        "rejected a.tar: nothing in this archive has a readable format",
    ),
    case(
        "zip in zip",
        file("a.zip", zip_of({"b.zip": zip_of({"c.txt": TEXT}), "d.txt": TEXT})),
        "1 added",
        "rejected a.zip: member b.zip: an archive inside an archive: unpack it first",
    ),
    case(
        "a member's name that is no text",
        file("a.tar", tar_of(b"caf\xe9.txt", TEXT.encode())),
        "1 added",
        text=TEXT,
    ),
    # Parquet, PDF, XML, WARC
    case(
        "a page of Parquet that asks for 34 GB",
        file("a.parquet", huge_dictionary),
        "rejected a.parquet: damaged Parquet data: needed more than 1,000 MB of memory to read",
    ),
    case(
        "an encrypted PDF",
        file("a.pdf", pdf(LINES, password="secret")),
        "rejected a.pdf: an encrypted PDF: save it without a password",
    ),
    case("a cut PDF", file("a.pdf", pdf(LINES)[:300]), "rejected a.pdf: damaged PDF: …"),
    case(
        "an entity bomb",
        file("a.rss", feed("&b;", f'<!DOCTYPE rss [<!ENTITY a "{"a" * 99}"><!ENTITY b "{"&a;" * 99}">]>')),
        f"rejected a.rss: {ENTITIES}",
    ),
    case(
        "XXE in a feed",
        file("a.rss", feed("&a;", '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>')),
        f"rejected a.rss: {ENTITIES}",
    ),
    case(
        "XXE by a parameter",
        file("a.rss", feed(TEXT, '<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>')),
        f"rejected a.rss: {ENTITIES}",
    ),
    case(
        "a feed with a DTD elsewhere",
        file("a.rss", feed(TEXT, '<!DOCTYPE rss SYSTEM "file:///etc/hostname">')),
        "1 added",
        SUMMARY,
        text=TEXT,
    ),
    case(
        "XXE in a page",
        file("a.html", f'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname">]>{page("")}'),
        "1 added",
    ),
    case(
        "XInclude",
        file(
            "a.xml",
            f"<nitf><body><body.content><p>{TEXT}</p>{XINCLUDE}</body.content></body></nitf>",
        ),
        "1 added",
        text=TEXT,
    ),
    case(
        "a cut WARC record",
        file("a.warc", note(TEXT) + note(TEXT * 9)[:-99]),
        "1 added",
        f"rejected a.warc: {ADDRESS}: a WARC record cut off: …",
        text=TEXT,
    ),
    case(
        "a WARC record of -1 bytes",
        file("a.warc", b"WARC/1.0\r\nContent-Length: -1\r\n\r\n" + note(TEXT, f"{ADDRESS}/2")),
        "1 added",
        "rejected a.warc: a WARC record with the length '-1'",
    ),
    # Files and their names
    case(
        "a link to itself",
        link("a.txt", "a.txt"),
        "rejected a.txt: can't be read: Too many levels of symbolic links",
    ),
    case(
        "a link to nothing",
        link("a.txt", "nothing"),
        "rejected a.txt: can't be read: No such file or directory",
    ),
    case("folders in a circle", all_of(text(TEXT), link("b", ".")), "1 added"),
    case(
        "a pipe",
        lambda folder: os.mkfifo(folder / "a.txt"),
        "rejected a.txt: can't be read: not a regular file",
    ),
    case(
        "an endless device", link("a.txt", "/dev/zero"), "rejected a.txt: can't be read: not a regular file"
    ),
    case(
        "a file that fails while it is read",
        link("a.txt", "/proc/self/mem"),
        "rejected a.txt: can't be read: Input/output error",
    ),
    case(
        "a file that nobody may read",
        all_of(text(TEXT), lambda folder: (folder / "a.txt").chmod(0)),
        "rejected a.txt: can't be read: Permission denied",
        forbidden=True,
    ),
    case(
        "a folder that nobody may open",
        lambda folder: (folder / "b").mkdir(0),
        "rejected b: can't open this folder: Permission denied",
        forbidden=True,
    ),
    case(
        "a file that vanishes",
        text(TEXT),
        "rejected a.txt: can't be read: No such file or directory",
        meanwhile=lambda folder: (folder / "a.txt").unlink(),
    ),
    case(
        "a folder that vanishes",
        text(TEXT),
        "rejected a.txt: can't be read: No such file or directory",
        meanwhile=shutil.rmtree,
    ),
    case(
        "a file that becomes another",
        text(TEXT),
        "1 added",
        meanwhile=text(f"{TEXT} {TEXT}"),
        text=f"{TEXT} {TEXT}",
    ),
    case("a name that is no text", file(b"caf\xe9.txt", TEXT), "1 added", text=TEXT),
    case("a rejected name that is no text", file(b"caf\xe9.txt", ""), rf"rejected caf\udce9.txt: {EMPTY}"),
    case("a name that steers a terminal", file("\x1b[2J\na.txt", ""), rf"rejected \x1b[2J\na.txt: {EMPTY}"),
]
