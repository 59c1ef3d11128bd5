"""Hostile and broken input: the report about each, with a good article before and after it.

No input may stop the batch, take long, write outside the store, or make the next question fail.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import EvenReader, HashingEmbedder
from files import TEXT, line
from hostile import Case, files_of_at_most, nothing, unprivileged
from hostile_cases import ADDRESS, CASES
from ingesting import ingest, main
from newsroom import check_answer

from assistant import Assistant
from assistant.rank import Ranker
from ingest import Report
from ingest.formats.stream import File, Stream, whole
from ingest.formats.text import parse_text
from ingest.report_text import to_text
from storage import Store
from storage.errors import ArticleRejected, StoreError, StoreUnreadable
from storage.locks import try_lock


class First(io.BytesIO):
    """Standard input with the first article of a batch; reading it calls `meanwhile`."""

    def __init__(self, content: bytes, case: Case, folder: Path) -> None:
        super().__init__(content)
        self._case, self._folder = case, folder

    def readline(self, size: int | None = -1, /) -> bytes:
        if not self.tell():
            self._case.meanwhile(self._folder)
        return super().readline(size)


@pytest.fixture
def around(tmp_path: Path, empty_store: Path) -> Path:
    """The folder around the store, the input, the working directory and the temporary files."""
    for name in ("in/case", "here/below", "temporary"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copytree(empty_store, tmp_path / "store")
    return tmp_path


@pytest.fixture
def without_index(around: Path, embedder: HashingEmbedder) -> Iterator[Store]:
    """A store whose vector index is locked, because following would take time in each case."""
    lock = try_lock(around / "store" / "vectors.lock")
    assert lock
    with Store.open(around / "store", embedder=embedder) as store:
        yield store
    lock.release()


def assistant(store: Store) -> Assistant:
    return Assistant(store, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]


def files_in(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Every file outside the store: its size, the time of its last change, and its permissions."""
    store = folder / "store"
    states = {path: path.lstat() for path in folder.rglob("*") if store not in (path, *path.parents)}
    return {path: (state.st_size, state.st_mtime_ns, state.st_mode) for path, state in states.items()}


def good(when: str) -> tuple[str, bytes]:
    """An article's address, and the article in JSON."""
    url = f"https://tidings.example/{when}"
    return url, line(text=f"The gondola {when} left Port Elm for the islands.", url=url).encode()


def lines_on_the_case(report: Report, folder: Path) -> list[str]:
    """The lines of the report about the input between the two good articles, without the line about
    copies."""
    _, *lines = to_text(replace(report, copies=0)).replace(f"{folder}{os.sep}", "").splitlines()
    lines.sort(key=lambda each: "left out" in each)  # printed first
    added = report.added - 2
    return [f"{added} added"] * (added > 0) + [each.strip() for each in lines]


def matches(line: str, expected: str) -> bool:
    return line.startswith(expected[:-1]) if expected.endswith("…") else line == expected


