"""A run: the stored and the skipped articles, the choice among several records, and failures."""

from __future__ import annotations

import io
import json
import sys
import time
from itertools import cycle, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from doubles import HashingEmbedder
from ingesting import ingest
from newsroom import SHARED
from wire import SAME_EVENT, WIRE, edited

from ingest import LeftOut, Note, Pacing, Progress, Rejection, Removals, Removed, Report, Workers
from ingest.records import RawArticle, Record
from ingest.tally import Tally
from ingest.versions import Versions
from ingest.window import Window
from ingest.workers.prepare import prepare
from storage import Store
from storage.errors import DatelineError, ModelError, StoreError, UsageError
from storage.records import Article

pytestmark = pytest.mark.no_index

URL = "https://herald.example/talks"
FIRST, SECOND, THIRD = (
    f"The talks in Baku ended on Sunday, version {n} of this report says." for n in (1, 2, 3)
)


class Counting(HashingEmbedder):
    """Counts what it embeds, and may fail at one of its calls."""

    def __init__(self) -> None:
        self.embedded = 0
        self.fail_after = 10**9
        self.error: BaseException = ModelError("the model is broken")

    def encode_documents(self, texts):  # type: ignore[no-untyped-def]
        if self.embedded >= self.fail_after:
            raise self.error
        self.embedded += len(texts)
        return super().encode_documents(texts)


class Slow(HashingEmbedder):
    """An embedder that takes time on its own clock, and is interrupted after a number of passages.

    `paces`: passages a second, of one call after the other, round and round. At each call and at its end it
    looks at how much is stored: `late` are the passages embedded 5 seconds ago or more that weren't.
    """

    def __init__(self, paces: list[float], stopped_after: int) -> None:
        self.paces = cycle(paces)
        self.stopped_after = stopped_after
        self.now = 1000.0
        self.embedded: list[tuple[float, int]] = []  # when, how many
        self.late: list[int] = []
        self.store: Store | None = None

    def monotonic(self) -> float:
        return self.now

    def encode_documents(self, texts):  # type: ignore[no-untyped-def]
        self.look()
        if sum(number for _, number in self.embedded) >= self.stopped_after:
            raise KeyboardInterrupt
        self.now += len(texts) / next(self.paces)
        self.look()
        self.embedded.append((self.now, len(texts)))
        return super().encode_documents(texts)

    def look(self) -> None:
        assert self.store is not None
        due = sum(number for when, number in self.embedded if self.now - when >= 5)
        self.late.append(max(0, due - self.store.count().passages))


@pytest.fixture
def embedder() -> Counting:
    """The model of the fixture `store`, in this module."""
    return Counting()


def lines(path: Path, *articles: dict[str, object] | str) -> Path:
    path.write_text("".join((a if isinstance(a, str) else json.dumps(a)) + "\n" for a in articles), "utf-8")
    return path


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.rejected)


def stored(store: Store, url: str = URL) -> str:
    return store.article(Article(url, "").id).text


def test_articles_are_added_and_then_unchanged(tmp_path: Path, store: Store, embedder: Counting):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"Talks end\n\n{FIRST}\n\n{SECOND}")
    lines(tmp_path / "in" / "b.jsonl", {"text": FIRST, "url": URL}, {"text": FIRST})
    report = ingest([tmp_path / "in"], store)
    assert counts(report) == (3, 0, 0, 0)
    assert report.passages == store.count().passages == embedder.embedded == 3
    assert not report.interrupted
    assert {info.title for info in store.articles()} == {"Talks end", ""}, (
        "the same text twice is two records"
    )

    before = store.sequence()
    assert counts(ingest([tmp_path / "in"], store)) == (0, 0, 3, 0)
    assert (store.sequence(), embedder.embedded) == (before, 3)


def test_invisible_text_is_counted(tmp_path: Path, store: Store):
    (tmp_path / "a.txt").write_text(f"{FIRST}\u200b\u202e", "utf-8")
    page = f"<html><body><h1>Talks end</h1><p>{SECOND}&#8203;</p><p hidden>{THIRD}</p></body></html>"
    (tmp_path / "b.html").write_text(page, "utf-8")
    (tmp_path / "c.html").write_text("<p hidden>nothing</p>", "utf-8")
    report = ingest([tmp_path / name for name in ("a.txt", "b.html", "c.html")], store)
    assert counts(report) == (2, 0, 0, 1)
    assert (report.hidden, report.invisible) == (1, 3)
    assert report.left_out == (
        LeftOut(str(tmp_path / "a.txt"), "", "", 0, 2),
        LeftOut(str(tmp_path / "b.html"), "", "Talks end", 1, 1),
    )


