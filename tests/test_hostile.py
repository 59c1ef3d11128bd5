"""Hostile and broken input: what the report says of each, with a good article before and after it.

One store takes them all. None may stop the batch, take long, write outside the store, or make the next
question fail.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import EvenReader, HashingEmbedder
from filelock import BaseFileLock
from files import TEXT, line
from hostile import Case, files_of_at_most, nothing, unprivileged
from hostile_cases import ADDRESS, CASES
from ingesting import ingest, main
from newsroom import check_answer

from assistant import Assistant
from assistant.rank import Ranker
from ingest import Report
from ingest.report_text import to_text
from storage import Store
from storage.errors import StoreError, StoreUnreadable
from storage.locks import try_lock

LONG = 20  # passages: an article that would take the vector index long


class First(io.BytesIO):
    """Standard input, with the first article of a batch; something happens `meanwhile`."""

    def __init__(self, content: bytes, case: Case, folder: Path) -> None:
        super().__init__(content)
        self._case, self._folder = case, folder

    def readline(self, size: int | None = -1, /) -> bytes:
        if not self.tell():
            self._case.meanwhile(self._folder)
        return super().readline(size)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all: the store, the inputs, where the process runs and where temporary files go."""
    folder = tmp_path_factory.mktemp("around")
    for name in ("in", "here/below", "temporary", "store"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def no_index(around: Path) -> Iterator[BaseFileLock]:
    """Held, it keeps the store of all from making its vector index, which would take time with each case."""
    lock = try_lock(around / "store" / "vectors.lock")
    assert lock
    yield lock
    lock.release()


@pytest.fixture(scope="module")
def desk(around: Path, no_index: BaseFileLock) -> Iterator[Assistant]:
    """One store for all cases, and who asks it."""
    with Store.open(around / "store", embedder=HashingEmbedder()) as store:
        yield Assistant(store, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]


def files_in(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """What lies there but in the store: its size, when it was changed, and who may do what with it."""
    store = folder / "store"
    found = {path: path.lstat() for path in folder.rglob("*") if store not in (path, *path.parents)}
    return {path: (of.st_size, of.st_mtime_ns, of.st_mode) for path, of in found.items()}


def good(when: str, number: int) -> tuple[str, bytes]:
    """An article's address, and the article in JSON."""
    url = f"https://tidings.example/{when}/{number}"
    return url, line(text=f"The ferry {when}{number} left Port Elm for the islands.", url=url).encode()


def told(report: Report, folder: Path) -> list[str]:
    """The report on what is between the two good articles. Of all of them many have the same few words."""
    _, *lines = to_text(replace(report, copies=0)).replace(f"{folder}{os.sep}", "").splitlines()
    lines.sort(key=lambda each: "left out" in each)  # printed first
    added = report.added - 2
    return [f"{added} added"] * (added > 0) + [each.strip() for each in lines]


def says(line: str, expected: str) -> bool:
    return line.startswith(expected[:-1]) if expected.endswith("…") else line == expected


LARGE = {"nearly 5 MB on one line", "50,000 paragraphs"}  # seconds each


def marked(number: int, case: Case) -> object:
    marks = [pytest.mark.slow] if case.name in LARGE else []
    return pytest.param(number, case, id=case.name, marks=marks)


@pytest.mark.parametrize(("number", "case"), [marked(*numbered) for numbered in enumerate(CASES)])
def test_hostile(
    around: Path, desk: Assistant, monkeypatch: pytest.MonkeyPatch, number: int, case: Case
) -> None:
    monkeypatch.chdir(around / "here" / "below")
    monkeypatch.setattr(tempfile, "tempdir", str(around / "temporary"))
    folder = around / "in" / str(number)
    folder.mkdir()
    case.make(folder)
    (first, content), (last, last_content) = good("before", number), good("after", number)
    (around / "in" / "after.json").write_bytes(last_content)
    before = {info.id for info in desk.store.articles()}
    surroundings = files_in(around)

    paths = [os.path.join(folder, path) if path else str(folder) for path in case.paths]
    stdin = First(content, case, folder)
    with unprivileged() if case.forbidden else nullcontext():
        report = ingest(["-", *paths, around / "in" / "after.json"], desk.store, stdin=stdin)

    lines = told(report, folder)
    assert len(lines) == len(case.lines), lines
    assert all(map(says, lines, case.lines)), lines
    assert (report.updated, report.unchanged, report.interrupted) == (0, 0, False)
    assert {first, last} <= {hit.article.url for hit in desk.search(f"ferry before{number} after{number}")}
    if case.meanwhile is nothing:
        assert files_in(around) == surroundings
    check_stored(desk.store, before, case)


def check_stored(store: Store, before: set[str], case: Case) -> None:
    """What was added holds what it should. Long articles go, so that the index is built quickly."""
    for info in store.articles():
        if info.id not in before and not info.url.startswith("https://tidings.example/"):
            article = store.article(info.id)
            assert case.text in article.text
            assert info.published.startswith(case.published)
            if info.passages > LONG:
                store.remove(info.id)


def test_there_are_enough_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 70


def test_a_question_after_all_of_it(around: Path, desk: Assistant, no_index: BaseFileLock) -> None:
    fact = "Mayor Ruth Vance said 42 boats were damaged by the storm in Port Elm."
    (around / "in" / "fact.txt").write_text(fact)
    ingest(around / "in" / "fact.txt", desk.store)
    no_index.release()
    check = desk.store.check()
    assert (check.problems, check.index.phase) == ((), "ready")
    answer = desk.ask("How many boats were damaged by the storm in Port Elm?")
    check_answer(answer, desk.store)
    assert answer.citations[0].quote == fact


# The store itself


def reports(path: Path, count: int) -> Path:
    """So many articles of 5 kB."""
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
