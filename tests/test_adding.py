"""What readers add, without a browser: uploads, the line in which they are read, the report, feeds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from doubles import Clock, HashingEmbedder
from newsroom import put
from website import Website, publish

from ingest import Fetcher, LeftOut, Note, Progress, Rejection, Report, Workers
from ingest.records import Removals, Removed
from storage import Store
from storage.records import SAMPLES_URL, Article
from webchat.feeds import HOUR, Feed, Feeds, TooManyFeeds
from webchat.intake import KEPT, Entry, Intake, MostWaiting, TooMany
from webchat.readers import Sender
from webchat.report import Outcome, merged, progress_line, report_html
from webchat.uploads import placed

FERRY = "The ferry from Port Elm carried 200 people on Sunday. It was late."
MINE, OTHERS = "a" * 32, "b" * 32  # batches
ANN, BO, CY = Sender("ann", "10.0.0.1"), Sender("bo", "10.0.0.1"), Sender("cy", "10.0.0.2")


# Uploads


def test_an_upload_is_identified_by_its_name_and_content(tmp_path: Path) -> None:
    folder, places = tmp_path / "incoming", []
    for name, text in (("one.txt", "first"), ("one.txt", "second"), ("../x/one.txt", "first")):
        upload = tmp_path / "upload.part"
        upload.write_text(text)
        with placed(upload, name, folder) as path:
            assert (path.name, path.read_text(), path.is_relative_to(folder)) == ("one.txt", text, True)
            places.append(path)
        assert not path.exists()
    assert places[0] == places[2] != places[1]


def test_a_long_name_of_any_script_fits_into_the_file_system(tmp_path: Path) -> None:
    upload = tmp_path / "upload.part"
    upload.write_text("text")
    with placed(upload, f"{'渡' * 290}.txt", tmp_path / "incoming") as path:
        assert (path.read_text(), path.suffix) == ("text", ".txt")


def test_an_upload_is_deleted_even_after_an_error(tmp_path: Path) -> None:
    upload = tmp_path / "upload.part"
    upload.write_text("text")
    with pytest.raises(KeyError), placed(upload, "one.txt", tmp_path / "incoming"):
        raise KeyError
    assert list((tmp_path / "incoming").iterdir()) == []


# The line


def intake_of(store: Store, workers: Workers, fetcher: Callable[[], Fetcher] | None = None) -> Intake:
    return Intake(store, fetcher, lambda: nullcontext(workers))


def upload(intake: Intake, name: str, content: str, batch: str = MINE) -> Entry:
    intake.folder.mkdir(exist_ok=True)
    path = intake.folder / f"{time.monotonic_ns()}.part"
    path.write_text(content)
    return intake.add_file(batch, name, path, ANN)


def finished(intake: Intake, batch: str = MINE) -> list[Entry]:
    """The entries of a batch, when all are finished."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        entries = intake.shown(batch)
        if all(entry.is_over for entry in entries):
            return entries
        time.sleep(0.02)
    raise AssertionError(f"not finished: {intake.shown(batch)}")


def test_files_are_read_one_after_the_other_and_each_has_its_outcome(
    newsroom: Store, kept_workers: Workers
) -> None:
    intake = intake_of(newsroom, kept_workers)
    good = json.dumps({"text": FERRY, "title": "Ferry <full>", "outlet": "Tidings"})
    upload(intake, "ferry.json", good)
    upload(intake, "bad.json", "{")
    upload(intake, "e.bin", "\0")
    upload(intake, "ferry.json", good)
    upload(intake, "theirs.txt", "Nobody else sees what a reader adds.", OTHERS)
    entries = finished(intake)
    lines = [(entry.name, entry.state, entry.line) for entry in entries]
    assert lines[0] == ("ferry.json", "done", "1 added")
    assert lines[2][2].startswith("unknown format: readable are .txt")
    assert lines[3] == ("ferry.json", "done", "1 unchanged"), "the same file again"
    html = report_html(merged([entry.report for entry in entries]))
    assert "<b>1</b> added</li><li><b>0</b> updated</li><li><b>1</b> unchanged</li>" in html
    assert "<b>2</b> rejected</li></ul>" in html
    assert '<ul class="reasons"><li><b>bad.json' in html
    assert [entry.name for entry in finished(intake, OTHERS)] == ["theirs.txt"]
    assert [path for path in newsroom.folder.rglob("*") if path.suffix in (".json", ".part")] == []


