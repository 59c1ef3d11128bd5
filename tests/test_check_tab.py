"""The Check a text tab without a browser: the report as HTML, its links and files, and its errors."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, put

from assistant import Assistant
from assistant.draft import Report
from storage import Store
from storage.errors import StoreError
from webchat.check import (
    MAX_CHARACTERS,
    CheckView,
    check_file,
    check_text,
    failed,
    parts_of,
    progress_line,
    report_html,
)
from webchat.page import alert
from webchat.texts import speaking, t

DRAFT = (
    "The storm\n\nMayor Ruth Vance said 24 boats were damaged by the storm. The lighthouse was not hit.\n"
    "Ida Storm won the chess tournament in Oslo in 1997. Who pays?"
)


@pytest.fixture
def assistant(newsroom: Store) -> Assistant:
    return Assistant(newsroom)


@pytest.fixture
def page(assistant: Assistant) -> str:
    return check_text(assistant, DRAFT, unwatched).report


def unwatched(done: int, claims: int) -> None:
    assert 0 < done <= claims


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_the_text_is_marked_sentence_by_sentence(page: str) -> None:
    claims = re.findall(r'<a class="claim ([\w-]+)" id="k-(\d)" href="#v-(\d)" title="([^"]+)">', page)
    assert claims == [
        ("contradicted", "2", "2", "differs"),
        ("supported", "3", "3", "supported"),
        ("not-said", "4", "4", "not in the articles"),
    ]
    assert re.findall(r'<span class="no-claim" title="([^"]+)">', page) == [
        "This is a heading.",
        "This is a question.",
    ]
    assert re.findall(r'class="sign" aria-hidden="true">(.)<', page) == ["≠", "✓", "?"]


def test_the_reasons_are_in_the_language_of_the_page(assistant: Assistant) -> None:
    with speaking("de"):
        page = check_text(assistant, DRAFT, unwatched).report
    titles = re.findall(r'<span class="no-claim" title="([^"]+)">', page)
    assert titles == ["Das ist eine Überschrift.", "Das ist eine Frage."]
    assert '<p class="why">Im Artikel steht 42, nicht 24.</p>' in page
    assert '<p class="why">Kein Satz in den Artikeln kommt dem nahe.</p>' in page


def test_each_claim_has_its_card_with_the_quotation(page: str) -> None:
    cards = re.findall(r'<article class="card" id="v-(\d)".*?</article>', page)
    assert cards == ["2", "3", "4"]
    wrong = page[page.index('id="v-2"') : page.index('id="v-3"')]
    assert "Mayor Ruth Vance said <mark>42</mark> boats were damaged by the storm." in wrong
    assert '<td dir="auto">24</td><td dir="auto">42</td>' in wrong
    assert f'data-id="{HARBOUR.id}"' in wrong
    assert 'href="#k-2"' in wrong


def test_the_text_is_shown_as_it_was_given(assistant: Assistant, page: str) -> None:
    draft = page[page.index('class="draft"') : page.index('class="verdicts"')]
    shown = re.sub(r'<span class="(?:sign|spoken)".*?</span>', "", draft)
    assert text_of(shown[shown.index(">") + 1 : shown.rindex("</div>")]) == DRAFT


def test_a_report_is_saved_as_three_files(page: str) -> None:
    files = re.findall(r'<a href="data:([\w/]+);charset=utf-8;base64,([\w+/=]+)" download="([\w.]+)">', page)
    assert [(kind, name) for kind, _, name in files] == [
        ("text/markdown", "checked.md"),
        ("text/csv", "checked.csv"),
        ("application/json", "checked.json"),
    ]
    markdown, table, written = (b64decode(content).decode() for _, content, _ in files)
    assert markdown.startswith("# Checked text")
    assert table.startswith("\ufeffstart,end,verdict")
    assert json.loads(written)["counts"]["contradicted"] == 1


def test_a_saved_document_is_in_the_language_of_its_reader(assistant: Assistant) -> None:
    with speaking("de"):
        page = check_text(assistant, "Mayor Ruth Vance said 24 boats were damaged by the storm.", unwatched)
    content = re.search(r"data:text/markdown;charset=utf-8;base64,([\w+/=]+)", page.report)
    assert content
    written = b64decode(content[1]).decode()
    assert written.startswith(
        "# Geprüfter Text\n\n1 Aussage: 0 belegt, 1 abweichend, 0 nicht in den Artikeln\n"
    )
    assert "**≠ weicht ab:** Mayor Ruth Vance" in written
    assert "- 24: im Artikel steht 42" in written
    assert "Tidings, 4. März 2024: Storm closes harbour" in written
    assert "says" not in written


def test_text_and_articles_are_escaped(store: Store, embedder: HashingEmbedder) -> None:
    text = "The lighthouse <img src=x onerror=alert(1)> was not hit by 24 boats."
    put(store, embedder, replace(HARBOUR, text=text, title="<script>x</script>", outlet='"><b>'))
    page = check_text(Assistant(store), text.replace("24", "42"), unwatched).report
    assert "<img" not in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_file_is_read_by_its_ending(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "draft.html").write_text("<h1>Storm</h1><p>The <b>lighthouse</b> was not hit.")
    page = check_file(assistant, str(tmp_path / "draft.html"), unwatched).report
    assert "1 claim: 1 supported, 0 differs, 0 not in the articles" in page


def test_errors_are_told_in_the_page(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "draft.pdf").write_bytes(b"%PDF")
    (tmp_path / "draft.txt").write_bytes(b"a\0b")
    long = check_text(assistant, "word " * (MAX_CHARACTERS // 5 + 1), unwatched)
    assert check_text(assistant, " \n", unwatched) == CheckView("", alert(t("check.nothing")))
    assert "at most 100,000 characters, and this text has 100,005" in long.error
    assert "give a file of .txt" in check_file(assistant, str(tmp_path / "draft.pdf"), unwatched).error
    assert "binary" in check_file(assistant, str(tmp_path / "draft.txt"), unwatched).error
    assert failed() == CheckView("", alert(t("check.failed")))


def test_a_store_that_fails_is_told(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    assistant.store.close()
    view = check_text(assistant, DRAFT, unwatched)
    assert view.report == ""
    assert 'role="alert"' in view.error
    assert StoreError.__name__ in caplog.text


def test_parts_may_overlap_and_stick_out() -> None:
    cut = parts_of("0123456789", [(4, 6), (5, 8), (9, 14)])
    assert [(part.text, part.differs) for part in cut] == [
        ("0123", False), ("45", True), ("67", True), ("8", False), ("9", True),
    ]  # fmt: skip


def test_progress_and_an_empty_report() -> None:
    assert progress_line(12, 1_045) == "12 of 1,045 claims"
    assert "0 claims" in report_html(Report("?", ()))
