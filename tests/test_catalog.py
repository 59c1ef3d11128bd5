import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder
from files import peak_memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import COLLECTION, HARBOUR, LIBRARY, ORCHARD, cut, put

from storage.catalog.catalog import Catalog
from storage.catalog.queries import Change
from storage.errors import ArticleNotFound, StoreError, StoreUnreadable
from storage.locks import WriteLock
from storage.opening import CATALOG
from storage.records import Article, ArticleInfo, Counts, Filter, Order, Passage, digest
from storage.text.terms import terms


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty catalog. Copying it is faster than creating one."""
    folder = tmp_path_factory.mktemp("empty")
    Catalog.create(folder / CATALOG, model="m", dimension=64, max_tokens=254).close()
    return folder


@pytest.fixture(scope="module")
def full_folder(
    tmp_path_factory: pytest.TempPathFactory, empty_folder: Path, embedder: HashingEmbedder
) -> Path:
    """The folder of a catalog of three small articles."""
    folder = tmp_path_factory.mktemp("full")
    with opened_copy(empty_folder, folder) as catalog:
        put(catalog, embedder, *COLLECTION)
    return folder


@contextmanager
def opened_copy(template: Path, folder: Path) -> Iterator[Catalog]:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with closing(Catalog(folder / CATALOG)) as opened:
        yield opened


@pytest.fixture
def catalog(tmp_path: Path, empty_folder: Path) -> Iterator[Catalog]:
    with opened_copy(empty_folder, tmp_path) as opened:
        yield opened


@pytest.fixture
def full(tmp_path: Path, full_folder: Path) -> Iterator[Catalog]:
    """A catalog of three small articles."""
    with opened_copy(full_folder, tmp_path) as opened:
        yield opened


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def execute(path: Path, *statements: str) -> None:
    """Change the file without the catalog."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# Making and opening


def test_a_catalog_records_its_model(catalog: Catalog) -> None:
    assert (catalog.model, catalog.dimension, catalog.max_tokens) == ("m", 64, 254)


def test_creating_an_existing_catalog_opens_it(full: Catalog) -> None:
    again = Catalog.create(full.path, model="other", dimension=8, max_tokens=9)
    assert (again.uuid, again.model, again.counts()) == (full.uuid, "m", Counts(3, 4))
    again.close()


def test_each_catalog_has_its_own_uuid(catalog: Catalog, tmp_path: Path) -> None:
    other = Catalog.create(tmp_path / "other.sqlite3", model="m", dimension=64, max_tokens=254)
    assert other.uuid != catalog.uuid
    other.close()


def test_a_failed_creation_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    (tmp_path / "catalog.lock").mkdir()
    with pytest.raises(OSError, match=r"catalog\.lock"):
        Catalog.create(path, model="m", dimension=64, max_tokens=254)
    assert [file.name for file in tmp_path.iterdir()] == ["catalog.lock"]


