"""The page in a real browser: the whole path from articles to a cited answer, by clicks and keys."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from newsroom import ROOT, environment_for_python

from assistant.text import NEAR
from webchat.page import EXAMPLES

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START = 90  # seconds; the model is loaded and the samples are embedded first
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


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser") / "store"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A page on an empty store, which therefore holds the samples."""
    with served(folder) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`python ui.py` on the store in `folder`; gives the page's address."""
    port = free_port()
    log_path = folder.with_name(f"log-{port}")
    with log_path.open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, ROOT / "ui.py", "--store", folder, "--port", str(port)],
            cwd=ROOT,
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
    path = chromium()
    if not path:
        pytest.skip(f"no Chromium found: tried $DATELINE_CHROMIUM, {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A fresh visit; at its end nothing has failed, and nothing was asked of any other machine."""
    yield from visit(browser, address, width=1280)


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Any]:
    yield from visit(browser, address, width=390)


def visit(browser: Any, address: str, width: int) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda sent: elsewhere.append(sent.url) if not is_own(sent.url, address) else None)
    page.set_default_timeout(15_000)
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    assert errors == []
    assert elsewhere == []
    context.close()


def is_own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


def ask(page: Any, question: str, turn: int) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f"#t-{turn}")
    page.wait_for_selector(f"#a-{turn}")


IN_VIEW = """element => {
  const box = element.getBoundingClientRect();
  const frame = element.closest('#sources, .story').getBoundingClientRect();
  return box.bottom > Math.max(frame.top, 0) && box.top < Math.min(frame.bottom, innerHeight);
}"""


def in_view(page: Any, selector: str) -> bool:
    return bool(page.eval_on_selector(selector, IN_VIEW))


def said(page: Any, turn: int, number: int) -> str:
    """The sentence of the answer that a marker stands behind, without the marker."""
    text = page.inner_text(f'#a-{turn} p:has(> .cites a[href="#s-{turn}-{number}"])')
    return re.sub(r"\s*\[\d+\]$", "", text)