def test_a_note_on_an_article_in_a_file_of_many_names_its_place(tmp_path: Path, store: Store):
    path = lines(tmp_path / "a.jsonl", {"text": FIRST}, {"text": f"{SECOND}\u200b", "title": "Talks end"})
    assert ingest(path, store).left_out == (LeftOut(str(path), "line 2", "Talks end", 0, 1),)


def test_only_the_name_of_a_single_article_file_dates_its_article(tmp_path: Path, store: Store):
    (tmp_path / "2020-11-01-talks.txt").write_text(FIRST)
    lines(tmp_path / "2020-11-02.jsonl", {"text": SECOND, "url": URL})
    (tmp_path / "talks.txt").write_text(f"BAKU, Nov. 3, 2020 — {THIRD}")
    ingest([tmp_path], store)
    origins = {info.published: store.article(info.id).origins for info in store.articles()}
    assert origins == {
        "2020-11-01": (("published", "file name"),),
        "": (("url", "key url"),),
        "2020-11-03": (("published", "dateline"),),
    }


LINE = "Our editors in the old mill choose what you read."
SUBJECTS = (
    "Harbour closed", "Apples ripen", "Library opens", "Mayor wins", "Bridge fails", "Ferry ends",
    "School burns",
)  # fmt: skip


def tidings(number: int, *lines: str) -> dict[str, object]:
    subject = SUBJECTS[number % len(SUBJECTS)]
    report = f"{subject} today, said {number} people who had seen it with their own eyes and were glad of it."
    more = f"{subject} was all that anybody in the {number} streets by the river spoke of until the evening."
    text = "\n\n".join([report, more, *lines])
    return {"text": text, "title": subject, "outlet": "Tidings", "url": f"https://tidings.example/{number}"}


def texts(store: Store, count: int) -> list[str]:
    return [stored(store, f"https://tidings.example/{number}") for number in range(count)]


def versions(store: Store, count: int) -> list[list[str]]:
    ids = [Article(f"https://tidings.example/{number}", "").id for number in range(count)]
    return [[version.version for version in store.versions(article_id)] for article_id in ids]


def test_repeated_lines_are_left_out_of_all_articles_of_an_outlet(tmp_path: Path, store: Store):
    path = lines(tmp_path / "a.jsonl", *(tidings(number, LINE) for number in range(4)))
    report = ingest(path, store)
    assert (counts(report), report.passages) == ((4, 0, 0, 0), store.count().passages)
    assert not any(LINE in text for text in texts(store, 4))
    assert report.removals[1] == Removals(
        str(path), "line 2", "Apples ripen", (Removed(LINE, "repeated by its outlet"),)
    )
    assert [len(history) for history in versions(store, 4)] == [1] * 4
    assert store.check().problems == ()
    assert counts(ingest(path, store)) == (0, 0, 4, 0)


def test_learned_lines_apply_to_the_articles_of_all_runs(tmp_path: Path, store: Store):
    for number in range(5):
        report = ingest(lines(tmp_path / f"{number}.jsonl", tidings(number, LINE)), store)
        assert counts(report) == (1, 0, 0, 0)
        assert {LINE in text for text in texts(store, number + 1)} == {number < 3}