@pytest.mark.parametrize("content", [b"not a database" * 100, b"", b"SQLite format 3\0" + b"\xff" * 4096])
def test_another_file_is_refused_as_a_catalog(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.write_bytes(content)
    with pytest.raises(
        StoreUnreadable, match=r"not a readable catalog .*restore a backup with `python -m storage"
    ):
        Catalog(path)


@pytest.mark.parametrize("schema", ["3", "99"])
def test_a_catalog_of_another_schema_is_refused(catalog: Catalog, schema: str) -> None:
    catalog.close()
    execute(catalog.path, f"UPDATE meta SET value = '{schema}' WHERE name = 'schema'")
    message = f"has schema {schema}, this Dateline reads schema 5: ingest the articles into a new store with"
    with pytest.raises(StoreUnreadable, match=message):
        Catalog(catalog.path)


def test_a_catalog_with_changed_properties_is_refused(catalog: Catalog) -> None:
    catalog.close()
    execute(catalog.path, "UPDATE meta SET value = '63' WHERE name = 'dimension'")
    with pytest.raises(StoreUnreadable, match="its table of properties is damaged"):
        Catalog(catalog.path)


def test_use_after_closing_is_refused(full: Catalog, embedder: HashingEmbedder) -> None:
    full.close()
    uses = (full.counts, full.sequence, full.problems, lambda: put(full, embedder, HARBOUR))
    for use in uses[:2] + uses[3:]:
        with pytest.raises(StoreError, match="is closed: open it again"):
            use()
    full.close()
    assert sorted(path.name for path in full.path.parent.iterdir()) == [
        "catalog.commits", "catalog.lock", "catalog.sqlite3",
    ], "nothing was opened again"  # fmt: skip


# Adding, updating, removing


def test_adding_then_updating(catalog: Catalog, embedder: HashingEmbedder) -> None:
    newer = replace(HARBOUR, text="The harbour has opened again.")
    assert put(catalog, embedder, HARBOUR, newer) == ["added", "updated"]
    assert catalog.article(HARBOUR.id) == newer
    assert catalog.counts() == Counts(1, 1)
    assert catalog.fingerprints() == {f"raw {newer.version}": HARBOUR.id}


def test_every_field_is_kept(full: Catalog) -> None:
    assert [full.article(article.id) for article in COLLECTION] == list(COLLECTION)


def test_the_old_version_no_longer_answers(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, HARBOUR)
    old = set(catalog.keys().tolist())
    put(catalog, embedder, replace(HARBOUR, text="The harbour has opened again."))
    assert catalog.search_terms(terms("boats damaged lighthouse"), 10) == []
    assert catalog.document_frequencies(["boat", "harbour"]) == {"harbour": 1}
    assert old.isdisjoint(catalog.keys().tolist())
    assert catalog.hits(sorted(old)) == {}
    assert catalog.problems() == []


def test_an_older_version_can_become_current_again(catalog: Catalog, embedder: HashingEmbedder) -> None:
    newer = replace(HARBOUR, text="The harbour has opened again.")
    assert put(catalog, embedder, HARBOUR, newer, HARBOUR) == ["added", "updated", "updated"]
    assert catalog.article(HARBOUR.id) == HARBOUR
    assert catalog.counts() == Counts(1, 2)
    assert catalog.problems() == []


def test_older_versions_stay_readable(catalog: Catalog, embedder: HashingEmbedder) -> None:
    newer = replace(HARBOUR, text="The harbour has opened again.")
    put(catalog, embedder, HARBOUR, newer)
    assert catalog.article(HARBOUR.id, HARBOUR.version) == HARBOUR
    assert catalog.article(HARBOUR.id, newer.version) == catalog.article(HARBOUR.id) == newer
    assert [(s.article, s.current) for s in catalog.stored_versions(HARBOUR.id)] == [
        (HARBOUR, False),
        (newer, True),
    ]
    with pytest.raises(ArticleNotFound, match=r"the version '0000': `python -m storage list --versions`"):
        catalog.article(HARBOUR.id, "0000")
    with pytest.raises(ArticleNotFound):
        catalog.stored_versions("0" * 16)


def test_an_older_version_is_stored_for_reading(full: Catalog) -> None:
    older = replace(HARBOUR, text="The harbour will be shut.", published="2024-03-03")
    assert full.keep_older(older, "older bytes")
    assert not full.keep_older(older, "other older bytes"), "it is known already"
    assert full.article(HARBOUR.id) == HARBOUR
    assert full.article(HARBOUR.id, older.version) == older
    assert full.sequence() == 3, "nothing changed that an index would follow"
    assert full.document_frequencies(["shut"]) == {}
    assert full.fingerprints()["other older bytes"] == HARBOUR.id, "so that the next run skips it early"
    assert "older bytes" not in full.fingerprints()
    assert full.problems() == []
    full.remove(HARBOUR.id)
    assert "other older bytes" not in full.fingerprints()
    with pytest.raises(ArticleNotFound):
        full.article(HARBOUR.id, older.version)
    with pytest.raises(ArticleNotFound):
        full.keep_older(older)


def test_storing_the_current_version_as_older_keeps_it_current(full: Catalog) -> None:
    assert not full.keep_older(HARBOUR, "other bytes")
    assert full.article(HARBOUR.id) == HARBOUR
    assert full.fingerprints()[f"raw {HARBOUR.version}"] == HARBOUR.id


def test_the_fingerprint_of_a_replaced_version_without_a_time_is_forgotten(
    catalog: Catalog, embedder: HashingEmbedder
) -> None:
    """Read again, they are the later record, which wins."""
    undated = replace(LIBRARY, text="The old library will stay shut.")
    put(catalog, embedder, undated, LIBRARY)
    assert catalog.fingerprints() == {f"raw {LIBRARY.version}": LIBRARY.id}


def test_the_same_text_under_two_identities_is_two_articles(
    catalog: Catalog, embedder: HashingEmbedder
) -> None:
    put(catalog, embedder, HARBOUR, replace(HARBOUR, identity="elsewhere"))
    assert catalog.counts() == Counts(2, 4)


@pytest.mark.parametrize("shape", [(2, 8), (3, 64), (2,)])
def test_vectors_of_another_shape_are_refused(catalog: Catalog, shape: tuple[int, ...]) -> None:
    with pytest.raises(StoreError, match=r"expected \(2, 64\)"):
        catalog.add(HARBOUR, cut(HARBOUR), np.zeros(shape, np.float32))
    assert catalog.counts() == Counts(0, 0)


def test_an_article_is_stored_whole_or_not_at_all(full: Catalog, embedder: HashingEmbedder) -> None:
    passages = cut(ORCHARD)
    twice = [passages[0], passages[0]]  # the same position: the second insert fails
    with pytest.raises(StoreError, match="can't be written"):
        full.add(replace(ORCHARD, title="New"), twice, embedder.encode_documents(["a", "b"]))
    assert full.article(ORCHARD.id) == ORCHARD
    assert full.sequence() == 3
    assert full.problems() == []


def test_removing_an_article_deletes_all_its_rows(full: Catalog, embedder: HashingEmbedder) -> None:
    put(full, embedder, replace(HARBOUR, text="The harbour has opened again."))
    full.remove(HARBOUR.id)
    with pytest.raises(
        ArticleNotFound, match=f"no article has the id '{HARBOUR.id}': `python -m storage list`"
    ):
        full.article(HARBOUR.id)
    assert full.search_terms(["harbour"], 10) == []
    assert rows(full.path, f"SELECT count(*) FROM articles WHERE id = '{HARBOUR.id}'") == [(0,)]
    assert full.counts() == Counts(2, 2)
    assert full.problems() == []


def test_removing_an_unknown_article_is_an_error(full: Catalog) -> None:
    with pytest.raises(ArticleNotFound):
        full.remove("0" * 16)
    assert full.sequence() == 3


def test_remembering_a_fingerprint(full: Catalog) -> None:
    full.remember(HARBOUR.id, "other raw bytes")
    assert full.fingerprints() == {
        "other raw bytes": HARBOUR.id,
        f"raw {ORCHARD.version}": ORCHARD.id,
        f"raw {LIBRARY.version}": LIBRARY.id,
    }
    assert full.sequence() == 3  # no change for an index to follow


def test_vectors_are_kept_as_float16(full: Catalog, embedder: HashingEmbedder) -> None:
    keys, vectors = full.vectors_after(0, 100)
    documents = [passage.document(article) for article in COLLECTION for passage in cut(article)]
    expected = embedder.encode_documents(documents).astype(np.float16)
    assert vectors.dtype == np.float16
    np.testing.assert_array_equal(vectors, expected)
    one = full.vectors([int(keys[2])])
    assert list(one) == [keys[2]]
    np.testing.assert_array_equal(one[int(keys[2])], expected[2].astype(np.float32))


def test_passages_come_back_with_their_sentences(full: Catalog) -> None:
    hits = full.hits(full.keys().tolist())
    assert list(hits.values()) == [(article, p) for article in COLLECTION for p in cut(article)]


# Changes


def test_the_sequence_grows_with_each_change(catalog: Catalog, embedder: HashingEmbedder) -> None:
    assert catalog.sequence() == 0
    put(catalog, embedder, HARBOUR, ORCHARD)
    put(catalog, embedder, replace(HARBOUR, text="Open."))
    catalog.remove(HARBOUR.id)
    assert catalog.sequence() == 4
    assert catalog.changes(0, 10) == [
        Change(1, HARBOUR.id, 2),
        Change(2, ORCHARD.id, 1),
        Change(3, HARBOUR.id, 2),  # the old version had two passages, which an index must delete
        Change(4, HARBOUR.id, 1),
    ]
    assert catalog.changes(2, 1) == [Change(3, HARBOUR.id, 2)]


def test_embedded_passages_leave_out_removed_articles(full: Catalog) -> None:
    full.remove(ORCHARD.id)
    records = full.embedded([ORCHARD.id, HARBOUR.id])
    assert [record.passage.id for record in records] == [f"{HARBOUR.id}:0", f"{HARBOUR.id}:1"]
    assert [record.article for record in records] == [HARBOUR, HARBOUR]
    assert sorted(full.passage_ids([record.key for record in records])) == [r.passage.id for r in records]
    assert {(r.vector.dtype.name, r.vector.shape) for r in records} == {("float32", (64,))}


def test_the_passages_of_an_article_share_its_text_in_memory(
    catalog: Catalog, embedder: HashingEmbedder
) -> None:
    long = Article("long", "A boat sank in the bay. " * 4_000)  # 100 kB, in 2,000 passages
    put(catalog, embedder, long)
    keys = [record.key for record in catalog.embedded([long.id])]
    assert len(keys) == 2_000
    for work in (
        lambda: catalog.embedded([long.id]),
        lambda: catalog.hits(keys[:1000]),
        catalog.problems,
        catalog.rebuild_lexical,
    ):
        assert peak_memory(work) < 20_000_000


# Listing


def test_articles_newest_first(full: Catalog) -> None:
    orchard = (ORCHARD.id, ORCHARD.title, "The Courier", ORCHARD.published, ORCHARD.url, (), 1, 84)
    harbour = (HARBOUR.id, HARBOUR.title, "Tidings", "2024-03-04", HARBOUR.url, ("Ann Lee",), 2, 171)
    assert [replace(info, added="") for info in full.articles()] == [
        ArticleInfo(*orchard, section="Country"),
        ArticleInfo(*harbour, language="en"),
        ArticleInfo(LIBRARY.id, "", "", "", "", (), 1, 76),
    ]
    assert [info.id for info in full.articles(offset=1, limit=1)] == [HARBOUR.id]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        (Order("day", descending=False), [HARBOUR.title, ORCHARD.title, "", "boats"]),
        (Order("outlet", descending=False), ["boats", ORCHARD.title, HARBOUR.title, ""]),
        (Order("outlet"), [HARBOUR.title, ORCHARD.title, "boats", ""]),
        (Order("headline", descending=False), [ORCHARD.title, "boats", HARBOUR.title, ""]),
        (Order("added"), ["boats", "", ORCHARD.title, HARBOUR.title]),
    ],
)
def test_orders_of_a_list(full: Catalog, embedder: HashingEmbedder, order: Order, titles: list[str]) -> None:
    put(full, embedder, Article("boats", "Boats.", title="boats", outlet="crew"))
    put(full, embedder, replace(HARBOUR, text="A new version isn't a new article."))
    assert [info.title for info in full.articles(order=order)] == titles


