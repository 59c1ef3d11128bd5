"""A document as plain text."""

from __future__ import annotations

from assistant.text import one_line
from webchat.export.document import Block, Document, Paragraph, Source, Sources, Table
from webchat.export.references import reference


def plain(document: Document, style: str) -> str:
    """The document as on a terminal, with aligned tables."""
    return "\n\n".join([_block(block, style) for block in document.blocks]) + "\n"


def _block(block: Block, style: str) -> str:
    match block:
        case Table(headings, rows):
            return _table([headings, *rows])
        case Sources(sources):
            return "\n".join(_source(source, style) for source in sources)
        case Paragraph("note", text):
            return f"({one_line(text)})"
        case Paragraph():
            return " ".join(filter(None, [one_line(block.text), block.markers]))


def _source(source: Source, style: str) -> str:
    full = reference(source, style)
    return f"[{source.number}]{' ' if full.runs else chr(10)}{full.text.rstrip()}"


def _table(rows: list[tuple[str, ...]]) -> str:
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in clean)
    return "\n".join(line.rstrip() for line in lines)