def test_a_marker_leads_to_the_quotation_in_its_passage(page: Any) -> None:
    page.click(f'#chat button:has-text("{EXAMPLES[0]}")')
    page.wait_for_selector("#s-1-1")
    page.click('#a-1 a.cite[href="#s-1-1"]')
    page.wait_for_selector("#s-1-1.marked")
    assert page.inner_text("#s-1-1 mark") == said(page, 1, 1)
    assert in_view(page, "#s-1-1")
    assert page.evaluate("document.activeElement.id") == "s-1-1"

    page.click("#s-1-1 > button.show")
    page.wait_for_selector("#reader[open] mark")
    assert page.inner_text("#reader mark") == said(page, 1, 1)
    assert in_view(page, "#reader mark")
    page.keyboard.press("Escape")
    page.wait_for_selector("#reader", state="hidden")

    page.click("#s-1-1 a.number")
    assert page.evaluate("document.querySelectorAll('.card.marked').length") == 0


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
    assert not page.is_visible("#s-1-1")
    page.focus('#a-1 a.cite[href="#s-1-1"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#s-1-1.marked")
    assert page.is_visible("#s-1-1 mark")
    assert page.inner_text("#s-1-1 mark") == said(page, 1, 1)
    page.click('#a-2 a.cite[href="#s-2-1"]')
    page.wait_for_selector("#s-2-1.marked")
    assert page.evaluate("[...document.querySelectorAll('.card.marked')].map(c => c.id)") == ["s-2-1"]

    page.click('button:has-text("New conversation")')
    page.wait_for_selector("#a-1", state="detached")
    page.wait_for_selector("#t-1", state="detached")
    ask(page, EXAMPLES[0], 1)
    assert page.is_visible("#s-1-1")


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
    ask(page, EXAMPLES[0], 2)
    page.wait_for_function(QUESTION_ON_TOP, arg=2)


def test_a_copy_in_the_list_leads_to_the_article_that_it_copies(page: Any) -> None:
    page.click('button[role=tab]:has-text("Articles")')
    copy = page.locator("table.articles tr:has(.mark)")
    first_id = copy.locator(".mark button").get_attribute("data-id")
    copy.locator(".mark button").click()
    page.wait_for_selector("#reader[open] .text")
    first = page.locator(f'table.articles tr:has(.id:text-is("{first_id}"))')
    assert page.inner_text("#reader .outlet") in first.inner_text()
    assert page.inner_text("#reader .outlet") not in copy.inner_text()


def test_silence_shows_the_nearest_passages(page: Any) -> None:
    ask(page, "Who won the chess championship in Reykjavik?", 1)
    assert page.inner_text("#a-1 .silent") == "The articles don't say."
    assert page.locator("#a-1 a.cite").count() == 0
    assert page.locator("#t-1 .card.plain").count() == NEAR


def test_filters_and_their_errors(page: Any) -> None:
    page.get_by_label("From, year-month-day").fill("2019-99-99")
    page.fill("#question textarea", EXAMPLES[0])
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#alert [role=alert]")
    assert page.input_value("#question textarea") == EXAMPLES[0]
    page.get_by_label("From, year-month-day").fill("1950-01-01")
    page.get_by_label("Until, year-month-day").fill("1950-12-31")
    ask(page, EXAMPLES[0], 1)
    assert page.is_visible("#a-1 .silent")
    assert not page.is_visible("#alert [role=alert]")


def test_an_uploaded_article_is_cited_and_its_markup_is_only_text(page: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "ferry.json", tmp_path / "broken.jsonl"
    good.write_text(json.dumps(HOSTILE))
    bad.write_text('{"text": ')
    page.click('button[role=tab]:has-text("Articles")')
    page.wait_for_selector("table.articles tbody tr")
    before = page.locator("table.articles tbody tr").count()
    page.set_input_files("#upload input[type=file]", [good, bad])
    page.wait_for_selector("#report .report")
    report = page.inner_text("#report .report")
    assert re.match(r"1\s+added\s+0\s+updated\s+0\s+unchanged\s+1\s+rejected", report)
    assert "broken.jsonl" in report
    row = page.locator('table.articles tr:has-text("Ferry")')
    row.wait_for()
    assert page.locator("table.articles tbody tr").count() == before + 1
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
    assert page.locator("#chat img, #sources img, #reader img, #listing img").count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0


def test_an_ingest_beside_two_open_chats_is_answered_by_both(
    browser: Any, page: Any, folder: Path, tmp_path: Path
) -> None:
    article = {"title": "Bridge of Tarn opens", "text": "The bridge of Tarn cost 83 million crowns to build."}
    question, figure = "How much did the bridge of Tarn cost to build?", "83 million crowns"
    (tmp_path / "bridge.json").write_text(json.dumps(article))
    ask(page, question, 1)
    held = page.inner_text(".collection")
    assert figure not in page.inner_text("#a-1")
    with served(folder) as second:
        command = [sys.executable, "-m", "ingest", tmp_path / "bridge.json", "--store", folder]
        environment = environment_for_python(DATELINE_EMBEDDING_MODEL="")
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=START)
        ask(page, question, 2)
        assert figure in page.inner_text("#a-2")
        page.wait_for_function(
            "before => document.querySelector('.collection').innerText != before", arg=held
        )
        for other in visit(browser, second, width=1280):
            ask(other, question, 1)
            assert figure in other.inner_text("#a-1")


def test_on_a_phone_nothing_overflows(phone: Any) -> None:
    def overflow() -> int:
        return int(phone.evaluate("document.documentElement.scrollWidth - innerWidth"))

    assert overflow() <= 0
    ask(phone, EXAMPLES[0], 1)
    assert overflow() <= 0
    chat, card = phone.locator("#chat").bounding_box(), phone.locator("#s-1-1").bounding_box()
    assert card["y"] >= chat["y"] + chat["height"]  # columns stack
    phone.click("#s-1-1 > button.show")
    phone.wait_for_selector("#reader[open] mark")
    assert overflow() <= 0
    phone.click("#reader .close")
    phone.click('button[role=tab]:has-text("Articles")')
    phone.wait_for_selector("table.articles")
    assert overflow() <= 0