def test_filters_by_words_language_section_and_id(full: Catalog, embedder: HashingEmbedder) -> None:
    put(full, embedder, Article("at", "Sie schlafen.", language="de-AT"), Article("x", "Zz.", language="del"))
    for where, identities in (
        (Filter(languages=("DE",)), ["at"]),
        (Filter(languages=("en", "de")), [HARBOUR.identity, "at"]),
        (Filter(sections=("country",)), [ORCHARD.identity]),
        (Filter(ids=(HARBOUR.id, ORCHARD.id)), [ORCHARD.identity, HARBOUR.identity]),
    ):
        ids = [info.id for info in full.articles(where=where)]
        assert ids == [digest(identity) for identity in identities]
        assert full.count_articles(where) == len(ids)
    assert [info.id for info in full.articles(stems=["storm", "harbour"])] == [HARBOUR.id]
    assert full.articles(stems=["storm"], where=Filter(outlets=("The Courier",))) == []


def test_facets(full: Catalog) -> None:
    facets = full.facets()
    assert (facets.languages, facets.sections) == ({"en": 1}, {"Country": 1})
    assert facets.outlets == {"The Courier": 1, "Tidings": 1}
    days = {(date(2024, 3, 4), "Tidings"): 1, (date(2024, 10, 20), "The Courier"): 1}
    assert list(facets.days.items()) == list(days.items())


