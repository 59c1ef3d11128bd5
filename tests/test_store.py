import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, LIBRARY, ORCHARD, cut, environment_for_python, put

from storage import Store
from storage.catalog.catalog import Catalog
from storage.errors import ArticleNotFound, ModelError, StoreError, StoreMismatch, StoreUnreadable
from storage.locks import WriteLock
from storage.models.embedder import Vectors
from storage.opening import CATALOG
from storage.rebuild import RebuildStep
from storage.records import Counts, Filter
from storage.search import Candidate
from storage.text.terms import content_terms


class SmallEmbedder(HashingEmbedder):
    """Another model, with different vectors and another dimension."""

    name = "hashing-16"
    dimension = 16


class NearSighted(HashingEmbedder):
    name = "near-sighted"
    max_tokens = 100


def search(store: Store, question: str, where: Filter | None = None, k: int = 10) -> list[str]:
    """The identities of the articles in the search result, nearest first by cosine."""
    vector = store.embedder.encode_queries([question])[0]
    candidates = store.search(vector, content_terms(question), k, where)
    hits = store.hits([(c, c.cosine) for c in sorted(candidates, key=lambda c: -c.cosine)])
    return list(dict.fromkeys(hit.article.identity for hit in hits))


# Opening


def test_a_missing_store_is_created(tmp_path: Path, embedder: HashingEmbedder) -> None:
    with Store.open(tmp_path / "deep" / "store", embedder=embedder) as store:
        assert store.folder == tmp_path / "deep" / "store"
        assert (store.folder / "catalog.sqlite3").is_file()
        assert (store.count(), store.articles()) == (Counts(0, 0), [])
        assert (store.outlets(), store.dates()) == ([], None)
        assert (store.sequence(), store.fingerprints(), store.model) == (0, {}, "hashing-64")
        assert search(store, "anything") == []


def test_stored_articles_survive_reopening(tmp_path: Path, embedder: HashingEmbedder) -> None:
    with Store.open(tmp_path, embedder=embedder) as store:
        assert put(store, embedder, *COLLECTION) == ["added"] * 3
    with Store.open(str(tmp_path), embedder=embedder) as store:
        assert [store.article(article.id) for article in COLLECTION] == list(COLLECTION)
        assert search(store, "apples and pears")[0] == ORCHARD.identity


def test_another_model_is_refused_with_the_command(newsroom: Store) -> None:
    with pytest.raises(StoreMismatch) as raised:
        Store.open(newsroom.folder, embedder=SmallEmbedder())
    assert "holds vectors of 'hashing-64', not of 'hashing-16'" in str(raised.value)
    command = f"`python -m storage rebuild --embedding-model hashing-16 --store {newsroom.folder}`"
    assert command in str(raised.value)
    with pytest.raises(StoreMismatch, match="not of 'all-MiniLM-L6-v2'"):
        Store.open(newsroom.folder, embedding_model="all-MiniLM-L6-v2")
    assert newsroom.count() == Counts(3, 4)


def test_a_store_may_be_opened_with_its_own_model(newsroom: Store) -> None:
    with Store.open(newsroom.folder, embedding_model="hashing-64") as again:
        assert again.count() == Counts(3, 4)


