import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from doubles import HashingEmbedder, check_embedder
from newsroom import python

import storage.models.embedder
from storage.errors import ModelError
from storage.models.embedder import BUNDLED_SHA256, SentenceTransformerEmbedder, bundled_folder, unit_length

NEAR = "The harbour was closed after the storm."
ALSO_NEAR = "A gale shut the port."
FAR = "The central bank raised interest rates."


def test_the_double_is_an_embedder() -> None:
    check_embedder(HashingEmbedder())


def test_the_bundled_model(minilm: SentenceTransformerEmbedder) -> None:
    check_embedder(minilm)
    assert (minilm.name, minilm.dimension, minilm.max_tokens) == ("all-MiniLM-L6-v2", 384, 254)


def test_near_in_meaning_is_near(minilm: SentenceTransformerEmbedder) -> None:
    near, also_near, far = minilm.encode_documents([NEAR, ALSO_NEAR, FAR])
    assert near @ also_near > 0.4 > 0.2 > near @ far


def test_tokens_are_counted_without_special_ones(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.count_tokens(["harbour", "The harbour was closed.", ""]) == [1, 5, 0]


def test_what_exceeds_the_limit_is_not_seen(minilm: SentenceTransformerEmbedder) -> None:
    full = "storm " * minilm.max_tokens
    assert minilm.count_tokens([full]) == [254]
    whole, longer, shorter = minilm.encode_documents([full, full + FAR, full[: -len("storm ")] + "bank"])
    assert whole @ longer > 0.9999
    assert whole @ shorter < 0.9999


@pytest.mark.parametrize(
    "text", ["\0", "😀" * 100, "\u202e\u200b", "e\u0301" * 500, "'; DROP TABLE", "x" * 50_000]
)
def test_strange_texts_have_vectors(minilm: SentenceTransformerEmbedder, text: str) -> None:
    vectors = minilm.encode_queries([text])
    assert np.isfinite(vectors).all()
    assert len(minilm.count_tokens([text])) == 1


def test_another_model_by_its_folder(other_model: Path) -> None:
    other = SentenceTransformerEmbedder(str(other_model))
    check_embedder(other)
    assert (other.name, other.dimension, other.max_tokens) == (str(other_model), 16, 298)


def test_the_bundled_weights_are_the_published_ones() -> None:
    weights = (bundled_folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == BUNDLED_SHA256
    # As the model hub publishes it.
    assert BUNDLED_SHA256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"changed")
    found = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(storage.models.embedder.importlib.util, "find_spec", lambda name: found)
    digest = hashlib.sha256(b"changed").hexdigest()
    with pytest.raises(
        ModelError, match=rf"has sha256 {digest}, the published weights have .*reinstall with"
    ):
        bundled_folder()
    (tmp_path / "model" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="weights can't be read"):
        bundled_folder()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.models.embedder, "BUNDLED_PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match="needs the package no_such_package, which is not installed"):
        bundled_folder()


def test_the_package_of_the_weights_is_not_imported(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.dimension == 384
    assert storage.models.embedder.BUNDLED_PACKAGE not in sys.modules


@pytest.mark.parametrize("content", [None, "{}"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "no model"
    if content is not None:
        folder.mkdir()
        (folder / "config.json").write_text(content)
    with pytest.raises(ModelError, match=r"no model' can't be loaded: .*Give the name of a"):
        SentenceTransformerEmbedder(str(folder))


def test_vectors_have_unit_length() -> None:
    vectors = unit_length(np.array([[3, 4], [0, 0]], np.float32))
    assert (vectors.dtype, vectors.tolist()) == (np.float32, [[np.float32(0.6), np.float32(0.8)], [1, 0]])


def test_nothing_heavy_until_a_model_is_loaded() -> None:
    heavy = "torch", "transformers", "sentence_transformers", "openvino", "chromadb", "llama_index"
    code = f"import sys, storage, storage.__main__; print([m for m in {heavy} if m in sys.modules])"
    assert python("-c", code).stdout == "[]\n"