def test_an_edit_changes_the_metadata_alone(full: Catalog, embedder: HashingEmbedder) -> None:
    vectors = [each.vector.tolist() for each in full.embedded([HARBOUR.id])]
    edited = full.edit(HARBOUR.id, {"outlet": "Elm News", "published": "2024-03-05"})
    assert full.article(HARBOUR.id) == edited
    assert (edited.outlet, edited.edited) == ("Elm News", ("outlet", "published"))
    assert edited.text == HARBOUR.text
    assert [each.vector.tolist() for each in full.embedded([HARBOUR.id])] == vectors
    assert full.outlets() == ["Elm News", "The Courier"]
    assert full.articles()[1].change == "edited"
    assert full.fingerprints()[f"raw {HARBOUR.version}"] == HARBOUR.id, "the page needs no new ingest"
    assert full.article(HARBOUR.id, HARBOUR.version) == HARBOUR, "what was cited stays"
    assert full.problems() == []
    assert full.edit(HARBOUR.id, {"outlet": "Elm News"}) == edited
    assert len(full.stored_versions(HARBOUR.id)) == 2
    put(full, embedder, replace(edited, text="Calm."))
    assert full.articles()[1].change == "updated"
    with pytest.raises(ArticleNotFound):
        full.edit("none", {"outlet": "x"})