def test_an_unknown_model_creates_no_store(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be loaded"):
        Store.open(tmp_path / "store", embedding_model=str(tmp_path / "no model"))
    assert not (tmp_path / "store").exists()


def test_a_damaged_catalog_is_an_error(newsroom: Store) -> None:
    newsroom.close()
    (newsroom.folder / "catalog.sqlite3").write_bytes(b"x" * 10_000)
    with pytest.raises(StoreUnreadable, match="not a readable catalog"):
        Store.open(newsroom.folder)


def test_a_file_is_refused_as_a_store(tmp_path: Path, embedder: HashingEmbedder) -> None:
    (tmp_path / "file").write_text("news")
    with pytest.raises(StoreUnreadable, match="can't be used as a store"):
        Store.open(tmp_path / "file", embedder=embedder)


# Articles


def test_versions(newsroom: Store, embedder: HashingEmbedder) -> None:
    """Same identity, new content: the old version no longer answers."""
    newer = replace(HARBOUR, text="Port Elm is open again. All 42 ships have left.")
    assert put(newsroom, embedder, newer) == ["updated"]
    assert newsroom.article(HARBOUR.id) == newer
    vector = embedder.encode_queries(["The lighthouse was not hit. Repairs cost nine million."])[0]
    hits = newsroom.hits([(c, c.cosine) for c in newsroom.search(vector, ["lighthous", "repair"], 10)])
    assert len(hits) == 3
    assert not any("lighthouse" in hit.text or "boats" in hit.text for hit in hits)
    assert newsroom.document_frequencies(["lighthous", "ship"]) == {"ship": 1}
    assert newsroom.fingerprints()[f"raw {newer.version}"] == HARBOUR.id


def test_remove(newsroom: Store) -> None:
    newsroom.remove(HARBOUR.id)
    assert HARBOUR.identity not in search(newsroom, "harbour boats storm lighthouse")
    assert newsroom.count() == Counts(2, 2)
    for use in (newsroom.remove, newsroom.article):
        with pytest.raises(ArticleNotFound, match=HARBOUR.id):
            use(HARBOUR.id)


def test_a_removed_article_may_return(newsroom: Store, embedder: HashingEmbedder) -> None:
    newsroom.remove(HARBOUR.id)
    assert put(newsroom, embedder, HARBOUR) == ["added"]
    assert search(newsroom, "harbour boats storm lighthouse")[0] == HARBOUR.identity


def test_a_store_lists_outlets_dates_and_articles(newsroom: Store) -> None:
    assert newsroom.outlets() == ["The Courier", "Tidings"]
    assert newsroom.dates() == (date(2024, 3, 4), date(2024, 10, 20))
    assert [info.id for info in newsroom.articles()] == [ORCHARD.id, HARBOUR.id, LIBRARY.id]
    assert [info.id for info in newsroom.articles(1, 1)] == [HARBOUR.id]


def test_remember(newsroom: Store) -> None:
    newsroom.remember(HARBOUR.id, "the same, from other bytes")
    assert newsroom.fingerprints()["the same, from other bytes"] == HARBOUR.id
    assert newsroom.sequence() == 3


# Search


def test_candidates_have_both_scores(newsroom: Store, embedder: HashingEmbedder) -> None:
    vector = embedder.encode_queries(["apples"])[0]
    candidates = {c.key: c for c in newsroom.search(vector, ["appl", "port"], 10)}
    keys = {
        hit.article.identity: key for key in candidates for hit in newsroom.hits([(candidates[key], 0.0)])
    }
    orchard, library = candidates[keys[ORCHARD.identity]], candidates[keys[LIBRARY.identity]]
    documents = [cut(article)[0].document(article) for article in (ORCHARD, LIBRARY)]
    expected = embedder.encode_documents(documents) @ vector
    assert [orchard.cosine, library.cosine] == pytest.approx(expected.tolist(), abs=1e-3)
    assert orchard.bm25 > library.bm25 > 0
    (hit,) = newsroom.hits([(orchard, 7.0)])
    assert (hit.score, hit.cosine, hit.bm25) == (7.0, orchard.cosine, orchard.bm25)


def test_the_lexical_search_adds_candidates(newsroom: Store, embedder: HashingEmbedder) -> None:
    away = embedder.encode_queries(["Farmers in Low Vale picked 900 tonnes of apples this autumn"])[0]
    candidates = newsroom.search(away, ["lighthous"], 1)
    assert len(candidates) == 2
    lexical = max(candidates, key=lambda c: c.bm25)
    assert "lighthouse" in newsroom.hits([(lexical, 0.0)])[0].text
    (hit,) = newsroom.hits([(lexical, 0.0)])
    (vector,) = embedder.encode_documents([hit.passage.document(hit.article)]).astype(np.float16)
    assert lexical.cosine == pytest.approx(float(vector.astype(np.float32) @ away), abs=1e-6)


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize("named_at_most", [20_000, 1])
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(outlets=("tidings",)), {HARBOUR.identity}),
        (Filter(outlets=("TIDINGS", "The courier")), {HARBOUR.identity, ORCHARD.identity}),
        (Filter(since=date(2024, 10, 20)), {ORCHARD.identity}),
        (Filter(until=date(2024, 10, 19)), {HARBOUR.identity}),
        (Filter(since=date(2025, 1, 1)), set()),
        (Filter(outlets=("Nobody",)), set()),
    ],
)
def test_filters(
    newsroom: Store,
    embedder: HashingEmbedder,
    where: Filter,
    expected: set[str],
    named_at_most: int,
    follow: bool,
) -> None:
    """All ways of searching, with and without the vector index, give the same articles."""
    newsroom.close()
    catalog = Catalog(newsroom.folder / CATALOG)
    with Store(newsroom.folder, catalog, embedder, named_at_most=named_at_most) as store:
        if follow:
            store.follow()
        for k in (1, 10):
            identities = set(search(store, "harbour apples library books", where, k))
            assert identities <= expected
    assert identities == expected


