"""`dateline`, the one command for all others."""

from __future__ import annotations

import tomllib
from importlib import import_module

import pytest
from newsroom import ROOT, python

import dateline
from storage.settings import VERSION

HELP = {
    "ingest": "Read articles",
    "ask": "Ask the articles",
    "ui": "Open the web chat",
    "store": "Look after a store",
}


@pytest.mark.parametrize("command", dateline.COMMANDS)
def test_each_command_describes_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        dateline.main([command, "--help"])
    assert exit_.value.code == 0
    output = capsys.readouterr().out
    assert output.startswith(f"usage: dateline {command} [-h]")
    assert HELP[command] in output


def test_dateline_returns_the_exit_status_of_its_command(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dateline.main(["store", "list", "--store", str(tmp_path)]) == 1
    assert "error: there is no store" in capsys.readouterr().err
    with pytest.raises(SystemExit) as exit_:
        dateline.main(["ask", "--since"])
    assert exit_.value.code == 2


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert dateline.main(["--help"]) == 0
    assert dateline.main(["--version"]) == 0
    assert capsys.readouterr().out == f"{dateline.USAGE}\ndateline {VERSION}\n"
    assert dateline.__version__ == VERSION


@pytest.mark.parametrize("arguments", [[], ["remove"], ["--store", "x"]])
def test_an_unknown_command_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dateline.main(arguments) == 2
    assert capsys.readouterr() == ("", f"{dateline.USAGE}\n")


def test_from_a_shell() -> None:
    assert python("-m", "dateline", "--version").stdout == f"dateline {VERSION}\n"


def test_the_package_names_what_it_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    module, _, function = project["project"]["scripts"]["dateline"].partition(":")
    assert getattr(import_module(module), function) is dateline.main
    place = project["tool"]["setuptools"]["dynamic"]["version"]["attr"]
    module, _, name = place.rpartition(".")
    assert getattr(import_module(module), name) == VERSION
    data = project["tool"]["setuptools"]["package-data"]
    for package in ("assistant", "ingest", "storage", "webchat"):
        assert "py.typed" in data[package]
        assert (ROOT / package / "py.typed").is_file()