def test_two_people_may_add_files_with_the_same_name(newsroom: Store, kept_workers: Workers) -> None:
    intake = intake_of(newsroom, kept_workers)
    for passengers in (200, 300):
        upload(intake, "ferry.txt", f"Ferry\n\nThe ferry carried {passengers} people on Sunday.")
    assert [entry.line for entry in finished(intake)] == ["1 added", "1 added"]
    assert newsroom.count().articles == 5


def test_an_entry_that_waits_or_is_read_can_be_cancelled(store: Store, kept_workers: Workers) -> None:
    intake = intake_of(store, kept_workers)
    numbered = ({"text": f"{FERRY} Number {n}.", "url": f"https://a.example/{n}"} for n in range(3_000))
    many = "\n".join(map(json.dumps, numbered))
    first, second = upload(intake, "many.jsonl", many), upload(intake, "ferry.txt", FERRY)
    assert intake.cancel(OTHERS, first.id) is False, "that of another reader"
    assert intake.cancel(MINE, second.id) is True
    while intake.shown(MINE)[0].state == "waiting":
        time.sleep(0.01)
    assert intake.cancel(MINE, first.id) is True
    assert [entry.line for entry in finished(intake)] == ["cancelled", "cancelled"]
    upload(intake, "pier.txt", "The pier of Port Elm was closed on Monday by the mayor.")
    assert finished(intake)[-1].line == "1 added", "the line goes on"
    assert store.count().articles < 3_000
    assert intake.cancel(MINE, first.id) is False


def test_the_line_goes_on_after_thousands_of_cancelled_entries(store: Store, kept_workers: Workers) -> None:
    may_start = Event()

    @contextmanager
    def late_workers() -> Iterator[Workers]:
        assert may_start.wait(60)
        yield kept_workers

    intake = Intake(store, None, late_workers)
    waiting = [intake.add_file(MINE, "gone.txt", intake.folder / "gone.part", ANN) for _ in range(KEPT + 2)]
    assert all(intake.cancel(MINE, entry.id) for entry in waiting)
    upload(intake, "ferry.txt", FERRY)
    may_start.set()
    assert finished(intake)[-1].line == "1 added"


def test_so_many_entries_may_wait_of_a_reader_of_an_address_and_of_all(
    store: Store, kept_workers: Workers
) -> None:
    may_start = Event()

    @contextmanager
    def late_workers() -> Iterator[Workers]:
        assert may_start.wait(60)
        yield kept_workers

    intake = Intake(store, None, late_workers, MostWaiting(everyone=4, address=3, reader=2))

    def refusal(sender: Sender) -> str:
        try:
            intake.add_file(MINE, "gone.txt", intake.folder / "gone.part", sender)
        except TooMany as error:
            return str(error)
        return ""

    more = "wait already: add more when some are read."
    assert [refusal(ANN) for _ in range(3)] == ["", "", f"2 of your files {more}"]
    assert [refusal(BO) for _ in range(2)] == ["", f"3 files from your address {more}"]
    assert [refusal(CY) for _ in range(2)] == ["", f"4 files {more}"]
    may_start.set()
    finished(intake)
    assert refusal(ANN) == "", "the places are free again"


def test_a_file_that_is_gone_fails_alone(store: Store, kept_workers: Workers) -> None:
    intake = intake_of(store, kept_workers)
    intake.add_file(MINE, "gone.txt", intake.folder / "gone.part", ANN)
    upload(intake, "ferry.txt", FERRY)
    assert [entry.state for entry in finished(intake)] == ["failed", "done"]