def test_removed_hits_are_left_out(newsroom: Store, embedder: HashingEmbedder) -> None:
    candidates = newsroom.search(embedder.encode_queries(["apples"])[0], ["appl"], 10)
    newsroom.remove(ORCHARD.id)
    hits = newsroom.hits([(candidate, 0.0) for candidate in [*candidates, Candidate(999, 1.0, 1.0)]])
    assert len(hits) == len(candidates) - 1 == 3
    assert {hit.article for hit in hits} == {HARBOUR, LIBRARY}


def test_search_gives_the_same_with_and_without_the_vector_index(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    query = embedder.encode_queries(["Who opens the library of Port Elm?"])[0]
    newsroom.follow()
    indexed = newsroom.search(query, [], 4)
    with Store.open(newsroom.folder, embedder=embedder) as other:  # the first holds the index
        exact = other.search(query, [], 4)
        assert (newsroom.check().index.phase, other.check().index.phase) == ("ready", "waiting")
    assert [candidate.key for candidate in indexed] == [candidate.key for candidate in exact]
    assert [c.cosine for c in indexed] == pytest.approx([c.cosine for c in exact], abs=1e-3)


# Another process on the same store

WRITER = """
import sys
from pathlib import Path
from doubles import HashingEmbedder
from newsroom import ORCHARD, put
from dataclasses import replace
from storage import Store

folder, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Store.open(folder, embedder=HashingEmbedder()) as store:
    for number in range(first, last):
        text = f"Report {number} came from reporter{number}. It was short."
        put(store, store.embedder, replace(ORCHARD, identity=f"report {number}", text=text))
        print(number, flush=True)
"""


def start_writer(folder: Path, first: int, last: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), str(first), str(last)]
    return subprocess.Popen(command, env=environment_for_python(), stdout=subprocess.PIPE, text=True)


def test_an_article_of_another_process_is_found(newsroom: Store) -> None:
    newsroom.follow()
    before = newsroom.sequence()
    writer = start_writer(newsroom.folder, 0, 3)
    assert writer.wait(60) == 0
    assert newsroom.sequence() == before + 3
    assert search(newsroom, "reporter2")[0] == "report 2"
    newsroom.follow()
    assert search(newsroom, "reporter1")[0] == "report 1"


def test_two_processes_write_at_once(newsroom: Store, embedder: HashingEmbedder) -> None:
    writers = [start_writer(newsroom.folder, first, first + 15) for first in (0, 100)]
    for number in range(15):
        put(newsroom, embedder, replace(LIBRARY, identity=f"note {number}"))
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert newsroom.count().articles == 3 + 3 * 15
    assert newsroom.check().problems == ()


def test_a_backup_during_writes_restores(newsroom: Store, tmp_path: Path) -> None:
    writer = start_writer(newsroom.folder, 0, 60)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline() for _ in range(20)]
    assert len(acknowledged) == 20
    newsroom.backup(tmp_path / "backup")
    after = newsroom.count().articles
    assert writer.wait(60) == 0
    with Store.restore(tmp_path / "backup", tmp_path / "restored") as restored:
        assert 3 + 20 <= restored.count().articles <= after
        assert restored.check().problems == ()
        assert restored.article(HARBOUR.id) == HARBOUR
    with Store.open(tmp_path / "restored", embedder=newsroom.embedder) as restored:
        assert search(restored, "reporter19")[0] == "report 19"


