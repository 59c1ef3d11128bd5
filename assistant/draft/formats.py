"""The formats of drafts, and reading one from a file.

Every offset of a report counts characters of `Draft.text`: the text without its markup. For plain text this
is the text that was given, with "\\n" at the end of each line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from assistant.draft.blocks import Draft
from assistant.draft.html_text import html
from assistant.draft.markdown import markdown
from assistant.draft.plain import plain
from storage.errors import UsageError

Format = Literal["text", "markdown", "html"]

MAX_BYTES = 1_000_000  # of a file, and characters of a text

READERS: Mapping[Format, Callable[[str], Draft]] = MappingProxyType(
    {"text": plain, "markdown": markdown, "html": html}
)
SUFFIXES: Mapping[str, Format] = MappingProxyType(
    {
        "": "text",
        ".txt": "text",
        ".text": "text",
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
    }
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b", re.IGNORECASE)


def read_draft(text: str, form: Format = "text") -> Draft:
    """A draft from a text in one of the formats. Raises UsageError for an empty text, and for one of more
    than `MAX_BYTES` characters."""
    if not isinstance(text, str):
        raise UsageError(f"the text is {text!r}, expected a string")
    if form not in READERS:
        raise UsageError(f"the format is {form!r}, expected one of {', '.join(READERS)}")
    if len(text) > MAX_BYTES:
        raise UsageError(f"the text has {len(text):,} characters, over {MAX_BYTES:,}: check it in parts")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    draft = READERS[form](text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8"))
    if not any(map(str.isalnum, draft.text)):
        raise UsageError("the text is empty: give a text with at least one sentence")
    return draft


def read_bytes(raw: bytes, name: str = "") -> Draft:
    """A draft from the content of a file. Its format follows from the ending of `name`; a nameless one is
    plain text unless it begins as a web page. Raises UsageError for a file that is empty, too large or not
    text, and for a format that isn't known."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        endings = ", ".join(filter(None, SUFFIXES))
        raise UsageError(f"{name!r} isn't a text that can be checked: give a file of {endings}")
    if len(raw) > MAX_BYTES:
        raise UsageError(f"the file has more than {MAX_BYTES:,} bytes: check it in parts")
    text = _decoded(raw)
    form = SUFFIXES[suffix]
    return read_draft(text, "html" if form == "text" and _PAGE.match(text) else form)


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"the file isn't text in UTF-8 (byte 0x{raw[error.start]:02x} at {error.start}): save it as UTF-8"
        ) from error
    if "\0" in text:
        raise UsageError(f"the file is binary (a NUL character at {text.index(chr(0))}): give a text file")
    return text
