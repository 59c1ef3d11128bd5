"""The web chat without a browser: its events, its uploads, its command."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, LIBRARY, ORCHARD, put, python

import ui
import webchat.app
from assistant import Answer, Assistant, Citation, Sentence
from assistant.render import OLDER
from ingest import LeftOut, Note, Progress, Rejection, Report
from storage import Store
from storage.records import ArticleInfo, Passage
from webchat.articles import keep_uploads, list_html, progress_line, report_html
from webchat.page import EXAMPLES, alert, masthead, messages, searching

QUESTION = "How many boats were damaged by the storm in Port Elm?"


@pytest.fixture
def page(newsroom: Store) -> webchat.app.Page:
    return webchat.app.Page(Assistant.open(newsroom))


def ask(
    page: webchat.app.Page, question: str, turns: list[Any] | None = None, **filters: Any
) -> list[tuple[Any, ...]]:
    wanted = {"outlets": [], "since": None, "until": None, **filters}
    return list(page.ask(question, turns=turns or [], **wanted))


class Prepared(NamedTuple):
    """An assistant with one answer to everything."""

    store: Store
    answer: Answer

    def ask(self, question: str, **_: Any) -> Answer:
        return self.answer


def is_skip(value: object) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update" and len(value) == 1


# Asking


def test_a_question_is_shown_before_it_is_answered(page: webchat.app.Page) -> None:
    chat, cards, question, notice, turns = ask(page, "How *many* boats?")[0]
    assert chat == [{"role": "user", "content": "How &#42;many&#42; boats&#63;"}, searching()]
    assert (question, notice) == ("", "")
    assert is_skip(cards)
    assert is_skip(turns)


def test_an_answer_and_its_sources_make_a_turn(page: webchat.app.Page) -> None:
    steps = ask(page, QUESTION)
    chat, cards, _, _, turns = steps[1]
    [(question, answer)] = turns
    assert question == QUESTION
    assert isinstance(answer, Answer)
    assert [message["role"] for message in chat] == ["user", "assistant"]
    assert 'id="a-1"' in chat[1]["content"]
    assert 'id="t-1"' in cards


def test_the_answer_grows_by_sentence(newsroom: Store) -> None:
    said = ("The harbour of Port Elm was closed on Monday.", "The lighthouse was not hit.")
    passage = Passage(HARBOUR.id, 0, 0, len(HARBOUR.text), ((0, len(HARBOUR.text)),))
    spans = [(HARBOUR.text.index(text), HARBOUR.text.index(text) + len(text)) for text in said]
    citations = tuple(Citation(n, HARBOUR, passage, *span) for n, span in enumerate(spans, start=1))
    answer = Answer("?", (Sentence(said[0], (1,)), Sentence(said[1], (2,))), citations)
    steps = ask(webchat.app.Page(Prepared(newsroom, answer)), "Well?")  # type: ignore[arg-type]
    shown = [step[0][1]["content"] for step in steps[1:]]
    assert shown == [messages([("Well?", answer)], count)[1]["content"] for count in (1, 2)]
    assert [text.count("<blockquote") for text in shown] == [1, 2]
    assert 'id="s-1-2"' in steps[1][1]  # all sources come with the first sentence ...
    assert is_skip(steps[2][1])  # ... and only once, since an update closes what the reader opened


def test_turns_before_stay(page: webchat.app.Page) -> None:
    first = ask(page, QUESTION)[1][4]
    chat, cards, _, _, turns = ask(page, "And the apples?", first)[1]
    assert [question for question, _ in turns] == [QUESTION, "And the apples?"]
    assert turns[0] is first[0]
    assert len(chat) == 4
    assert cards.index('id="t-2"') < cards.index('id="t-1"')
    assert len(first) == 1  # a list of turns is a value: what others hold doesn't change


@pytest.mark.parametrize(
    ("question", "filters", "words"),
    [
        ("  ", {}, "question"),
        ("x" * 50_000, {}, "50,000"),
        ("How many?", {"since": "2024-13-01"}, "2024-13-01"),
        ("How many?", {"since": "2024-02-01", "until": "2024-01-01"}, "2024-02-01"),
    ],
)
def test_what_can_not_be_asked_is_said_and_left_in_the_box(
    page: webchat.app.Page, question: str, filters: dict[str, str], words: str
) -> None:
    first = ask(page, QUESTION)[1][4]
    chat, cards, box, notice, turns = ask(page, question, first, **filters)[-1]
    assert chat == messages(first)
    assert box == question
    assert notice.startswith('<p role="alert">')
    assert words in notice
    assert is_skip(cards)
    assert is_skip(turns)


def test_filters_reach_the_question(page: webchat.app.Page) -> None:
    filters = {"outlets": ["The Courier"], "since": "2024-10-01", "until": ""}
    [(_, answer)] = ask(page, "How many apples?", **filters)[1][4]
    assert {hit.article.id for hit in answer.passages} == {ORCHARD.id}


# The whole article


def test_show_article(page: webchat.app.Page) -> None:
    wanted = {"id": HARBOUR.id, "version": HARBOUR.version, "start": 0, "end": 11}
    assert "<mark>The harbour</mark> of Port Elm" in page.show_article(wanted)
    assert "<mark>" not in page.show_article({"id": LIBRARY.id})


def test_show_article_as_it_was_quoted(page: webchat.app.Page, embedder: HashingEmbedder) -> None:
    newer = replace(HARBOUR, text="The harbour has opened again.", updated="2024-03-09")
    put(page.store, embedder, newer)
    quoted = page.show_article({"id": HARBOUR.id, "version": HARBOUR.version, "start": 0, "end": 11})
    assert "<mark>The harbour</mark> of Port Elm" in quoted
    assert OLDER in quoted
    now = page.show_article({"id": HARBOUR.id, "version": newer.version})
    assert "The harbour has opened again." in now
    assert OLDER not in now
    assert page.show_article({"id": HARBOUR.id}) == now
    assert "First version" in now


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "x",
        [],
        {},
        {"id": "0" * 16},
        {"id": "<script>"},
        {"id": HARBOUR.id, "start": "x"},
        {"id": ["a"]},
        {"id": HARBOUR.id, "version": "0" * 16},
        {"id": HARBOUR.id, "version": ["<script>"]},
    ],
)
def test_show_article_of_anything_else(page: webchat.app.Page, wanted: Any) -> None:
    shown = page.show_article(wanted)
    assert shown.startswith('<p role="alert">')
    assert "<script>" not in shown


# The collection and uploads


def test_masthead(newsroom: Store, tmp_path: Path, embedder: HashingEmbedder) -> None:
    assert '<p class="collection">3 articles · 2 outlets · 4 March 2024 to 20 October 2024</p>' in masthead(
        newsroom
    )
    with Store.open(tmp_path / "one", embedder=embedder) as store:
        assert '<p class="collection">0 articles · 0 outlets</p>' in masthead(store)
        put(store, embedder, HARBOUR)
        assert '<p class="collection">1 article · 1 outlet · 4 March 2024</p>' in masthead(store)


def test_list_of_articles(newsroom: Store) -> None:
    html = list_html(newsroom.articles(0, 2), 0, 3)
    assert "<caption>1 to 2 of 3 articles, newest first</caption>" in html
    assert (
        '<tr><td class="headline"><button type="button" class="show" dir="auto" '
        f'data-id="{HARBOUR.id}">Storm closes harbour</button></td><td>Tidings</td>'
        '<td><time datetime="2024-03-04">4 March 2024</time></td>'
        f'<td class="id">{HARBOUR.id}</td></tr>'
    ) in html
    assert html.index("A good year") < html.index("Storm closes")
    assert "<th>Headline</th><th>Outlet</th><th>Date</th><th>Id</th>" in html


def test_a_list_marks_copies_and_what_was_changed() -> None:
    article = ArticleInfo("a", "Storm", "Wire", "", "", (), 1, 10, group="a")
    copy = replace(article, id="b", change="corrected")
    first, second = list_html([article, copy], 0, 2).split("<tr>")[2:]
    assert 'class="mark"' not in first
    assert (
        '<span class="mark">Corrected</span> <span class="mark"><button type="button" class="show" '
        'dir="auto" data-id="a">Same text as another article</button></span></td>'
    ) in second
    assert '<span class="mark">Updated</span></td>' in list_html([replace(article, change="updated")], 0, 1)


def test_pages_of_the_collection(page: webchat.app.Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webchat.app, "PAGE", 2)
    shown = [page.collection(offset) for offset in (0, 2, 99, -5)]
    assert [step[5] for step in shown] == [0, 2, 2, 0]
    assert [(step[3]["visible"], step[4]["visible"]) for step in shown[:2]] == [(False, True), (True, False)]
    assert [step[2].count("<tr>") for step in shown[:2]] == [3, 2]
    assert shown[0][1]["choices"] == ["The Courier", "Tidings"]


def test_the_collection_of_an_empty_store(store: Store) -> None:
    shown = webchat.app.Page(Assistant.open(store)).collection(0)
    assert "The collection is empty" in shown[2]
    assert shown[5] == 0


def test_uploads_keep_their_names_and_stay_in_their_folder(tmp_path: Path) -> None:
    sent, folder, outside = tmp_path / "sent", tmp_path / "uploads", tmp_path / "outside.txt"
    for name, text in (
        ("a/one.txt", "first"),
        ("b/one.txt", "second"),
        ("a/two.txt", "two"),
        ("a/kept", "no"),
    ):
        (sent / name).parent.mkdir(parents=True, exist_ok=True)
        (sent / name).write_text(text)
    (folder / "kept").mkdir(parents=True)
    outside.write_text("untouched")
    (folder / "two.txt").symlink_to(outside)
    kept, refused = keep_uploads(
        [str(sent / n) for n in ("a/one.txt", "b/one.txt", "a/two.txt", "a/kept")], folder
    )
    assert kept == [folder / "one.txt", folder / "two.txt"]
    assert [path.read_text() for path in kept] == ["first", "two"]
    assert outside.read_text() == "untouched"
    assert [name for name, _ in refused] == ["one.txt", "kept"]
    assert sorted(path.name for path in folder.iterdir()) == ["kept", "one.txt", "two.txt"]


def test_an_upload_is_stored_and_reported_and_again_updates_it(
    page: webchat.app.Page, tmp_path: Path
) -> None:
    good, bad = tmp_path / "ferry.json", tmp_path / "bad.json"
    told: list[tuple[float, str]] = []
    bad.write_text("{")
    reports = []
    for passengers in ("200", "200", "300"):
        text = f"The ferry from Port Elm carried {passengers} people on Sunday. It was late."
        good.write_text(json.dumps({"text": text, "title": "Ferry <full>", "outlet": "Tidings"}))
        files, report = page.add([str(good), str(bad)], lambda share, desc: told.append((share, desc)))
        assert files is None
        reports.append(report)
    for report, (added, updated, unchanged) in zip(reports, [(1, 0, 0), (0, 0, 1), (0, 1, 0)], strict=True):
        assert f"<b>{added}</b> added</li><li><b>{updated}</b> updated</li>" in report
        assert f"<b>{unchanged}</b> unchanged</li><li><b>1</b> rejected</li>" in report
        assert '<ul class="reasons"><li><b>bad.json' in report
    assert page.store.count().articles == 4
    assert told[-1][0] == 1.0
    assert (page.store.folder / "uploads" / "ferry.json").is_file()
    assert page.add(None, None) == (None, "")


def test_report_says_what_the_command_line_says() -> None:
    report = Report(1_200, 3, 4, (Rejection("/home/x/<b>.txt", "is <empty>"),), 5_000, 61.25)
    hidden = tuple(LeftOut(f"/home/x/{name}", "", "A & B", 2, 0) for name in ("<d>.html", "e.html"))
    notes = (Note("/home/x/c.rss", "entry 1: only the <summary>", "A & B"),)
    report = replace(report, notes=notes, copies=7, left_out=hidden)
    assert report_html(report, [("two.txt", "twice")]) == (
        '<div class="report"><ul class="counts"><li><b>1,200</b> added</li><li><b>3</b> updated</li>'
        "<li><b>4</b> unchanged</li><li><b>2</b> rejected</li></ul>"
        '<p class="work">5,000 passages in 61.2 s</p>'
        '<p class="work">7 of those stored print the text of others</p>'
        '<p class="work">left out of 2 articles as nobody would see it: 4 hidden elements</p>'
        '<p class="work">  &lt;d&gt;.html (&quot;A &amp; B&quot;): 2 hidden elements</p>'
        '<p class="work">  e.html (&quot;A &amp; B&quot;): 2 hidden elements</p><ul class="reasons">'
        "<li><b>&lt;b&gt;.txt</b>: is &lt;empty&gt;</li><li><b>two.txt</b>: twice</li>"
        "<li><b>c.rss</b>: entry 1: only the &lt;summary&gt; (&quot;A &amp; B&quot;)</li></ul></div>"
    )


def test_progress_line() -> None:
    assert progress_line(Progress(12, 1_034, 5.0, 0.25)) == "12 articles, 1,034 passages, 15 s left"
    assert progress_line(Progress(0, 64, 4.0, 0.0)) == "reading"
    assert progress_line(Progress(0, 0, 0.0, 1.0)) == "0 articles, 0 passages"


def test_alert_is_escaped() -> None:
    assert alert(ValueError("<b>")) == '<p role="alert">&lt;b&gt;</p>'


def test_questions_about_the_samples_are_offered_where_the_samples_are(
    newsroom: Store, samples: Assistant
) -> None:
    def offered(store: Store) -> list[str]:
        blocks = webchat.app.build(Assistant.open(store))
        [chat] = [block for block in blocks.blocks.values() if block.elem_id == "chat"]
        return [example["text"] for example in chat.examples or ()]

    assert offered(newsroom) == []
    assert offered(samples.store) == list(EXAMPLES)


def test_the_offered_questions_show_answers_and_silence(samples: Assistant) -> None:
    assert [samples.ask(question).abstained for question in EXAMPLES] == [False, False, False, True]


# The page as a whole


def test_no_event_is_offered_as_an_interface(newsroom: Store) -> None:
    blocks = webchat.app.build(Assistant.open(newsroom))
    assert {function.api_visibility for function in blocks.fns.values()} == {"private"}
    assert blocks.get_api_info()["named_endpoints"] == {}


# The command


@pytest.fixture
def _own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("port", ["0", "65536", "x", "٣"])
def test_wrong_usage(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        ui.main(["--port", port])
    assert exit_.value.code == 2
    assert f"{port!r} is not a port" in capsys.readouterr().err


@pytest.mark.usefixtures("_own_signals")
def test_a_store_that_can_not_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "catalog.sqlite3").write_text("not a catalog " * 500)
    assert ui.main(["--store", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.usefixtures("_own_signals")
def test_a_port_that_is_taken(
    tmp_path: Path, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(tmp_path, embedder=embedder) as store:
        put(store, embedder, *COLLECTION)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert ui.main(["--store", str(tmp_path), "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"error: 127.0.0.1:{port} can't be listened on; another program may use it. "
        "Choose a free one with --port\n"
    )


def test_importing_the_page_imports_no_gradio() -> None:
    done = python("-c", "import sys, ui; print('gradio' in sys.modules, 'torch' in sys.modules)")
    assert done.stdout.split() == ["False", "False"]
