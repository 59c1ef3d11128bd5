"""The page in a real browser: the whole path from articles to a cited answer, by clicks and keys.

This process serves the pages, so that the models are loaded once; one test runs `ui.py` itself. A test waits
for what it asserts about the page: on a slow machine a click or an answer takes effect late.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from doubles import HashingEmbedder
from newsroom import COLLECTION, ROOT, environment_for_python, free_port, put

from assistant import Answer, Assistant
from assistant.text import NEAR
from ingest import ingest
from ingest.samples import sample_files
from ingest.split import split
from storage import Store
from storage.errors import StoreError
from storage.models.embedder import Embedder
from storage.records import Article
from webchat.ask import EXAMPLES, FAILED

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START = 90  # seconds that `ui.py` may take to load its models on a busy machine
WAIT = 15_000  # milliseconds that the page may take to do or show something
HOSTILE = {
    "title": '<img src=x onerror="window.hacked=1">Ferry <script>window.hacked=2</script>',
    "outlet": '"><svg onload=window.hacked=3>',
    "authors": ["${window.hacked=4}"],
    "published": "2024-03-05",
    "text": (
        "The ferry Gudrun carried 314 passengers to Port Elm <img src=x onerror=window.hacked=6>. "
        "[Tickets](javascript:window.hacked=7) were **sold** out ${window.hacked=8} that day.\n\n"
        "</mark></p></div><script>window.hacked=9</script> The captain was Ida Storm."
    ),
}
SHORT_QUESTION = "How many people does Russia believe have died?"
FERRY = "How many passengers did the ferry Gudrun carry to Port Elm?"


def chromium() -> str | None:
    named = os.environ.get("DATELINE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def served(assistant: Any) -> Iterator[str]:
    """Serve a page from this process. Yields its address."""
    from webchat.app import launch

    port = free_port()
    page = launch(assistant, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        page.close(verbose=False)


@contextmanager
def command(folder: Path) -> Iterator[str]:
    """Run `python ui.py` on the store in `folder`, and end it with SIGTERM. Yields the address of its
    page."""
    port = free_port()
    log_path = folder.with_name(f"log-{port}")
    with log_path.open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, ROOT / "ui.py", "--store", folder, "--port", str(port)],
            env=environment_for_python(DATELINE_EMBEDDING_MODEL=""),
            stdout=log,
            stderr=log,
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}/", server, log_path)
        finally:
            server.terminate()
            assert server.wait(30) == 0


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(address, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return address
    raise AssertionError(f"no page at {address}: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    playwright.expect.set_options(timeout=WAIT)
    path = chromium()
    if not path:
        pytest.skip(f"no Chromium found: tried $DATELINE_CHROMIUM, {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(samples: Assistant) -> Iterator[str]:
    """A page on the samples, for tests that change nothing."""
    with served(samples) as address:
        yield address


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with visit(browser, address) as page:
        yield page


@contextmanager
def visit(browser: Any, address: str, width: int = 1280) -> Iterator[Any]:
    """A visit without history. At its end, asserts that nothing failed and no other machine got a request."""
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda sent: elsewhere.append(sent.url) if not is_own(sent.url, address) else None)
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    assert errors == []
    assert elsewhere == []
    context.close()


def is_own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


def expect(page: Any, selector: str) -> Any:
    """Playwright's assertions about the elements that match a selector. They wait until they hold."""
    from playwright.sync_api import expect

    return expect(page.locator(selector))


def ask(page: Any, question: str, turn: int) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f"#t-{turn}")
    page.wait_for_selector(f"#a-{turn}")


def open_articles(page: Any) -> None:
    page.click('button[role=tab]:has-text("Articles")')
    page.wait_for_selector("table.articles tbody tr")


IN_VIEW = """selector => {
  const element = document.querySelector(selector);
  const box = element.getBoundingClientRect();
  const frame = element.closest('#sources, .story').getBoundingClientRect();
  return box.bottom > Math.max(frame.top, 0) && box.top < Math.min(frame.bottom, innerHeight);
}"""


NO_OVERFLOW = "() => document.documentElement.scrollWidth <= innerWidth"