def test_a_list_marks_updated_and_corrected_articles(full: Catalog, embedder: HashingEmbedder) -> None:
    corrected = replace(ORCHARD, text=f"{ORCHARD.text}\n\nCorrection: it was 800 tonnes.")
    put(full, embedder, replace(HARBOUR, text="The harbour is open."), corrected)
    assert [(info.title, info.change) for info in full.articles()] == [
        (ORCHARD.title, "corrected"),
        (HARBOUR.title, "updated"),
        ("", ""),
    ]
    put(full, embedder, replace(corrected, text=f"Apples.\n\n{corrected.text}"))
    assert full.articles()[0].change == "corrected", "what it says of itself stays"
    put(full, embedder, Article("new", "It rains.\n\nCorrection: it snows."))
    assert full.articles()[-1].change == "corrected", "from its first version on"


def test_outlets_and_dates(full: Catalog) -> None:
    assert full.outlets() == ["The Courier", "Tidings"]
    assert full.published_range() == ("2024-03-04", "2024-10-20T08:30:00Z")


def test_an_empty_catalog_has_no_content_and_no_problems(catalog: Catalog) -> None:
    assert (catalog.outlets(), catalog.published_range(), catalog.articles()) == ([], None, [])
    assert catalog.keys().tolist() == []
    assert catalog.problems() == []


# Search by words


def identities(catalog: Catalog, question: str, where: Filter | None = None) -> list[str]:
    keys = [key for key, _ in catalog.search_terms(terms(question), 10, where)]
    hits = catalog.hits(keys)
    return [hits[key][0].identity for key in keys]


