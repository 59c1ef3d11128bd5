"""The vector index follows the catalog, belongs to one process, and recovers from any damage to its files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from reports import DIMENSION, Report, report, vectors

from storage import Store
from storage.catalog.catalog import Catalog
from storage.index.chroma import ChromaFailure, Collection
from storage.index.follower import VectorIndex
from storage.index.manifest import FileHashes, Manifest
from storage.models.embedder import Vectors

TESTS = Path(__file__).parent
QUERY = vectors(-1 % 2**32, 0, 1)[0]


def make_catalog(folder: Path, reports: int = 0, passages: int | None = None) -> Catalog:
    catalog = Catalog.create(folder / "catalog.sqlite3", model="random", dimension=DIMENSION, max_tokens=254)
    for number in range(reports):
        store(catalog, report(number, passages=passages))
    return catalog


def store(catalog: Catalog, made: Report) -> None:
    catalog.add(made.article, made.passages, made.vectors)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = make_catalog(tmp_path, reports=20)
    yield made
    made.close()


POLL = 0.05


class Opened:
    """Opens collections of Chroma, and keeps the last one for a test to damage."""

    def __init__(self) -> None:
        self.last: Collection

    def open(self, folder: Path) -> Collection:
        self.last = Collection(folder)
        return self.last


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def index(tmp_path: Path, catalog: Catalog, opened: Opened) -> Iterator[VectorIndex]:
    made = VectorIndex(tmp_path / "vectors", catalog, delay=0, poll=POLL, open_collection=opened.open)
    yield made
    made.close()


def nearest(catalog: Catalog, query: Vectors, k: int) -> list[tuple[int, float]]:
    """The k nearest passages by exact search: (key, cosine)."""
    keys, stored = catalog.vectors_after(0, 10_000)
    matrix = stored.astype(np.float32)
    cosines = matrix @ query / np.linalg.norm(matrix, axis=1)
    return [(int(keys[row]), float(cosines[row])) for row in np.argsort(-cosines)[:k]]


def assert_sound(index: VectorIndex, catalog: Catalog, k: int = 20) -> None:
    """Assert for three questions that the index finds the same passages as an exact search."""
    for query in (QUERY, vectors(3, 0, 1)[0], vectors(4, 1, 1)[0]):
        actual, expected = index.search(query, k), nearest(catalog, query, k)
        assert actual is not None
        assert [key for key, _ in actual] == [key for key, _ in expected]
        assert [cosine for _, cosine in actual] == pytest.approx([cosine for _, cosine in expected], abs=1e-5)


def stored(folder: Path) -> dict[str, tuple[str, dict[str, object]]]:
    """The content of the closed index for another program: id -> (document, metadata)."""
    import chromadb

    with chromadb.PersistentClient(str(folder)) as client:
        content = client.get_collection("passages", embedding_function=None).get()
    documents = zip(content["documents"], content["metadatas"], strict=True)
    return dict(zip(content["ids"], documents, strict=True))


# Following


def test_an_index_that_is_not_ready_returns_none(index: VectorIndex) -> None:
    assert index.state.phase == "off"
    assert index.search(QUERY, 3) is None


def test_the_index_finds_the_nearest(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    assert (index.state.phase, index.state.done, index.state.total) == ("ready", 20, 20)
    assert_sound(index, catalog)


def test_the_index_finds_each_passage_by_its_own_vector(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    for record in catalog.embedded([report(n).article.id for n in range(20)]):
        ((key, cosine),) = index.search(record.vector, 1) or [(0, 0.0)]
        assert key == record.key
        assert cosine == pytest.approx(1, abs=1e-5)


def test_search_among_given_passages(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    records = catalog.embedded([report(5).article.id, report(6).article.id])
    actual = index.search(QUERY, 100, [record.passage.id for record in records])
    assert actual is not None
    among = {record.key for record in records}
    assert [key for key, _ in actual] == [key for key, _ in nearest(catalog, QUERY, 1000) if key in among]
    assert index.search(QUERY, 5, []) == []


def test_an_empty_catalog_has_no_passages(tmp_path: Path) -> None:
    catalog = make_catalog(tmp_path)
    index = VectorIndex(tmp_path / "vectors", catalog)
    assert index.follow()
    assert index.search(QUERY, 5) == []
    index.close()
    catalog.close()


def test_the_index_returns_none_until_a_change_is_applied(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    store(catalog, report(20))
    assert index.search(QUERY, 3) is None
    assert index.follow()
    assert_sound(index, catalog)


def test_the_index_follows_in_the_background(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    store(catalog, report(20))
    wait_until(lambda: index.search(QUERY, 3) is not None)
    assert_sound(index, catalog)


def test_other_programs_can_read_ids_text_and_metadata(
    tmp_path: Path, catalog: Catalog, index: VectorIndex
) -> None:
    made = report(20, passages=2)
    store(catalog, made)
    assert index.follow()
    index.close()
    contents = stored(tmp_path / "vectors")
    article, passage = made.article, made.passages[1]
    key = next(record.key for record in catalog.embedded([article.id]) if record.passage == passage)
    assert set(contents) == {
        f"{report(n).article.id}:{i}" for n in range(20) for i in range(len(report(n).passages))
    } | {
        f"{article.id}:0",
        f"{article.id}:1",
    }
    assert contents[f"{article.id}:1"] == (
        article.text[passage.start : passage.end],
        {
            "key": key,
            "article_id": article.id,
            "start": passage.start,
            "end": passage.end,
            "title": "Report 20",
            "outlet": "Sample Wire",
            "published": "2020-10-10",
            "date": 20201010,
            "url": "https://example.org/20",
        },
    )


def test_an_update_deletes_the_old_version(tmp_path: Path, catalog: Catalog, index: VectorIndex) -> None:
    store(catalog, report(20, passages=5))
    assert index.follow()
    new = report(20, version=1, passages=2, published="")
    store(catalog, new)
    assert index.follow()
    assert_sound(index, catalog)
    index.close()
    contents = {
        id: value for id, value in stored(tmp_path / "vectors").items() if id.startswith(new.article.id)
    }
    assert set(contents) == {f"{new.article.id}:0", f"{new.article.id}:1"}
    for position, word in enumerate(new.words):
        text, metadata = contents[f"{new.article.id}:{position}"]
        assert text.startswith(word)
        assert "date" not in metadata
        assert metadata["published"] == ""


def test_a_removed_article_is_gone(tmp_path: Path, catalog: Catalog, index: VectorIndex) -> None:
    assert index.follow()
    gone = report(3)
    ids = [passage.id for passage in gone.passages]
    catalog.remove(gone.article.id)
    assert index.follow()
    assert_sound(index, catalog)
    assert index.search(QUERY, 5, ids) is None  # ids read before the removal: no answer, and no alarm
    assert index.follow()
    assert "never built" in index.state.reason
    index.close()
    assert not set(ids) & set(stored(tmp_path / "vectors"))


def test_small_batches_give_the_same_index(tmp_path: Path, catalog: Catalog) -> None:
    store(catalog, report(20, passages=40))
    catalog.remove(report(2).article.id)
    index = VectorIndex(tmp_path / "vectors", catalog, batch=3)
    assert index.follow()
    assert_sound(index, catalog, k=60)
    index.close()


def test_searches_during_changes_are_right_or_return_none(index: VectorIndex, catalog: Catalog) -> None:
    assert index.follow()
    answers, stop = [], threading.Event()

    def ask() -> None:
        while not stop.wait(0.002):
            actual = index.search(QUERY, 5)
            answers.append(actual)
            assert actual is None or len(actual) == 5

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: bool(answers))
    for number in range(20, 31):
        store(catalog, report(number))
        store(catalog, report(number - 10, version=1))
        catalog.remove(report(number - 20).article.id)
        if number % 10 == 0:
            assert index.follow()
    stop.set()
    asking.join()
    assert index.follow()
    assert "never built" in index.state.reason  # the reason at the start, and no later one
    assert_sound(index, catalog)
    assert any(answers)


# Closing and opening again


def test_a_closed_index_is_continued_not_rebuilt(
    tmp_path: Path, catalog: Catalog, index: VectorIndex
) -> None:
    assert index.follow()
    index.close()
    segment = {path.name for path in (tmp_path / "vectors").iterdir()}
    store(catalog, report(20))
    again = VectorIndex(tmp_path / "vectors", catalog)
    assert again.follow()
    assert again.state.reason == ""
    assert {path.name for path in (tmp_path / "vectors").iterdir()} == segment
    assert_sound(again, catalog)
    again.close()


def test_the_manifest_exists_only_between_writes(tmp_path: Path, catalog: Catalog) -> None:
    manifest = tmp_path / "vectors.json"
    index = VectorIndex(tmp_path / "vectors", catalog)
    assert index.follow()
    assert not manifest.exists()
    wait_until(manifest.exists)
    assert Manifest.read(manifest).sequence == 20
    assert_sound(index, catalog)  # searching changes no file
    assert Manifest.read(manifest).difference(tmp_path / "vectors") == ""
    store(catalog, report(20))
    assert index.follow()
    assert not manifest.exists()
    index.close()
    assert Manifest.read(manifest).sequence == 21
    assert Manifest.read(manifest).difference(tmp_path / "vectors") == ""


def test_closing_during_a_build_keeps_the_applied_changes(tmp_path: Path) -> None:
    catalog = make_catalog(tmp_path, reports=60, passages=9)
    index = VectorIndex(tmp_path / "vectors", catalog, batch=9, delay=0)
    index.start()
    wait_until(lambda: index.state.phase == "building" and index.state.done > 3)
    index.close()
    applied = Manifest.read(tmp_path / "vectors.json").sequence
    assert 3 < applied < 60
    again = VectorIndex(tmp_path / "vectors", catalog)
    assert again.follow()
    assert again.state.reason == ""
    assert_sound(again, catalog)
    again.close()
    catalog.close()


def test_a_short_lived_index_opens_no_collection(tmp_path: Path, catalog: Catalog) -> None:
    index = VectorIndex(tmp_path / "vectors", catalog, delay=3600)
    index.start()
    assert index.search(QUERY, 3) is None
    index.close()
    assert index.state.phase == "off"
    assert not (tmp_path / "vectors.lock").exists()
    assert not (tmp_path / "vectors").exists()


def test_closing_twice_and_before_starting(index: VectorIndex) -> None:
    index.close()
    index.close()
    assert index.state.phase == "off"
    assert not index.follow()


def test_rebuild(tmp_path: Path, catalog: Catalog, index: VectorIndex) -> None:
    assert index.follow()
    segments = {path.name for path in (tmp_path / "vectors").iterdir() if path.is_dir()}
    assert index.rebuild()
    assert index.state.reason == "a rebuild was requested"
    assert not segments & {path.name for path in (tmp_path / "vectors").iterdir()}
    assert_sound(index, catalog)


# One holder at a time


def test_a_second_process_waits_and_takes_over(tmp_path: Path, catalog: Catalog, index: VectorIndex) -> None:
    assert index.follow()
    second = VectorIndex(tmp_path / "vectors", catalog)
    assert not second.follow()
    assert second.state.phase == "waiting"
    assert second.search(QUERY, 3) is None
    index.close()
    assert second.follow()
    assert second.state.reason == ""
    assert_sound(second, catalog)
    second.close()


HOLD = """
import sys, time
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from storage.catalog.catalog import Catalog
from storage import Store
from storage.index.follower import VectorIndex
folder = Path({folder!r})
index = VectorIndex(folder / "vectors", Catalog(folder / "catalog.sqlite3"))
assert index.follow(), index.state
print([key for key, _ in index.search({query!r}, 5)], flush=True)
{then}
"""


def child(tmp_path: Path, then: str, **options: object) -> subprocess.Popen[str]:
    import_query = "__import__('numpy').array(" + repr(QUERY.tolist()) + ", 'float32')"
    code = HOLD.format(root=str(TESTS.parent), tests=str(TESTS), folder=str(tmp_path), query="", then=then)
    code = code.replace("index.search('', 5)", f"index.search({import_query}, 5)")
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload, no-any-return]


def test_a_process_takes_over_from_a_killed_one(tmp_path: Path, catalog: Catalog, index: VectorIndex) -> None:
    with child(tmp_path, "time.sleep(60)") as process:
        assert process.stdout is not None
        expected = [key for key, _ in nearest(catalog, QUERY, 5)]
        assert json.loads(process.stdout.readline()) == expected
        assert not index.follow()
        assert index.search(QUERY, 3) is None
        wait_until((tmp_path / "vectors.json").exists)
        process.kill()
        process.wait()
        wait_until(index.follow)
    assert index.state.reason == ""  # it wrote nothing when it was killed
    assert_sound(index, catalog)


# Damage


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with all of Chroma's files, which Chroma writes every 1,000 operations."""
    folder = tmp_path_factory.mktemp("sound")
    catalog = make_catalog(folder, reports=10, passages=10)
    for number in range(10, 20):
        store(catalog, report(number, passages=100))
    index = VectorIndex(folder / "vectors", catalog)
    assert index.follow()
    for number in range(10, 20):
        catalog.remove(report(number).article.id)
    assert index.follow()
    index.close()
    catalog.close()
    return folder


