"""Groups of copies in the catalog, which follow the addition, change and removal of articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, ORCHARD, put
from wire import FOLLOW_UP, SAME_EVENT, WIRE

from storage import Store
from storage.catalog.catalog import Catalog
from storage.records import Article, Filter
from storage.text.copies import bands, is_copy, signature

FIRST = Article("wire", WIRE, title="Storm", outlet="Wire", published="2024-03-04")
COPY = Article(
    "copy", f"PORT ELM (Wire) - {WIRE}", title="Boats lost", outlet="Tidings", published="2024-03-05"
)
THIRD = Article("third", WIRE.rsplit("\n\n", 1)[0], title="Gale", outlet="The Courier")
OTHERS = (Article("other outlet", SAME_EVENT), Article("follow-up", FOLLOW_UP))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path / "catalog.sqlite3", model="m", dimension=64, max_tokens=254)
    yield made
    made.close()


def grouped(place: Catalog | Store) -> dict[str, str]:
    """The identity of each article -> the identity of the first article of its group, "" without copies."""
    names = {info.id: (info.id, info.group) for info in place.articles()}
    identities = {article.id: article.identity for article in (FIRST, COPY, THIRD, *OTHERS, HARBOUR, ORCHARD)}
    return {identities[key]: identities.get(group, "") for key, group in names.values()}


def copies(place: Catalog | Store, article: Article) -> list[str]:
    return [copy.identity for copy in place.copies(article.id)]


def test_copies_are_separate_articles_of_one_group(catalog: Catalog, embedder: HashingEmbedder) -> None:
    assert put(catalog, embedder, FIRST, HARBOUR, COPY, *OTHERS, THIRD) == ["added"] * 6
    assert grouped(catalog) == {
        "wire": "wire", "copy": "wire", "third": "wire",
        "other outlet": "", "follow-up": "", HARBOUR.identity: "",
    }  # fmt: skip
    assert copies(catalog, FIRST) == ["copy", "third"]
    assert copies(catalog, THIRD) == ["wire", "copy"]
    assert copies(catalog, HARBOUR) == []
    assert catalog.copied() == {COPY.id, THIRD.id} == {i.copy_of and i.id for i in catalog.articles()} - {""}
    assert catalog.copies("0" * 16) == []
    assert catalog.problems() == []


def test_copies_that_pass_a_filter(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, FIRST, COPY, THIRD)
    assert catalog.copies(FIRST.id, where=Filter(outlets=("the courier",))) == [THIRD]
    assert catalog.copies(FIRST.id, where=Filter(since=date(2024, 3, 5))) == [COPY]


def chapters(first: int, last: int) -> str:
    """Paragraphs of 30 words each, with no word in common."""
    return "\n\n".join(
        " ".join(f"word{number}x{place}" for place in range(30)) + "." for number in range(first, last)
    )


def test_a_copy_of_a_copy_is_compared_with_the_first(catalog: Catalog, embedder: HashingEmbedder) -> None:
    """So a chain of small changes doesn't put different texts into one group."""
    a, b, c = (Article(name, chapters(first, first + 10)) for name, first in (("a", 0), ("b", 2), ("c", 4)))
    assert (is_copy(a.text, b.text), is_copy(b.text, c.text), is_copy(a.text, c.text)) == (True, True, False)
    put(catalog, embedder, a, b, c)
    assert {info.id: info.group for info in catalog.articles()} == {a.id: a.id, b.id: a.id, c.id: ""}


@pytest.mark.parametrize("leaving", [FIRST, COPY, THIRD])
@pytest.mark.parametrize("how", ["removed", "updated"])
def test_the_remaining_members_stay_grouped(
    catalog: Catalog, embedder: HashingEmbedder, leaving: Article, how: str
) -> None:
    put(catalog, embedder, FIRST, COPY, THIRD)
    left = [article.identity for article in (FIRST, COPY, THIRD) if article != leaving]
    if how == "removed":
        catalog.remove(leaving.id)
        expected = {}
    else:
        put(catalog, embedder, replace(leaving, text=SAME_EVENT))
        expected = {leaving.identity: ""}
    assert grouped(catalog) == {**dict.fromkeys(left, left[0]), **expected}
    assert catalog.problems() == []