def test_a_search_ranks_passages_with_any_term(full: Catalog) -> None:
    assert identities(full, "apples pears library") == [ORCHARD.identity, LIBRARY.identity]
    scores = [score for _, score in full.search_terms(terms("apples pears library"), 10)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_headline_counts_more_than_the_text(catalog: Catalog, embedder: HashingEmbedder) -> None:
    in_text = Article("text", "Rust was seen. Nothing else was seen there at all.", title="Weather report")
    in_title = Article("title", "Weather report. Nothing else was seen there at all.", title="Rust")
    put(catalog, embedder, in_text, in_title)
    assert identities(catalog, "rust") == ["title", "text"]


def test_document_frequencies_count_passages(full: Catalog) -> None:
    stems = ["port", "elm", "harbour", "appl", "nowhere"]
    assert full.document_frequencies(stems) == {"port": 2, "elm": 2, "harbour": 2, "appl": 1}
    assert full.document_frequencies([]) == {}


@pytest.mark.parametrize(
    "stem",
    ['"', '""', "*", "a AND b", "NEAR(", "title:port", "^port", "port*", "(", "-", "'; DROP TABLE articles"],
)
def test_query_syntax_in_a_term_is_plain_text(full: Catalog, stem: str) -> None:
    full.search_terms([stem, "lighthous"], 10)
    assert full.counts() == Counts(3, 4)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_every_word_stored_is_found(catalog: Catalog, text: str) -> None:
    article = Article("anything", text + " O'Neill paid 2,5 million at the Café of U.S. Steel, ½ in 東京.")
    passage = Passage(article.id, 0, 0, len(article.text), ((0, len(article.text)),))
    catalog.add(article, [passage], np.ones((1, 64), np.float32))
    stems = set(terms(article.text))
    assert catalog.document_frequencies(sorted(stems)) == dict.fromkeys(stems, 1)
    for stem in stems:
        assert len(catalog.search_terms([stem], 10)) == 1


# Filters


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(outlets=("tidings",)), {HARBOUR}),
        (Filter(outlets=("TIDINGS", "the courier")), {HARBOUR, ORCHARD}),
        (Filter(outlets=("Tiding",)), set()),
        (Filter(since=date(2024, 3, 4)), {HARBOUR, ORCHARD}),
        (Filter(since=date(2024, 3, 5)), {ORCHARD}),
        (Filter(since=date(2024, 10, 20)), {ORCHARD}),
        (Filter(since=date(2024, 10, 21)), set()),
        (Filter(until=date(2024, 10, 20)), {HARBOUR, ORCHARD}),
        (Filter(until=date(2024, 10, 19)), {HARBOUR}),
        (Filter(until=date(2024, 3, 3)), set()),
        (Filter(("Tidings",), date(2024, 3, 5), None), set()),
    ],
)
def test_filters(full: Catalog, where: Filter, expected: set[Article]) -> None:
    assert {article for article, _ in full.hits(full.keys(where).tolist()).values()} == expected
    words = "harbour lighthouse apples library"
    assert set(identities(full, words, where)) == {article.identity for article in expected}


def test_outlets_ignore_case_beyond_ascii(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, replace(HARBOUR, outlet="ΤΑ ΝΈΑ"), replace(ORCHARD, outlet="Straße"))
    assert len(catalog.keys(Filter(outlets=("τα νέα",)))) == 2
    assert len(catalog.keys(Filter(outlets=("STRASSE",)))) == 1


def test_keys_ascend(full: Catalog) -> None:
    keys = full.keys().tolist()
    assert keys == sorted(keys)
    assert full.vectors_after(keys[0], 2)[0].tolist() == keys[1:3]