def test_threads_read_while_one_writes(newsroom: Store, embedder: HashingEmbedder) -> None:
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert search(newsroom, "lighthouse repairs crowns")[0] == HARBOUR.identity
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(30):
        put(newsroom, embedder, replace(ORCHARD, identity=f"{number}", text="Snow fell. It melted."))
        if number % 3 == 0:
            newsroom.remove(replace(ORCHARD, identity=f"{number}").id)
    for thread in threads:
        thread.join()
    assert failures == []
    assert newsroom.check().problems == ()


# Keeping it sound


def test_check(newsroom: Store) -> None:
    check = newsroom.check()
    assert (check.counts, check.problems, check.index.phase) == (Counts(3, 4), (), "ready")


def test_rebuild_keeps_everything(newsroom: Store) -> None:
    before = search(newsroom, "apples library storm")
    newsroom.rebuild()
    assert search(newsroom, "apples library storm") == before
    assert newsroom.check().problems == ()


def test_rebuild_with_another_model(newsroom: Store) -> None:
    newsroom.follow()
    sequence = newsroom.sequence()
    small = SmallEmbedder()
    newsroom.rebuild(embedder=small)
    assert (newsroom.model, newsroom.embedder) == ("hashing-16", small)
    hits = newsroom.hits([(Candidate(key, 0.0, 0.0), 0.0) for key in range(1, 5)])
    for key, hit in enumerate(hits, start=1):
        (vector,) = small.encode_documents([hit.passage.document(hit.article)])
        nearest = max(newsroom.search(vector, [], 10), key=lambda candidate: candidate.cosine)
        assert (nearest.key, nearest.cosine) == (key, pytest.approx(1, abs=1e-3))
    assert search(newsroom, "Farmers in Low Vale picked apples")[0] == ORCHARD.identity
    assert newsroom.check().problems == ()
    assert newsroom.sequence() >= sequence
    newsroom.close()
    with pytest.raises(StoreMismatch, match="holds vectors of 'hashing-16'"):
        Store.open(newsroom.folder, embedder=HashingEmbedder())
    with Store.open(newsroom.folder, embedder=small) as again:
        again.follow()
        assert again.check().index.phase == "ready"
        assert search(again, "Farmers in Low Vale picked apples")[0] == ORCHARD.identity


def test_rebuild_by_another_process(newsroom: Store, embedder: HashingEmbedder) -> None:
    """A process with the open store gets an error, and never mixes the vectors of two models."""
    newsroom.follow()
    with Store.open(newsroom.folder) as other:
        other.rebuild(embedder=SmallEmbedder())
        put(other, other.embedder, replace(LIBRARY, identity="new"))
    refused = pytest.raises(StoreMismatch, match="was re-embedded with another model while it was open here")
    with refused:
        search(newsroom, "apples and pears")
    with refused:
        put(newsroom, embedder, replace(LIBRARY, identity="newer"))
    with refused:
        newsroom.follow()
    newsroom.close()
    with Store.open(newsroom.folder, embedder=SmallEmbedder()) as again:
        assert search(again, "Farmers in Low Vale picked apples")[0] == ORCHARD.identity
        assert (again.count().articles, again.check().problems) == (4, ())


def test_rebuild_of_an_empty_store_with_another_model(store: Store) -> None:
    store.rebuild(embedder=SmallEmbedder())
    assert store.model == "hashing-16"
    assert put(store, store.embedder, HARBOUR) == ["added"]
    assert search(store, "harbour boats") == [HARBOUR.identity]


def test_a_model_that_reads_fewer_tokens_is_refused(newsroom: Store) -> None:
    with pytest.raises(
        StoreError, match=r"'near-sighted' reads 100 tokens, but the passages here hold up to 254"
    ):
        newsroom.rebuild(embedder=NearSighted())
    assert newsroom.model == "hashing-64"


class Stopping(SmallEmbedder):
    """Embeds a number of passages, then is interrupted."""

    def __init__(self, passages: int) -> None:
        self.left = passages
        self.embedded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > self.left:
            raise KeyboardInterrupt
        self.left -= len(texts)
        self.embedded += texts
        return super().encode_documents(texts)


def many(store: Store, embedder: HashingEmbedder, first: int, last: int) -> None:
    """Articles of one passage each."""
    for number in range(first, last):
        put(store, embedder, replace(ORCHARD, identity=f"report {number}", text=f"Report{number}. Rain."))


