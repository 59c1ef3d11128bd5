"""Flipped bytes in the file of a catalog cause no traceback, and no wrong text is shown."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, ORCHARD, put
from wire import WIRE

from assistant import __main__ as assistant_command
from ingest.__main__ import main as ingest
from storage import Article, Store, StoreError, StoreUnreadable
from storage.__main__ import main
from storage.catalog.catalog import Catalog
from storage.opening import CATALOG

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of 25 articles, with copies and older versions, in some 70 pages."""
    folder, embedder = tmp_path_factory.mktemp("sound") / "store", HashingEmbedder()
    reports = [
        replace(
            ORCHARD, identity=f"report {n}", outlet=f"Outlet {n % 3}", text=f"Report {n} is {'long. ' * n}"
        )
        for n in range(20)
    ]
    with Store.open(folder, embedder=embedder) as store:
        copies = (Article("wire", WIRE), Article("copy", f"{WIRE}\n\nCorrection: it was on Monday."))
        put(store, embedder, *COLLECTION, *copies, *reports)
        put(store, embedder, *(replace(report, text=f"Now {report.text}") for report in reports[::5]))
    return folder


def flip(source: Path, target: Path, seed: int) -> None:
    """A copy of a store with one flipped bit after the first page of the catalog."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    chance = random.Random(seed)
    content = bytearray((source / CATALOG).read_bytes())
    content[chance.randrange(PAGE, len(content))] ^= 1 << chance.randrange(8)
    (target / CATALOG).write_bytes(content)


def shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[object]:
    """All that a reader can see of a store (the list, the texts, the search results), or the error."""
    status = main(["list", "--versions", "--json", "--store", str(folder)])
    seen: list[object] = [(status, capsys.readouterr().out)]
    embedder = HashingEmbedder()
    try:
        with Store.open(folder, embedder=embedder, create=False) as store:
            seen.append([store.article(info.id) for info in store.articles()])
            vector = embedder.encode_queries(["Report 7 on the apples of the harbour"])[0]
            candidates = sorted(store.search(vector, ["appl", "harbour"], 5))
            seen.append(store.hits([(candidate, candidate.cosine) for candidate in candidates]))
    except StoreError as error:
        seen.append(str(error))
    return seen


def campaign(sound: Path, target: Path, seeds: range, capsys: pytest.CaptureFixture[str]) -> int:
    """Flip a bit for each seed. Returns how many flips a check reports; the others have no visible effect."""
    expected = shown(sound, capsys)
    reported = 0
    for seed in seeds:
        flip(sound, target, seed)
        status = main(["check", "--store", str(target)])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        assert status in (0, 1)
        if status == 0:
            assert "no problems" in output.out
            assert shown(target, capsys) == expected, f"seed {seed}"
        else:
            assert "no problems" not in output.out
            shown(target, capsys)  # a DatelineError or an answer
            reported += 1
    return reported


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_flipped_bit_is_harmless_or_reported(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert campaign(sound, tmp_path / "store", range(6), capsys) > 0


@pytest.mark.slow
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("first", range(1000, 1066, 22))
def test_many_flipped_bits_are_harmless_or_reported(
    sound: Path, tmp_path: Path, first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    reported = campaign(sound, tmp_path / "store", range(first, first + 22), capsys)
    assert reported > 2, "the others are in free space"


def damaged_pages(sound: Path, target: Path, step: int) -> Iterator[int]:
    """Copies of a store, each with a different page overwritten: every `step`th page after the first."""
    content = (sound / CATALOG).read_bytes()
    for start in range(PAGE, len(content), step * PAGE):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        (target / CATALOG).write_bytes(content[:start] + b"\xa5" * PAGE + content[start + PAGE :])
        yield start // PAGE


def test_commands_on_a_damaged_store_print_no_traceback(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "store")]
    for page in damaged_pages(sound, tmp_path / "store", 14):
        for command in (["check"], ["list"], ["list", "--versions"], ["remove", HARBOUR.id], ["rebuild"]):
            assert main([*command, *store]) in (0, 1), page
        assert main(["backup", str(tmp_path / f"backup {page}"), *store]) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err


def test_the_other_commands_report_the_damage(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    content = (sound / CATALOG).read_bytes()
    (folder / CATALOG).write_bytes(content[:PAGE] + b"\xa5" * (len(content) - PAGE))
    article = tmp_path / "article.json"
    article.write_text(json.dumps({"text": HARBOUR.text, "title": "News"}))
    assert ingest([str(article), "--store", str(folder)]) == 1
    assert assistant_command.main(["How many boats?", "--store", str(folder)]) == 1
    assert main(["check", "--store", str(folder)]) == 1
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    path = folder / CATALOG
    assert len(errors) == 3
    assert all(line.startswith(f"error: {path} is not a readable catalog (") for line in errors)
    assert all("python -m storage rescue NEW_DIR" in line for line in errors)


# Rescue


def test_a_rescue_of_a_sound_store_saves_everything(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = Store.rescue(sound, tmp_path / "saved")
    assert (saved.articles, saved.older_versions, saved.unsplit, saved.lost) == (25, 4, 0, ())
    assert saved.unsplit_file is None
    assert shown(tmp_path / "saved", capsys)[1] == shown(sound, capsys)[1]
    with Store.open(tmp_path / "saved", embedder=HashingEmbedder()) as store:
        assert store.check().problems == ()
    with pytest.raises(StoreError, match="already contains a store: name a new folder"):
        Store.rescue(sound, tmp_path / "saved")


def test_a_rescue_needs_a_store_and_a_folder(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("news")
    with pytest.raises(StoreError, match=r"can't be saved to .*file: .* Choose another folder"):
        Store.rescue(sound, tmp_path / "file")
    with pytest.raises(StoreUnreadable, match=r"there is no catalog in .*none: name the damaged store with"):
        Store.rescue(tmp_path / "none", tmp_path / "saved")


@pytest.mark.parametrize("step", [15, pytest.param(4, marks=pytest.mark.slow)])
def test_a_rescue_saves_all_readable_articles(sound: Path, tmp_path: Path, step: int) -> None:
    """With any damaged page, each article is saved unchanged, or listed as lost."""
    with closing(Catalog(sound / CATALOG)) as catalog:
        originals = {info.id: catalog.article(info.id) for info in catalog.articles()}
    outcomes = []
    for page in damaged_pages(sound, tmp_path / "store", step):
        folder = tmp_path / f"saved {page}"
        try:
            saved = Store.rescue(tmp_path / "store", folder)
        except StoreUnreadable as error:
            outcomes.append((0, 0, str(error).count("can't be rescued: its")))
            continue
        with closing(Catalog(folder / CATALOG)) as catalog:
            infos = catalog.articles()
            assert all(catalog.article(info.id) == originals[info.id] for info in infos)
            assert catalog.problems() == []
        assert (saved.unsplit_file == folder / "rescued.jsonl") == bool(saved.unsplit)
        lines = saved.unsplit_file.read_text().splitlines() if saved.unsplit_file else []
        texts = {original.text for original in originals.values()}
        assert all(json.loads(line)["text"] in texts for line in lines)
        assert (len(infos), len(lines)) == (saved.articles, saved.unsplit)
        outcomes.append((saved.articles, saved.unsplit, len(saved.lost)))
    assert (25, 0, 0) in outcomes, "a page of an index is no loss"
    hopeless = [outcome for outcome in outcomes if outcome[:2] == (0, 0)]
    assert len(hopeless) <= 3, "the schema, the properties of the catalog, and the root of the articles"


@pytest.mark.parametrize("is_restored", [False, True])
@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(range(16), id="name", marks=pytest.mark.slow),
        pytest.param(range(100, PAGE), id="schema", marks=pytest.mark.slow),
        pytest.param(range(PAGE), id="page"),
    ],
)
def test_a_rescue_with_a_damaged_schema_saves_everything(
    sound: Path, tmp_path: Path, damaged: range, is_restored: bool
) -> None:
    if is_restored:  # a backup renumbers the pages
        with Store.open(sound, embedder=HashingEmbedder()) as store:
            store.backup(tmp_path / "backup")
        Store.restore(tmp_path / "backup", tmp_path / "restored").close()
    folder = shutil.copytree(tmp_path / "restored" if is_restored else sound, tmp_path / "store")
    content = bytearray((folder / CATALOG).read_bytes())
    content[damaged.start : damaged.stop] = b"\xa5" * len(damaged)
    (folder / CATALOG).write_bytes(content)
    saved = Store.rescue(folder, tmp_path / "saved")
    assert (saved.articles, saved.older_versions, saved.unsplit, saved.lost) == (25, 4, 0, ())
    assert (folder / CATALOG).read_bytes() == content, "the damaged store isn't changed"


def test_a_rescue_of_a_file_without_articles_fails(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / CATALOG).write_bytes(b"\xa5" * 20 * PAGE)
    with pytest.raises(StoreUnreadable, match="no schema of a new store fits it: nothing can be saved"):
        Store.rescue(folder, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_a_check_of_a_damaged_store_does_not_report_ready(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(sound, tmp_path / "store")
    content = (folder / CATALOG).read_bytes()
    (folder / CATALOG).write_bytes(content.replace(b"lighthouse was not", b"lighthouse was now"))
    assert main(["check", "--store", str(folder)]) == 1
    (index,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("vector index: "))
    assert index.endswith(", but the catalog that it copies has problems")


def test_the_rescue_command_lists_the_lost_articles(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(sound, tmp_path / "store")
    path = folder / CATALOG
    content = path.read_bytes()
    assert content.count(b"lighthouse was not") == 1
    path.write_bytes(content.replace(b"lighthouse was not", b"lighthouse was now"))
    saved = tmp_path / "saved"
    assert main(["rescue", str(saved), "--store", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"saved to {saved}: 24 articles, 4 older versions",
        "lost: row 1, Storm closes harbour: its text or metadata has changed since it was stored",
        "1 article of 25 can't be read",
    ]
    assert main(["check", "--store", str(saved)]) == 0
