"""The table of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from webchat.export.as_json import as_json
from webchat.export.bibtex import bibtex
from webchat.export.document import Document
from webchat.export.html import fragment, page
from webchat.export.markdown import markdown
from webchat.export.plain import plain
from webchat.export.references import STYLES as STYLES
from webchat.export.ris import ris
from webchat.export.word import word

Write = Callable[[Document, str], str | bytes]  # the document, and the style of its references


@dataclass(frozen=True, slots=True)
class Format:
    """`extension`: of a file to save; "" for a page that is shown. `has_style`: whether the style of the
    references matters. The label of a format is the text under "export." and its name."""

    extension: str
    media_type: str
    write: Write
    has_style: bool = True


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "markdown": Format("md", "text/markdown", markdown),
        "html": Format("html", "text/html", page),
        "print": Format("", "text/html", page),
        "word": Format("docx", DOCX, word),
        "plain": Format("txt", "text/plain", plain),
        "json": Format("json", "application/json", as_json),
        "bibtex": Format("bib", "application/x-bibtex", bibtex, False),
        "ris": Format("ris", "application/x-research-info-systems", ris, False),
    }
)
COPIED: Mapping[str, Callable[[Document, str], str]] = MappingProxyType(  # as text, to paste
    {"plain": plain, "markdown": markdown, "html": fragment}
)