def sentence(page: Any, turn: int, number: int) -> str:
    """The sentence of the answer before a marker, without the marker."""
    text = page.inner_text(f'#a-{turn} p:has(> .cites a[href="#s-{turn}-{number}"])')
    return re.sub(r"\s*\[\d+\]$", "", text)


def test_a_marker_leads_to_the_quotation_in_its_passage(page: Any) -> None:
    page.click(f'#chat button:has-text("{EXAMPLES[0]}")')
    page.wait_for_selector("#s-1-1")
    page.click('#a-1 a.cite[href="#s-1-1"]')
    page.wait_for_selector("#s-1-1.marked")
    assert page.inner_text("#s-1-1 mark") == sentence(page, 1, 1)
    page.wait_for_function(IN_VIEW, arg="#s-1-1")
    expect(page, "#s-1-1").to_be_focused()

    page.click("#s-1-1 > button.show")
    page.wait_for_selector("#reader[open] mark")
    assert page.inner_text("#reader mark") == sentence(page, 1, 1)
    page.wait_for_function(IN_VIEW, arg="#reader mark")
    page.keyboard.press("Escape")
    page.wait_for_selector("#reader", state="hidden")

    page.click("#s-1-1 a.number")
    expect(page, ".card.marked").to_have_count(0)


def test_the_short_answer_leads_and_stands_out_in_its_quotation(page: Any) -> None:
    ask(page, SHORT_QUESTION, 1)
    short = page.inner_text("#a-1 .short strong")
    assert re.search(r"\d", short)
    assert page.inner_text("#a-1 blockquote.said strong") == short
    page.click("#a-1 .short a.cite")
    page.wait_for_selector("#s-1-1.marked")
    assert short in page.inner_text("#s-1-1 mark")


def test_markers_of_older_turns_still_work(page: Any) -> None:
    ask(page, EXAMPLES[0], 1)
    ask(page, EXAMPLES[1], 2)
    expect(page, "#s-1-1").to_be_hidden()
    page.focus('#a-1 a.cite[href="#s-1-1"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#s-1-1.marked")
    expect(page, "#s-1-1 mark").to_be_visible()
    assert page.inner_text("#s-1-1 mark") == sentence(page, 1, 1)
    page.click('#a-2 a.cite[href="#s-2-1"]')
    page.wait_for_selector("#s-2-1.marked")
    expect(page, ".card.marked").to_have_count(1)

    page.click('button:has-text("New conversation")')
    page.wait_for_selector("#a-1", state="detached")
    page.wait_for_selector("#t-1", state="detached")
    ask(page, EXAMPLES[0], 1)
    expect(page, "#s-1-1").to_be_visible()


QUESTION_ON_TOP = """turn => {
  const chat = document.querySelector('#chat').getBoundingClientRect();
  const question = [...document.querySelectorAll('#chat .user-row')][turn - 1].getBoundingClientRect();
  return question.top >= chat.top && question.top < chat.top + 30;
}"""


def test_a_question_stays_in_view_above_its_answer(page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 480})
    ask(page, EXAMPLES[2], 1)
    page.wait_for_function(QUESTION_ON_TOP, arg=1)
    chat, answer = page.locator("#chat").bounding_box(), page.locator("#a-1").bounding_box()
    assert answer["height"] > chat["height"] - 60, "it is too long to be seen whole below the question"
    ask(page, "Summarise the fighting", 2)  # an answer that fills the view
    page.wait_for_function(QUESTION_ON_TOP, arg=2)


def test_a_copy_in_the_list_leads_to_the_article_that_it_copies(page: Any) -> None:
    open_articles(page)
    copy = page.locator("table.articles tr:has(.mark button)")
    first_id = copy.locator(".mark button").get_attribute("data-id")
    copy.locator(".mark button").click()
    page.wait_for_selector("#reader[open] .text")
    first = page.locator(f'table.articles tr:has(.id:text-is("{first_id}"))')
    assert page.inner_text("#reader .outlet") in first.inner_text()
    assert page.inner_text("#reader .outlet") not in copy.inner_text()


def test_silence_shows_the_nearest_passages(page: Any) -> None:
    ask(page, "Who won the chess championship in Reykjavik?", 1)
    expect(page, "#a-1 .silent").to_have_text("The articles don't say.")
    expect(page, "#a-1 a.cite").to_have_count(0)
    expect(page, "#t-1 .card.plain").to_have_count(NEAR)