def test_version_and_text_do_not_depend_on_the_other_articles(tmp_path: Path, embedder: HashingEmbedder):
    results = []
    for order in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]):
        with Store.open(tmp_path / f"store {order}", embedder=embedder) as store:
            ingest(lines(tmp_path / "a.jsonl", *(tidings(number, LINE) for number in order)), store)
            results.append((versions(store, 5), texts(store, 5)))
    with Store.open(tmp_path / "alone", embedder=embedder) as store:
        ingest(lines(tmp_path / "a.jsonl", tidings(0, LINE)), store)
        assert versions(store, 1) == results[0][0][:1]
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("hours", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_a_page_read_again_every_hour_is_unchanged(tmp_path: Path, store: Store, hours: int):
    """Each hour the feed has a new order and new bytes, and some pages show a new advertisement."""
    house = [f"Line {number} of the house asks you to visit the old mill." for number in range(3)]
    ingest(lines(tmp_path / "a.jsonl", *(tidings(100 + n, *house, LINE) for n in range(5))), store)
    ingest(lines(tmp_path / "a.jsonl", *(tidings(number, LINE) for number in range(5))), store)
    first = versions(store, 5)
    for hour in range(hours):
        order = sorted(range(5), key=lambda number: (number + hour) * 7 % 5)
        pages = [
            tidings(number, LINE, *([house[hour % 3]] if number % 2 else [])) | {"hour": str(hour)}
            for number in order
        ]
        assert counts(ingest(lines(tmp_path / "feed.jsonl", *pages), store)) == (0, 0, 5, 0)
    assert versions(store, 5) == first
    assert {text for text in texts(store, 5) if "mill" in text} == set()


def test_advertisements_that_rotate_among_few_articles_are_learned(tmp_path: Path, store: Store):
    """At no time do four articles show the same advertisement."""
    house = [f"Line {number} of the house asks you to visit the old mill." for number in range(4)]
    changed = []
    for hour in range(10):
        pages = [tidings(number, house[(number + hour) % 4]) | {"hour": str(hour)} for number in range(7)]
        changed.append(ingest(lines(tmp_path / "feed.jsonl", *pages), store).updated)
    assert changed[3:] == [0] * 7
    assert {text for text in texts(store, 7) if "mill" in text} == set()
    update = tidings(0, "The harbour master resigned in the evening.", house[0])
    assert ingest(lines(tmp_path / "feed.jsonl", update), store).updated == 1
    assert stored(store, "https://tidings.example/0").endswith("The harbour master resigned in the evening.")


@pytest.mark.parametrize(
    ("count", "rounds"), [(4, 8), pytest.param(29, 50, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_advertisements_that_come_and_go_are_learned_though_all_headlines_share_a_word(
    tmp_path: Path, store: Store, count: int, rounds: int
):
    """The headlines don't show that the articles have different subjects."""
    house = [f"Line {number} of the house asks you to visit the old mill." for number in range(3)]
    changed = []
    for hour in range(rounds):
        pages = [
            tidings(number, house[hour % 3]) | {"title": f"Karabakh {number}", "hour": str(hour)}
            for number in range(count)
        ]
        changed.append(ingest(lines(tmp_path / "feed.jsonl", *pages), store).updated)
    assert changed[5:] == [0] * (rounds - 5)
    assert {text for text in texts(store, count) if "mill" in text} == set()


def test_a_figure_that_grows_in_all_reports_of_an_affair_is_kept(tmp_path: Path, store: Store):
    for dead in range(40, 46):
        toll = f"At least {dead} people have died in the flood, the police in Port Elm said."
        pages = [tidings(number, toll) | {"title": f"The flood {number}"} for number in range(4)]
        assert ingest(lines(tmp_path / "feed.jsonl", *pages), store).rejected == ()
        assert all(toll in text for text in texts(store, 4))


def test_paths_may_be_a_single_path(tmp_path: Path, store: Store):
    path = lines(tmp_path / "a.jsonl", {"text": FIRST})
    assert counts(ingest(str(path), store)) == (1, 0, 0, 0)
    assert counts(ingest(path, store)) == (0, 0, 1, 0)


def test_a_new_version_replaces_the_old(tmp_path: Path, store: Store):
    ingest(lines(tmp_path / "a.jsonl", {"text": FIRST, "url": URL}), store)
    assert counts(ingest(lines(tmp_path / "a.jsonl", {"text": SECOND, "url": URL}), store)) == (0, 1, 0, 0)
    assert (stored(store), store.count().articles) == (SECOND, 1)
    assert counts(ingest(lines(tmp_path / "a.jsonl", {"text": FIRST, "url": URL}), store)) == (0, 1, 0, 0)
    assert stored(store) == FIRST, "also back to an earlier version"


def test_other_bytes_of_the_same_article_are_remembered(tmp_path: Path, store: Store, embedder: Counting):
    ingest(lines(tmp_path / "a.jsonl", {"text": FIRST, "url": URL}), store)
    before = store.fingerprints()
    again = lines(
        tmp_path / "b.jsonl", {"url": URL + "?utm_source=x#top", "text": f"  {FIRST}\n\nLoading..."}
    )
    assert counts(ingest(again, store)) == (0, 0, 1, 0)
    assert embedder.embedded == 1
    assert set(store.fingerprints().values()) == set(before.values())
    assert set(store.fingerprints()) != set(before)


def test_what_a_person_filled_in_stays_when_the_page_is_read_again(tmp_path: Path, store: Store):
    file = tmp_path / "pier.json"
    file.write_text(json.dumps({"text": "The pier was closed on Monday.", "title": "Pier"}))
    ingest([file], store)
    [info] = store.articles()
    store.edit(info.id, {"outlet": "Tidings", "published": "2024-03-04"})
    assert ingest([file], store).unchanged == 1
    file.write_text(json.dumps({"title": "Pier", "text": "The pier was closed on Monday."}))
    assert ingest([file], store).unchanged == 1, "other bytes of the same article"
    file.write_text(json.dumps({"title": "Pier", "text": "The pier is open again.", "outlet": "Wire"}))
    assert ingest([file], store).updated == 1
    article = store.article(info.id)
    assert (article.outlet, article.published, article.edited) == (
        "Tidings", "2024-03-04", ("outlet", "published")
    )  # fmt: skip


@pytest.mark.parametrize("versions", [[FIRST, SECOND], [FIRST, SECOND, THIRD], [FIRST, SECOND, FIRST]])
def test_the_later_of_two_records_wins_and_a_second_run_changes_nothing(
    tmp_path: Path, store: Store, embedder: Counting, versions: list[str]
):
    feed = [{"text": text, "url": URL} for text in versions]
    report = ingest(lines(tmp_path / "feed.jsonl", *feed), store)
    assert stored(store) == versions[-1]
    assert report.added == 1
    assert report.added + report.updated + report.unchanged == len(versions)
    embedded, sequence = embedder.embedded, store.sequence()
    assert counts(ingest(tmp_path / "feed.jsonl", store)) == (0, 0, len(versions), 0)
    assert (embedder.embedded, store.sequence(), stored(store)) == (embedded, sequence, versions[-1])


def test_only_new_entries_of_a_growing_feed_are_embedded(tmp_path: Path, store: Store, embedder: Counting):
    feed = [{"text": text, "url": URL} for text in (FIRST, SECOND)]
    ingest(lines(tmp_path / "feed.jsonl", *feed), store)
    embedded = embedder.embedded
    assert ingest(lines(tmp_path / "feed.jsonl", *feed, {"text": THIRD, "url": URL}), store).updated == 1
    assert (embedder.embedded, stored(store)) == (embedded + 1, THIRD)


def test_the_last_of_many_updates_wins(tmp_path: Path, store: Store):
    few = Pacing(window=3, updates=2)
    urls = [f"{URL}/{n}" for n in range(7)]
    old = [{"text": FIRST, "url": url} for url in urls]
    new = [{"text": SECOND, "url": url} for url in urls]
    ingest(lines(tmp_path / "a.jsonl", *old), store, pacing=few)
    ingest(lines(tmp_path / "a.jsonl", *new, *old), store, pacing=few)
    assert {stored(store, url) for url in urls} == {FIRST}
    ingest(lines(tmp_path / "a.jsonl", *old, *new), store, pacing=few)
    assert {stored(store, url) for url in urls} == {SECOND}


NEW = {"text": SECOND, "url": URL, "published": "2024-03-04", "updated": "2024-03-06"}
OLD = {"text": FIRST, "url": URL, "published": "2024-03-04"}
IS_OLD = Note(URL, "a version of 2024-03-04, kept for reading: that of 2024-03-06 answers")


def test_an_older_file_read_later_is_stored_as_an_older_version(
    tmp_path: Path, store: Store, embedder: Counting
):
    ingest(lines(tmp_path / "new.jsonl", NEW), store)
    sequence = store.sequence()
    report = ingest(lines(tmp_path / "old.jsonl", OLD), store)
    assert (counts(report), report.notes) == ((0, 0, 1, 0), (IS_OLD,))
    assert (stored(store), store.sequence(), embedder.embedded) == (SECOND, sequence, 1)
    newest, oldest = store.versions(Article(URL, "").id)
    assert (newest.change, newest.updated, oldest.change) == ("updated", "2024-03-06", "first")
    assert store.article(Article(URL, "").id, oldest.version).text == FIRST
    again = ingest(tmp_path, store)
    assert (counts(again), again.notes, stored(store)) == ((0, 0, 2, 0), (), SECOND)
    assert store.check().problems == ()


@pytest.mark.parametrize("feed", [[OLD, NEW], [NEW, OLD], [NEW, OLD, NEW], [OLD, NEW, OLD]])
def test_the_stated_times_decide_which_record_of_a_run_wins(
    tmp_path: Path, store: Store, feed: list[dict[str, object]]
):
    assert ingest(lines(tmp_path / "a.jsonl", *feed), store).added == 1
    assert stored(store) == SECOND
    assert len(store.versions(Article(URL, "").id)) == 2
    again = ingest(tmp_path / "a.jsonl", store)
    assert (counts(again), again.notes, stored(store)) == ((0, 0, len(feed), 0), (), SECOND)


@pytest.mark.parametrize(
    ("held", "later"), [("", ""), ("2024-03-04", ""), ("", "2024-03-04"), ("2024-03-04", "2024-03-04")]
)
def test_when_times_are_missing_or_equal_the_later_ingest_wins(
    tmp_path: Path, store: Store, held: str, later: str
):
    ingest(lines(tmp_path / "a.jsonl", {"text": FIRST, "url": URL, "published": held}), store)
    report = ingest(lines(tmp_path / "b.jsonl", {"text": SECOND, "url": URL, "published": later}), store)
    assert (counts(report), report.notes, stored(store)) == ((0, 1, 0, 0), (), SECOND)


def test_versions_replaced_within_a_run_stay_readable(tmp_path: Path, store: Store):
    feed = [{"text": text, "url": URL} for text in (FIRST, SECOND, THIRD)]
    ingest(lines(tmp_path / "feed.jsonl", *feed), store)
    texts = [store.article(Article(URL, "").id, v.version).text for v in store.versions(Article(URL, "").id)]
    assert texts == [THIRD, SECOND, FIRST]


def test_copies_are_stored_as_separate_articles(tmp_path: Path, store: Store):
    wire, copy, other = (
        {"text": text, "url": f"{URL}/{number}"}
        for number, text in enumerate((WIRE, edited(WIRE, 0.05), SAME_EVENT))
    )
    report = ingest(lines(tmp_path / "a.jsonl", wire, copy, other), store)
    assert (report.added, report.copies) == (3, 1)
    (copied,) = store.copies(Article(f"{URL}/0", "").id)
    assert copied.url == f"{URL}/1"

    assert ingest(tmp_path / "a.jsonl", store).copies == 0, "nothing was stored"
    another = {"text": WIRE, "url": f"{URL}/3"}
    report = ingest(lines(tmp_path / "b.jsonl", another, other | {"text": WIRE}), store)
    assert (counts(report), report.copies) == ((1, 1, 0, 0), 2), "of what was there before"
    report = ingest(lines(tmp_path / "c.jsonl", copy | {"text": SAME_EVENT}), store)
    assert (counts(report), report.copies) == ((0, 1, 0, 0), 0), "it is none any more"


def test_copies_are_counted_at_the_end_of_the_run(tmp_path: Path, store: Store):
    wire, copy = ({"text": WIRE, "url": f"{URL}/{number}"} for number in (1, 2))
    report = ingest(lines(tmp_path / "a.jsonl", wire, copy, wire | {"text": SAME_EVENT}), store)
    assert (report.added, report.copies) == (2, 0)


def test_the_same_file_twice_is_one_article(tmp_path: Path, store: Store):
    path = lines(tmp_path / "a.jsonl", {"text": FIRST})
    assert counts(ingest([path, path, tmp_path / "a.jsonl"], store)) == (1, 0, 2, 0)


def test_bad_inputs_are_reported_and_the_rest_is_read(tmp_path: Path, store: Store):
    path = lines(tmp_path / "a.jsonl", {"text": FIRST}, "{", {"text": "Loading..."}, {"text": SECOND})
    (tmp_path / "b.txt").write_bytes(b"\0")
    report = ingest(tmp_path, store)
    assert counts(report) == (2, 0, 0, 3)
    assert report.rejected == (
        Rejection(
            str(path), "line 2: broken JSON at column 2: Expecting property name enclosed in double quotes"
        ),
        Rejection(
            str(path),
            "line 3: too little text: 0 words are left without boilerplate, at least 5 were expected",
        ),
        Rejection(str(tmp_path / "b.txt"), "binary data (a NUL byte at 0): text was expected"),
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\0.txt", r"a\x00.txt"),
        ("\ud83d.txt", r"\ud83d.txt"),
        ("x" * 300, "x" * 300),
        ("no/where", "no/where"),
    ],
)
def test_a_missing_path_is_an_error_before_anything_is_read(
    tmp_path: Path, store: Store, name: str, shown: str
):
    with pytest.raises(UsageError) as caught:
        ingest([feed(tmp_path / "a.jsonl", 1), name], store)
    assert (str(caught.value), store.count().articles) == (f"no such file or folder: {shown}", 0)


def test_feeds_need_no_paths_and_a_store_is_needed(store: Store):
    assert counts(ingest(store=store, feeds=[])) == (0, 0, 0, 0)
    with pytest.raises(UsageError, match="no store to ingest into"):
        ingest(["a.txt"])
    with pytest.raises(UsageError, match="store is 5: a Store or the path of its folder was expected"):
        ingest([], 5)
    with pytest.raises(UsageError, match="this store is open with 'hashing-64'"):
        ingest([], store, embedding_model="another")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"paths": None}, "paths is None: a string or a list of strings was expected"),
        ({"paths": 5}, "paths is 5: a string or a list of strings was expected"),
        ({"paths": ["a.txt", 5]}, "paths is ['a.txt', 5]: a string or a list of strings was expected"),
        ({"paths": [b"a.txt"]}, "paths is [b'a.txt']: names are strings, not bytes; decode them first"),
        ({"urls": 5}, "urls is 5: a string or a list of strings was expected"),
        (
            {"urls": "ftp://a.example/"},
            "address 'ftp://a.example/': only http:// and https:// addresses are fetched; write it as in "
            "https://news.example/storm",
        ),
        (
            {"columns": {"title": 5}},
            'title is mapped to 5: a column\'s name was expected, as in {"title": "headline"}',
        ),
        (
            {"columns": "title=x"},
            'columns is \'title=x\': a mapping was expected, as in {"title": "headline"}',
        ),
    ],
)
def test_arguments_of_another_type_are_wrong_usage(arguments: dict[str, Any], message: str, store: Store):
    with pytest.raises(UsageError) as caught:
        ingest(**{"paths": [], "store": store} | arguments)
    assert str(caught.value) == message


