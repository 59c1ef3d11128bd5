"""The Articles tab without a browser: the list, the uploads and their report, the samples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, put

from ingest import LeftOut, Note, Progress, Rejection, Report, Workers
from ingest.records import Removals, Removed
from storage import Store
from storage.errors import StoreUnreadable
from storage.records import SAMPLES_URL, ArticleInfo, Counts
from webchat.articles import (
    ArticlesView,
    add_uploads,
    collection,
    list_html,
    progress_line,
    remove_samples,
    report_html,
)
from webchat.uploads import discard, kept

SAMPLE = replace(HARBOUR, identity=f"{SAMPLES_URL}tidings/harbour", url=f"{SAMPLES_URL}tidings/harbour")


def ignore(share: float, line: str) -> None:
    """Ignore the progress of an upload."""


# The list


def test_a_row_of_the_list(newsroom: Store) -> None:
    html = list_html(newsroom.articles(0, 2), 0, 3)
    assert "<caption>1 to 2 of 3 articles, newest first</caption>" in html
    assert (
        '<tr><td class="headline"><button type="button" class="show" dir="auto" '
        f'data-id="{HARBOUR.id}">Storm closes harbour</button></td><td dir="auto">Tidings</td>'
        '<td><time datetime="2024-03-04">4 March 2024</time></td>'
        f'<td class="id">{HARBOUR.id}</td></tr>'
    ) in html
    assert "<caption>1 article</caption>" in list_html(newsroom.articles(0, 1), 0, 1)
    assert "<caption>1 to 1 of 1,200 articles, newest first</caption>" in list_html(
        newsroom.articles(0, 1), 0, 1_200
    )
    assert html.index("A good year") < html.index("Storm closes")
    assert "<th>Headline</th><th>Outlet</th><th>Date</th><th>Id</th>" in html


def test_the_list_marks_copies_changes_and_samples() -> None:
    article = ArticleInfo("a", "Storm", "Wire", "", "", (), 1, 10, group="a")
    copy = replace(article, id="b", change="corrected")
    first, second = list_html([article, copy], 0, 2).split("<tr>")[2:]
    assert 'class="mark"' not in first
    assert (
        ' <span class="mark">Corrected</span> <span class="mark"><button type="button" class="show" '
        'dir="auto" data-id="a">Same text as another article</button></span></td>'
    ) in second
    assert ' <span class="mark">Updated</span></td>' in list_html([replace(article, change="updated")], 0, 1)
    sample = replace(article, url=f"{SAMPLES_URL}a")
    assert ' <span class="mark">Sample</span></td>' in list_html([sample], 0, 1)


def test_the_list_has_pages(newsroom: Store) -> None:
    pages = [collection(newsroom, offset, size=2) for offset in (0, 2, 99, -5)]
    assert [page.offset for page in pages] == [0, 2, 2, 0]
    assert [(page.has_newer, page.has_older) for page in pages[:2]] == [(False, True), (True, False)]
    assert [page.table.count("<tr>") for page in pages[:2]] == [3, 2]


def test_an_empty_collection(store: Store) -> None:
    empty = '<p class="empty">The collection is empty. Add articles above.</p>'
    assert collection(store, 0) == ArticlesView(empty, 0)


class Damaged:
    """A store whose catalog can't be read."""

    def count(self) -> Counts:
        raise StoreUnreadable("the catalog is <damaged>")


def test_an_error_of_the_store_replaces_the_list() -> None:
    error = '<p role="alert">the catalog is &lt;damaged&gt;</p>'
    assert collection(Damaged(), 50) == ArticlesView(error, 50)  # type: ignore[arg-type]


# Uploads


def test_an_upload_is_identified_by_its_name_and_content(tmp_path: Path) -> None:
    sent, folder = tmp_path / "sent", tmp_path / "incoming"
    for name, text in (("a/one.txt", "first"), ("b/one.txt", "second"), ("c/one.txt", "first")):
        (sent / name).parent.mkdir(parents=True)
        (sent / name).write_text(text)
    with kept([str(sent / name) for name in ("a/one.txt", "b/one.txt", "c/one.txt")], folder) as files:
        assert [(path.name, path.read_text()) for path in files] == [
            ("one.txt", "first"),
            ("one.txt", "second"),
        ]
    with kept([str(sent / "c" / "one.txt")], folder) as again:
        assert again == files[:1]


def test_the_servers_copies_are_deleted_after_reading(tmp_path: Path) -> None:
    one, two, other = tmp_path / "a" / "one.txt", tmp_path / "b" / "two.txt", tmp_path / "b" / "other.txt"
    for file in (one, two, other):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    discard([str(one), str(two), str(tmp_path / "c" / "gone.txt")])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b", "other.txt"]


