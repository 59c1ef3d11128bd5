"""The page in a real browser: the whole path from articles to a cited answer, by clicks and keys.

This process serves the pages, so that the models are loaded once; one test runs `ui.py` itself. A test waits
for what it asserts about the page: on a slow machine a click or an answer takes effect late.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from browsing import ask, expect, listen, open_articles, served, visit
from doubles import EvenReader, HashingEmbedder
from ingesting import ingest
from newsroom import HARBOUR, ROOT, cut, environment_for_python, free_port, put

from assistant import Answer, Assistant
from assistant.answer import Citation, Sentence
from assistant.rank import Ranker
from assistant.text import NEAR
from ingest import Fetcher
from ingest.samples import sample_files
from ingest.split import split
from storage import Store
from storage.models.embedder import Embedder
from storage.records import Article
from webchat.clips import Clips
from webchat.conversation import Exchange
from webchat.feeds import Feed
from webchat.library import FEEDS
from webchat.page import EXAMPLES
from webchat.readers import COOKIE
from webchat.report import Outcome
from webchat.texts import t

pytestmark = pytest.mark.browser

EVEN = Ranker(EvenReader())  # type: ignore[arg-type]
START = 90  # seconds that `ui.py` may take to load its models on a busy machine
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
SHORT_QUESTION = "When did the fighting begin?"
FERRY = "How many passengers did the ferry Gudrun carry to Port Elm?"


class Server(NamedTuple):
    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def command(folder: Path, port: int = 0) -> Iterator[Server]:
    """Run `python ui.py` on the store in `folder`, and end it with SIGTERM, unless the test has killed it.
    `port`: 0 for any."""
    port = port or free_port()
    log_path = folder.with_name(f"log-{port}")
    with log_path.open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, ROOT / "ui.py", "--store", folder, "--port", str(port)],
            env=environment_for_python(DATELINE_EMBEDDING_MODEL=""),
            stdout=log,
            stderr=log,
        )
        try:
            yield Server(wait_for(f"http://127.0.0.1:{port}/", process, log_path), process)
        finally:
            process.terminate()
            assert process.wait(30) in (0, -signal.SIGKILL)


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


IN_VIEW = """selector => {
  const element = document.querySelector(selector);
  const box = element.getBoundingClientRect();
  const frame = element.closest('#sources, .story').getBoundingClientRect();
  return box.bottom > Math.max(frame.top, 0) && box.top < Math.min(frame.bottom, innerHeight);
}"""


def sentence(page: Any, turn: int, number: int) -> str:
    """The sentence of the answer before a marker, without the marker."""
    text = page.inner_text(f'#a-{turn} p:has(> .cites a[href="#s-{turn}-{number}"])')
    return re.sub(r"\s*\[\d+\]$", "", text)


def test_a_marker_leads_to_the_quotation_in_its_passage(page: Any) -> None:
    page.click(f'#welcome button:has-text("{EXAMPLES[0]}")')
    page.wait_for_selector("#s-1-1")
    page.click('#a-1 a.cite[href="#s-1-1"]')
    page.wait_for_selector("#s-1-1.marked")
    assert page.inner_text("#s-1-1 mark") == sentence(page, 1, 1)
    page.wait_for_function(IN_VIEW, arg="#s-1-1")
    expect(page, "#s-1-1").to_be_focused()

    page.click("#s-1-1 a.number")
    expect(page, ".card.marked").to_have_count(0)


def test_an_article_opens_beside_the_conversation_at_the_sentence(page: Any) -> None:
    ask(page, EXAMPLES[2], 1)
    citations = page.locator("#a-1 blockquote.said").count()
    assert citations > 1
    page.click("#s-1-1 > button.show")
    page.wait_for_selector("#reader[open] mark.here")
    assert page.inner_text("#reader mark.here") == sentence(page, 1, 1)
    page.wait_for_function(IN_VIEW, arg="#reader mark.here")
    chat, article = (page.locator(name).bounding_box() for name in ("#chat", "#reader"))
    assert article["x"] >= chat["x"] + chat["width"], "the conversation stays in sight"

    page.keyboard.press("n")
    expect(page, "#reader .place").to_have_text(f"Citation 2 of {citations}")
    assert page.inner_text("#reader mark.here") == sentence(page, 1, 2)
    page.wait_for_selector("#s-1-2.marked", state="attached")
    page.wait_for_selector('#a-1 a.cite.marked[href="#s-1-2"]')
    for key, number in (("p", 1), ("p", citations), ("n", 1)):
        page.keyboard.press(key)
        expect(page, "#reader .place").to_have_text(f"Citation {number} of {citations}")
    page.click('#a-1 blockquote a.cite[href="#s-1-2"]')
    expect(page, "#reader .place").to_have_text(f"Citation 2 of {citations}")
    page.fill("#question textarea", "no key of the article: n p")

    link = page.url
    page.reload()
    page.wait_for_selector("#reader[open] mark.here")
    expect(page, "#reader .place").to_have_text(f"Citation 2 of {citations}")
    for close in (lambda: page.keyboard.press("Escape"), page.go_back):
        close()
        page.wait_for_selector("#reader", state="hidden")
        page.wait_for_function("!location.search.includes('article=')")
        expect(page, "#a-1").to_be_visible()
        page.go_forward()
        page.wait_for_selector("#reader[open] mark.here")
    page.click("#clear")
    page.wait_for_selector("#reader", state="hidden")

    page.goto(link)
    page.wait_for_selector("#reader[open] mark.here")
    page.click("#reader .close")
    page.wait_for_selector("#reader", state="hidden")
    expect(page, "#a-1").to_be_visible()


def test_the_short_answer_leads_and_stands_out_in_its_quotation(page: Any) -> None:
    ask(page, SHORT_QUESTION, 1)
    short = page.inner_text("#a-1 .short strong")
    assert re.search(r"\d", short)
    assert page.inner_text("#a-1 blockquote.said strong") == short
    page.click("#a-1 .short a.cite")
    page.wait_for_selector("#s-1-1.marked")
    assert short in page.inner_text("#s-1-1 mark")


def test_an_answer_is_copied_rated_and_followed(page: Any, samples: Assistant) -> None:
    ask(page, EXAMPLES[1], 1)
    page.focus("#a-1 a.cite")
    expect(page, "#tip").to_contain_text(sentence(page, 1, 1))
    expect(page, "#tip b").to_have_text(re.compile(r"Sample .*, \d+ November 2020"))
    page.keyboard.press("Escape")
    expect(page, "#tip").to_be_hidden()

    page.click("#q-1 summary:text-is('Copy')")
    page.click("#q-1 button:text-is('Markdown')")
    expect(page, "#q-1 .done").to_have_text("Copied.")
    page.focus("#question textarea")
    page.keyboard.press("ControlOrMeta+v")
    assert page.input_value("#question textarea").startswith(f"## {EXAMPLES[1]}\n\n")

    page.click("#q-1 summary:text-is('Not helpful')")
    page.click("#q-1 button:text-is('Missed an article')")
    expect(page, "#q-1 .done").to_have_text("Thank you.")
    assert samples.store.feedback.all()[-1].reason == "missed an article"

    page.click("#q-1 button.edit")
    expect(page, "#question textarea").to_have_value(EXAMPLES[1])
    following = page.locator("#q-1 .next button").first
    question = following.inner_text()
    following.click()
    page.wait_for_selector("#a-2")
    expect(page, "#q-2 h3").to_have_text(question)
    expect(page, "#a-2 .silent").to_have_count(0)


def test_an_answer_is_heard_sentence_by_sentence(page: Any) -> None:
    heard = listen(page)
    ask(page, EXAMPLES[1], 1)
    page.wait_for_selector("#q-1 .next button")
    quoted = [each.inner_text() for each in page.locator("#a-1 blockquote").all()]
    assert heard() == [t("script.reading"), *(" ".join(each.split()) for each in quoted)]

    ask(page, "Who won the chess championship in Reykjavik?", 2)
    silent = [page.inner_text(f"#q-2 {name}") for name in (".silent", ".hint", ".why")]
    page.wait_for_function("window.heard.length > 4")
    assert heard()[1 + len(quoted) :] == [t("script.reading"), *silent]


def test_a_conversation_outlives_reload_and_back(page: Any) -> None:
    ask(page, EXAMPLES[0], 1)
    ask(page, EXAMPLES[1], 2)
    page.reload()
    page.wait_for_selector("#a-2")
    expect(page, "#s-1-1").to_be_hidden()
    page.focus('#a-1 a.cite[href="#s-1-1"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#s-1-1.marked")
    assert page.inner_text("#s-1-1 mark") == sentence(page, 1, 1)
    page.click('#a-2 a.cite[href="#s-2-1"]')
    page.wait_for_selector("#s-2-1.marked")
    expect(page, ".card.marked").to_have_count(1)

    page.click("#q-1 summary:text-is('Copy')")
    page.click("#q-1 button:text-is('Link to this answer')")
    expect(page, "#q-1 .done").to_have_text("Copied.")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_selector("#a-2")
    expect(page, "#q-1 .asked").to_be_focused()
    page.wait_for_function(QUESTION_ON_TOP, arg=1)
    expect(page, "#s-1-1").to_be_visible()

    page.click('button:has-text("New conversation")')
    page.wait_for_selector("#a-1", state="detached")
    page.wait_for_selector("#t-1", state="detached")
    ask(page, EXAMPLES[2], 1)
    expect(page, "#s-1-1").to_be_visible()
    page.go_back()
    page.wait_for_selector("#a-2")
    expect(page, "#q-1 h3").to_have_text(EXAMPLES[0])


def test_conversations_are_listed_beside_the_chat(browser: Any, address: str) -> None:
    with visit(browser, address, width=1440) as page:
        ask(page, EXAMPLES[0], 1)
        page.click("#clear")
        ask(page, EXAMPLES[1], 1)
        page.click("#show-history")
        expect(page, "#history a.open").to_have_text([EXAMPLES[1], EXAMPLES[0]])
        expect(page, "#history a[aria-current]").to_have_text(EXAMPLES[1])
        panel, chat = (page.locator(name).bounding_box() for name in ("#history", "#chat"))
        assert panel["x"] + panel["width"] <= chat["x"], "the conversation stays in sight"
        page.fill("#history-search", "moscow")
        expect(page, "#history a.open").to_have_text([EXAMPLES[0]])

        choose(page, 0, "Rename")
        page.keyboard.type("Help from Russia")
        page.keyboard.press("Enter")
        expect(page, "#history a.open").to_have_text(["Help from Russia"])
        page.fill("#history-search", "")
        expect(page, "#history a.open").to_have_count(2)
        choose(page, 1, "Pin")
        expect(page, "#history a.open").to_have_text(["Help from Russia", EXAMPLES[1]])
        page.click("#history a.open:text('Help from Russia')")
        expect(page, "#q-1 h3").to_have_text(EXAMPLES[0])
        page.reload()  # the panel stays open
        expect(page, "#history a[aria-current]").to_have_text("Help from Russia")
        page.click('#a-1 a.cite[href="#s-1-1"]')
        page.wait_for_selector("#s-1-1.marked")
        assert page.inner_text("#s-1-1 mark") == sentence(page, 1, 1)
        page.go_back()
        expect(page, "#q-1 h3").to_have_text(EXAMPLES[1])

        choose(page, 1, "Delete")
        page.click("#history button.keep")
        choose(page, 1, "Delete")
        page.click("#history button.really")
        expect(page, "#history a.open").to_have_count(1)
        page.wait_for_selector("#q-1", state="detached")
        page.click("#history .status button:text-is('Undo')")
        expect(page, "#history a.open").to_have_count(2)

        page.set_viewport_size({"width": 390, "height": 844})
        page.click("#show-history")
        page.wait_for_selector("#history:modal")
        page.click("#history a.open:text('Help from Russia')")
        page.wait_for_selector("#history", state="hidden")
        expect(page, "#q-1 h3").to_have_text(EXAMPLES[0])


def choose(page: Any, row: int, option: str) -> None:
    page.locator("#history summary").nth(row).click()
    page.click(f"#history .menu[open] button:text-is('{option}')")


@pytest.mark.slow
def test_quotations_are_collected_and_exported(browser: Any, address: str) -> None:
    with visit(browser, address) as page:
        ask(page, EXAMPLES[0], 1)
        quoted = [page.inner_text(f"#s-1-{number} mark") for number in (1, 2)]
        for number in (1, 2):
            page.click(f"#s-1-{number} button.collect")
            expect(page, f"#s-1-{number} button.collect").to_have_text("Collected")
        page.click("button[role=tab]:has-text('Clipboard')")
        expect(page, ".clip blockquote").to_have_text(quoted)
        page.locator(".clip textarea").first.fill("Ask the ministry.")
        page.locator(".clip .move:text-is('Move down')").first.click()
        expect(page, ".clip blockquote").to_have_text(quoted[::-1])
        expect(page, ".clip:last-child textarea").to_have_value("Ask the ministry.")
        page.click("#clipboard .export")
        page.click("#export label:has-text('Word')")
        page.select_option("#export select", "chicago")
        with page.expect_download() as download:
            page.click("#export .save")
        assert download.value.suggested_filename == "Collected quotations.docx"
        page.reload()
        expect(page, "#s-1-2 button.collect").to_have_text("Collected")
        page.click("button[role=tab]:has-text('Clipboard')")
        page.locator(".clip .remove").first.click()
        expect(page, ".clip").to_have_count(1)
        expect(page, "#s-1-2 button.collect").to_have_text("Collect")
        expect(page, "#s-1-1 button.collect").to_have_text("Collected")


@pytest.mark.slow
def test_a_link_opens_one_answer_for_another_reader(browser: Any, address: str) -> None:
    with visit(browser, address) as page:
        ask(page, EXAMPLES[0], 1)
        ask(page, EXAMPLES[1], 2)
        page.click("#q-2 summary:text-is('Copy')")
        page.click("#q-2 button:text-is('Link to this answer')")
        expect(page, "#q-2 .done").to_have_text("Copied.")
        link = page.evaluate("navigator.clipboard.readText()")
    with visit(browser, address) as page:
        page.goto(link)
        expect(page, "#log h3").to_have_text([EXAMPLES[1]])
        expect(page, "#alert").to_contain_text("Another reader shared this answer with you.")
        page.click("#s-2-1 > button.show")
        page.wait_for_selector("#reader[open] mark.here")
        page.click("#reader .close")
        ask(page, EXAMPLES[2], 1)
        expect(page, "#log h3").to_have_text([EXAMPLES[2]])
        assert "key=" not in page.url


QUESTION_ON_TOP = """turn => {
  const chat = document.querySelector('#chat').getBoundingClientRect();
  const question = document.querySelector(`#q-${turn}`).getBoundingClientRect();
  return question.top >= chat.top - 1 && question.top < chat.top + 30;
}"""


def test_a_question_stays_above_its_answer_and_the_conversation_scrolls(page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 480})
    ask(page, EXAMPLES[2], 1)
    ask(page, "Summarise the fighting", 2)  # an answer that fills the view
    page.wait_for_function(QUESTION_ON_TOP, arg=2)
    page.evaluate("document.querySelector('#chat').scrollTop = 0")
    page.click("#filters summary")
    page.get_by_label("From").fill("2020-11-01")
    page.click("#s-2-1 a.number")
    page.evaluate("document.querySelector('#chat').scrollTop = 0")
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('#chat').scrollTop") == 0


def test_questions_asked_meanwhile_are_answered_in_order(page: Any) -> None:
    held: list[Any] = []
    page.route("**/ask", lambda route: route.continue_() if held else held.append(route))
    for question in EXAMPLES[:2]:
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
    page.fill("#question textarea", "A third, not yet asked")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    page.wait_for_selector("#a-2")
    expect(page, "#log h3").to_have_text(list(EXAMPLES[:2]))
    expect(page, "#question textarea").to_have_value("A third, not yet asked")

    page.route("**/ask", lambda _: None)
    page.press("#question textarea", "Enter")
    page.click("#question .stop")
    expect(page, "#question textarea").to_have_value("A third, not yet asked")
    expect(page, ".searching").to_have_count(0)
    page.unroute("**/ask")


def test_a_copy_in_the_list_leads_to_the_article_that_it_copies(page: Any) -> None:
    open_articles(page)
    copy = page.locator("table.articles tr:has(.mark button)")
    first_id = copy.locator(".mark button").get_attribute("data-id")
    copy.locator(".mark button").click()
    page.wait_for_selector("#reader[open] .text")
    first = page.locator(f'table.articles tr:has(.pick [data-id="{first_id}"])')
    assert page.inner_text("#reader .outlet") in first.inner_text()
    assert page.inner_text("#reader .outlet") not in copy.inner_text()


def test_silence_shows_the_nearest_passages(page: Any) -> None:
    ask(page, "Who won the chess championship in Reykjavik?", 1)
    expect(page, "#a-1 .silent").to_have_text("The articles don't say.")
    expect(page, "#a-1 a.cite").to_have_count(0)
    expect(page, "#t-1 .card.plain").to_have_count(NEAR)


@pytest.mark.slow
def test_silence_looks_different_by_its_cause_and_offers_what_to_do(page: Any) -> None:
    page.click("#filters summary")
    page.fill("#outlet", "courier")
    page.press("#outlet", "Enter")
    ask(page, EXAMPLES[1], 1)
    expect(page, "#q-1 .why").to_have_text(
        "The articles that pass the filter “Only Sample Courier” don't say. Without it they do."
    )
    page.click("#q-1 .wider")
    page.wait_for_selector("#a-2 blockquote")
    expect(page, "#chips li, #q-2 .scope, #q-2 .try button").to_have_count(0)

    whys = (
        ("Who governs Karabahkk?", "No article has the words “governs” and “Karabahkk”. Are they spelled"),
        ("Quién ganó el campeonato de ajedrez?", "Ask it in English."),
    )
    for number, (question, why) in enumerate(whys, start=3):
        ask(page, question, number)
        expect(page, f"#a-{number} .silent").to_have_count(1)
        expect(page, f"#q-{number}").to_contain_text(why)
    ask(page, "hello", 5)
    expect(page, "#a-5 .reply").to_have_count(1)
    expect(page, "#q-5 .silent, #q-5 .why, #q-5 .try button").to_have_count(0)

    ask(page, "Who won the chess championship in Reykjavik?", 6)
    following = page.locator("#q-6 .next button").first
    question = following.inner_text()
    following.click()
    expect(page, "#q-7 h3").to_have_text(question)
    expect(page, "#a-7 blockquote").not_to_have_count(0)
    page.click("#q-6 .add-articles")
    expect(page, "#upload").to_be_visible()
    expect(page, "#upload .open-form").to_be_focused()


@pytest.mark.slow
def test_a_text_that_is_asked_is_offered_to_be_checked(page: Any) -> None:
    texts = ("Azerbaijan says that 19 of its civilians were killed.", "It rained. It was cold. Nobody came.")
    for number, question in enumerate((f"Check this: {texts[0]}", texts[1]), start=1):
        ask(page, question, number)
        expect(page, f"#q-{number} .why").to_have_count(0)
        expect(page, f"#q-{number} .try button").to_have_count(1)
        page.click(f"#q-{number} .check-text")
        expect(page, "#check-text textarea").to_have_value(texts[number - 1])
        page.click('button:has-text("Check the text")')
        expect(page, ".checked .draft").to_contain_text(texts[number - 1].split(".")[0])
        page.click('button[role=tab]:has-text("Ask")')
    page.click('button[role=tab]:has-text("Check a text")')
    page.click('button:has-text("Check another text")')
    page.click("#check-text textarea")


@pytest.mark.slow
def test_each_button_of_an_answer_does_what_it_says(page: Any, samples: Assistant) -> None:
    ask(page, EXAMPLES[0], 1)
    page.hover("#a-1 a.cite")
    expect(page, "#tip b").to_have_text(re.compile(r"^Sample \w+, \d+ November 2020$"))
    expect(page, "#tip span").to_have_text(f"“{page.inner_text('#s-1-1 mark')}”")
    page.hover("#q-1 h3")
    expect(page, "#tip").to_be_hidden()

    page.click("#q-1 button:text-is('Helpful')")
    expect(page, "#q-1 .done").to_have_text("Thank you.")
    opinion = samples.store.feedback.all()[-1]
    assert (opinion.question, opinion.helpful, opinion.reason) == (EXAMPLES[0], True, "")

    for form, opening in (("Plain text", EXAMPLES[0]), ("HTML", "<")):
        page.click("#q-1 summary:text-is('Copy')")
        page.click(f"#q-1 button:text-is('{form}')")
        expect(page, "#q-1 .done").to_have_text("Copied.")
        page.wait_for_function(
            "opening => navigator.clipboard.readText().then(text => text.startsWith(opening))", arg=opening
        )
        assert sentence(page, 1, 1) in unescape(page.evaluate("navigator.clipboard.readText()"))

    page.click("#q-1 button:text-is('Ask again')")
    page.wait_for_selector("#a-2 blockquote")
    expect(page, "#q-2 h3").to_have_text(EXAMPLES[0])
    page.click("#show-history")
    choose(page, 0, "Export")
    page.click("#export label:has-text('Markdown')")
    with page.expect_download() as saved:
        page.click("#export .save")
    exported = Path(saved.value.path()).read_text()
    assert exported.count(f"## {EXAMPLES[0]}") == 2, "the whole conversation"
    page.click("#history .close")


def test_a_filter_is_chosen_by_keys_named_and_cleared(
    browser: Any, store: Store, embedder: HashingEmbedder
) -> None:
    articles = [
        replace(HARBOUR, identity=f"{n}", outlet=name) for n, name in enumerate(("CNBC", "CNBC", "CNN"))
    ]
    put(store, embedder, *articles)
    with served(Assistant(store, EVEN, threshold=0.0)) as address, visit(browser, address) as page:
        page.click("#filters summary")
        page.get_by_label("Only these outlets").press_sequentially("CN")
        page.keyboard.press("Enter")
        expect(page, "#chips li").to_have_text(["CNN×"])
        page.get_by_label("From").fill("2024-03-05")
        page.get_by_label("Until").fill("2024-03-04")
        page.fill("#question textarea", "How many boats were damaged?")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#alert [role=alert]")
        assert page.inner_text("#alert") == (
            "“From” (5 March 2024) is after “Until” (4 March 2024): swap the two days."
        )
        expect(page, "#question textarea").to_have_value("How many boats were damaged?")
        page.get_by_label("From").fill("2024-03-04")
        ask(page, "How many boats were damaged?", 1)
        expect(page, "#alert [role=alert]").to_be_hidden()
        expect(page, "#q-1 .scope").to_have_text("Only CNN · from 4 March 2024 · until 4 March 2024")
        expect(page, "#chips li").to_have_text(["CNN×", "4 Mar 2024×"])
        page.reload()
        expect(page, "#chips li").to_have_text(["CNN×", "4 Mar 2024×"])
        page.wait_for_selector("#a-1")
        page.click("#clear")
        expect(page, "#chips li").to_have_count(0)
        assert "outlet=" not in page.url
        ask(page, "How many boats were damaged?", 1)
        expect(page, "#q-1 .scope").to_have_count(0)


def test_an_uploaded_article_is_cited_and_its_markup_is_shown_as_text(
    browser: Any, minilm: Embedder, tmp_path: Path
) -> None:
    """An article with markup in its fields is shown unchanged, beside an upload."""
    good, bad, other = tmp_path / "pier.json", tmp_path / "broken.jsonl", tmp_path / "notes.xyz"
    good.write_text(json.dumps({"title": "Pier", "text": "The pier of Port Elm was closed on Monday."}))
    hostile = Article("ferry", **{**HOSTILE, "authors": tuple(HOSTILE["authors"])})
    bad.write_text('{"text": ')
    other.write_text("Notes.")
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
        page.set_input_files("#upload input[multiple]", [good, bad, other])
        page.wait_for_selector("#report .report")
        report = page.inner_text("#report .report")
        assert re.match(r"1\s+added\s+0\s+updated\s+0\s+unchanged\s+2\s+rejected", report)
        assert "broken.jsonl" in report
        assert "notes.xyz: unknown format: readable are" in report
        expect(page, "#entries li.done .name").to_have_text(["pier.json", "broken.jsonl", "notes.xyz"])
        expect(page, "#entries .line").to_contain_text(["1 added", "", "unknown format"])
        row = page.locator('table.articles tr:has-text("Ferry")')
        row.wait_for()
        expect(page, "table.articles tbody tr").to_have_count(2)
        assert HOSTILE["title"] in row.inner_text()

        page.click('button[role=tab]:has-text("Ask")')
        page.click("#filters summary")
        page.focus("#outlet")
        page.wait_for_selector(f"[role=option]:has-text({json.dumps(HOSTILE['outlet'])})")
        page.keyboard.press("Escape")
        ask(page, FERRY, 1)
        page.click('#a-1 a.cite[href="#s-1-1"]')
        page.wait_for_selector("#s-1-1.marked")
        assert page.inner_text("#s-1-1 mark").startswith("The ferry Gudrun carried 314 passengers")
        assert page.inner_text("#s-1-1 h3") == HOSTILE["title"]
        expect(page, "#s-1-1 .byline").to_have_text("By ${window.hacked=4}")
        assert "<img src=x onerror=window.hacked=6>" in page.inner_text("#a-1")
        page.click("#s-1-1 > button.show")
        page.wait_for_selector("#reader[open] mark")
        assert "<script>window.hacked=9</script>" in page.inner_text("#reader")
        assert page.evaluate("window.hacked") is None
        expect(page, "#chat img, #sources img, #reader img, #library img").to_have_count(0)
        expect(page, 'a[href^="javascript"]').to_have_count(0)


BREAKOUTS = ("", '">', "'>", "</mark></button></p>", "${`")
PAYLOADS = (
    "<script>hacked()</script>",
    "<img src=x onerror=hacked()>",
    "<svg/onload=hacked()>",
    "<iframe srcdoc='<script>parent.hacked()</script>'></iframe>",
    "<a href='javascript:hacked()'>x</a>",
    "<math><mtext></table><mglyph><style><img src=x onerror=hacked()>",
    "<details open ontoggle=hacked()>",
    "<input autofocus onfocus=hacked()>",
    "<object data='javascript:hacked()'></object>",
    "&lt;img src=x onerror=hacked()&gt;",
    "{{constructor.constructor('hacked()')()}}",
    "${hacked()}",
)
ATTRIBUTES = (
    '" onpointerover=hacked() x="',
    "' onfocus=hacked() autofocus tabindex=0 x='",
    "javascript:hacked()",
)
HOSTILE_STRINGS = [*(breakout + payload for breakout in BREAKOUTS for payload in PAYLOADS), *ATTRIBUTES]
# The elements that neither the templates nor the scripts of the page make. Gradio makes some outside of ours.
INJECTED = """() => [...document.body.querySelectorAll('*')].filter(each =>
  each.matches('img, iframe, math, object, embed, base, meta')
    || each.matches('script, style, link, svg:not(.plot svg)')
      && each.closest('#ask, #library, #clipboard, #checked, dialog, #tip, .masthead')
    || each.matches('details:not([id], [class]), input:not([id], [name], [type], [class])')
    || each.getAttributeNames().some(name => name.startsWith('on') || ['srcdoc', 'autofocus'].includes(name))
    || [each.href, each.action, each.src].some(url => /^\\s*(javascript|vbscript):/i.test(url ?? '')))
  .map(each => each.outerHTML)"""


def watch(page: Any) -> None:
    """Note a call of `hacked` from now on."""
    page.add_init_script("window.hacked = () => { window.wasHacked = true; };")
    page.reload()
    page.wait_for_selector("#question textarea")


@pytest.mark.slow
def test_hostile_strings_in_every_field_are_shown_as_text(
    browser: Any, store: Store, embedder: HashingEmbedder
) -> None:
    strings = HOSTILE_STRINGS
    assert len(set(strings)) == 63
    for number, string in enumerate(strings):
        text = f"The ferry {string} carried {number} people."
        article = Article(
            f"a{number}",
            text,
            string,
            string,
            "2024-03-05",
            authors=(string,),
            section=string,
            language=string,
            url=string if number % 2 else f"https://herald.example/?{string}",
        )
        put(store, embedder, article)
    with served(Assistant(store, EVEN, threshold=0.0)) as address, visit(browser, address) as page:
        watch(page)
        open_articles(page)
        expect(page, "table.articles tbody tr").to_have_count(50)
        assert page.evaluate(INJECTED) == []
        page.click("#overview summary")
        page.wait_for_selector("#picture .legend")
        page.click('button:has-text("Older")')
        expect(page, "table.articles tbody tr").to_have_count(13)
        assert page.evaluate(INJECTED) == []
        page.locator("table.articles button.show").first.click()
        page.wait_for_selector("#reader[open] .text")
        page.keyboard.press("Escape")
        page.click('button[role=tab]:has-text("Ask")')
        page.click("#filters summary")
        page.focus("#outlet")
        expect(page, "#outlets li").to_have_count(63)
        page.keyboard.press("Enter")
        ask(page, f"How many people did the ferry carry? {' '.join(strings)}"[:2_000], 1)
        page.focus("#a-1 a.cite")
        page.wait_for_selector("#tip:not([hidden])")
        page.reload()
        page.wait_for_selector("#a-1")
        assert page.evaluate(INJECTED) == []
        assert page.evaluate("window.wasHacked") is None


def chunks(strings: list[str], longest: int) -> list[str]:
    """The strings in as few lines of this length as they fit in."""
    lines = [""]
    for string in strings:
        if len(lines[-1]) + len(string) >= longest:
            lines.append("")
        lines[-1] += f"{string} "
    return [line.strip() for line in lines]


SEND = """async requests => {
  const statuses = [], [method, headers] = ['POST', {'Content-Type': 'application/json'}];
  for (const [path, body] of requests) {
    statuses.push((await fetch(path, {method, headers, body: JSON.stringify(body)})).status);
  }
  return statuses;
}"""


def fill(store: Store, embedder: HashingEmbedder, page: Any) -> None:
    """Send the hostile strings through what a reader may name, edit, note, rate, upload and collect."""
    [cookie] = [each for each in page.context.cookies() if each["name"] == COOKIE]
    reader = cookie["value"].partition(".")[0]
    batch = page.evaluate("sessionStorage.batch")
    articles = [
        Article(f"a{number}", f"Boat {number} sank {string} on Monday.", f"Report {number}")
        for number, string in enumerate(HOSTILE_STRINGS)
    ]
    put(store, embedder, *articles)
    requests: list[tuple[str, dict[str, object]]] = []
    for number, (article, string) in enumerate(zip(articles, HOSTILE_STRINGS, strict=True)):
        conversation = f"{number:032x}"
        store.conversations.add(conversation, "{}", reader=reader, title="A question")
        form = {"outlet": string, "authors": string, "section": string, "published": "", "language": ""}
        requests += [
            ("library/edit", {"id": article.id, **form}),
            (f"conversation/{conversation}", {"name": string}),
            (f"library/upload?{urlencode({'batch': batch, 'name': string})}", {}),
        ]
    assert set(page.evaluate(SEND, requests)) == {200}
    opinion = {"conversation": "0" * 32, "number": 1, "helpful": False}
    reasons = [("feedback", {**opinion, "reason": string}) for string in HOSTILE_STRINGS]
    assert set(page.evaluate(SEND, reasons)) == {400}
    assert store.feedback.all() == []
    collect(store, reader, [store.article(article.id) for article in articles])
    notes = zip(store.clipboard.clips(reader), HOSTILE_STRINGS, strict=True)
    assert set(page.evaluate(SEND, [(f"clipboard/{clip.id}", {"note": note}) for clip, note in notes])) == {
        200
    }


def collect(store: Store, reader: str, articles: list[Article]) -> None:
    """Put the whole text of each article on the reader's clipboard."""
    citations = [
        Citation(number, article, cut(article)[0], 0, len(article.text))
        for number, article in enumerate(articles, start=1)
    ]
    sentences = (Sentence(each.quote, (each.number,)) for each in citations)
    turn = Exchange(1, "What sank?", Answer("What sank?", tuple(sentences), tuple(citations)))
    for citation in citations:
        assert Clips(store).collect(reader, turn, citation.number)


