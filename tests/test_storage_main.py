import io
import json
import os
import re
import shlex
import signal
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, LIBRARY, ORCHARD, put, python
from wire import WIRE

from benchmarks.judging import ReporterQuestion
from storage import Store
from storage.__main__ import main
from storage.errors import StoreMismatch
from storage.feedback import Quoted
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.records import SAMPLES_URL, Article
from storage.settings import VERSION


@pytest.fixture
def folder(newsroom: Store) -> Path:
    """The folder of a closed store of three articles."""
    newsroom.close()
    return newsroom.folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command. Returns its exit status, its output, and its errors after the line that names the
    store."""
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    named, _, errors = captured.err.partition("\n")
    assert named.startswith("store: /")
    return status, captured.out, errors


def test_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "list", "--store", folder) == (
        0,
        f"{ORCHARD.id}  2024-10-20  The Courier  A good year for apples\n"
        f"{HARBOUR.id}  2024-03-04  Tidings  Storm closes harbour\n"
        f"{LIBRARY.id}  undated     -  untitled\n"
        "3 articles, 4 passages\n",
        "",
    )


def test_list_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, _ = run(capsys, "list", "--store", folder, "--json")
    assert (status, [info["id"] for info in json.loads(output)]) == (0, [ORCHARD.id, HARBOUR.id, LIBRARY.id])
    listed = json.loads(output)[1]
    assert listed.pop("added").startswith("20")
    assert listed == {
        "id": HARBOUR.id,
        "title": "Storm closes harbour",
        "outlet": "Tidings",
        "published": "2024-03-04",
        "url": "https://tidings.example/harbour",
        "authors": ["Ann Lee"],
        "passages": 2,
        "characters": 171,
        "group": "",
        "change": "",
        "language": "en",
        "section": "",
    }


def test_list_marks_copies_and_changes(
    newsroom: Store, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    wire = Article("wire", WIRE, title="Storm", outlet="Wire", published="2025-03-04")
    corrected = f"{WIRE}\n\nCorrection: an earlier version of this report gave the number of boats as 24."
    copy = Article("copy", corrected, title="Boats lost", outlet="Tidings", published="2025-03-05")
    put(newsroom, embedder, wire, copy, replace(ORCHARD, text="Farmers picked 800 tonnes of apples."))
    newsroom.close()
    assert run(capsys, "list", "--store", newsroom.folder)[1].splitlines()[:3] == [
        f"{copy.id}  2025-03-05  Tidings  Boats lost  [corrected]  [same text as {wire.id}]",
        f"{wire.id}  2025-03-04  Wire  Storm",
        f"{ORCHARD.id}  2024-10-20  The Courier  A good year for apples  [updated]",
    ]
    listed = json.loads(run(capsys, "list", "--store", newsroom.folder, "--json")[1])
    assert [(info["group"], info["change"]) for info in listed[:4]] == [
        (wire.id, "corrected"), (wire.id, ""), ("", "updated"), ("", ""),
    ]  # fmt: skip


def test_a_list_of_one_article(
    tmp_path: Path, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(tmp_path, embedder=embedder) as store:
        put(store, embedder, LIBRARY)
    assert run(capsys, "list", "--store", tmp_path)[1].endswith("\n1 article, 1 passage\n")


def test_list_with_versions(
    newsroom: Store, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = "Correction: it was the pier that was hit."
    corrected = replace(HARBOUR, text=f"The pier was hit.\n\n{notice}", updated="2024-03-06T09:00:00Z")
    open_again = replace(HARBOUR, text=f"The pier was hit. It is open.\n\n{notice}", updated="2024-03-08")
    put(newsroom, embedder, corrected, open_again)
    newsroom.close()
    status, output, _ = run(capsys, "list", "--versions", "--store", newsroom.folder)
    assert status == 0
    lines = output.splitlines()
    assert [line for line in lines[2:] if not line.startswith("      - ")][:5] == [
        f"{HARBOUR.id}  2024-03-04  Tidings  Storm closes harbour  [corrected]",
        f"     {open_again.version}  2024-03-08  updated  {notice}",
        "      + It is open.",
        f"     {corrected.version}  2024-03-06T09:00:00Z  corrected, replaced  {notice}",
        "      + The pier was hit.",
    ]
    taken_back = [line.removeprefix("      - ") for line in lines if line.startswith("      - ")]
    assert taken_back
    assert all(sentence in HARBOUR.text for sentence in taken_back)
    assert [line for line in lines if HARBOUR.version in line] == [
        f"     {HARBOUR.version}  2024-03-04  first, replaced",
    ]
    listed = json.loads(run(capsys, "list", "--versions", "--store", newsroom.folder, "--json")[1])
    newest = listed[1]["versions"][0]
    assert (newest["version"], newest["change"], newest["current"]) == (open_again.version, "updated", True)
    assert (newest["added"], newest["removed"], newest["notices"]) == (["It is open."], [], [notice])
    assert [len(info["versions"]) for info in listed] == [1, 3, 1]


def test_the_environment_names_the_store(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_STORE", str(folder))
    assert run(capsys, "list")[1].endswith("3 articles, 4 passages\n")


def test_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    removed = f"removed {HARBOUR.id}: Storm closes harbour\n"
    assert run(capsys, "remove", HARBOUR.id, "--store", folder) == (0, removed, "")
    assert "2 articles, 2 passages" in run(capsys, "list", "--store", folder)[1]
    missing = f"error: no article has the id '{HARBOUR.id}': `python -m storage list` lists the existing ids"
    assert run(capsys, "remove", HARBOUR.id, "--store", folder) == (1, "", missing + "\n")
    status, output, _ = run(capsys, "remove", ORCHARD.id, "--store", folder, "--json")
    assert (status, json.loads(output)) == (0, {"removed": ORCHARD.id})


def test_remove_by_outlet_day_and_url(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, errors = run(capsys, "remove", "--outlet", "tidings", "--store", folder)
    assert (status, output) == (2, "")
    assert errors == (
        "error: remove 1 article, with all versions? Give --yes to confirm; nothing was removed\n"
    )
    by_day = ("remove", "--since", "2024-03-04", "--until", "2024-03-04", "--yes", "--store", folder)
    assert run(capsys, *by_day) == (0, "removed 1 article\n", "")
    assert run(capsys, *by_day) == (1, "no article matches; nothing was removed\n", "")
    status, output, _ = run(
        capsys,
        "remove",
        "--url",
        f"{ORCHARD.url}?utm_source=newsletter#top",
        "--url",
        LIBRARY.identity,
        "--yes",
        "--json",
        "--store",
        folder,
    )
    assert (status, json.loads(output)) == (0, {"removed": [ORCHARD.id, LIBRARY.id]})
    assert run(capsys, "list", "--store", folder)[1] == "0 articles, 0 passages\n"


def test_sigterm_lets_a_command_clean_up(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, size: int = -1, /) -> str:
            os.kill(os.getpid(), signal.SIGTERM)
            return "y\n"

    monkeypatch.setattr("sys.stdin", Terminal())
    before = signal.getsignal(signal.SIGTERM)
    assert run(capsys, "remove", "--outlet", "Tidings", "--store", folder)[0] == 1
    assert signal.getsignal(signal.SIGTERM) == before
    assert run(capsys, "list", "--store", folder)[1].endswith("3 articles, 4 passages\n")


@pytest.mark.parametrize("answer", ["y", "yes", "no", ""])
def test_remove_asks_at_a_terminal(
    folder: Path, answer: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    status, output, errors = run(capsys, "remove", "--outlet", "Tidings", "--store", folder)
    question = "remove 1 article, with all versions? [y/N] "
    if answer in ("y", "yes"):
        assert (status, output, errors) == (0, "removed 1 article\n", question)
    else:
        assert (status, output, errors) == (1, "", f"{question}nothing was removed\n")


def test_one_command_removes_the_marked_samples(
    folder: Path, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{SAMPLES_URL}tidings/boats"
    with Store.open(folder, embedder=embedder) as store:
        put(store, embedder, Article(url, "The boats of Port Elm are new.", "New boats", url=url))
        [sample] = store.samples()
    _, output, _ = run(capsys, "list", "--store", folder)
    assert f"{sample}  undated     -  New boats  [sample]" in output.splitlines()
    assert run(capsys, "remove", "--samples", "--store", folder) == (0, "removed 1 sample article\n", "")
    _, output, _ = run(capsys, "list", "--store", folder)
    assert "[sample]" not in output
    assert output.splitlines()[-1].startswith("3 articles")


@pytest.mark.parametrize("arguments", [["remove"], ["remove", "an id", "--outlet", "Tidings"]])
def test_remove_needs_an_id_or_a_filter(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, output, errors = run(capsys, *arguments, "--store", folder)
    assert (status, output) == (2, "")
    assert errors.startswith("error: name one article by its id, or several by --outlet, --since, --until")


def test_remove_of_days_in_the_wrong_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--since", "2021-01-01", "--until", "2020-01-01")
    status, output, errors = run(capsys, "remove", *days, "--yes", "--store", folder)
    assert (status, output) == (2, "")
    assert errors == "error: --since 2021-01-01 is after --until 2020-01-01: swap them\n"


def test_a_failed_restore_leaves_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no-backup").write_text("nonsense")
    for name in ("no-backup", "missing"):
        status, _, errors = run(capsys, "restore", tmp_path / name, "--store", tmp_path / "new" / "store")
        assert (status, errors.startswith(f"error: {tmp_path / name} can't be restored")) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["no-backup"]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["--version"])
    assert (raised.value.code, capsys.readouterr().out) == (0, f"python -m storage {VERSION}\n")


def test_check_of_a_store_whose_index_is_off(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "vectors.lock").mkdir()
    status, output, _ = run(capsys, "check", "--store", folder)
    assert status == 1
    assert output.startswith("3 articles, 4 passages: no problems\nvector index: off: ")
    assert f"{folder / 'vectors'} can't be used: " in output


def test_a_stopped_rebuild_says_how_to_continue(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting(io.StringIO):
        def write(self, text: str) -> int:
            if text.startswith("words"):
                raise KeyboardInterrupt
            return super().write(text)

    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr", Interrupting())
        status = main(["rebuild", "--store", str(folder)])
        errors = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert (status, capsys.readouterr().out) == (1, "")
    assert errors.splitlines()[-1].startswith("stopped; the new vectors are kept, and the same command")
    assert run(capsys, "check", "--store", folder)[0] == 0


def test_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, _ = run(capsys, "check", "--store", folder)
    assert (status, output.splitlines()[0]) == (0, "3 articles, 4 passages: no problems")
    printed = json.loads(run(capsys, "check", "--store", folder, "--json")[1])
    assert (printed["counts"], printed["problems"]) == ({"articles": 3, "passages": 4}, [])


def test_check_of_a_damaged_catalog(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("DELETE FROM lexical WHERE rowid = 1")
    connection.commit()
    connection.close()
    status, output, _ = run(capsys, "check", "--store", folder)
    assert (status, "lexical index: 1 passages missing" in output) == (1, True)


def test_rebuild(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "rebuild", "--store", folder)[:2] == (
        0,
        "rebuilt: 4 passages, vectors of hashing-64\n",
    )


def test_rebuild_with_another_model(
    tmp_path: Path,
    minilm: SentenceTransformerEmbedder,
    other_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command in the message of a mismatch helps."""
    folder = tmp_path / "store"
    with Store.open(folder, embedder=minilm) as store:
        put(store, minilm, *COLLECTION)
    with pytest.raises(StoreMismatch) as raised:
        Store.open(folder, embedding_model=str(other_model))
    command = shlex.split(str(raised.value).split("`")[1])
    assert command[:4] == ["python", "-m", "storage", "rebuild"]
    status, output, progress = run(capsys, *command[3:])
    assert (status, output) == (0, f"rebuilt: 4 passages, vectors of {other_model}\n")
    # On a busy machine a step takes seconds, and each second has a line too: "words: 1 of 3".
    finished = [line for line in progress.splitlines() if re.fullmatch(r"\w+: (\d+) of \1", line)]
    assert finished[:3] == ["embedding: 4 of 4", "words: 3 of 3", "copies: 3 of 3"]
    with Store.open(folder, embedding_model=str(other_model)) as store:
        assert store.embedder.dimension == 16
        assert store.check().problems == ()
        query = store.embedder.encode_documents([f"{ORCHARD.title}\n{ORCHARD.text}"])[0]
        best = max(store.search(query, [], 4), key=lambda candidate: candidate.cosine)
        assert store.hits([(best, best.cosine)])[0].article == ORCHARD
        assert best.cosine > 0.99