# Checking


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM lexical WHERE rowid = 1", "lexical index: 1 passages missing, 0 entries without"),
        ("INSERT INTO lexical(rowid, body) VALUES (99, 'b')", "0 passages missing, 1 entries without"),
        ("UPDATE lexical_content SET c1 = 'other terms' WHERE id = 1", "lexical index: "),
        ("UPDATE passages SET end = end - 1 WHERE key = 1", "its passages don't cover its text"),
        (
            "UPDATE passages SET sentences = CAST(x'0a000000' || substr(sentences, 5) AS BLOB) WHERE key = 1",
            "a passage has changed since it was stored",
        ),
        ("UPDATE vectors_a SET vector = x'0000' WHERE passage = 1", "a vector doesn't have dimension 64"),
        (
            "UPDATE vectors_a SET vector = CAST(x'ffff' || substr(vector, 3) AS BLOB) WHERE passage = 1",
            "a vector has changed since it was stored",
        ),
        ("DELETE FROM vectors_a WHERE passage = 1", "1 of 2 passages are embedded"),
        ("UPDATE passages SET article = 77 WHERE key = 4", f"article {LIBRARY.id} has no passages"),
        (
            "UPDATE articles SET text = replace(text, '42', '43')",
            f"article {HARBOUR.id}: its text or metadata has changed since it was stored",
        ),
        ("UPDATE articles SET stored_at = 1", "the catalog's facts about its text are wrong"),
        ("UPDATE articles SET stored_at = 1e300", "of the articles is damaged"),
        ("UPDATE articles SET published = 'soon' WHERE key = 1", "row 1 of the articles is damaged"),
        ("UPDATE articles SET authors = '[' WHERE key = 1", "row 1 of the articles is damaged"),
        ("UPDATE articles SET text = x'ff' WHERE key = 1", "row 1 of the articles is damaged"),
        ("UPDATE articles SET corrected = 1 WHERE key = 1", "the catalog's facts about its text"),
        ("UPDATE counters SET passages = 5", "counters: "),
        ("DELETE FROM outlets WHERE name = 'Tidings'", "outlets: "),
        (
            "UPDATE changes SET slots = 0 WHERE sequence = 1",
            f"article {HARBOUR.id} is missing from the changes",
        ),
    ],
)
def test_a_check_finds_each_problem(full: Catalog, damage: str, problem: str) -> None:
    assert full.problems() == []
    execute(full.path, damage)
    assert problem in "\n".join(full.problems())


def test_counts_and_outlets_follow_every_change(catalog: Catalog, embedder: HashingEmbedder) -> None:
    put(catalog, embedder, *COLLECTION, replace(HARBOUR, identity="other"))
    assert (catalog.counts(), catalog.outlets()) == (Counts(4, 6), ["The Courier", "Tidings"])
    catalog.remove(HARBOUR.id)
    put(catalog, embedder, replace(ORCHARD, outlet="Post", text="Apples. Pears. Plums."))
    assert (catalog.counts(), catalog.outlets()) == (Counts(3, 5), ["Post", "Tidings"])
    catalog.remove(ORCHARD.id, LIBRARY.id, replace(HARBOUR, identity="other").id)
    assert (catalog.counts(), catalog.outlets()) == (Counts(0, 0), [])
    assert catalog.problems() == []


def test_articles_are_listed_without_reading_their_texts(full: Catalog) -> None:
    before = full.articles()
    execute(full.path, "UPDATE articles SET text = 'gone'")
    assert full.articles() == before


# The write-ahead log


def without_log(full: Catalog, folder: Path) -> Path:
    """A copy of an open catalog without its write-ahead log."""
    folder.mkdir()
    for name in ("catalog.sqlite3", "catalog.commits"):
        shutil.copy(full.path.with_name(name), folder)
    return folder / "catalog.sqlite3"