def test_standard_input(store: Store):
    feed = f'{{"text": "{FIRST}"}}\n{{"text": "{SECOND}"}}\n'.encode()
    assert counts(ingest("-", store, stdin=io.BytesIO(feed))) == (2, 0, 0, 0)
    assert counts(ingest("-", store, stdin=io.BytesIO(b"\n" + feed))) == (0, 0, 2, 0)


def test_each_passage_gets_its_own_vector(tmp_path: Path, store: Store):
    words = [f"{'word' * (n % 5 + 1)}{n}" for n in range(2000)]
    texts = [" ".join(words[n : n + 40 * (n // 50 % 6 + 1)]) + "." for n in range(0, 1500, 50)]
    path = lines(tmp_path / "a.jsonl", *({"text": text} for text in texts))
    ingest(path, store, pacing=Pacing(window=20, step=3))
    assert store.count().articles == len(texts)
    for info in store.articles():
        article = store.article(info.id)
        vector = store.embedder.encode_documents([article.text])[0]
        nearest = max(store.search(vector, [], 3), key=lambda candidate: candidate.cosine)
        (hit,) = store.hits([(nearest, nearest.cosine)])
        assert hit.article.text == article.text
        assert nearest.cosine == pytest.approx(1, abs=2e-3)  # kept as float16


# Stopping


def feed(path: Path, articles: int) -> Path:
    return lines(path, *({"text": f"{FIRST} Number {n}.", "url": f"{URL}/{n}"} for n in range(articles)))


# No window is stored before it is full, however slow this machine is.
TIMELESS = Pacing(window=10, clock=lambda: 0.0)


@pytest.mark.parametrize(
    ("paces", "stopped_after"),
    [
        ([2], 60),
        pytest.param([39], 300, marks=pytest.mark.slow),
        pytest.param([39, 25], 300, marks=pytest.mark.slow),
    ],
)
def test_passages_are_stored_within_five_seconds(tmp_path: Path, paces: list[float], stopped_after: int):
    slow = Slow(paces, stopped_after)
    with Store.open(tmp_path / "store", embedder=slow) as store:
        slow.store = store
        path = feed(tmp_path / "a.jsonl", stopped_after + 100)
        report = ingest(path, store, pacing=Pacing(clock=slow.monotonic))
        assert report.interrupted
        assert report.added == store.count().articles > stopped_after / 2
    assert set(slow.late) == {0}


def test_articles_that_come_slowly_are_stored_in_time(store: Store):
    clock = SimpleNamespace(now=0.0)
    pacing = Pacing(clock=lambda: clock.now)
    tally = Tally(clock=pacing.clock)
    versions = Versions(store, Window(store, tally, pacing), tally, {}, pacing.updates)
    stored = []
    for number in range(8):
        raw = RawArticle(f"{FIRST} Number {number}.", identity=str(number))
        record = Record("a", "", str(number), str(number), b"", lambda _, raw=raw: raw)
        versions.take(prepare(record, lambda: store.embedder))
        stored.append(store.count().articles)
        clock.now += 1.0
    assert stored == [0, 0, 0, 4, 4, 4, 4, 8]


def test_ctrl_c_keeps_the_stored_articles(tmp_path: Path, store: Store, embedder: Counting):
    embedder.fail_after, embedder.error = 30, KeyboardInterrupt()
    report = ingest(feed(tmp_path / "a.jsonl", 200), store, pacing=TIMELESS)
    assert report.interrupted
    assert report.added == store.count().articles == 30
    embedder.fail_after = 10**9
    assert counts(ingest(tmp_path / "a.jsonl", store)) == (170, 0, 30, 0)


@pytest.mark.parametrize("error", [ModelError("the model is broken"), StoreError("the disk is full")])
def test_an_error_keeps_the_stored_articles_and_reports_them(
    tmp_path: Path, store: Store, embedder: Counting, error: Exception
):
    embedder.fail_after, embedder.error = 30, error
    with pytest.raises(type(error), match=str(error)) as caught:
        ingest(feed(tmp_path / "a.jsonl", 200), store, pacing=TIMELESS)
    assert caught.value.__notes__ == ["Kept: 30 articles added, 0 updated before this."]
    assert store.count().articles == 30


def test_an_error_while_reading_reaches_the_caller(store: Store):
    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ingest("-", store, stdin=Broken(b"{}"))


def test_articles_are_stored_while_a_stream_pauses(store: Store):
    counted: list[int] = []

    class Pausing(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if self.tell() and not counted:
                deadline = time.monotonic() + 60
                while not store.count().articles and time.monotonic() < deadline:
                    time.sleep(0.02)
                counted.append(store.count().articles)
            return super().readline(size)

    stdin = Pausing(f'{{"text": "{FIRST}"}}\n{{"text": "{SECOND}"}}'.encode())
    report = ingest("-", store, stdin=stdin, pacing=Pacing(idle=0.05))
    assert counted == [1]
    assert report.added == 2


# Progress and speed


def test_progress_grows_to_the_end(tmp_path: Path, store: Store):
    seen: list[Progress] = []
    paths = [feed(tmp_path / "a.jsonl", 40), feed(tmp_path / "b.jsonl", 20)]
    ingest(paths, store, seen.append, pacing=Pacing(window=10, progress=0))
    assert (seen[-1].articles, seen[-1].passages, seen[-1].share) == (60, 40, 1.0)
    assert seen[-1].seconds_left == 0
    assert all(before.share <= after.share for before, after in pairwise(seen))
    assert any(0 < progress.share < 0.7 for progress in seen)
    assert seen[0].articles == 0
    assert seen[0].seconds_left is None


def test_an_unchanged_run_loads_no_model_and_starts_no_process(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
):
    path = feed(tmp_path / "a.jsonl", 20)
    ingest(path, store)
    store.close()
    # The reopened store names a model that can't be loaded here, so any use of it fails.
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with Workers() as workers:
        assert counts(ingest(path, store.folder, workers=workers)) == (0, 0, 20, 0)
        with pytest.raises(DatelineError, match=r"can.t start a process to read articles: .*/nowhere"):
            ingest(lines(tmp_path / "b.jsonl", {"text": SECOND}), store.folder, workers=workers)


@pytest.mark.shared
@pytest.mark.quality
def test_the_small_collection_is_ingested(tmp_path: Path, store: Store, embedder: Counting):
    path = SHARED / "data" / "realtimeqa-dev" / "articles-small.jsonl.gz"
    report = ingest(path, store)
    # Two saved pages consist only of a form that asks for an e-mail address.
    assert counts(report) == (398, 0, 0, 2)
    assert all("0 words are left" in rejection.reason for rejection in report.rejected)
    assert (store.count().articles, store.count().passages) == (398, report.passages)
    assert counts(ingest(path, store)) == (0, 0, 398, 2)
