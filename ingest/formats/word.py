"""Word documents -> raw articles. Only importer of python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.formats.pdf import NO_TITLE
from ingest.formats.stream import BOMB, MAX_RATIO, RATIO_FREE
from ingest.records import RawArticle
from storage.errors import ArticleRejected

HEADLINES = ("Title", "Heading 1")  # the styles of a headline


def parse_word(raw: bytes) -> RawArticle:
    """The paragraphs and table cells of a .docx file, without hidden text. A first paragraph in the style of
    a headline is the title, else the document's property is.

    Raises ArticleRejected for a file that is encrypted, damaged, a bomb, or without text.
    """
    _expect_honest(raw)
    try:
        paragraphs, properties = _read(raw)
    except Exception as error:  # the library raises errors of many kinds for damaged files
        raise ArticleRejected(f"damaged Word document: {str(error)[:200]}") from error
    title = str(properties.title or "").strip()
    title = "" if NO_TITLE.match(title) else title
    if paragraphs and paragraphs[0][0] in HEADLINES:
        title = paragraphs.pop(0)[1]
    text = "\n\n".join(text for _, text in paragraphs)
    if not text:
        raise ArticleRejected("no text in this Word document")
    authors = tuple(name.strip() for name in str(properties.author or "").split(";") if name.strip())
    article = RawArticle(text=text, headline_inside=not title)
    return article.with_fields("docx", title=title, authors=authors)


def _expect_honest(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        if raw.startswith(b"\xd0\xcf\x11\xe0"):  # the old format, in which encrypted files are wrapped too
            raise ArticleRejected("an encrypted or old Word document: save it as .docx") from error
        raise ArticleRejected(f"damaged Word document: {error}") from error
    if unpacked > RATIO_FREE + MAX_RATIO * len(raw):
        raise ArticleRejected(f"{len(raw):,} bytes that unpack to {unpacked:,}: {BOMB}")


def _read(raw: bytes) -> tuple[list[tuple[str, str]], Any]:
    """The style and the text of each paragraph with text, and the document's properties."""
    import docx

    document = docx.Document(io.BytesIO(raw))
    return [pair for pair in _paragraphs(document) if pair[1]], document.core_properties


def _paragraphs(container: Any) -> Iterator[tuple[str, str]]:
    """The paragraphs of a document or a cell in reading order, and those of the tables between them."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            cells = {cell._tc: cell for row in block.rows for cell in row.cells}
            for cell in cells.values():
                yield from _paragraphs(cell)
        else:
            yield block.style.name, _visible(block)


def _visible(paragraph: Any) -> str:
    """The text of a paragraph without its hidden runs."""
    runs = (run for part in paragraph.iter_inner_content() for run in getattr(part, "runs", [part]))
    return "".join(run.text for run in runs if not run.font.hidden).strip()
