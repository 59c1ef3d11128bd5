"""The bundled model in int8: when it is used, how it is made and kept, and its vectors beside the others."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder, check_embedder
from ingesting import ingest
from newsroom import COLLECTION, ROOT, put, python

from storage import Store
from storage.errors import ModelError
from storage.models.embedder import Embedder, Vectors, unit_length
from storage.models.int8 import FILES, SUMS, Machine, is_sound, load_int8, make, this_machine, wants_int8
from storage.models.load import load_embedder
from storage.models.openvino import OpenVINOEmbedder
from storage.models.quantize import calibration_texts
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.settings import BUNDLED_MODEL

FAST = Machine(device="cpu", int8_is_fast=True, openvino="2026.4.1")
needs_openvino = pytest.mark.skipif(
    not (find_spec("openvino") and find_spec("nncf")),
    reason="needs the extra: pip install -e '.[openvino]'",
)
SAMPLES = sorted((ROOT / "ingest" / "samples").glob("*.json"))


# When it is used


@pytest.mark.parametrize(
    ("name", "device", "machine", "expected"),
    [
        (BUNDLED_MODEL, "auto", FAST, True),
        (BUNDLED_MODEL, "cpu", FAST, False),  # as DATELINE_DEVICE=cpu switches it off
        (BUNDLED_MODEL, "auto", FAST._replace(device="cuda"), False),
        (BUNDLED_MODEL, "auto", FAST._replace(device="mps"), False),
        (BUNDLED_MODEL, "cuda", FAST, False),
        (BUNDLED_MODEL, "auto", FAST._replace(int8_is_fast=False), False),
        (BUNDLED_MODEL, "auto", FAST._replace(openvino=None), False),
        ("somebody/model", "auto", FAST, False),
    ],
)
def test_the_bundled_model_is_used_in_int8_where_that_is_fast(
    name: str, device: str, machine: Machine, expected: bool
) -> None:
    assert wants_int8(name, device, machine) is expected


@pytest.mark.slow_import
def test_a_machine_without_the_extra_has_no_openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = this_machine()
    assert bool(machine.openvino) == bool(find_spec("openvino") and find_spec("nncf"))
    monkeypatch.setattr(sys, "path", [])  # where packages are looked up
    assert this_machine() == machine._replace(openvino=None)


# How it is made and kept


def test_the_calibration_texts_have_all_lengths() -> None:
    lengths = sorted(len(text.split()) for text in calibration_texts())
    assert lengths[0] < 8
    assert lengths[-1] > 100
    assert len(lengths) > 30


def test_a_folder_that_cannot_be_written_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").touch()
    assert load_int8(tmp_path / "cache", FAST) is None
    (warning,) = caplog.messages
    assert f"the int8 model can't be made in {tmp_path / 'cache'}: " in warning
    assert warning.endswith("; the embedding model runs as with DATELINE_DEVICE=cpu")


@pytest.mark.slow
def test_a_model_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"can't be made in .*: \w+Error: ") as raised:
        make(tmp_path / "no model", tmp_path / "cache" / "model")
    assert "\n" not in str(raised.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_model_that_takes_too_long_leaves_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = tmp_path / "cache"
    with pytest.raises(ModelError, match=r"can't be made in .*: it took longer than 0\.01 s$"):
        make(tmp_path, cache / "model", patience=0.01)
    assert caplog.messages == [f"the int8 model is made once, which takes half a minute, and kept in {cache}"]
    assert list(cache.iterdir()) == []


def changed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [changed, cut_off, Path.unlink])
@pytest.mark.parametrize("name", [*FILES, SUMS])
def test_damage_is_noticed(tmp_path: Path, damage: Callable[[Path], None], name: str) -> None:
    for file in FILES:
        (tmp_path / file).write_bytes(file.encode())
    assert not is_sound(tmp_path)
    sums = [f"{hashlib.sha256(file.encode()).hexdigest()}  {file}\n" for file in FILES]
    (tmp_path / SUMS).write_text("".join(sums))
    assert is_sound(tmp_path)
    damage(tmp_path / name)
    assert not is_sound(tmp_path)


@pytest.fixture(scope="module")
def small_int8_model(other_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small model in int8, made by two processes at once."""
    folder = tmp_path_factory.mktemp("cache") / "small"
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda _: make(other_model, folder), range(2)))
    return folder


@needs_openvino
@pytest.mark.slow
def test_two_processes_may_make_it_at_once(small_int8_model: Path) -> None:
    assert is_sound(small_int8_model)
    assert list(small_int8_model.parent.iterdir()) == [small_int8_model]


@needs_openvino
@pytest.mark.slow
def test_a_model_in_int8_is_an_embedder(small_int8_model: Path, other_model: Path) -> None:
    embedder, plain = OpenVINOEmbedder(small_int8_model, "small"), load_embedder(str(other_model))
    check_embedder(embedder)
    assert (embedder.name, embedder.dimension, embedder.max_tokens) == ("small", 16, 298)
    texts = ["the harbour was closed", "900 tonnes of apples", "a " * 400, "b"]  # of many lengths, unsorted
    cosines = (embedder.encode_documents(texts) * plain.encode_documents(texts)).sum(axis=1)
    assert cosines.min() > 0.98
    np.testing.assert_allclose(embedder.encode_queries(texts), embedder.encode_documents(texts), atol=1e-5)
    assert embedder.count_tokens(texts) == plain.count_tokens(texts)


