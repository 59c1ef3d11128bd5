"""A document as Markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text import one_line
from webchat.export.document import Block, Document, Paragraph, Source, Sources, Table
from webchat.export.references import Run, reference

SYNTAX = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
LEADING = re.compile(r"^(\d*)(?=[-+=.)])")  # digits before what would begin a list, a rule or a heading
FORMS = {
    "question": "## {}",
    "filter": "*{}*",
    "short": "**{}**",
    "speaker": "*{}*",
    "quotation": "> {}",
    "contradiction": "> {}",
    "note": "*{}*",
}


def markdown(document: Document, style: str) -> str:
    """Quotations as block quotes, with the numbers of their sources, which follow as a list."""
    heading = [f"# {escaped(document.heading)}"] if document.heading else []
    return "\n\n".join([*heading, *(_block(block, style) for block in document.blocks)]) + "\n"


def _block(block: Block, style: str) -> str:
    match block:
        case Table(headings, rows):
            return "\n".join(_table(headings, rows))
        case Sources(sources):
            return "\n".join(_source(source, style) for source in sources)
        case Paragraph():
            text = FORMS.get(block.kind, "{}").format(escaped(block.text))
            return " ".join(filter(None, [text, block.markers]))


def _table(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for row in (headings, ("---",) * len(headings), *rows):
        yield f"| {' | '.join(cell if cell == '---' else escaped(cell) for cell in row)} |"


def _source(source: Source, style: str) -> str:
    full = reference(source, style)
    if full.runs:
        return f"{source.number}. {''.join(map(_run, full.runs))}"
    fence = "`" * (max(map(len, re.findall(r"`+", full.record)), default=2) + 1)
    lines = [fence.ljust(3, "`"), *full.record.splitlines(), fence.ljust(3, "`")]
    indent = " " * len(f"{source.number}. ")
    return f"{source.number}. " + f"\n{indent}".join(lines)


def _run(run: Run) -> str:
    if run.look == "link":
        return f"<{run.text}>"
    text = SYNTAX.sub(r"\\\1", run.text)
    return f"*{text}*" if run.look == "italic" else text


def escaped(text: str) -> str:
    """A text on one line, which Markdown shows as it is."""
    return LEADING.sub(r"\1\\", SYNTAX.sub(r"\\\1", one_line(text)))