def test_filters_and_their_errors(page: Any) -> None:
    page.get_by_label("From, year-month-day").fill("2019-99-99")
    page.fill("#question textarea", EXAMPLES[0])
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#alert [role=alert]")
    expect(page, "#question textarea").to_have_value(EXAMPLES[0])
    page.get_by_label("From, year-month-day").fill("1950-01-01")
    page.get_by_label("Until, year-month-day").fill("1950-12-31")
    ask(page, EXAMPLES[0], 1)
    expect(page, "#a-1 .silent").to_be_visible()
    expect(page, "#alert [role=alert]").to_be_hidden()


def test_an_uploaded_article_is_cited_and_its_markup_is_shown_as_text(
    browser: Any, minilm: Embedder, tmp_path: Path
) -> None:
    """An article with markup in its fields is shown unchanged, beside an upload."""
    good, bad = tmp_path / "pier.json", tmp_path / "broken.jsonl"
    good.write_text(json.dumps({"title": "Pier", "text": "The pier of Port Elm was closed on Monday."}))
    hostile = Article("ferry", **{**HOSTILE, "authors": tuple(HOSTILE["authors"])})
    bad.write_text('{"text": ')
    with (
        Store.open(tmp_path / "store", embedder=minilm) as store,
        served(Assistant.open(store)) as address,
        visit(browser, address) as page,
    ):
        page.click('button[role=tab]:has-text("Articles")')
        page.wait_for_selector("#listing .empty")
        passages = split(hostile, minilm)
        vectors = minilm.encode_documents([passage.document(hostile) for passage in passages])
        store.add(hostile, passages, vectors)
        page.set_input_files("#upload input[type=file]", [good, bad])
        page.wait_for_selector("#report .report")
        report = page.inner_text("#report .report")
        assert re.match(r"1\s+added\s+0\s+updated\s+0\s+unchanged\s+1\s+rejected", report)
        assert "broken.jsonl" in report
        row = page.locator('table.articles tr:has-text("Ferry")')
        row.wait_for()
        expect(page, "table.articles tbody tr").to_have_count(2)
        assert HOSTILE["title"] in row.inner_text()

        page.click('button[role=tab]:has-text("Ask")')
        page.click("#filters input[role=listbox], #filters input >> nth=0")
        page.wait_for_selector(f"[role=option]:has-text({json.dumps(HOSTILE['outlet'])})")
        page.keyboard.press("Escape")
        ask(page, FERRY, 1)
        page.click('#a-1 a.cite[href="#s-1-1"]')
        page.wait_for_selector("#s-1-1.marked")
        assert page.inner_text("#s-1-1 mark").startswith("The ferry Gudrun carried 314 passengers")
        assert page.inner_text("#s-1-1 h3") == HOSTILE["title"]
        assert page.inner_text("#s-1-1 .byline") == "By ${window.hacked=4}"
        assert "<img src=x onerror=window.hacked=6>" in page.inner_text("#a-1")
        page.click("#s-1-1 > button.show")
        page.wait_for_selector("#reader[open] mark")
        assert "<script>window.hacked=9</script>" in page.inner_text("#reader")
        assert page.evaluate("window.hacked") is None
        expect(page, "#chat img, #sources img, #reader img, #listing img").to_have_count(0)
        expect(page, 'a[href^="javascript"]').to_have_count(0)


def test_one_click_removes_the_samples(browser: Any, embedder: HashingEmbedder, tmp_path: Path) -> None:
    with Store.open(tmp_path, embedder=embedder) as store:
        ingest(sample_files(), store)
        put(store, embedder, *COLLECTION)
        with served(Assistant.open(store)) as address, visit(browser, address) as page:
            open_articles(page)
            expect(page, "table.articles .mark:has-text('Sample')").to_have_count(6)
            page.click("#samples")
            page.wait_for_selector("#samples", state="hidden")
            page.wait_for_selector('caption:has-text("1 to 3 of 3 articles")')
            expect(page, "table.articles .mark").to_have_count(0)
            expect(page, ".collection").to_contain_text("3 articles · 2 outlets")


