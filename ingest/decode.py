"""Bytes -> text. Only importer of charset_normalizer."""

from __future__ import annotations

import codecs
import re

from storage.errors import ArticleRejected

BYTE_ORDER_MARKS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# <meta charset="..."> or <meta http-equiv="Content-Type" content="...; charset=...">, <?xml encoding="..."?>
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
DECLARED_WITHIN = 4096  # bytes; the HTML standard looks at 1024, real pages put scripts first
# Python also has codecs such as "hex", which give no text; they raise these.
UNREADABLE = (LookupError, UnicodeError)

# What the web uses, without the DOS code pages: charset-normalizer takes short Latin-1 for cp775.
PLAUSIBLE = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "latin_1", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_8", "iso8859_9", "iso8859_15",
    "koi8_r", "koi8_u", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp949", "cp874",
]  # fmt: skip

# Under this many bytes past ASCII there is too little to tell encodings apart: assume the West's commonest.
FEW_BYTES = 12
NOT_ASCII = re.compile(rb"[\x80-\xff]")


def decode(raw: bytes, *, markup: bool = False) -> str:
    """The text of a file: by its byte order mark, else as UTF-8, else by what its markup declares, else by
    detection. Raises ArticleRejected for what is empty, binary or undecodable.

    UTF-8 comes before what is declared: pages are often saved as UTF-8 with their old declaration, and hardly
    any text in another encoding reads as UTF-8 by chance.
    """
    if not raw.strip():
        raise ArticleRejected("the file is empty: an article was expected")
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode_as(raw, encoding)
    if b"\0" in raw:
        raise ArticleRejected(f"binary data (a NUL byte at {raw.index(0)}): text was expected")
    # Only in bytes past ASCII can UTF-8 be told: ISO-2022-JP has none.
    first = ["utf-8"] if NOT_ASCII.search(raw) else []
    for encoding in [*first, *(_declared(raw) if markup else ()), "utf-8"]:
        try:
            return raw.decode(encoding)
        except UNREADABLE:
            continue
    return _detect(raw)


def decode_utf8(raw: bytes) -> str:
    """The text of JSON, which is UTF-8 by its standard. Raises ArticleRejected."""
    if b"\0" in raw:
        raise ArticleRejected(f"binary data (a NUL byte at {raw.index(0)}): JSON was expected")
    return _decode_as(raw, "utf-8-sig")


def in_utf8(raw: bytes, encoding: str) -> bytes:
    """Bytes that a server sent and said to be in this encoding, which counts more than what their markup
    says, as UTF-8 with its mark. As they were when they have a mark or the server is wrong."""
    if raw.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        return raw
    for name in _usable(encoding):
        try:
            return codecs.BOM_UTF8 + raw.decode(name).encode()
        except UNREADABLE:
            continue
    return raw


def _decode_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleRejected(
            f"not {encoding.removesuffix('-sig').upper()} (byte 0x{raw[error.start]:02x} at {error.start}): "
            "save it as UTF-8"
        ) from error


def _declared(raw: bytes) -> list[str]:
    declared = DECLARED.search(raw, 0, DECLARED_WITHIN)
    return _usable(declared[1].decode("ascii")) if declared else []


def _usable(declared: str) -> list[str]:
    """The encoding that a declaration means: one, or none."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return []
    # Pages that say Latin-1 mean Windows' superset of it, as every browser takes it; and markup in ASCII
    # can't be in UTF-16, whatever it says.
    name = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name)
    return [] if name.startswith(("utf-16", "utf-32")) else [name]


def _detect(raw: bytes) -> str:
    if len(NOT_ASCII.findall(raw)) <= FEW_BYTES:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(raw, cp_isolation=PLAUSIBLE).best()
    if best is None:
        raise ArticleRejected("its encoding can't be told: save it as UTF-8")
    return str(best)
