"""What the tests share: stores, embedding models, and the shared data folder."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from browsing import begin_anew, chromium_started, served, visit, watched
from doubles import HashingEmbedder, Remembering
from ingesting import ingest
from ingesting import kept_workers as workers_of_the_session
from newsroom import COLLECTION, ROOT, SHARED, put
from website import Website, serving

from assistant import Assistant
from ingest import Workers
from storage import Store
from storage.catalog.catalog import Catalog
from storage.locks import try_lock
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.opening import CATALOG

SAMPLES = ROOT / "ingest" / "samples"

# Keep compiled modules even where the environment says not to: compiling the tests anew takes longer than
# collecting them, and a run starts many processes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# There is a worker for each processor, so further threads of torch would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")


LOADING_MODELS = {"samples", "minilm", "other_model"}  # fixtures


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files first that load embedding models or other slow libraries: pytest-xdist gives each worker
    a row of tests, so only one worker loads them. Skip what needs the shared data where it is missing."""
    loading = {item.path for item in items if is_loading(item)}
    items.sort(key=lambda item: item.path not in loading)
    if not SHARED.is_dir():
        skip = pytest.mark.skip(reason=f"no shared data folder at {SHARED}")
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Leave the modules and the thousands of tests out of all later searches for garbage. Search what comes
    later a tenth as often as usual: some tests import libraries of a million objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)


def is_loading(item: pytest.Item) -> bool:
    fixtures = item.fixturenames if isinstance(item, pytest.Function) else []
    return not LOADING_MODELS.isdisjoint(fixtures) or item.get_closest_marker("slow_import") is not None


# A busy machine must not fail a test; benchmarks measure speed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _own_settings() -> Iterator[None]:
    """Hide the settings of the machine from the tests. The bundled model is not used in int8, whether or not
    the extra for it is installed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in "STORE EMBEDDING_MODEL RANKER FETCH_ALLOW BATCH_SIZE LLM LLM_KEY".split():
            patch.delenv(f"DATELINE_{name}", raising=False)
        patch.setenv("DATELINE_DEVICE", "cpu")
        yield


@pytest.fixture(scope="session")
def kept_workers() -> Workers:
    """The worker process that all tests share."""
    return workers_of_the_session()


def pytest_sessionfinish() -> None:
    workers_of_the_session().close()


@pytest.fixture(scope="session")
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store. Copying it is faster than creating one."""
    folder = tmp_path_factory.mktemp("empty") / "store"
    Store.open(folder, embedder=HashingEmbedder()).close()
    return folder


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Path:
    """The folder of a store of three small articles, without a vector index."""
    folder = shutil.copytree(empty_store, tmp_path_factory.mktemp("small") / "store")
    catalog = Catalog(folder / CATALOG)
    put(catalog, HashingEmbedder(), *COLLECTION)
    catalog.close()
    return folder


@contextmanager
def opened_copy(
    template: Path, folder: Path, embedder: HashingEmbedder, request: pytest.FixtureRequest
) -> Iterator[Store]:
    """Copy the folder of a store and open the copy. Tests marked `no_index` hold the lock of its vector
    index, as another process would: then no index is built, and searches read the catalog."""
    shutil.copytree(template, folder)
    lock = try_lock(folder / "vectors.lock") if request.node.get_closest_marker("no_index") else None
    with Store.open(folder, embedder=embedder) as opened:
        yield opened
    if lock:
        lock.release()


@pytest.fixture
def store(
    request: pytest.FixtureRequest, tmp_path: Path, empty_store: Path, embedder: HashingEmbedder
) -> Iterator[Store]:
    """An empty store."""
    with opened_copy(empty_store, tmp_path / "store", embedder, request) as opened:
        yield opened


@pytest.fixture
def newsroom(
    request: pytest.FixtureRequest, tmp_path: Path, small_store: Path, embedder: HashingEmbedder
) -> Iterator[Store]:
    """A store of three small articles."""
    with opened_copy(small_store, tmp_path / "store", embedder, request) as opened:
        yield opened


@pytest.fixture(scope="session")
def web_server() -> Iterator[Website]:
    with serving() as website:
        yield website


@pytest.fixture
def site(web_server: Website) -> Website:
    """A website without pages and without requests so far."""
    web_server.pages = {}
    web_server.asked.clear()
    web_server.headers.clear()
    return web_server


@pytest.fixture(scope="session")
def minilm() -> SentenceTransformerEmbedder:
    """The bundled model, loaded once."""
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def samples(
    tmp_path_factory: pytest.TempPathFactory, minilm: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    """An assistant over the sample collection, with the bundled model."""
    with Store.open(tmp_path_factory.mktemp("samples"), embedder=minilm) as opened:
        ingest([SAMPLES], opened)
        yield Assistant.open(opened)


@pytest.fixture(scope="session")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with another model for sentence-transformers: BERT with random weights and 16 dimensions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("other model")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz0123456789.,"]
    words += [f"##{word}" for word in words[5:41]]
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=512,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=300)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium_started() as started:
        yield started


@pytest.fixture(scope="module")
def address(samples: Assistant) -> Iterator[str]:
    """The address of a page on the samples, for tests that change nothing."""
    samples.load()  # a page waits only so long for its first answer
    with served(Remembering(samples)) as address:
        yield address


@pytest.fixture(scope="module")
def kept_page(browser: Any, address: str) -> Iterator[Any]:
    with visit(browser, address) as page:
        yield page


@pytest.fixture
def page(kept_page: Any, address: str) -> Iterator[Any]:
    """A page on the samples with a new conversation. The tests of a module share it, because opening one
    takes seconds of the processor."""
    begin_anew(kept_page)
    with watched(kept_page, address):
        yield kept_page