ADDRESS = """strings => {
  const names = ['conversation', 'answer', 'key', 'article', 'version', 'at'];
  names.push('since', 'until', 'only', 'story');
  for (const string of strings) {
    const url = new URL(location.pathname, location);
    for (const name of names) url.searchParams.set(name, string);
    for (const name of ['outlet', 'language', 'section']) url.searchParams.append(name, string);
    history.pushState({}, '', url);
    dispatchEvent(new PopStateEvent('popstate'));
  }
}"""


@pytest.mark.slow
def test_hostile_strings_that_readers_send_are_shown_as_text(
    browser: Any, store: Store, embedder: HashingEmbedder
) -> None:
    urls = [f"https://feeds.example/?{string}" for string in HOSTILE_STRINGS]
    kept = [Feed(url, 24, last=time.time(), outcome=Outcome(problem=url)) for url in urls]
    (store.folder / FEEDS).write_text(json.dumps([asdict(feed) for feed in kept]))
    assistant = Assistant(store, EVEN, threshold=0.0)
    lines = sorted(" ".join(string.split()) for string in HOSTILE_STRINGS)

    def shown(page: Any, selector: str) -> list[str]:
        assert page.evaluate(INJECTED) == []
        return sorted(text.strip() for text in page.locator(selector).all_text_contents())

    with served(assistant, fetcher=Fetcher) as address, visit(browser, address, 1440) as page:
        open_articles_tab(page)
        fill(store, embedder, page)
        watch(page)
        open_articles_tab(page)
        expect(page, "#entries li.done").to_have_count(len(lines))
        assert shown(page, "#entries .name") == lines
        assert shown(page, ".feeds tbody th") == sorted(urls)
        expect(page, "table.articles tbody tr").to_have_count(50)
        assert set(shown(page, "table.articles .outlet")) <= set(lines)
        for words in chunks(HOSTILE_STRINGS, 200):
            page.fill("#find [name=words]", words)
            with page.expect_response("**/library"):
                page.press("#find [name=words]", "Enter")
            assert page.evaluate(INJECTED) == []
        page.click("[data-form=paste]")
        titles = chunks(HOSTILE_STRINGS, 300)
        for title in titles:
            page.fill("#paste [name=title]", title)
            page.fill("#paste [name=text]", "x")
            page.click("#paste [type=submit]")
        assert set(titles) <= set(shown(page, "#entries .name"))
        page.click("[data-form=by-address]")
        page.fill("#by-address [name=url]", urls[0])
        page.click("#by-address [value=page]")
        expect(page, "#entries .name >> nth=-1").to_have_text(urls[0])

        page.click("button[role=tab]:has-text('Clipboard')")
        expect(page, ".clip").to_have_count(len(lines))
        notes = [note.input_value() for note in page.locator(".clip textarea").all()]
        assert sorted(notes) == sorted(string.strip() for string in HOSTILE_STRINGS)
        assert set(shown(page, ".clip .outlet")) == set(lines)

        page.click("button[role=tab]:has-text('Check a text')")
        page.fill("#check-text textarea", f"Boat 24 sank {' '.join(HOSTILE_STRINGS)} on Monday.")
        page.click('button:has-text("Check the text")')
        page.wait_for_selector(".checked")
        assert "<script>hacked()</script>" in page.inner_text(".checked .draft")
        assert page.evaluate(INJECTED) == []

        page.click("button[role=tab]:has-text('Ask')")
        page.click("#show-history")
        expect(page, "#history a.open").to_have_count(len(lines))
        assert shown(page, "#history a.open") == lines
        for words in chunks(HOSTILE_STRINGS, 2_000):
            with page.expect_response("**/conversations?*"):
                page.fill("#history-search", words)
            assert page.evaluate(INJECTED) == []
        page.evaluate(ADDRESS, HOSTILE_STRINGS)
        expect(page, "#chips").to_contain_text(HOSTILE_STRINGS[-1])
        assert page.evaluate(INJECTED) == []
        assert page.evaluate("window.wasHacked") is None