def test_a_lost_log_is_noticed(
    catalog: Catalog, embedder: HashingEmbedder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite opens the state of the last checkpoint without an error."""
    put(catalog, embedder, *COLLECTION)
    lacking = Catalog(without_log(catalog, tmp_path / "copy"))
    lost = (
        f"3 acknowledged changes are missing from {lacking.path}: its write-ahead log (catalog.sqlite3-wal)"
    )
    assert lacking.counts() == Counts(0, 0)
    assert [message[: len(lost)] for message in caplog.messages] == [lost]
    assert [problem[: len(lost)] for problem in lacking.problems()] == [lost]
    put(lacking, embedder, HARBOUR)
    assert [problem[: len(lost)] for problem in lacking.problems()] == [lost], "also after other changes"
    lacking.forget_losses()
    assert lacking.problems() == []
    lacking.close()


def test_losing_a_checkpointed_log_loses_nothing(full: Catalog, tmp_path: Path) -> None:
    full.close()
    kept = Catalog(without_log(full, tmp_path / "copy"))
    assert (kept.counts(), kept.problems()) == (Counts(3, 4), [])
    kept.close()


@pytest.mark.parametrize("note", [b"", b"another uuid 00000000000000000099\n", b"\xff\x00"])
def test_an_unusable_commit_note_is_ignored(full: Catalog, note: bytes) -> None:
    full.path.with_name("catalog.commits").write_bytes(note)
    assert full.problems() == []


# Backups


def test_a_backup_holds_everything(full: Catalog, tmp_path: Path) -> None:
    full.backup(tmp_path / "new folder" / "backup")
    copy = Catalog(tmp_path / "new folder" / "backup")
    assert [copy.article(article.id) for article in COLLECTION] == list(COLLECTION)
    assert (copy.sequence(), copy.problems()) == (3, [])
    copy.close()


def test_a_backup_overwrites_nothing(full: Catalog, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(StoreError, match="already exists: name a new file"):
        full.backup(tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "precious"


@contextmanager
def small_disk(limit: int) -> Iterator[None]:
    """Limit the size of each file that this process writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_failed_backup_leaves_nothing_and_the_next_one_works(full: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with small_disk(20_000), pytest.raises(StoreError, match=f"the backup to {folder / 'backup'} failed"):
        full.backup(folder / "backup")
    assert list(folder.iterdir()) == []
    full.backup(folder / "backup")
    assert [path.name for path in folder.iterdir()] == ["backup"]


# Several users


def test_two_connections_see_each_other(full: Catalog, embedder: HashingEmbedder) -> None:
    other = Catalog(full.path)
    put(full, embedder, replace(HARBOUR, text="Open."))
    assert other.article(HARBOUR.id).text == "Open."
    other.remove(HARBOUR.id)
    with pytest.raises(ArticleNotFound):
        full.article(HARBOUR.id)
    assert full.sequence() == other.sequence() == 5
    other.close()


def test_a_writer_does_not_block_a_reader(full: Catalog) -> None:
    with closing(sqlite3.connect(full.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE articles SET title = 'half done'")
        assert full.article(HARBOUR.id) == HARBOUR


def test_the_log_is_checkpointed_as_it_grows(catalog: Catalog, embedder: HashingEmbedder) -> None:
    often = Catalog(catalog.path, checkpoint_every=5)
    for number in range(40):
        put(often, embedder, replace(ORCHARD, identity=str(number)))
    log = catalog.path.with_name(catalog.path.name + "-wal").stat().st_size
    often.close()
    assert log < 900_000  # without a checkpoint 40 transactions leave over two million bytes


def test_a_waiting_writer_warns_and_then_gives_up(
    full: Catalog, embedder: HashingEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    impatient = Catalog(full.path, patience=0.05, limit=0.2)
    gives_up = pytest.raises(
        StoreError, match=r"another process has been writing to .* for 0 seconds: let it"
    )
    with WriteLock(full.path.with_suffix(".lock")).held(), gives_up:
        put(impatient, embedder, HARBOUR)
    assert caplog.messages == [f"waiting for another process that writes to {full.path.parent}"]
    assert put(impatient, embedder, replace(HARBOUR, text="Open.")) == ["updated"], "when the lock is free"
    impatient.close()
