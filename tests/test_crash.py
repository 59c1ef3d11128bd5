"""`kill -9` during an ingest: no acknowledged article is lost, incomplete or duplicated."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from reports import report

from storage import Store
from storage.errors import ArticleNotFound
from storage.records import Counts
from storage.text.terms import terms

TESTS = Path(__file__).parent
ROUNDS = 6  # kills a store
AIMED = 9
SYNC = 1000  # operations after which Chroma rewrites its files
LARGE = 50  # passages of a report: a few such reports fill the index faster than many small ones
NEARLY = SYNC // LARGE - 2  # reports

Acknowledged = dict[int, int]  # number of a report -> its version


class Ingest:
    """The process of child_ingest.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(TESTS / "child_ingest.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(TESTS.parent)},
        )
        assert self._line() == "waiting"

    def start(self, folder: Path, first: int, passages: int = 0) -> int:
        """Begin an ingest. Returns its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder} {first} {passages}\n")
        self._process.stdin.flush()
        self._seen: list[str] = []
        while not (line := self._line()).startswith("pid"):
            self._seen.append(line)
        return int(line.split()[1])

    def kill(self, process: int, after: int, seconds: float) -> Acknowledged:
        """Kill the ingest this many seconds after this many reports are stored. Returns the acknowledged
        reports."""
        while len(self._seen) < after:
            self._seen.append(self._line())
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        while (line := self._line()) != "dead":
            self._seen.append(line)
        return dict(tuple(map(int, line.split())) for line in self._seen)  # type: ignore[misc]

    def close(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the child ended"
        return line


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    made = Ingest()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("seed", "rounds"),
    [
        (1, 2),
        pytest.param(2, ROUNDS, marks=pytest.mark.slow),
        pytest.param(3, ROUNDS, marks=pytest.mark.slow),
    ],
)
def test_an_ingest_killed_at_any_moment_loses_nothing(
    tmp_path: Path, ingest: Ingest, seed: int, rounds: int
) -> None:
    chance = random.Random(seed)
    kept: Acknowledged = {}
    for _ in range(rounds):
        process = ingest.start(tmp_path, first=max(kept, default=-1) + 1)
        acknowledged = ingest.kill(process, after=chance.randint(0, 15), seconds=chance.uniform(0, 0.05))
        kept |= acknowledged
        earlier = chance.sample(sorted(kept), min(10, len(kept)))
        kept |= check(tmp_path, {number: kept[number] for number in {*acknowledged, *earlier}}, kept)
    assert len(kept) > 3 * rounds
    check(tmp_path, kept, kept)


@pytest.fixture(scope="module")
def nearly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store just before the moment Chroma rewrites its files."""
    folder = tmp_path_factory.mktemp("nearly")
    with Store.open(folder, embedder=HashingEmbedder()) as store:
        for number in range(NEARLY):
            made = report(number, passages=LARGE)
            store.add(made.article, made.passages, made.vectors)
        store.follow()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(AIMED))
def test_an_ingest_killed_while_chroma_rewrites_its_files_loses_nothing(
    tmp_path: Path, ingest: Ingest, nearly: Path, seed: int
) -> None:
    folder = shutil.copytree(nearly, tmp_path / "store")
    (header,) = (folder / "vectors").rglob("header.bin")
    before = header.read_bytes()
    process = ingest.start(folder, first=NEARLY, passages=LARGE)
    deadline = time.monotonic() + 60
    while header.read_bytes() == before:  # the first of its files, which contains the number of passages
        assert time.monotonic() < deadline, "Chroma never rewrote its files"
    acknowledged = ingest.kill(process, after=0, seconds=random.Random(seed).uniform(0, 0.005))
    assert not (folder / "vectors.json").exists()
    assert max(acknowledged) >= NEARLY
    check(folder, acknowledged, dict.fromkeys(range(NEARLY), 0) | acknowledged, passages=LARGE)


def check(folder: Path, some: Acknowledged, kept: Acknowledged, passages: int = 0) -> Acknowledged:
    """Open the store and look for `some` of the reports in `kept`. A report that was being written at the
    kill must be whole or missing. Returns these reports."""
    with Store.open(folder, embedder=HashingEmbedder()) as store:
        last = max(kept, default=-1)
        unacknowledged = written(store, last, passages) | written(store, last + 1, passages)
        there = kept | unacknowledged
        assert there.get(last, 0) >= kept.get(last, 0)
        sizes = [len(report(number, version, passages or None).passages) for number, version in there.items()]
        assert store.count() == Counts(len(there), sum(sizes))
        for _ in range(2):  # first without the index if necessary, then with the rebuilt index
            for number in some | unacknowledged:
                find(store, number, there[number], passages)
            check = store.check()
            assert check.problems == ()
            assert check.index.phase == "ready"
    return unacknowledged


def written(store: Store, number: int, passages: int) -> Acknowledged:
    """The stored version of a report."""
    if number < 0:
        return {}
    made = [report(number, version, passages or None) for version in (0, 1)]
    try:
        article = store.article(made[0].article.id)
    except ArticleNotFound:
        return {}
    return {number: [one.article for one in made].index(article)}


def find(store: Store, number: int, version: int, passages: int) -> None:
    """Assert that one of its passages is found exactly once by its own word and by its own vector, and that
    the other version is not found."""
    made, other = report(number, version, passages or None), report(number, 1 - version, passages or None)
    assert store.article(made.article.id) == made.article
    position = number % len(made.passages)
    candidates = store.search(made.vectors[position], terms(made.words[position]), 3)
    by_word = [candidate for candidate in candidates if candidate.bm25]
    by_vector = [candidate for candidate in candidates if candidate.cosine > 0.99]
    assert len(by_word) == 1
    assert by_word == by_vector
    (hit,) = store.hits([(by_word[0], 1.0)])
    assert (hit.article, hit.passage) == (made.article, made.passages[position])
    stale = store.search(other.vectors[0], terms(other.words[0]), 3)
    assert not [candidate for candidate in stale if candidate.bm25 or candidate.cosine > 0.99]
