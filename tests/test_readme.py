"""The README is correct: its example, its options and variables, its map of folders."""

from __future__ import annotations

import io
import re
import struct
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from newsroom import ROOT

import dateline
from ingest.formats.read import SUFFIXES

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.slow_import
def test_the_example_prints_what_the_readme_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = next(index for index, (language, _) in enumerate(BLOCKS) if language == "python")
    (tmp_path / "ingest").symlink_to(ROOT / "ingest")
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(BLOCKS[example][1], "README.md", "exec"), {})
    assert printed.getvalue() == BLOCKS[example + 1][1]


@pytest.mark.slow_import
def test_the_example_of_the_checker_prints_what_the_readme_shows() -> None:
    (example,) = (n for n, (_, code) in enumerate(BLOCKS) if "from assistant.claims import check" in code)
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(BLOCKS[example][1], "README.md", "exec"), {})
    assert printed.getvalue() == BLOCKS[example + 1][1]


def test_the_example_and_its_output_are_near_the_top() -> None:
    example = next(code for language, code in BLOCKS if language == "python")
    assert len(example.splitlines()) <= 10
    first_lines = "\n".join(README.splitlines()[:40])
    assert example in first_lines
    assert "The articles don't say.\n```" in first_lines


def test_the_first_two_commands_are_those_that_ci_and_newcomers_run() -> None:
    assert BLOCKS[0][1].splitlines()[0].startswith("pip install -e . && python ui.py")
    assert BLOCKS[0][1].splitlines()[1].startswith("pip install -e '.[test]' && pytest")
    assert "pip install --quiet -e '.[test]'" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_options_exist() -> None:
    helps = [help_of("store", command) for command in ("list", "remove", "rebuild", "restore", "feedback")]
    helps += [help_of(command) for command in dateline.COMMANDS]
    helps += [
        (ROOT / "benchmarks" / name).read_text("utf-8")
        for name in (
            "quality.py",
            "speed.py",
            "throughput.py",
            "calibrate.py",
            "check_text.py",
            "claims.py",
            "prose.py",
            "readers.py",
            "train_reader.py",
        )
    ]
    options = set(re.findall(r"--[a-z][a-z-]+", "\n".join(helps)))
    in_readme = set(re.findall(r"(?<![-\w])--[a-z][a-z-]+", README))
    assert {"--store", "--json", "--outlet", "--since", "--until", "--port"} <= in_readme
    assert in_readme <= options


def test_each_format_is_in_the_table() -> None:
    table = README[README.index("| format |") : README.index("JSON, tables and front matter share")]
    assert set(re.findall(r"`(\.[a-z]+)`", table)) == set(SUFFIXES)


def test_variables_are_those_that_the_settings_read() -> None:
    settings = (ROOT / "storage" / "settings.py").read_text("utf-8")
    assert set(re.findall(r"DATELINE_\w+", README)) == set(re.findall(r'"(DATELINE_\w+)"', settings))


def test_each_folder_is_on_the_map() -> None:
    table = README[README.index("| folder |") : README.index("Imports go one way")]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    folders = {
        f"{path.parent.relative_to(ROOT).as_posix()}/"
        for package in ("assistant", "ingest", "storage", "webchat")
        for path in (ROOT / package).rglob("__init__.py")
        if path.parent.name != "samples"
    }
    assert len(rows) <= 15
    assert folders <= set(re.findall(r"`([\w/]+/)`", table))


def test_the_screenshots_are_pictures_of_a_desktop_page_and_of_a_phone() -> None:
    sizes = {path: picture_size(path) for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)}
    assert list(sizes) == ["docs/screenshot.png", "docs/silence.png", "docs/phone.png"]
    for name, width, height in ((path, *size) for path, size in sizes.items()):
        assert (350 <= width <= 450) if name == "docs/phone.png" else (1200 <= width <= 3200)
        assert (height > width) is (name == "docs/phone.png")


def picture_size(path: str) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    header = (ROOT / path).read_bytes()[:24]
    assert header[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    width, height = struct.unpack(">II", header[16:])
    return width, height


def help_of(*command: str) -> str:
    """The output of `dateline COMMAND --help`."""
    with redirect_stdout(io.StringIO()) as printed, pytest.raises(SystemExit) as exit_:
        dateline.main([*command, "--help"])
    assert exit_.value.code == 0
    return printed.getvalue()
