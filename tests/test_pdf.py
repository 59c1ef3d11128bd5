"""PDF: lines joined to paragraphs, document properties, unreadable files."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pypdf
import pytest
from files import TEXT, only, peak_memory, reasons, write
from makers import LINES, pdf
from pypdf.generic import DecodedStreamObject, NameObject

from ingest.formats.pdf import mended

PARAGRAPHS = [
    "The talks in Baku ended on Sunday without an agreement, said three people who had been in the room "
    "all day.",
    "Nobody spoke of a date for the next round of them, and the delegations left by the back door.",
]


@pytest.mark.parametrize("name", ["a.pdf", "a.pdf.gz"])
def test_text_and_properties(tmp_path: Path, name: str):
    made = "D:20261120090000Z"  # the day of printing
    raw = pdf(LINES, Title="Talks end", Author="Ann Lee; Bo Chan", CreationDate=made, ModDate=made)
    article = only(write(tmp_path / name, raw))
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.authors) == ("Talks end", ("Ann Lee", "Bo Chan"))
    assert (article.published, article.updated) == ("", "")
    assert article.origins == {"title": "pdf", "authors": "pdf"}


@pytest.mark.parametrize("title", ["Microsoft Word - talks.docx", "untitled", "Talks_v2.indd", ""])
def test_titles_from_programs_are_ignored(tmp_path: Path, title: str):
    assert only(write(tmp_path / "a.pdf", pdf(LINES, Title=title))).title == ""


@pytest.mark.parametrize("raw", [pdf(LINES), b"%PDF-1.4 damaged"])
def test_the_log_level_of_the_library_is_restored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, raw: bytes
):
    with caplog.at_level(logging.INFO, logger="pypdf"):
        reasons(write(tmp_path / "a.pdf", raw))
        assert logging.getLogger("pypdf").level == logging.INFO
    assert caplog.records == []


# Lines


def test_paragraphs_continue_across_pages_without_headers_and_footers():
    pages = [
        f"Sample Herald 1 Nov\n{LINES[0]}\nPage 1 of 3",
        f"Sample Herald 1 Nov\n{LINES[1]}\n{LINES[2]}\n2",
        f"Sample Herald 1 Nov\n{LINES[3]}\n{LINES[4]}\n3",
    ]
    assert list(mended(pages)) == PARAGRAPHS


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["One.", "", "Two."], ["One.", "Two."]),
        (["Talks end", *LINES], ["Talks end", *PARAGRAPHS]),  # a headline is short, a new start follows
        (
            ["well-", "Known words that go on to the end of this line"],
            ["well- Known words that go on to the end of this line"],
        ),
        ([], []),
        (["7"], []),
    ],
)
def test_lines_and_paragraphs(lines: list[str], paragraphs: list[str]):
    assert list(mended(["\n".join(lines)])) == paragraphs


# Unreadable files


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (pdf([]), "no text in this PDF: it is scanned, and would have to be recognised first"),
        (b"", "damaged PDF: "),
        (b"%PDF-1.7 nothing", "damaged PDF: "),
    ],
    ids=["scanned", "empty", "nothing"],
)
def test_unreadable_files_are_rejected_with_a_reason(tmp_path: Path, raw: bytes, reason: str):
    (rejection,) = reasons(write(tmp_path / "a.pdf", raw))
    assert rejection.startswith(reason)


def test_a_file_with_too_many_pages_is_rejected(tmp_path: Path):
    raw = pdf(*[[TEXT]] * 301)
    assert reasons(write(tmp_path / "a.pdf", raw)) == ["301 pages: more than 300 are not one article"]


def test_a_stream_bomb_is_rejected(tmp_path: Path):
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    content = DecodedStreamObject()
    content.set_data(b" " * 200_000_000)
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    buffer = io.BytesIO()
    writer.write(buffer)
    del content, writer, page
    path = write(tmp_path / "a.pdf", buffer.getvalue())
    assert path.stat().st_size < 1_000_000
    rejections: list[str] = []
    assert peak_memory(lambda: rejections.extend(reasons(path))) < 200_000_000
    assert rejections