def open_articles_tab(page: Any) -> None:
    page.click('button[role=tab]:has-text("Articles")')
    page.wait_for_selector("#listing > *")


def test_one_click_removes_the_samples(browser: Any, newsroom: Store) -> None:
    ingest(sample_files(), newsroom)
    with served(Assistant(newsroom, EVEN)) as address, visit(browser, address) as page:
        open_articles(page)
        expect(page, "table.articles .mark:has-text('Sample')").to_have_count(6)
        page.click("#samples")
        page.wait_for_selector("#samples", state="hidden")
        page.wait_for_selector('caption:has-text("1 to 3 of 3 articles")')
        expect(page, "table.articles .mark:has-text('Sample')").to_have_count(0)
        expect(page, ".collection").to_contain_text("3 articles · 2 outlets")


def answered_with(line: str) -> Callable[[Any], None]:
    return lambda route: route.fulfill(body=line)


def test_an_error_is_a_sentence_and_the_next_question_works(page: Any) -> None:
    question = EXAMPLES[0]
    page.fill("#question textarea", question)
    for sentence in ("The catalog is damaged: restore a backup.", t("error.failed")):
        page.route("**/ask", answered_with(json.dumps({"error": sentence})))
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f"#alert [role=alert]:text-is({json.dumps(sentence)})")
        expect(page, "#chat .searching").to_have_count(0)
        expect(page, "#question textarea").to_have_value(question)
        page.unroute("**/ask")
    ask(page, question, 1)
    expect(page, "#alert [role=alert]").to_be_hidden()

    begun = json.dumps({"before": 2}) + "\n"
    for died in (
        lambda route: route.abort(),
        answered_with(begun),  # a server that died while it answered
        answered_with(begun + '{"turn": "<sec'),
    ):
        page.route("**/ask", died)
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#alert [role=alert]:has-text('lost its connection')")
        expect(page, "#chat .searching").to_have_count(0)
        expect(page, "#question textarea").to_have_value(question)
        page.unroute("**/ask")
    ask(page, question, 2)

    damaged = "The catalog is damaged: restore a backup."
    for fulfil, sentence in (
        (lambda route: route.fulfill(status=503, json={"error": damaged}), damaged),
        (lambda route: route.abort(), t("script.offline")),
    ):
        page.route("**/collection", fulfil)
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page, "#notices p").to_have_text([sentence])
        page.unroute("**/collection")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page, "#notices p").to_have_count(0)

    changed = {"parts": [], "welcome": "", "outlets": {}, "ready": True, "version": "another"}
    page.route("**/collection", lambda route: route.fulfill(json=changed | {"notices": ["Full."]}))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page, "#notices p").to_have_text(["Full.", re.compile("A newer version .* Reload the page")])
    page.unroute("**/collection")
    page.click("#notices .reload")
    page.wait_for_selector("#a-2")
    expect(page, "#notices p").to_have_count(0)


