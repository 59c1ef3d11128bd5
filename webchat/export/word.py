"""A document for Word."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from webchat.export.document import Block, Document, Paragraph, Sources, Table
from webchat.export.references import reference

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

STYLES = {"question": "Heading 2", "quotation": "Quote", "contradiction": "Quote"}
BOLD, ITALIC = {"short", "about"}, {"filter", "note", "speaker"}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word(document: Document, style: str) -> bytes:
    """The document as a .docx file, with Word's own styles, so that a template can change them."""
    import docx

    written = docx.Document()
    written.core_properties.title = _clean(document.title)[:255]
    written.core_properties.author = ""
    written.core_properties.comments = ""
    if document.heading:
        written.add_heading(_clean(document.heading), 1)
    for block in document.blocks:
        _add(written, block, style)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def _add(written: WordDocument, block: Block, style: str) -> None:
    match block:
        case Table(headings, rows):
            table = written.add_table(0, len(headings), "Table Grid")
            for row in (headings, *rows):
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = _clean(text)
        case Sources(sources):
            for source in sources:
                paragraph = written.add_paragraph(f"[{source.number}] ")
                full = reference(source, style)
                paragraph.add_run(_clean(full.record))
                for part in full.runs:
                    paragraph.add_run(_clean(part.text)).italic = part.look == "italic" or None
        case Paragraph():
            paragraph = written.add_paragraph(style=STYLES.get(block.kind, "Normal"))
            run = paragraph.add_run(_clean(block.text))
            run.bold, run.italic = block.kind in BOLD or None, block.kind in ITALIC or None
            paragraph.add_run(f" {block.markers}" if block.numbers else "")


def _clean(text: str) -> str:
    """A text without the characters that XML can't hold."""
    return NOT_IN_XML.sub("", text)
