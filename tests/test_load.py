"""Embedding models in folders: static ones and invalid ones."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from doubles import HashingEmbedder, check_embedder
from newsroom import COLLECTION, HARBOUR, cut, put

from storage import Store
from storage.errors import ModelError, StoreMismatch
from storage.models.load import load_embedder, model_name
from storage.models.sentence_transformer import STATIC_MAX_TOKENS, SentenceTransformerEmbedder


@pytest.fixture(scope="module")
def distil_static() -> ModuleType:
    """The benchmark that distils static models. It imports sentence-transformers, which takes seconds."""
    return import_module("benchmarks.distil_static")


@pytest.fixture(scope="module")
def static_model(
    distil_static: ModuleType, other_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with a static model with a vocabulary of 77 tokens and 8 dimensions."""
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("static") / "model"
    distil_static.distil(SentenceTransformer(str(other_model), device="cpu"), 8).save(str(folder))
    return folder


# Static models


def test_a_static_model_is_an_embedder(static_model: Path) -> None:
    embedder = load_embedder(str(static_model))
    check_embedder(embedder)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert (embedder.name, embedder.dimension) == (str(static_model), 8)
    assert embedder.max_tokens == STATIC_MAX_TOKENS == 254


def test_a_static_vector_is_the_mean_of_its_tokens(static_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    embedder = load_embedder(str(static_model))
    both, turned = embedder.encode_documents(["a b", "b a"])
    np.testing.assert_allclose(both, turned, atol=1e-6)
    weights = SentenceTransformer(str(static_model), device="cpu")[0].embedding.weight.detach().numpy()
    mean = (weights[5] + weights[6]) / 2  # the fixture's vocabulary: five special tokens, then a, b, c
    np.testing.assert_allclose(both, mean / np.linalg.norm(mean), atol=1e-6)


def test_a_static_model_reads_the_whole_of_a_long_text(static_model: Path) -> None:
    embedder = load_embedder(str(static_model))
    short, long = embedder.encode_documents(["a " * 1000, "a " * 1000 + "b " * 1000])
    assert short @ long < 0.99


def test_a_store_with_a_static_model_answers(
    static_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(static_model.parent)
    with Store.open(tmp_path / "news", embedding_model="model") as store:
        put(store, store.embedder, *COLLECTION)
        assert store.model == str(static_model)
    monkeypatch.chdir(tmp_path)
    with Store.open(tmp_path / "news") as store:
        passage = cut(HARBOUR)[0]
        vector = store.embedder.encode_queries([passage.document(HARBOUR)])[0]
        assert max(store.search(vector, [], 3), key=lambda c: c.cosine).cosine == pytest.approx(1, abs=1e-3)
        assert store.check().problems == ()
    with pytest.raises(StoreMismatch) as raised:
        Store.open(tmp_path / "news", embedding_model="all-MiniLM-L6-v2")
    assert f"holds vectors of '{static_model}'" in str(raised.value)


def test_a_store_can_be_rebuilt_with_a_static_model(static_model: Path, newsroom: Store) -> None:
    newsroom.rebuild(str(static_model))
    assert (newsroom.model, newsroom.embedder.dimension) == (str(static_model), 8)
    assert newsroom.check().problems == ()


class Earlier(HashingEmbedder):
    """An earlier model of the other model's folder, with 64 dimensions."""

    def __init__(self, name: str) -> None:
        self.name = name


def test_another_model_in_the_same_folder_is_refused(tmp_path: Path, other_model: Path) -> None:
    Store.open(tmp_path / "news", embedder=Earlier(str(other_model))).close()
    with (
        Store.open(tmp_path / "news") as store,
        pytest.raises(StoreMismatch, match=r"of 64 dimensions, .* now makes 16"),
    ):
        _ = store.embedder


# Distilling


def test_principal_components_keep_distances(distil_static: ModuleType) -> None:
    points = np.array([[1, 2, 0], [3, 2, 0], [1, 6, 0], [9, 1, 0]], np.float32)
    turned = distil_static.principal_components(points, 2)
    for one in range(4):
        np.testing.assert_allclose(
            np.linalg.norm(turned - turned[one], axis=1),
            np.linalg.norm(points - points[one], axis=1),
            rtol=1e-5,
        )
    assert turned[:, 0].std() > turned[:, 1].std()


def test_frequent_tokens_count_less(distil_static: ModuleType) -> None:
    weights = distil_static.frequency_weights(30_000)
    assert list(weights) == sorted(weights)
    assert weights[0] < 0.01
    assert weights[-1] > 0.9


def test_distilling_again_gives_the_same(
    distil_static: ModuleType, static_model: Path, other_model: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    distil_static.distil(SentenceTransformer(str(other_model), device="cpu"), 8).save(str(tmp_path))
    assert (tmp_path / "model.safetensors").read_bytes() == (static_model / "model.safetensors").read_bytes()


def test_an_existing_folder_is_not_overwritten(
    distil_static: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert distil_static.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"error: {tmp_path} exists already: name a new folder\n"
    assert list(tmp_path.iterdir()) == []


# Which model


def test_an_error_lists_the_known_model_files(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").touch()
    with pytest.raises(ModelError) as raised:
        load_embedder(str(tmp_path))
    assert "none of the files modules.json, config.json" in str(raised.value)


def test_a_store_remembers_the_whole_path_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "all-MiniLM-L6-v2").mkdir()
    monkeypatch.chdir(tmp_path)
    assert model_name("static") == model_name("./static/") == str(tmp_path / "static")
    assert model_name("all-MiniLM-L6-v2") == "all-MiniLM-L6-v2"
    assert model_name("somebody/model") == "somebody/model"


# Devices and batches


def test_a_model_in_a_folder_takes_its_device_and_batch_size(other_model: Path) -> None:
    embedder = load_embedder(str(other_model), device="cpu", batch_size=3)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert (embedder.device, embedder.batch_size) == ("cpu", 3)


def test_a_store_loads_its_model_with_its_device_and_batch_size(other_model: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "news", embedding_model=str(other_model), device="cpu", batch_size=3) as store:
        assert isinstance(store.embedder, SentenceTransformerEmbedder)
        assert store.embedder.batch_size == 3
    with (
        Store.open(tmp_path / "news", device="no such") as store,
        pytest.raises(ModelError, match="the device 'no such' can't be used"),
    ):
        _ = store.embedder


def test_a_store_without_a_device_takes_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_DEVICE", "abacus")
    with pytest.raises(ModelError, match="the device 'abacus' can't be used"):
        Store.open(tmp_path / "news")