def test_the_line_goes_on_when_workers_cannot_start_or_a_listener_fails(
    store: Store, kept_workers: Workers
) -> None:
    starts = iter([OSError("no room for another process"), None])
    heard: list[str] = []

    @contextmanager
    def workers() -> Iterator[Workers]:
        if error := next(starts, None):
            raise error
        yield kept_workers

    def hear(entry: Entry) -> None:
        heard.append(entry.state)
        raise KeyError(entry.id)

    intake = Intake(store, lambda: Fetcher(["127.0.0.1:9"]), workers)
    for number in range(2):
        intake.add_address(MINE, "page", f"http://127.0.0.1:9/{number}", ANN, hear)
        finished(intake)
    upload(intake, "ferry.txt", FERRY)
    assert [entry.line for entry in finished(intake)][::2] == [
        "Something went wrong inside Dateline. Please try again.",
        "1 added",
    ]
    assert heard == ["failed", "done"]


def test_what_is_added_takes_the_place_of_the_samples(
    store: Store, embedder: HashingEmbedder, kept_workers: Workers
) -> None:
    sample = Article(f"{SAMPLES_URL}a", "A sample.", url=f"{SAMPLES_URL}a")
    put(store, embedder, sample)
    intake = intake_of(store, kept_workers)
    upload(intake, "ferry.txt", FERRY)
    [entry] = finished(intake)
    assert "removed 1 sample article" in report_html(entry.report)
    assert store.samples() == []


# The report


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
    assert merged([report, report]).added == 2_400
    assert len(merged([report, report]).rejected) == 2


def test_progress_line() -> None:
    assert progress_line(Progress(12, 1_034, 5.0, 0.25)) == "12 articles, 1,034 passages, 15 s left"
    assert progress_line(Progress(0, 64, 4.0, 0.0)) == "reading"
    assert progress_line(Progress(0, 0, 0.0, 1.0)) == "0 articles, 0 passages"


# Feeds


def test_a_feed_is_read_at_once_and_then_on_its_schedule(tmp_path: Path) -> None:
    clock, path, reading = Clock(), tmp_path / "feeds.json", []
    feeds = Feeds(path, lambda url, note: reading.append((url, note)), clock)
    feeds.put("https://a.example/feed", 6)
    assert feeds.shown() == [Feed("https://a.example/feed", 6, is_reading=True)]
    feeds.look()
    assert len(reading) == 1, "it is being read"
    reading[0][1](Outcome(added=3))
    [feed] = feeds.shown()
    assert (feed.last, feed.next, str(feed.outcome)) == (clock.now, clock.now + 6 * HOUR, "3 added")
    clock.now += 6 * HOUR - 1
    feeds.look()
    assert len(reading) == 1
    again = Feeds(path, lambda url, note: reading.append((url, note)), clock)
    assert again.shown() == [feed], "kept over a restart"
    clock.now += 1
    again.look()
    assert len(reading) == 2
    again.remove(feed.url)
    reading[1][1](Outcome(problem="the server answered 404"))
    assert Feeds(path, lambda *_: None, clock).shown() == []


def test_a_feed_has_one_of_the_intervals_and_there_are_so_many(tmp_path: Path) -> None:
    feeds = Feeds(tmp_path / "feeds.json", lambda *_: None)
    with pytest.raises(ValueError, match="expected one of"):
        feeds.put("https://a.example/feed", 2)
    for number in range(100):
        feeds.put(f"https://a.example/{number}", 1)
    with pytest.raises(TooManyFeeds, match="There are 100 feeds already"):
        feeds.put("https://a.example/feed", 1)
    feeds.put("https://a.example/7", 24)
    (tmp_path / "feeds.json").write_text("damaged")
    assert Feeds(tmp_path / "feeds.json", lambda *_: None).shown() == []


def test_a_page_and_a_feed_are_fetched(store: Store, kept_workers: Workers, site: Website) -> None:
    publish(site)
    intake = intake_of(store, kept_workers, lambda: Fetcher([site.authority], sleep=lambda _: None))
    outcomes: list[str] = []
    intake.add_address(MINE, "page", site.url("/ferry"), ANN)
    intake.add_address(MINE, "feed", site.url("/feed"), ANN, lambda entry: outcomes.append(entry.line))
    intake.add_address(MINE, "page", site.url("/none"), ANN)
    first, second, third = finished(intake)
    assert (first.line, second.line, outcomes) == ("1 added", "1 unchanged", ["1 unchanged"])
    assert "404" in third.line