@pytest.mark.slow
def test_two_open_chats_answer_from_a_concurrent_ingest_and_a_killed_server_keeps_all(
    browser: Any, minilm: Embedder, tmp_path: Path
) -> None:
    article = {"title": "Bridge of Tarn opens", "text": "The bridge of Tarn cost 83 million crowns to build."}
    question, figure = "How much did the bridge of Tarn cost to build?", "83 million crowns"
    (tmp_path / "bridge.json").write_text(json.dumps(article))
    folder, port = tmp_path / "store", free_port()
    with command(folder, port) as first, visit(browser, first.address) as page:
        page.wait_for_selector("#welcome .example")  # an empty store starts with samples
        expect(page, "#welcome .example").to_have_count(len(EXAMPLES))
        ask(page, question, 1)
        before = page.inner_text(".collection")
        assert figure not in page.inner_text("#a-1")
        with (
            Store.open(folder, embedder=minilm) as store,
            served(Assistant.open(store)) as second,
            visit(browser, second) as other,
        ):
            ingest([tmp_path / "bridge.json"], store)  # not in the first chat's process
            ask(page, question, 2)
            assert figure in page.inner_text("#a-2")
            page.wait_for_function(
                "before => document.querySelector('.collection').innerText != before", arg=before
            )
            ask(other, question, 1)
            assert figure in other.inner_text("#a-1")
        page.click("#s-2-1 .collect")
        expect(page, "#s-2-1 .collect[aria-pressed=true]").to_have_count(1)
        shown = [page.text_content(each) for each in ("#a-2", "#s-2-1")]
        kill_while_it_answers(first, page, EXAMPLES[0])
        with command(folder, port):
            page.press("#question textarea", "Enter")
            page.wait_for_selector("#a-3")
            page.reload()
            page.wait_for_selector("#a-3")
            assert [page.text_content(each) for each in ("#a-2", "#s-2-1")] == shown
            page.click("#show-history")
            expect(page, "#history a.open").to_have_text([question])
    assert not (folder / "catalog.sqlite3-wal").exists(), "SIGTERM closed the store"