FILES = (
    "chroma.sqlite3",
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
    "vectors.json",
)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 3, len(content), max(len(content) // 7, 1)):
        content[place] ^= 0xFF
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], None]] = {"missing": Path.unlink, "half": cut, "flipped": flip}


def find(folder: Path, name: str) -> Path:
    (file,) = folder.rglob(name)
    return file


def heal(folder: Path) -> str:
    """Open a store and ask until the index answers, never wrongly. Returns the reason for its rebuild."""
    catalog = Catalog(folder / "catalog.sqlite3")
    expected = [key for key, _ in nearest(catalog, QUERY, 10)]
    index = VectorIndex(folder / "vectors", catalog)
    while not index.follow(timeout=0.01):
        actual = index.search(QUERY, 10)
        assert actual is None or [key for key, _ in actual] == expected
    assert_sound(index, catalog)
    reason = index.state.reason
    index.close()
    assert Manifest.read(folder / "vectors.json").difference(folder / "vectors") == ""
    catalog.close()
    return reason


def test_all_index_files_exist_and_are_known(sound: Path) -> None:
    names = {path.name for path in (sound / "vectors").rglob("*") if path.is_file()} | {"vectors.json"}
    assert names == set(FILES)


USUAL = {("chroma.sqlite3", "flipped"), ("data_level0.bin", "half"), ("index_metadata.pickle", "missing")}
CASES = [
    pytest.param(name, damage, marks=() if (name, damage) in USUAL else pytest.mark.slow)
    for name in FILES
    for damage in DAMAGE
]