@needs_openvino
@pytest.mark.slow
def test_a_damaged_model_is_made_again(small_int8_model: Path, other_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "small"
    folder.mkdir(parents=True)
    (folder / FILES[0]).write_text("<net/>")
    with pytest.raises(ModelError, match=r"the int8 model in .* can't be loaded: "):
        OpenVINOEmbedder(folder, "small")
    make(other_model, folder)
    assert (folder / SUMS).read_text() == (small_int8_model / SUMS).read_text()  # making it is deterministic


@needs_openvino
@pytest.mark.slow
def test_nothing_is_reported_to_the_maker_of_openvino(other_model: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from storage.models.int8 import make\n"
        "from storage.models.openvino import OpenVINOEmbedder\n"
        "make(Path(sys.argv[1]), Path(sys.argv[2])); OpenVINOEmbedder(Path(sys.argv[2]), 'small')"
    )
    home = tmp_path / "home"
    home.mkdir()
    done = python("-c", code, other_model, tmp_path / "cache" / "small", HOME=str(home))
    assert (done.returncode, done.stdout) == (0, "")
    assert not (home / "intel").exists()  # which its package for this makes before it sends anything


# Vectors of both kinds in one store


class RoundedEmbedder(HashingEmbedder):
    """The double, with vectors of 8 bits."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return unit_length(np.round(super().encode_documents(texts) * 127) / 127)


def test_a_store_holds_vectors_of_both_kinds(tmp_path: Path) -> None:
    plain, rounded = HashingEmbedder(), RoundedEmbedder()
    with Store.open(tmp_path, embedder=plain) as store:
        put(store, plain, COLLECTION[0])
    with Store.open(tmp_path, embedder=rounded) as store:
        put(store, rounded, *COLLECTION[1:])
        store.rebuild(rounded.name)
        assert store.check().problems == ()
        assert not np.array_equal(*(e.encode_documents([COLLECTION[0].text]) for e in (plain, rounded)))
        for text, expected in ((article.text, article) for article in COLLECTION):
            for embedder in (plain, rounded):
                (nearest, _) = store.search(embedder.encode_queries([text])[0], [], 2)
                assert store.hits([(nearest, 1.0)])[0].article == expected
    with Store.open(tmp_path, embedding_model=plain.name) as store:  # which needs no command to re-embed it
        assert store.check().problems == ()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def in_int8(cache: Path) -> Embedder:
    """The bundled model in int8."""
    made = load_int8(cache, this_machine())
    assert made
    return made


@needs_openvino
@pytest.mark.slow
def test_the_vectors_of_both_kinds_are_comparable(
    in_int8: Embedder, cache: Path, minilm: SentenceTransformerEmbedder
) -> None:
    check_embedder(in_int8)
    for one in (in_int8, minilm):
        assert (one.name, one.dimension, one.max_tokens) == (BUNDLED_MODEL, 384, 254)
    texts = ["Who won?", *(path.read_text("utf-8") for path in SAMPLES)]
    assert (in_int8.encode_documents(texts) * minilm.encode_documents(texts)).sum(axis=1).min() > 0.98
    assert in_int8.counter.count_tokens(texts) == minilm.counter.count_tokens(texts)
    (file,) = cache.glob("*/tokenizer.json")  # OpenVINO keeps memory for each length for good
    assert json.loads(file.read_text("utf-8"))["padding"]["pad_to_multiple_of"] == 16
    with ThreadPoolExecutor() as threads:  # as when a page answers while articles are ingested
        alone = in_int8.encode_queries(texts)
        for together in threads.map(in_int8.encode_queries, [texts] * 4):
            np.testing.assert_allclose(together, alone, atol=1e-5)


@needs_openvino
@pytest.mark.slow
def test_the_bundled_model_finds_the_same_among_vectors_of_both_kinds(
    in_int8: Embedder, minilm: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "mixed", embedder=minilm) as store:
        ingest(SAMPLES[::2], store)
    with Store.open(tmp_path / "mixed", embedder=in_int8) as store:
        report = ingest(SAMPLES, store)
        assert (report.added, report.unchanged, report.updated) == (3, 3, 0)
        store.rebuild(BUNDLED_MODEL)
        assert store.check().problems == ()
        with Store.open(tmp_path / "plain", embedder=minilm) as plain:
            ingest(SAMPLES, plain)
            for question in ("How many soldiers were killed?", "Who met in Moscow?", "What was shelled?"):
                expected = top(plain, minilm, question)
                assert top(store, minilm, question) == top(store, in_int8, question) == expected


def top(store: Store, embedder: Embedder, question: str) -> list[str]:
    """The passages that are nearest to a question."""
    nearest = store.search(embedder.encode_queries([question])[0], [], 3)
    nearest.sort(key=lambda candidate: -candidate.cosine)
    hits = store.hits([(candidate, candidate.cosine) for candidate in nearest])
    return [hit.article.text[hit.passage.start : hit.passage.end] for hit in hits]


@needs_openvino
@pytest.mark.slow
def test_the_bundled_model_is_loaded_in_int8_when_it_can_be(
    in_int8: Embedder, cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not wants_int8(BUNDLED_MODEL, "auto", this_machine()):
        pytest.skip("needs a processor that multiplies int8, and no GPU")
    caplog.clear()
    loaded = load_embedder(BUNDLED_MODEL, batch_size=3, cache=cache)
    assert isinstance(loaded, OpenVINOEmbedder)
    assert (loaded.name, loaded.batch_size) == (BUNDLED_MODEL, 3)
    assert isinstance(load_embedder(BUNDLED_MODEL, device="cpu"), SentenceTransformerEmbedder)
    assert caplog.messages == []  # it was made before
    (tmp_path / "file").touch()
    assert isinstance(load_embedder(BUNDLED_MODEL, cache=tmp_path / "file"), SentenceTransformerEmbedder)