def test_rebuild_with_a_model_that_does_not_exist(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, errors = run(capsys, "rebuild", "--store", folder, "--embedding-model", folder / "none")
    assert (status, output) == (1, "")
    assert errors.startswith("error: the embedding model ")
    assert run(capsys, "check", "--store", folder)[0] == 0


def test_a_backup_deletes_the_leftovers_of_a_killed_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup[1]"
    killed, running, other = (
        tmp_path / f".{name}.half" for name in ("backup[1]-0", "backup[1]-1", "backup1-2")
    )
    for file in (killed, running, other):
        file.write_text("unfinished")
    for file in (killed, other):
        os.utime(file, (0, 0))
    assert run(capsys, "backup", backup, "--store", folder)[0] == 0
    assert [killed.exists(), running.exists(), other.exists(), backup.exists()] == [False, True, True, True]


def test_backup_and_restore(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup, again = tmp_path / "backup", tmp_path / "again"
    status, output, _ = run(capsys, "backup", backup, "--store", folder)
    assert (status, output) == (0, f"wrote {backup}, {backup.stat().st_size:,} bytes\n")
    restored = run(capsys, "restore", backup, "--store", again)
    assert restored == (0, f"restored 3 articles to {again}\n", "")
    assert run(capsys, "list", "--store", again) == run(capsys, "list", "--store", folder)
    status, _, errors = run(capsys, "backup", backup, "--store", folder)
    assert (status, errors.startswith(f"error: {backup} already exists")) == (1, True)
    status, _, errors = run(capsys, "restore", backup, "--store", folder)
    assert (status, f"{folder} already contains a store" in errors) == (1, True)


def test_feedback(newsroom: Store, capsys: pytest.CaptureFixture[str]) -> None:
    quoted = [Quoted(HARBOUR.url, 46, 103)]
    newsroom.feedback.rate("a", 1, "How many\x1b boats?", helpful=True, quoted=quoted)
    newsroom.feedback.rate("a", 2, "Who?", helpful=False, reason="out of date")
    newsroom.close()
    status, output, _ = run(capsys, "feedback", "--store", newsroom.folder)
    first, second, counted = output.splitlines()
    assert (status, counted) == (0, "2 opinions, 1 helpful")
    assert first.endswith("+00:00  helpful  How many  boats?")
    assert second.endswith("  out of date  Who?")
    _, listed, _ = run(capsys, "feedback", "--store", newsroom.folder, "--json")
    assert [each["reason"] for each in json.loads(listed)] == ["", "out of date"]
    _, lines, _ = run(capsys, "feedback", "--store", newsroom.folder, "--questions")
    questions = [json.loads(line) for line in lines.splitlines()]
    assert [(each["question"], each["expect"]) for each in questions] == [
        ("How many\x1b boats?", "answer"),
        ("Who?", ""),
    ]
    texts = {HARBOUR.url: HARBOUR.text}
    [sentence] = ReporterQuestion.of(questions[0], 0, texts).evidence
    assert sentence.text == HARBOUR.text[46:103]


def test_a_command_does_not_create_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["list"], ["check"], ["rebuild"], ["remove", "x"], ["backup", tmp_path / "backup"]):
        status, output, errors = run(capsys, *arguments, "--store", tmp_path / "none")
        assert (status, output) == (1, "")
        assert errors.startswith(f"error: there is no store in {tmp_path / 'none'}: create one with")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [[], ["unknown"], ["remove", "--since", "foo"], ["backup"], ["list", "--none"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage: python -m storage" in capsys.readouterr().err


def test_from_a_shell(folder: Path) -> None:
    done = python("-m", "storage", "list", DATELINE_STORE=str(folder))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "3 articles, 4 passages")
    assert done.stderr == f"store: {folder}\n"
    done = python("-m", "storage", "remove", "nothing", DATELINE_STORE=str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