def test_every_upload_is_deleted_even_after_an_error(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.txt", tmp_path / "incoming"
    outside.write_text("untouched")
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    with kept([str(outside)], folder) as files:
        assert [path.read_text() for path in files] == ["untouched"]
        assert not (folder / "link").exists()
    assert not folder.exists()
    with pytest.raises(KeyError), kept([str(outside)], folder):
        raise KeyError
    assert not folder.exists()
    assert outside.read_text() == "untouched"


def test_two_people_may_upload_files_with_the_same_name(
    newsroom: Store, tmp_path: Path, kept_workers: Workers
) -> None:
    for person, passengers in (("ann", 200), ("bob", 300)):
        file = tmp_path / person / "ferry.txt"
        file.parent.mkdir()
        file.write_text(
            f"Ferry\n\nThe ferry from Port Elm carried {passengers} people on Sunday. It was late."
        )
        assert "<b>1</b> added</li><li><b>0</b> updated</li>" in add_uploads(
            newsroom, [str(file)], ignore, kept_workers
        )
        assert "<b>1</b> unchanged</li>" in add_uploads(newsroom, [str(file)], ignore, kept_workers)
    assert newsroom.count().articles == 5


def test_an_upload_is_stored_reported_and_deleted(
    newsroom: Store, tmp_path: Path, kept_workers: Workers
) -> None:
    good, bad = tmp_path / "ferry.json", tmp_path / "bad.json"
    bad.write_text("{")
    text = "The ferry from Port Elm carried 200 people on Sunday. It was late."
    good.write_text(json.dumps({"text": text, "title": "Ferry <full>", "outlet": "Tidings"}))
    shares: list[float] = []
    report = add_uploads(newsroom, [str(good), str(bad)], lambda share, _: shares.append(share), kept_workers)
    assert "<b>1</b> added</li><li><b>0</b> updated</li><li><b>0</b> unchanged</li>" in report
    assert "<b>1</b> rejected</li></ul>" in report
    assert '<ul class="reasons"><li><b>bad.json' in report
    assert shares[-1] == 1.0
    assert [path for path in newsroom.folder.rglob("*") if path.suffix == ".json"] == []


def test_a_file_of_another_type_is_reported(newsroom: Store, tmp_path: Path, kept_workers: Workers) -> None:
    (tmp_path / "e.bin").write_bytes(b"\0")
    report = add_uploads(newsroom, [str(tmp_path / "e.bin")], ignore, kept_workers)
    assert "<b>1</b> rejected" in report
    assert "e.bin: unknown format: readable are .txt" in report.replace("<b>", "").replace("</b>", "")


def test_an_unreadable_upload_is_an_error(newsroom: Store, tmp_path: Path, kept_workers: Workers) -> None:
    missing = tmp_path / "gone.txt"
    assert add_uploads(newsroom, [str(missing)], ignore, kept_workers).startswith('<p role="alert">')


def test_the_report_equals_that_of_the_command() -> None:
    report = Report(1_200, 3, 4, (Rejection("/home/x/<b>.txt", "is <empty>"),), 5_000, 61.25)
    hidden = tuple(LeftOut(f"/home/x/{name}", "", "A & B", 2, 0) for name in ("<d>.html", "e.html"))
    notes = (Note("/home/x/c.rss", "entry 1: only the <summary>", "A & B"),)
    removals = (Removals("/home/x/f.html", "", "A & B", (Removed("Read <more>", "teaser"),)),)
    report = replace(report, notes=notes, copies=7, left_out=hidden, removals=removals, samples_removed=6)
    assert report_html(report) == (
        '<div class="report"><ul class="counts"><li><b>1,200</b> added</li><li><b>3</b> updated</li>'
        "<li><b>4</b> unchanged</li><li><b>1</b> rejected</li></ul>"
        '<p class="work">5,000 passages in 61.2 s</p>'
        '<p class="work">7 of the stored articles are copies of others</p>'
        '<p class="work">removed 6 sample articles, since articles of your own were added</p>'
        '<p class="work">removed 1 paragraph of boilerplate from 1 article</p>'
        '<p class="work">hidden text was left out of 2 articles: 4 hidden elements</p>'
        '<p class="work">  &lt;d&gt;.html (&#34;A &amp; B&#34;): 2 hidden elements</p>'
        '<p class="work">  e.html (&#34;A &amp; B&#34;): 2 hidden elements</p><ul class="reasons">'
        "<li><b>&lt;b&gt;.txt</b>: is &lt;empty&gt;</li>"
        "<li><b>c.rss</b>: entry 1: only the &lt;summary&gt; (&#34;A &amp; B&#34;)</li></ul></div>"
    )


def test_progress_line() -> None:
    assert progress_line(Progress(12, 1_034, 5.0, 0.25)) == "12 articles, 1,034 passages, 15 s left"
    assert progress_line(Progress(0, 64, 4.0, 0.0)) == "reading"
    assert progress_line(Progress(0, 0, 0.0, 1.0)) == "0 articles, 0 passages"


# Samples


def test_removing_the_samples_leaves_the_other_articles(store: Store, embedder: HashingEmbedder) -> None:
    put(store, embedder, SAMPLE, *COLLECTION)
    assert store.samples() == [SAMPLE.id]
    assert remove_samples(store) == ""
    assert store.samples() == []
    assert sorted(info.id for info in store.articles()) == sorted(article.id for article in COLLECTION)


def test_an_upload_removes_the_samples(
    store: Store, embedder: HashingEmbedder, tmp_path: Path, kept_workers: Workers
) -> None:
    put(store, embedder, SAMPLE)
    file = tmp_path / "ferry.txt"
    file.write_text("The ferry from Port Elm carried 200 people on Sunday. It was late.")
    report = add_uploads(store, [str(file)], ignore, kept_workers)
    assert "removed 1 sample article, since articles of your own were added" in report
    assert (store.samples(), store.count().articles) == ([], 1)