@pytest.mark.parametrize(("name", "damage"), CASES)
def test_damaged_files_are_rebuilt(sound: Path, tmp_path: Path, name: str, damage: str) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    DAMAGE[damage](find(folder, name))
    reason = heal(folder)
    assert ("never built" if (name, damage) == ("vectors.json", "missing") else name) in reason


def test_an_undamaged_copy_is_not_rebuilt(sound: Path, tmp_path: Path) -> None:
    assert heal(shutil.copytree(sound, tmp_path / "copy")) == ""


def test_a_deleted_folder_is_rebuilt(sound: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    shutil.rmtree(folder / "vectors")
    assert "is missing" in heal(folder)


def test_an_unknown_file_counts_as_damage(sound: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    (folder / "vectors" / "chroma.sqlite3-wal").write_bytes(b"stray")
    assert heal(folder) == "chroma.sqlite3-wal is unknown"


def test_an_index_of_another_catalog_is_not_used(sound: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    (folder / "catalog.sqlite3").unlink()
    make_catalog(folder, reports=30).close()
    assert heal(folder) == "it belongs to another catalog or to other vectors"


def test_an_index_ahead_of_its_catalog_is_not_used(sound: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    catalog = Catalog(folder / "catalog.sqlite3")
    described = {"catalog": catalog.uuid, "dimension": DIMENSION, "sequence": 31}
    Manifest.of(folder / "vectors", **described).write(folder / "vectors.json")  # type: ignore[arg-type]
    catalog.close()
    assert heal(folder) == "it reflects change 31, but the catalog ends at 30"


def test_an_index_left_by_a_store_before_a_restore_is_not_used(sound: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sound, tmp_path / "copy")
    catalog = Catalog(folder / "catalog.sqlite3")
    catalog.backup(tmp_path / "backup")
    store(catalog, report(200))
    index = VectorIndex(folder / "vectors", catalog)
    assert index.follow()
    index.close()
    catalog.close()
    (folder / "catalog.sqlite3").unlink()
    with Store.restore(tmp_path / "backup", folder) as restored:
        other = report(201)
        restored.add(other.article, other.passages, other.vectors)
    assert "never built" in heal(folder)


def test_lost_records_are_noticed(
    tmp_path: Path, index: VectorIndex, catalog: Catalog, opened: Opened
) -> None:
    """An emptied collection never gives an empty result. A few lost records are noticed at the next count."""
    assert index.follow()
    wait_until((tmp_path / "vectors.json").exists)  # it has counted
    opened.last.delete([p.id for n in range(20) for p in report(n).passages])
    assert index.search(QUERY, 5) is None
    assert index.follow()
    assert index.state.reason == f"Chroma returned none of {catalog.counts().passages} passages"
    assert_sound(index, catalog)
    opened.last.delete([report(3).passages[0].id])
    store(catalog, report(20))  # it counts after each change
    wait_until(lambda: "Chroma holds" in index.state.reason)
    assert index.follow()
    assert_sound(index, catalog)


def test_a_failing_chroma_is_rebuilt(index: VectorIndex, catalog: Catalog, opened: Opened) -> None:
    assert index.follow()
    opened.last.close()
    assert index.search(QUERY, 5) is None
    assert index.follow()
    assert "never built" not in index.state.reason
    assert_sound(index, catalog)


def broken(folder: Path) -> Collection:
    raise ChromaFailure("no space left")


def test_the_index_gives_up_on_a_chroma_that_never_works(
    tmp_path: Path, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    index = VectorIndex(tmp_path / "vectors", catalog, delay=0, poll=POLL, open_collection=broken)
    assert not index.follow()
    assert (index.state.phase, index.state.reason) == ("off", "no space left")
    assert index.search(QUERY, 5) is None
    index.close()
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == ["the vector index is off; searches read the catalog instead: no space left"]


def test_only_consecutive_failures_switch_the_index_off(
    tmp_path: Path, index: VectorIndex, catalog: Catalog, opened: Opened
) -> None:
    manifest = tmp_path / "vectors.json"
    for _ in range(5):
        assert index.follow()
        wait_until(manifest.exists)  # the count was right
        opened.last.close()
        assert index.search(QUERY, 5) is None
        assert index.follow()
        wait_until(manifest.exists)
    assert index.state.phase == "ready"
    assert_sound(index, catalog)


def test_unchanged_files_are_not_hashed_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    hashes, described = FileHashes(), {"catalog": "0a", "dimension": 4, "sequence": 1}
    first = Manifest.of(tmp_path, **described, hashes=hashes)  # type: ignore[arg-type]
    assert (hashes.computed, Manifest.of(tmp_path, **described, hashes=hashes)) == (2, first)  # type: ignore[arg-type]
    assert hashes.computed == 2
    (tmp_path / "two").write_text("other")
    second = Manifest.of(tmp_path, **described, hashes=hashes)  # type: ignore[arg-type]
    assert (hashes.computed, second) == (3, Manifest.of(tmp_path, **described))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["vectors", "vectors.lock", "vectors.json"])
def test_an_unusable_folder_switches_the_index_off(tmp_path: Path, index: VectorIndex, name: str) -> None:
    if name == "vectors":
        (tmp_path / name).write_text("a file where a folder should be")
    else:
        (tmp_path / name).mkdir()
    assert not index.follow()
    assert index.state.phase == "off"
    assert str(tmp_path / "vectors") in index.state.reason
    assert index.search(QUERY, 5) is None


# The manifest


def test_every_changed_byte_of_a_manifest_is_detected(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"content")
    manifest = Manifest.of(tmp_path / "folder", catalog="0a", dimension=4, sequence=12)
    path = tmp_path / "manifest.json"
    manifest.write(path)
    assert Manifest.read(path) == manifest
    assert manifest.files["file"][0] == 7
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(ValueError, match=r"manifest\.json is damaged"):
            Manifest.read(path)


# Configuration from outside

HOSTILE = {
    "ALLOW_RESET": "perhaps",
    "ANONYMIZED_TELEMETRY": "perhaps",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_OTEL_COLLECTION_HEADERS": "no JSON",
    "CHROMA_SERVER_HOST": "example.org",
    "CHROMA_SERVER_NOFILE": "many",
    "IS_PERSISTENT": "false",
    "MIGRATIONS": "none",
    "PERSIST_DIRECTORY": "elsewhere",
}


def test_the_environment_does_not_configure_chroma_in_a_fresh_process(
    tmp_path: Path, catalog: Catalog
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / ".env").write_bytes(b"IS_PERSISTENT=\xff\xfe\nCHROMA_SERVER_NOFILE=many\n")
    process = child(tmp_path, "index.close()", cwd=work, env=os.environ | HOSTILE, stderr=subprocess.PIPE)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert json.loads(out) == [key for key, _ in nearest(catalog, QUERY, 5)]
    assert [path.name for path in work.iterdir()] == [".env"]
    assert (tmp_path / "vectors" / "chroma.sqlite3").exists()


def test_the_environment_does_not_configure_a_chromadb_imported_before(
    tmp_path: Path, catalog: Catalog, index: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chromadb  # noqa: F401

    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"\xff")
    assert index.follow()
    assert_sound(index, catalog)
    assert not (tmp_path / "elsewhere").exists()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
