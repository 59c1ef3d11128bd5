from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, ORCHARD, put

from storage.catalog.catalog import Catalog
from storage.index.exact import ExactSearch
from storage.records import Filter


@pytest.fixture
def catalog(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path / "catalog.sqlite3", model="m", dimension=64, max_tokens=254)
    put(made, embedder, *COLLECTION)
    yield made
    made.close()


def brute_force(catalog: Catalog, query: np.ndarray, k: int) -> list[tuple[int, float]]:
    keys, vectors = catalog.vectors_after(0, 10_000)
    pairs = [(float(v.astype(np.float32) @ query), int(key)) for key, v in zip(keys, vectors, strict=True)]
    return [(key, cosine) for cosine, key in sorted(pairs, key=lambda pair: -pair[0])[:k]]


def assert_same(actual: list[tuple[int, float]], expected: list[tuple[int, float]]) -> None:
    assert [key for key, _ in actual] == [key for key, _ in expected]
    assert [cosine for _, cosine in actual] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


@pytest.mark.parametrize("k", [1, 2, 4, 100])
def test_exact_search_finds_the_nearest(catalog: Catalog, embedder: HashingEmbedder, k: int) -> None:
    query = embedder.encode_queries(["How many boats did the storm damage?"])[0]
    actual = ExactSearch(catalog).search(query, k)
    assert_same(actual, brute_force(catalog, query, k))
    assert catalog.hits([actual[0][0]])[actual[0][0]][0] == HARBOUR


def test_a_passage_is_nearest_to_itself(catalog: Catalog, embedder: HashingEmbedder) -> None:
    keys, vectors = catalog.vectors_after(0, 10)
    for key, vector in zip(keys, vectors, strict=True):
        (nearest, cosine), *_ = ExactSearch(catalog).search(vector.astype(np.float32), 1)
        assert nearest == key
        assert cosine == pytest.approx(1, abs=2e-3)  # float16 has about three decimal digits


def test_many_blocks(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(
        catalog,
        embedder,
        *(replace(ORCHARD, identity=f"{n}", text=f"Item {n}. And {n} more.") for n in range(50)),
    )
    query = embedder.encode_queries(["Item 17"])[0]
    expected = ExactSearch(catalog).search(query, 54)
    assert_same(ExactSearch(catalog, block=7).search(query, 54), expected)
    assert len({key for key, _ in expected}) == 54


def test_exact_search_follows_the_catalog(catalog: Catalog, embedder: HashingEmbedder) -> None:
    search = ExactSearch(catalog)
    query = embedder.encode_queries(["apples and pears"])[0]
    before = search.search(query, 10)
    catalog.remove(ORCHARD.id)
    put(catalog, embedder, replace(HARBOUR, text="Only apples and pears here."))
    after = search.search(query, 10)
    assert_same(after, brute_force(catalog, query, 10))
    assert len(after) == 2
    assert before[0][0] not in dict(after)


def test_a_search_among_given_keys(catalog: Catalog, embedder: HashingEmbedder) -> None:
    query = embedder.encode_queries(["How many boats did the storm damage?"])[0]
    among = catalog.keys(Filter(outlets=("The Courier",)))
    actual = ExactSearch(catalog).search(query, 10, among)
    assert [key for key, _ in actual] == among.tolist()
    assert ExactSearch(catalog).search(query, 10, among[:0]) == []


def test_a_search_of_an_empty_catalog_finds_nothing(catalog: Catalog, embedder: HashingEmbedder) -> None:
    for article in COLLECTION:
        catalog.remove(article.id)
    assert ExactSearch(catalog).search(embedder.encode_queries(["boats"])[0], 5) == []
