"""`python -m assistant --check FILE`, and a report as text, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, put

from assistant import Assistant
from assistant.__main__ import main
from assistant.draft import Report
from assistant.draft.command import progress_on
from assistant.draft.exports import COLUMNS, to_csv, to_markdown, to_text
from storage import Store
from storage.settings import Settings

DRAFT = (
    "Mayor Ruth Vance said 24 boats were damaged by the storm. The lighthouse was not hit. Who pays?\n"
    "Ida Storm won the chess tournament in Oslo in 1997.\n"
)


@pytest.fixture
def folder(newsroom: Store) -> Path:
    newsroom.close()
    return newsroom.folder


@contextmanager
def opened(folder: Path, _: Settings) -> Iterator[Assistant]:
    with Store.open(folder, embedder=HashingEmbedder(), create=False) as store:
        yield Assistant(store)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command. Returns its exit status, its output, and its errors."""
    try:
        status = main([str(argument) for argument in arguments], opened)
    except SystemExit as left:
        status = int(str(left.code))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_file_is_checked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.md").write_text(f"# Storm\n\n{DRAFT}")
    status, output, errors = run(capsys, "--check", tmp_path / "draft.md", "--store", folder)
    assert status == 1
    assert output.startswith(
        "≠ differs: Mayor Ruth Vance said 24 boats were damaged by the storm.\n"
        "    The passage says 42, not 24.\n"
        "    - 24: the article says 42\n"
        "    [1] “Mayor Ruth Vance said 42 boats were damaged by the storm.”\n"
        "        Tidings, 4 March 2024: Storm closes harbour\n"
        "\n"
        "✓ supported: The lighthouse was not hit.\n"
    )
    assert output.endswith("3 claims: 1 supported, 1 differs, 1 not in the articles\n")
    assert errors.endswith("checked 3 of 3 claims\n")


@pytest.mark.parametrize(("text", "share", "status"), [
    ("The lighthouse was not hit.", None, 0),
    ("The lighthouse was not hit.", "1", 0),
    (DRAFT, "0.3", 0),
    (DRAFT, "0.5", 1),
    ("Ida Storm won the chess tournament in Oslo in 1997.", None, 0),
])  # fmt: skip
def test_the_exit_status(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    share: str | None,
    status: int,
) -> None:
    (tmp_path / "draft.txt").write_text(text)
    options = ["--fail-under", share] if share else []
    assert run(capsys, "--check", tmp_path / "draft.txt", "--store", folder, *options)[0] == status


def test_standard_input_and_json(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b"<html><p>The <b>lighthouse</b> was not hit."))
    )
    status, output, _ = run(capsys, "--check", "-", "--store", folder, "--json", "--outlet", "Tidings")
    printed = json.loads(output)
    assert status == 0
    assert printed["text"] == "The lighthouse was not hit."
    assert printed["sentences"][0]["verdict"] == "supported"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("draft.txt", None, "can't be read: No such file"),
        ("draft.txt", b"", "the text is empty"),
        ("draft.txt", b"\0\1", "binary"),
        ("draft.txt", b"word " * 200_001, "the file has more than 1,000,000 bytes"),
        ("draft.docx", b"PK", "give a file of .txt"),
    ],
)
def test_a_file_that_cannot_be_checked_is_wrong_usage(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    message: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, output, errors = run(capsys, "--check", tmp_path / name, "--store", folder)
    assert (status, output) == (2, "")
    assert message in errors
    assert errors.startswith("error: ")  # the options were right: their list would hide the reason


@pytest.mark.parametrize(
    "arguments", [["--fail-under", "0.5"], ["--check", "-", "--fail-under", "80"], ["Who?", "--check", "-"]]
)
def test_options_that_make_no_sense_are_wrong_usage(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(capsys, *arguments, "--store", folder)[0] == 2


def test_progress_is_one_line_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    tell = progress_on(terminal)
    tell(1, 2)
    tell(2, 2)
    assert terminal.getvalue() == "\rchecked 1 of 2 claims\rchecked 2 of 2 claims\n"


@pytest.fixture
def report(newsroom: Store) -> Report:
    return Assistant(newsroom).check(DRAFT)


def test_a_report_as_markdown(report: Report) -> None:
    written = to_markdown(report)
    assert written.startswith("# Checked text\n\n3 claims: 1 supported, 1 differs, 1 not in the articles\n")
    assert "**≠ differs:** Mayor Ruth Vance said 24 boats" in written
    assert "- 24: the article says 42" in written
    assert "> Tidings, 4 March 2024: Storm closes harbour <https://tidings.example/harbour>" in written
    assert "Who pays?" not in written


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("The lighthouse was hit.", "hit: denied by one side only"),
        (
            "The harbour of Port Elm may be closed on Monday.",
            "closed: a fact for one side",
        ),
    ],
)
def test_a_part_with_the_same_words_says_how_it_differs(newsroom: Store, sentence: str, line: str) -> None:
    assert f"    - {line}" in to_text(Assistant(newsroom).check(sentence))


def test_a_report_as_csv(report: Report) -> None:
    head, *rows = csv.reader(io.StringIO(to_csv(report)))
    assert head == list(COLUMNS)
    assert [row[2] for row in rows] == ["differs", "supported", "no claim", "not in the articles"]
    first = dict(zip(head, rows[0], strict=True))
    assert (first["differs"], first["article says"]) == ("24", "42")
    assert HARBOUR.text[int(first["quotation start"]) : int(first["quotation end"])] == first["quotation"]


def test_exports_carry_no_formula_no_markup_and_no_control_character(
    store: Store, embedder: HashingEmbedder
) -> None:
    hostile = replace(HARBOUR, title="=HYPERLINK(1) **b** \x1b[31m", url="javascript:alert(1)")
    put(store, embedder, hostile)
    report = Assistant(store).check("- The lighthouse was \x1bnot hit <i>.")
    assert "'=HYPERLINK" in to_csv(report)
    written = to_markdown(report)
    assert "\\*\\*b\\*\\*" in written
    assert "javascript:" not in written
    assert "\\<i\\>" in written
    assert "\x1b" not in written + to_text(report)