def long(store: Store, embedder: HashingEmbedder, passages: int) -> None:
    """One article of many passages: storing it is faster than storing many articles."""
    put(store, embedder, replace(ORCHARD, identity="long", text="It rained. It snowed. " * passages))


def test_an_interrupted_rebuild_continues_where_it_stopped(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    long(newsroom, embedder, 300)
    with pytest.raises(KeyboardInterrupt):
        newsroom.rebuild(embedder=Stopping(256))
    assert newsroom.model == "hashing-64"
    assert search(newsroom, "apples and pears")[0] == ORCHARD.identity
    assert newsroom.check().problems == ()
    many(newsroom, embedder, 0, 10)
    newsroom.remove(HARBOUR.id)
    again = Stopping(1000)
    newsroom.rebuild(embedder=again)
    assert len(again.embedded) == 304 + 10 - 256
    assert (newsroom.model, newsroom.check().problems) == ("hashing-16", ())
    assert search(newsroom, "Farmers in Low Vale picked apples")[0] == ORCHARD.identity


def test_a_rebuild_with_a_third_model_starts_again(newsroom: Store, embedder: HashingEmbedder) -> None:
    long(newsroom, embedder, 300)
    with pytest.raises(KeyboardInterrupt):
        newsroom.rebuild(embedder=Stopping(256))
    third = Stopping(1000)
    third.name = "hashing-16, another"
    newsroom.rebuild(embedder=third)
    assert len(third.embedded) == 304
    assert (newsroom.model, newsroom.check().problems) == ("hashing-16, another", ())


def test_others_write_while_passages_are_embedded(newsroom: Store, embedder: HashingEmbedder) -> None:
    """They write between two batches, and between the last batch and the end."""
    newsroom.follow()

    class Busy(SmallEmbedder):
        added = 0

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            if self.added < 2:
                many(newsroom, embedder, self.added, self.added + 1)
                self.added += 1
                assert search(newsroom, "apples and pears")[0] == ORCHARD.identity, "by the old vectors"
            return super().encode_documents(texts)

    busy = Busy()
    newsroom.rebuild(embedder=busy)
    assert (newsroom.count(), newsroom.check().problems) == (Counts(5, 6), ())
    vector = busy.encode_documents(["A good year for apples\nReport1. Rain."])[0]
    assert max(c.cosine for c in newsroom.search(vector, [], 3)) == pytest.approx(1, abs=1e-3)


def test_old_query_vectors_are_refused_after_re_embedding(newsroom: Store, embedder: HashingEmbedder) -> None:
    """They are refused even when the dimensions are equal."""

    class Reversed(HashingEmbedder):
        name = "reversed"

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            return super().encode_documents(texts)[:, ::-1]

    newsroom.follow()
    steps: list[tuple[str, float]] = []

    def watch(step: RebuildStep) -> None:
        vector = newsroom.embedder.encode_queries(["A good year for apples\n" + ORCHARD.text])[0]
        steps.append((step.name, max(c.cosine for c in newsroom.search(vector, [], 4))))

    newsroom.rebuild(embedder=Reversed(), progress=watch)
    assert {name for name, _ in steps} >= {"embedding", "words", "copies"}
    assert all(cosine == pytest.approx(1, abs=1e-3) for _, cosine in steps)
    (old,), comparable_with = newsroom.embed_queries(["apples"])
    assert newsroom.search(old, [], 4, comparable_with=comparable_with)
    newsroom.rebuild(embedder=embedder)
    with pytest.raises(StoreMismatch, match="re-embedded with another model since the question: ask again"):
        newsroom.search(old, [], 4, comparable_with=comparable_with)
    newsroom.rebuild(embedder=SmallEmbedder())
    with pytest.raises(StoreMismatch, match="the store was re-embedded, so ask again"):
        newsroom.search(old, [], 4)


def test_progress_of_a_rebuild(newsroom: Store) -> None:
    steps: list[RebuildStep] = []
    newsroom.rebuild(embedder=SmallEmbedder(), progress=steps.append)
    assert [step for step in steps if step.name != "index"] == [
        RebuildStep("embedding", 4, 4),
        *(RebuildStep("words", done, 3) for done in (1, 2, 3)),
        *(RebuildStep("copies", done, 3) for done in (1, 2, 3)),
    ]


# Removing


def test_removing_by_outlet_day_and_url(newsroom: Store, embedder: HashingEmbedder) -> None:
    put(newsroom, embedder, replace(HARBOUR, identity="another", url=""))
    with pytest.raises(StoreError, match="an empty filter would remove every article"):
        newsroom.remove_where(Filter())
    assert newsroom.remove_where(Filter(outlets=("Nobody",))) == []
    removed = newsroom.remove_where(Filter(outlets=("tidings",), until=date(2024, 3, 4)))
    assert [info.outlet for info in removed] == ["Tidings", "Tidings"]
    assert [info.id for info in newsroom.articles()] == [ORCHARD.id, LIBRARY.id]
    assert [info.id for info in newsroom.remove_where(Filter(urls=(ORCHARD.url,)))] == [ORCHARD.id]
    assert [info.id for info in newsroom.remove_where(Filter(urls=(LIBRARY.identity,)))] == [LIBRARY.id]
    assert (newsroom.count(), newsroom.check().problems) == (Counts(0, 0), ())


# Closing and restoring


def test_use_after_closing_is_refused(newsroom: Store, embedder: HashingEmbedder) -> None:
    newsroom.close()
    for use in (newsroom.count, newsroom.check, newsroom.articles, lambda: put(newsroom, embedder, HARBOUR)):
        with pytest.raises(StoreError, match="is closed: open it again to use it"):
            use()
    newsroom.close()


@pytest.mark.parametrize("left", ["vectors", "vectors.json", "catalog.commits"])
def test_a_store_without_its_catalog_is_an_error(
    newsroom: Store, embedder: HashingEmbedder, tmp_path: Path, left: str
) -> None:
    newsroom.follow()
    newsroom.backup(tmp_path / "backup")
    newsroom.close()
    for path in newsroom.folder.iterdir():
        if path.name != left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for create in (True, False):
        with pytest.raises(StoreUnreadable, match=r"catalog\.sqlite3 is missing, but .* put the file back"):
            Store.open(newsroom.folder, embedder=embedder, create=create)
    with Store.restore(tmp_path / "backup", newsroom.folder) as restored:
        assert (restored.count(), restored.check().problems) == (Counts(3, 4), ())
        assert restored.check().index.phase == "ready"


def test_two_restores_at_once_make_one_store(newsroom: Store, tmp_path: Path) -> None:
    newsroom.backup(tmp_path / "backup")
    folder = tmp_path / "restored"
    folder.mkdir()
    lock = WriteLock(folder / "catalog.lock")
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            Store.restore(tmp_path / "backup", folder).close()
            outcomes.append("restored")
        except StoreError as error:
            outcomes.append(str(error))

    with lock.held():
        threads = [threading.Thread(target=attempt) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        assert outcomes == [], "each waits for the lock"
    for thread in threads:
        thread.join()
    refused = f"{folder} already contains a store: name a new folder with --store. Nothing was changed"
    assert sorted(outcomes) == sorted(["restored", refused])
    assert not list(folder.glob(".*")), "and leaves no half file"


def test_restoring_over_a_store_is_refused(newsroom: Store, tmp_path: Path) -> None:
    newsroom.backup(tmp_path / "backup")
    newsroom.remove(ORCHARD.id)
    with pytest.raises(StoreError, match="already contains a store: name a new folder with --store"):
        Store.restore(tmp_path / "backup", newsroom.folder)
    assert newsroom.count() == Counts(2, 3)


def test_restoring_another_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("These are notes. " * 1000)
    for name in ("notes", "missing"):
        with pytest.raises(StoreUnreadable, match=f"{name} can't be restored"):
            Store.restore(tmp_path / name, tmp_path / "restored")
    assert [path.name for path in tmp_path.iterdir()] == ["notes"], "no half of a store is left"


def test_restoring_does_not_change_the_backup(newsroom: Store, tmp_path: Path) -> None:
    newsroom.backup(tmp_path / "backup")
    before = (tmp_path / "backup").read_bytes()
    Store.restore(tmp_path / "backup", tmp_path / "restored").close()
    assert (tmp_path / "backup").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "restored", "store"]


def test_the_passages_of_an_article(newsroom: Store) -> None:
    assert newsroom.passages_of(HARBOUR.id) == cut(HARBOUR)
    assert newsroom.passages_of("0" * 16) == []