def test_a_single_article_has_no_group(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, FIRST, COPY)
    catalog.remove(FIRST.id)
    assert grouped(catalog) == {"copy": ""}
    assert catalog.copies(COPY.id) == []
    put(catalog, embedder, FIRST)
    assert grouped(catalog) == {"copy": "copy", "wire": "copy"}, "found by what was left in the group"


def test_a_new_version_finds_the_group_of_its_new_text(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, FIRST, ORCHARD, replace(ORCHARD, text=COPY.text))
    assert grouped(catalog) == {"wire": "wire", ORCHARD.identity: "wire"}
    put(catalog, embedder, ORCHARD)
    assert grouped(catalog) == {"wire": "", ORCHARD.identity: ""}, "and leaves it with the text it had before"
    assert catalog.problems() == []


def test_a_text_is_compared_with_few_others(catalog: Catalog, embedder: HashingEmbedder) -> None:
    """It is compared only with texts that share a band of its signature, in a collection of any size."""
    put(catalog, embedder, HARBOUR, ORCHARD, OTHERS[0], FIRST)
    with closing(sqlite3.connect(catalog.path)) as connection:
        of_copy = bands(signature(COPY.text))
        marks = ", ".join("?" * len(of_copy))
        sharing = connection.execute(
            f"SELECT DISTINCT identity FROM bands JOIN articles ON key = article WHERE value IN ({marks})",
            of_copy,
        ).fetchall()
    assert sharing == [("wire",)]


def test_a_text_too_short_for_a_signature_has_no_group(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, Article("wire", "Harbour closed."), Article("copy", "Harbour closed."))
    assert grouped(catalog) == {"wire": "", "copy": ""}
    assert catalog.problems() == []


# The store


def test_groups_survive_closing_backup_and_rebuilding(
    store: Store, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    put(store, embedder, FIRST, COPY, ORCHARD)
    expected = {"wire": "wire", "copy": "wire", ORCHARD.identity: ""}
    store.backup(tmp_path / "backup")
    store.close()
    with Store.open(store.folder, embedder=embedder) as again:
        put(again, embedder, THIRD)
        expected_now = expected | {"third": "wire"}
        assert grouped(again) == expected_now
        again.rebuild()
        assert grouped(again) == expected_now
        assert again.check().problems == ()
    with Store.restore(tmp_path / "backup", tmp_path / "restored") as restored:
        assert grouped(restored) == expected
        put(restored, embedder, THIRD)
        assert grouped(restored) == expected_now


def test_hits_know_their_source(store: Store, embedder: HashingEmbedder) -> None:
    put(store, embedder, FIRST, COPY, ORCHARD)
    candidates = store.search(embedder.encode_queries(["boats and apples"])[0], [], 50)
    hits = store.hits([(candidate, 0.0) for candidate in candidates])
    assert {(hit.article.identity, hit.group) for hit in hits} == {
        ("wire", FIRST.id), ("copy", FIRST.id), (ORCHARD.identity, ""),
    }  # fmt: skip
    assert {hit.source for hit in hits} == {FIRST.id, ORCHARD.id}


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE articles SET signature = x'00' WHERE identity = 'wire'", "its signature doesn't match"),
        ("UPDATE articles SET copy_of = NULL WHERE identity = 'copy'", "groups: "),
        ("UPDATE articles SET copy_of = 4 WHERE identity = 'copy'", "a copy of the first article"),
        ("UPDATE articles SET copy_of = 2 WHERE identity = 'third'", "is itself a copy"),
        ("DELETE FROM bands WHERE value = (SELECT min(value) FROM bands)", "groups: "),
        ("INSERT INTO bands VALUES (7, 4)", "groups: "),
    ],
)  # fmt: skip
def test_a_check_finds_wrong_groups_and_rebuilding_repairs_them(
    catalog: Catalog, embedder: HashingEmbedder, damage: str, problem: str
) -> None:
    put(catalog, embedder, FIRST, COPY, THIRD, HARBOUR)
    with closing(sqlite3.connect(catalog.path)) as connection:
        assert connection.execute(damage).rowcount == 1
        connection.commit()
    assert problem in "\n".join(catalog.problems())
    catalog.rebuild_groups()
    assert [problem for problem in catalog.problems() if "passages" not in problem] == []
    assert grouped(catalog)["copy"] == grouped(catalog)["third"] == "wire"