def kill_while_it_answers(server: Server, page: Any, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#chat .searching")
    server.process.kill()
    page.wait_for_selector("#alert [role=alert]:has-text('lost its connection')")
    expect(page, "#chat .searching").to_have_count(0)
    expect(page, "#question textarea").to_have_value(question)


FITS = """() => document.documentElement.scrollWidth <= innerWidth
  && document.documentElement.scrollHeight <= innerHeight"""
BOXES = "names => names.map(name => document.querySelector(name).getBoundingClientRect().toJSON())"
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(heading => heading.checkVisibility()).map(heading => +heading.tagName[1])"""


def test_on_a_tablet_the_page_fits_the_window(page: Any) -> None:
    page.set_viewport_size({"width": 1024, "height": 700})
    page.wait_for_function(FITS)
    ask(page, "Who won the chess championship in Reykjavik?", 1)
    page.click("#filters summary")
    page.wait_for_function(FITS)
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert all(lower <= higher + 1 for higher, lower in pairwise(levels))


@pytest.mark.slow
@pytest.mark.parametrize("width", [1024, 390])
def test_nothing_jumps_while_the_page_opens(browser: Any, address: str, width: int) -> None:
    """Its name is there before the scripts are, and stays where it is."""
    from benchmarks.page_speed import measure

    assert measure(browser, address, width)["layout shift"] < 0.1
    with visit(browser, address, width) as page:
        (name,) = page.evaluate(BOXES, [".masthead h1"])
        expect(page, "#opening").to_be_hidden()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(address)
        (early,) = page.evaluate(BOXES, ["#opening"])
        assert [early[side] for side in ("left", "top", "height")] == pytest.approx(
            [name[side] for side in ("left", "top", "height")], abs=1
        )


def test_on_a_phone_the_page_scrolls_as_a_whole(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page, "button.language").to_be_visible()
    assert page.evaluate(TOO_WIDE) <= 0
    ask(page, EXAMPLES[0], 1)
    assert page.evaluate(TOO_WIDE) <= 0
    chat, card, form = page.evaluate(BOXES, ["#chat", "#s-1-1", "#ask-form"])
    assert 0 <= card["top"] - chat["bottom"] < 80, "the sources follow the answer at once"
    assert (
        page.evaluate(
            "(({scrollHeight, clientHeight}) => scrollHeight - clientHeight)(document.querySelector('#chat'))"
        )
        <= 0
    )
    assert form["bottom"] == pytest.approx(800, abs=1), "the question box stays at the bottom"
    page.click("#a-1 a.cite")
    page.wait_for_selector("#reader[open] mark.here")
    assert page.inner_text("#reader mark.here") == sentence(page, 1, 1), "its source comes as a sheet"
    sheet = page.locator("#reader").bounding_box()
    assert (sheet["width"], sheet["y"] + sheet["height"]) == (390, 800)
    assert page.evaluate(TOO_WIDE) <= 0
    page.click("#reader .close")
    page.click('button[role=tab]:has-text("Articles")')
    page.wait_for_selector("table.articles")
    assert page.evaluate(TOO_WIDE) <= 0


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


@pytest.mark.slow
@pytest.mark.parametrize("width", [720, 512])
def test_at_twice_the_size_nothing_is_cut_off(browser: Any, address: str, width: int) -> None:
    """A window of 1440 or 1024 pixels at 200 %, as the page sees it."""
    with visit(browser, address, width) as page:
        page.set_viewport_size({"width": width, "height": 450})
        for number, question in enumerate((EXAMPLES[2], EXAMPLES[3]), start=1):
            ask(page, question, number)
            assert page.evaluate(TOO_WIDE) <= 0
        page.click("#filters summary")
        assert page.evaluate(TOO_WIDE) <= 0
        for tab in ("Check a text", "Articles"):
            page.click(f'button[role=tab]:has-text("{tab}")')
            assert page.evaluate(TOO_WIDE) <= 0


FOCUSED = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {body: element === document.body, shown: box.width > 0 && box.height > 0,
    outlined: style.outlineStyle !== 'none' || element.matches('input, textarea'),
    name: element.ariaLabel || element.innerText || element.placeholder || '', id: element.id};
}"""


@pytest.mark.slow
def test_keys_alone_lead_through_a_conversation(browser: Any, address: str) -> None:
    """Every stop of the tab key is visible, outlined and named."""
    with visit(browser, address, 1440) as page:
        page.keyboard.type(EXAMPLES[0])
        page.keyboard.press("Enter")
        page.wait_for_selector("#q-1 .next button")
        page.evaluate("document.querySelector('.asked').focus()")
        stops = []
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop["body"]:
                break
            if stop["name"] in [each["name"] for each in stops if each["id"] == stop["id"] != ""]:
                break
            stops.append(stop)
        assert [stop for stop in stops if not (stop["shown"] and stop["outlined"])] == []
        names = " ".join(stop["name"] for stop in stops)
        for wanted in ("[1]", "How it was found", "Ask again", "Copy", "Not helpful", "Show in article"):
            assert wanted in names
        page.focus("#s-1-1 > button.show")
        page.keyboard.press("Enter")
        page.wait_for_selector("#reader[open] mark.here")
        page.keyboard.press("n")
        page.keyboard.press("Escape")
        page.wait_for_selector("#reader", state="hidden")
        expect(page, "#s-1-1 > button.show").to_be_focused()


@pytest.mark.slow
def test_a_german_browser_gets_a_german_page_until_its_reader_chooses(browser: Any, address: str) -> None:
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector('button[role=tab]:has-text("Text prüfen")')
    page.wait_for_function("document.querySelector('.collection').textContent.includes('6 Artikel')")
    page.fill("#question textarea", EXAMPLES[3])
    page.press("#question textarea", "Enter")
    expect(page, "#a-1 .silent").to_have_text("Dazu steht nichts in den Artikeln.")
    page.click('button[role=tab]:has-text("Artikel")')
    page.wait_for_selector('table.articles th:has-text("Überschrift")')
    page.click("button.language")
    page.wait_for_selector('button[role=tab]:has-text("Check a text")')
    page.wait_for_selector("#a-1")
    expect(page, "#a-1 .silent").to_have_text("The articles don't say.")
    assert page.evaluate("document.documentElement.lang") == "en"
    context.close()
