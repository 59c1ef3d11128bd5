from __future__ import annotations

import gc
import hashlib
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import HashingEmbedder, check_embedder

from storage.errors import ModelError
from storage.models.bundled import PACKAGE, SHA256, bundled_folder
from storage.models.devices import device_named
from storage.models.embedder import unit_length
from storage.models.sentence_transformer import SentenceTransformerEmbedder

if TYPE_CHECKING:
    import torch

NEAR = "The harbour was closed after the storm."
ALSO_NEAR = "A gale shut the port."
FAR = "The central bank raised interest rates."


def test_the_double_is_an_embedder() -> None:
    check_embedder(HashingEmbedder())


def test_the_bundled_model(minilm: SentenceTransformerEmbedder) -> None:
    check_embedder(minilm)
    assert (minilm.name, minilm.dimension, minilm.max_tokens) == ("all-MiniLM-L6-v2", 384, 254)


def test_similar_meanings_have_near_vectors(minilm: SentenceTransformerEmbedder) -> None:
    near, also_near, far = minilm.encode_documents([NEAR, ALSO_NEAR, FAR])
    assert near @ also_near > 0.4 > 0.2 > near @ far


def test_tokens_are_counted_without_special_ones(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.count_tokens(["harbour", "The harbour was closed.", ""]) == [1, 5, 0]


def test_tokens_beyond_the_limit_are_not_read(minilm: SentenceTransformerEmbedder) -> None:
    full = "storm " * minilm.max_tokens
    assert minilm.count_tokens([full]) == [254]
    whole, longer, shorter = minilm.encode_documents([full, full + FAR, full[: -len("storm ")] + "bank"])
    assert whole @ longer > 0.9999
    assert whole @ shorter < 0.9999


def test_a_model_meets_few_lengths_of_texts(minilm: SentenceTransformerEmbedder) -> None:
    """torch keeps memory for each length for good."""
    from torch.nn import Embedding
    from torch.nn.modules.module import register_module_forward_pre_hook

    met: set[int] = set()

    def note(module: object, given: tuple[torch.Tensor, ...]) -> None:
        if isinstance(module, Embedding) and given:
            met.add(given[0].shape[-1])

    hook = register_module_forward_pre_hook(note)
    try:
        for words in (1, 9, 14, 15, 20, 29):
            minilm.encode_queries(["storm " * words])
            minilm.encode_documents(["storm " * words])
    finally:
        hook.remove()
    assert met == {16, 32}


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


def test_the_bundled_weights_equal_the_published_weights() -> None:
    weights = (bundled_folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == SHA256
    # As the model hub publishes it.
    assert SHA256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def package(folder: Path, weights: bytes | None) -> str:
    """Create a package without code that contains these weights. Returns its name."""
    model = folder / "some_model" / "model"
    model.mkdir(parents=True)
    if weights is not None:
        (model / "model.safetensors").write_bytes(weights)
    return "some_model"


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    digest = hashlib.sha256(b"changed").hexdigest()
    with pytest.raises(
        ModelError, match=rf"has sha256 {digest}, the published weights have {SHA256}: reinstall with"
    ):
        bundled_folder(package(tmp_path, b"changed"))


def test_missing_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match="weights can't be read"):
        bundled_folder(package(tmp_path, None))


def test_a_missing_package_is_named() -> None:
    with pytest.raises(ModelError, match="needs the package no_such_package, which is not installed"):
        bundled_folder("no_such_package")


def test_the_package_of_the_weights_is_not_imported(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.dimension == 384
    assert PACKAGE not in sys.modules


@pytest.mark.parametrize("content", [None, "{}"])
def test_an_invalid_model_is_refused(tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "no model"
    if content is not None:
        folder.mkdir()
        (folder / "config.json").write_text(content)
    with pytest.raises(ModelError, match=r"no model' can't be loaded: .*Name a"):
        SentenceTransformerEmbedder(str(folder))


def test_vectors_have_unit_length() -> None:
    vectors = unit_length(np.array([[3, 4], [0, 0]], np.float32))
    assert (vectors.dtype, vectors.tolist()) == (np.float32, [[np.float32(0.6), np.float32(0.8)], [1, 0]])


# Devices and batches


def test_the_automatic_device_works() -> None:
    import torch

    torch.zeros(1, device=device_named())
    assert device_named("cpu") == "cpu"


@pytest.mark.parametrize("name", ["no such", "cuda:99", "ipu"])
def test_an_unavailable_device_error_names_the_setting(name: str) -> None:
    with pytest.raises(ModelError, match=rf"the device '{name}' can't be used: .*Set DATELINE_DEVICE to cpu"):
        device_named(name)


def test_a_model_uses_the_given_device_and_batch_size(other_model: Path) -> None:
    usual = SentenceTransformerEmbedder(str(other_model), device="cpu")
    small = SentenceTransformerEmbedder(str(other_model), device="cpu", batch_size=2)
    assert (usual.device, usual.batch_size, small.batch_size) == ("cpu", 8, 2)
    texts = [f"text {number}" for number in range(5)]
    np.testing.assert_allclose(usual.encode_documents(texts), small.encode_documents(texts), atol=0.02)


def test_loading_restores_the_progress_bars_of_the_process(other_model: Path) -> None:
    from transformers.utils import logging

    assert logging.is_progress_bar_enabled()
    SentenceTransformerEmbedder(str(other_model))
    assert logging.is_progress_bar_enabled()


def test_a_model_is_freed_with_its_last_reference(other_model: Path) -> None:
    freed: list[bool] = []
    embedder = SentenceTransformerEmbedder(str(other_model))
    embedder.encode_queries(["a"])
    module = next(
        referent for referent in gc.get_referents(embedder.__dict__) if hasattr(referent, "modules")
    )
    weakref.finalize(module, freed.append, True)
    gc.disable()
    try:
        del embedder, module
        assert freed == [True]
    finally:
        gc.enable()
