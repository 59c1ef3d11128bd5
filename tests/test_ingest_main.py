"""`python -m ingest`: its two outputs, and its exit status."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from ingesting import ingest, main
from newsroom import ROOT, environment_for_python

from ingest import Note, Progress
from ingest.__main__ import main as command
from ingest.progress import describe, shown
from storage import Store
from storage.errors import UsageError
from storage.settings import VERSION

TEXT = "The talks in Baku ended on Sunday without an agreement."


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Path:
    """A folder with two articles that `store` already contains."""
    path = tmp_path / "in"
    path.mkdir()
    (path / "a.txt").write_text(TEXT)
    (path / "b.jsonl").write_text(json.dumps({"text": TEXT}) + "\n")
    ingest(path, store)
    return path


def test_the_report_goes_to_stdout_and_progress_to_stderr(
    folder: Path, store: Store, capsys: pytest.CaptureFixture[str]
):
    (folder / "c.txt").write_bytes(b"\0")
    assert main(folder, "--store", store.folder) == 0
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert first.startswith("0 added, 0 updated, 2 unchanged, 1 rejected (0 passages, ")
    assert second == f"  rejected {folder / 'c.txt'}: binary data (a NUL byte at 0): text was expected"
    assert err.splitlines()[-1].startswith("2 articles")


def test_a_file_name_with_invalid_bytes_is_printed(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.touch()
    assert main(path, "--store", store.folder, "--json") == 1
    (rejected,) = json.loads(capsys.readouterr().out)["rejected"]
    assert rejected["path"] == str(path)


def test_json(folder: Path, store: Store, capsys: pytest.CaptureFixture[str]):
    assert main(folder, "--store", store.folder, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    seconds = printed.pop("seconds")
    assert isinstance(seconds, float)
    assert printed == {
        "added": 0,
        "updated": 0,
        "unchanged": 2,
        "rejected": [],
        "notes": [],
        "passages": 0,
        "copies": 0,
        "hidden_elements": 0,
        "invisible_characters": 0,
        "left_out": [],
        "removed_paragraphs": 0,
        "removed": [],
        "samples_removed": 0,
        "index_behind": 0,
        "interrupted": False,
    }


def test_columns_with_other_names_are_mapped(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "a.csv").write_text(f"kop,story\nTalks end,{TEXT}\n")
    report = ingest(tmp_path / "a.csv", store, columns={"title": "kop", "text": "story"})
    assert (report.added, [info.title for info in store.articles()]) == (1, ["Talks end"])
    assert main(tmp_path / "a.csv", "--store", store.folder, "--map", "title=kop,text=story") == 0
    assert capsys.readouterr().out.startswith("0 added, 0 updated, 1 unchanged, 0 rejected")
    with pytest.raises(UsageError, match="'headline' is no field of an article; the fields are text, title,"):
        ingest(tmp_path / "a.csv", store, columns={"headline": "kop"})


def test_notes_on_an_article_are_printed(tmp_path: Path, store: Store):
    item = f"<item><title>Talks end</title><description>{TEXT}</description></item>"
    (tmp_path / "a.rss").write_text(f"<rss><channel>{item}</channel></rss>")
    report = ingest(tmp_path / "a.rss", store)
    assert report.notes == (Note(str(tmp_path / "a.rss"), "entry 1: only the feed's summary", "Talks end"),)
    assert ingest(tmp_path / "a.rss", store).notes == ()  # unchanged


def test_a_run_without_a_readable_article_fails(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "a.txt").touch()
    assert main(tmp_path / "a.txt", "--store", store.folder, "--json") == 1
    assert json.loads(capsys.readouterr().out)["rejected"] == [
        {"path": str(tmp_path / "a.txt"), "reason": "the file is empty: an article was expected"}
    ]


def test_missing_paths_are_wrong_usage(folder: Path, store: Store, capsys: pytest.CaptureFixture[str]):
    (folder / "c.txt").write_text(TEXT)
    assert main(folder, "nothing.txt", "no/where", "--store", store.folder) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"store: {store.folder}\nerror: no such file or folder: nothing.txt, no/where\n"
    assert store.count().articles == 2, "nothing was read"


def test_a_missing_path_creates_no_store(tmp_path: Path):
    assert main(tmp_path / "nothing.txt", "--store", tmp_path / "new") == 2
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_the_model_reach_the_store(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATELINE_DEVICE", "abacus")
    assert command([str(folder), "--store", str(tmp_path / "new")]) == 1
    assert "error: the device 'abacus' can't be used" in capsys.readouterr().err


def test_errors_of_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "catalog.sqlite3").write_bytes(b"nonsense" * 100)
    assert main("-", "--store", tmp_path) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"store: {tmp_path}\nerror: ")


def test_the_version(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as raised:
        main("--version")
    assert (raised.value.code, capsys.readouterr().out) == (0, f"python -m ingest {VERSION}\n")


@pytest.mark.parametrize(
    "arguments", [[], ["--store"], ["a.txt", "--nothing"], ["a.txt", "--map", "headline=x"]]
)
def test_wrong_usage(arguments: list[str]):
    with pytest.raises(SystemExit) as caught:
        main(*arguments)
    assert caught.value.code == 2


def test_help_names_the_store_and_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATELINE_STORE", "/some/where")
    with pytest.raises(SystemExit):
        main("--help")
    out = capsys.readouterr().out
    assert "$DATELINE_STORE, now /some/where" in out
    assert "exit status: 0" in out


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(0, 0, 0.0, 0.0), "reading"),
        (Progress(0, 64, 5.0, 0.5), "reading"),
        (Progress(0, 0, 5.0, 1.0), "0 articles"),
        (Progress(1, 4, 2.0, 0.5), "1 article, 2.0 passages/s, 0:02 left"),
        (Progress(0, 0, 3.0, 0.0, 1), "1 page fetched, reading"),
        (Progress(7, 20, 10.0, 0.0, 12), "12 pages fetched, 7 articles, 2.0 passages/s"),
        (Progress(1200, 480, 10.0, 0.25), "1,200 articles, 48.0 passages/s, 0:30 left"),
        (Progress(5, 10, 4000.0, 0.5), "5 articles, 0.0 passages/s, 1:06:40 left"),
        (Progress(5, 10, 10.0, 1.0), "5 articles, 1.0 passages/s"),
        (
            Progress(5, 10, 10.0, 1.0, indexed=1200, to_index=3400),
            "5 articles, 1.0 passages/s, the vector index is still catching up: 1,200 of 3,400 changes",
        ),
        (Progress(5, 10, 10.0, 1.0, indexed=3400, to_index=3400), "5 articles, 1.0 passages/s"),
    ],
)
def test_progress_in_words(progress: Progress, text: str):
    assert describe(progress) == text


def test_at_most_one_progress_line_per_second():
    stream = io.StringIO()
    with shown(stream) as watch:
        for tenths in range(35):
            watch(Progress(tenths, 0, tenths / 10, 0))
    assert stream.getvalue().splitlines() == ["reading", "10 articles", "20 articles", "30 articles"]


def test_a_bar_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with shown(stream) as watch:
        watch(Progress(12, 48, 1.0, 0.5))
    assert "50%" in stream.getvalue()
    assert "12 articles, 48.0 passages/s, 0:01 left" in stream.getvalue()


WITHOUT_A_MODEL = [str(Path(__file__).with_name("child_command.py"))]
WITH_THE_MODEL = ["-m", "ingest"]


@pytest.mark.parametrize(
    ("stop", "program"),
    [
        pytest.param(signal.SIGTERM, WITHOUT_A_MODEL, id="SIGTERM"),
        pytest.param(signal.SIGINT, WITH_THE_MODEL, id="Ctrl-C, with the model", marks=pytest.mark.slow),
    ],
)
def test_a_signal_stops_a_stream_and_keeps_the_stored_articles(
    tmp_path: Path, stop: signal.Signals, program: list[str]
):
    """The command runs in its own process, and its input never ends."""
    folder = tmp_path / "store"
    with subprocess.Popen(
        [sys.executable, *program, "-", "--store", str(folder), "--json"],
        cwd=ROOT,
        env=environment_for_python(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # ignored in the background
    ) as process:
        assert process.stdin
        process.stdin.write(json.dumps({"text": TEXT}) + "\n")
        process.stdin.flush()
        assert process.stderr
        shown = iter(process.stderr.readline, "")
        assert any(line.startswith("1 article") for line in shown), "it ended before it stored the article"
        process.send_signal(stop)
        process.wait(90)
        assert process.stdout
        out, err = process.stdout.read(), process.stderr.read()
    assert process.returncode == 1
    printed = json.loads(out)
    assert (printed["added"], printed["interrupted"]) == (1, True)
    assert err.endswith("stopped early; everything counted above is kept\n")
    assert "Traceback" not in err
    with Store.open(folder) as store:
        assert store.count().articles == 1