@dataclass
class Failing:
    """An assistant that answers with an error."""

    store: Store
    error: Exception

    def ask(self, *_: object, **__: object) -> Answer:
        raise self.error


@pytest.mark.parametrize(
    ("error", "sentence", "box"),
    [
        (StoreError("the catalog is damaged: restore a backup"),) * 2 + ("How many boats?",),
        (RuntimeError("private details"), FAILED, ""),
    ],
)
def test_an_error_replaces_the_reading_note(
    browser: Any, newsroom: Store, error: Exception, sentence: object, box: str
) -> None:
    with served(Failing(newsroom, error)) as address, visit(browser, address) as page:
        page.fill("#question textarea", "How many boats?")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#alert [role=alert]")
        expect(page, "#alert").to_have_text(str(sentence))
        expect(page, "#chat .searching").to_have_count(0)
        expect(page, "#question textarea").to_have_value(box)


@pytest.mark.slow
def test_two_open_chats_answer_from_a_concurrent_ingest(
    browser: Any, minilm: Embedder, tmp_path: Path
) -> None:
    article = {"title": "Bridge of Tarn opens", "text": "The bridge of Tarn cost 83 million crowns to build."}
    question, figure = "How much did the bridge of Tarn cost to build?", "83 million crowns"
    (tmp_path / "bridge.json").write_text(json.dumps(article))
    folder = tmp_path / "store"
    with command(folder) as first, visit(browser, first) as page:
        expect(page, "#chat .example").to_have_count(len(EXAMPLES))  # an empty store starts with samples
        ask(page, question, 1)
        before = page.inner_text(".collection")
        assert figure not in page.inner_text("#a-1")
        with (
            Store.open(folder, embedder=minilm) as store,
            served(Assistant.open(store)) as second,
            visit(browser, second) as other,
        ):
            arguments = [sys.executable, "-m", "ingest", tmp_path / "bridge.json", "--store", folder]
            environment = environment_for_python(DATELINE_EMBEDDING_MODEL="")
            subprocess.run(arguments, env=environment, check=True, capture_output=True, timeout=START)
            ask(page, question, 2)
            assert figure in page.inner_text("#a-2")
            page.wait_for_function(
                "before => document.querySelector('.collection').innerText != before", arg=before
            )
            ask(other, question, 1)
            assert figure in other.inner_text("#a-1")
    assert not (folder / "catalog.sqlite3-wal").exists(), "SIGTERM closed the store"


def test_on_a_phone_nothing_overflows(browser: Any, address: str) -> None:
    with visit(browser, address, width=390) as phone:
        phone.wait_for_function(NO_OVERFLOW)
        ask(phone, EXAMPLES[0], 1)
        phone.wait_for_function(NO_OVERFLOW)
        chat, card = phone.locator("#chat").bounding_box(), phone.locator("#s-1-1").bounding_box()
        assert card["y"] >= chat["y"] + chat["height"]  # columns stack
        phone.click("#s-1-1 > button.show")
        phone.wait_for_selector("#reader[open] mark")
        phone.wait_for_function(NO_OVERFLOW)
        phone.click("#reader .close")
        phone.click('button[role=tab]:has-text("Articles")')
        phone.wait_for_selector("table.articles")
        phone.wait_for_function(NO_OVERFLOW)


def test_a_text_is_checked_beside_its_sources(page: Any) -> None:
    page.click('button[role=tab]:has-text("Check a text")')
    page.fill("#check-text textarea", "Azerbaijan says that 19 of its civilians were killed. Will it end?")
    page.click('button:has-text("Check the text")')
    page.wait_for_selector(".checked")
    page.click("a.claim.contradicted")
    assert page.evaluate("document.activeElement.id") == "v-1"
    assert page.locator("#v-1 td").all_inner_texts() == ["19", "91"]
    assert page.locator("#v-1 blockquote mark").inner_text() == "91"
    page.click("#v-1 a.back")
    assert page.evaluate("document.activeElement.id") == "k-1"
    with page.expect_download() as saved:
        page.click('a[download="checked.json"]')
    assert json.loads(Path(saved.value.path()).read_text())["counts"]["contradicted"] == 1
    page.click('button:has-text("Check another text")')
    page.click("#check-text textarea")