def marked(case: Case) -> object:
    return pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.slow else [])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_hostile_input_is_reported(
    around: Path, without_index: Store, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    monkeypatch.chdir(around / "here" / "below")
    monkeypatch.setattr(tempfile, "tempdir", str(around / "temporary"))
    folder = around / "in" / "case"
    case.make(folder)
    (first, content), (last, last_content) = good("before"), good("after")
    (around / "in" / "after.json").write_bytes(last_content)
    surroundings = files_in(around)

    stdin = First(content, case, folder)
    with unprivileged() if case.forbidden else nullcontext():
        report = ingest(["-", *paths(case, folder), around / "in" / "after.json"], without_index, stdin=stdin)

    lines = lines_on_the_case(report, folder)
    assert len(lines) == len(case.lines), lines
    assert all(map(matches, lines, case.lines)), lines
    assert (report.updated, report.unchanged, report.interrupted) == (0, 0, False)
    hits = assistant(without_index).search("gondola before after")
    assert {first, last} <= {hit.article.url for hit in hits}
    if case.meanwhile is nothing:
        assert files_in(around) == surroundings
    for info in without_index.articles():
        if info.url not in (first, last):
            assert case.text in without_index.article(info.id).text
            assert info.published.startswith(case.published)


def paths(case: Case, folder: Path) -> list[str]:
    return [os.path.join(folder, path) if path else str(folder) for path in case.paths]


def test_there_are_enough_hostile_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 70


def test_a_question_beside_hostile_articles(tmp_path: Path, store: Store) -> None:
    """One run reads every case that becomes an article. Then the index is built and answers a question."""
    (tmp_path / "in").mkdir()
    fact = "Mayor Ruth Vance said 42 boats were damaged by the storm in Port Elm."
    (tmp_path / "in" / "fact.txt").write_text(fact)
    for number, case in enumerate(CASES):
        if case.lines[0].endswith(" added") and case.meanwhile is nothing and not case.slow:
            folder = tmp_path / "in" / str(number)
            folder.mkdir()
            case.make(folder)
    assert ingest(tmp_path / "in", store).added >= 40
    check = store.check()
    assert (check.problems, check.index.phase) == ((), "ready")
    answer = assistant(store).ask("How many boats were damaged by the storm in Port Elm?")
    check_answer(answer, store)
    assert answer.citations[0].quote == fact


def test_only_a_text_over_the_limit_is_rejected(tmp_path: Path) -> None:
    read, path = whole(parse_text, limit=1_000), tmp_path / "a.txt"
    refused = pytest.raises(ArticleRejected, match="more than 1,000 bytes: too much for one article")
    for size, outcome in ((1_000, nullcontext()), (1_001, refused)):
        path.write_text((TEXT * 20)[:size])
        with path.open("rb") as file, outcome:
            assert len(list(read(Stream(str(path), str(path), str(path), file, File(file, size))))) == 1


# The store itself


def reports(path: Path, count: int) -> Path:
    """This number of articles of 5 kB."""
    texts = (f"Report {n} on the harbour. {TEXT * 90}" for n in range(count))
    path.write_text("\n".join(line(text=text, url=f"{ADDRESS}/{n}") for n, text in enumerate(texts)))
    return path


def answers(store: Store) -> bool:
    return "Report 0 on" in Assistant.open(store).search("report 0 on the harbour")[0].article.text


def test_a_full_disk(tmp_path: Path, embedder: HashingEmbedder) -> None:
    folder = tmp_path / "store"
    with Store.open(folder, embedder=embedder) as store:
        ingest(reports(tmp_path / "a.jsonl", 1), store)
        largest = max(path.stat().st_size for path in folder.rglob("*"))
        many = reports(tmp_path / "b.jsonl", 40)
        full = pytest.raises(StoreError, match=r"can't be written: .*\. Articles stored earlier are kept")
        with files_of_at_most(largest + 200_000), full as caught:
            ingest(many, store)
        kept = store.count().articles
        assert 1 < kept < 40
        assert caught.value.__notes__ == [f"Kept: {kept - 1} articles added, 0 updated before this."]
        assert answers(store)
    with Store.open(folder, embedder=embedder) as store:
        assert store.check().problems == ()
        assert answers(store)
        assert (ingest(many, store).added, store.count().articles) == (40 - kept, 40)


def test_a_disk_that_is_full_from_the_start(tmp_path: Path, embedder: HashingEmbedder) -> None:
    with files_of_at_most(4096), pytest.raises(StoreUnreadable, match="a catalog can't be created in "):
        Store.open(tmp_path / "store", embedder=embedder)
    with Store.open(tmp_path / "store", embedder=embedder) as store:
        ingest(reports(tmp_path / "a.jsonl", 1), store)
        assert answers(store)


def allow(folder: Path, rights: int) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(rights if path.is_dir() else rights & 0o666)


@pytest.fixture
def one_report(tmp_path: Path, embedder: HashingEmbedder) -> Path:
    """The folder of a store with one article."""
    with Store.open(tmp_path / "store", embedder=embedder) as store:
        ingest(reports(tmp_path / "a.jsonl", 1), store)
    return tmp_path / "store"


def test_a_read_only_store(
    tmp_path: Path, one_report: Path, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    many = reports(tmp_path / "b.jsonl", 3)
    allow(one_report, 0o555)
    before = files_in(one_report)
    with unprivileged():
        assert main(many, "--store", one_report) == 1
    assert "a readonly database): a store needs write access even" in capsys.readouterr().err
    assert files_in(one_report) == before
    allow(one_report, 0o755)
    with Store.open(one_report, embedder=embedder) as store:
        assert answers(store)
        assert ingest(many, store).added == 2


def test_a_store_that_becomes_read_only(tmp_path: Path, one_report: Path, embedder: HashingEmbedder) -> None:
    many = reports(tmp_path / "b.jsonl", 3)
    with Store.open(one_report, embedder=embedder) as store:
        allow(one_report, 0o555)
        with unprivileged(), pytest.raises(StoreError, match=r"can't be written: .*Permission denied"):
            ingest(many, store)
        assert answers(store)
        allow(one_report, 0o755)
        assert ingest(many, store).added == 2
