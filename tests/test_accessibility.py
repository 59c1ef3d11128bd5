"""axe-core finds no violation in the states of a page on the samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accessibility import VISITS, walk
from browsing import ask, expect, open_articles, visit

from webchat.page import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def start(page: Any, _: Path) -> None:
    page.wait_for_selector("#welcome .example")


def answer_with_table(page: Any, _: Path) -> None:
    ask(page, EXAMPLES[2], 1)
    page.wait_for_selector("#a-1 .figures table")


def answer_with_short(page: Any, _: Path) -> None:
    ask(page, "When did the fighting begin?", 2)
    page.wait_for_selector("#a-2 .short")
    page.click("#a-2 a.cite")
    page.wait_for_selector("#s-2-1.marked", state="attached")  # on a phone, once the article is there


def answer_about_premise(page: Any, _: Path) -> None:
    if page.is_visible("#reader"):  # on a phone, the marker opened it
        page.click("#reader .close")
    ask(page, "When did Armenia count 60 civilians killed?", 3)
    page.wait_for_selector("#a-3 .about")
    page.focus("#a-3 a.cite")
    page.click("#q-3 summary:text-is('Copy')")


def silence(page: Any, _: Path) -> None:
    page.click("#filters summary")
    page.wait_for_selector("#histogram i")
    page.focus("#outlet")
    page.wait_for_selector("[role=option]")
    ask(page, "Who won the chess championship in Reykjavik?", 4)
    page.wait_for_selector("#t-4 .card.plain")


def error(page: Any, _: Path) -> None:
    page.route("**/ask", lambda route: route.abort())
    page.fill("#question textarea", EXAMPLES[0])
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#alert [role=alert]")


def article(page: Any, _: Path) -> None:
    page.click("#t-1 > summary")
    page.click("#s-1-1 > button.show")
    page.wait_for_selector("#reader[open] mark")


def history(page: Any, _: Path) -> None:
    page.click("#reader .close")
    page.click("#s-1-1 button.collect")
    page.click("#show-history")
    page.click("#history summary")
    page.wait_for_selector("#history .rename")


def deletion(page: Any, _: Path) -> None:
    page.click("#history .delete")
    page.wait_for_selector("#history .confirm")


def export(page: Any, _: Path) -> None:
    page.click("#history .keep")
    page.click("#history .bar .close")
    page.click("#q-1 .actions .export")
    page.wait_for_selector("#export[open]")


def clipboard(page: Any, _: Path) -> None:
    page.keyboard.press("Escape")
    page.click("button[role=tab]:has-text('Clipboard')")
    page.wait_for_selector(".clip")


def notices(page: Any, _: Path) -> None:
    page.click("button[role=tab]:has-text('Ask')")
    collection = {"parts": [], "welcome": "", "outlets": {}, "ready": True, "version": "another"}
    page.route("**/collection", lambda route: route.fulfill(json=collection | {"notices": ["Disk full."]}))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page, "#notices p").to_have_count(2)
    page.unroute("**/collection")


def german(page: Any, _: Path) -> None:
    page.click("button.language")
    page.wait_for_selector("button[role=tab]:has-text('Text prüfen')")
    expect(page, "button[role=tab]").to_have_count(4)  # none is behind the "…" of gradio
    page.wait_for_selector("#a-4 .silent:has-text('Dazu steht nichts in den Artikeln.')")


def shared_answer(page: Any, _: Path) -> None:
    page.click("#q-1 summary:text-is('Kopieren')")
    page.click("#q-1 [data-form=link]")
    expect(page, "#q-1 .done").to_have_text("Kopiert.")
    page.context.clear_cookies()  # so this is another reader
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_selector("#alert .shared-notice")


CONVERSATION = (
    start,
    answer_with_table,
    answer_with_short,
    answer_about_premise,
    silence,
    error,
    article,
    history,
    deletion,
    export,
    clipboard,
    notices,
    german,
    shared_answer,
)


def checked_text(page: Any, _: Path) -> None:
    page.click('button[role=tab]:has-text("Check a text")')
    page.fill("#check-text textarea", "Azerbaijan says that 19 of its civilians were killed. Will it end?")
    page.click('button:has-text("Check the text")')
    page.wait_for_selector(".checked")


def articles(page: Any, _: Path) -> None:
    open_articles(page)
    page.click("#overview summary")
    page.wait_for_selector(".plot svg")
    page.click("[data-form=paste]")


def edited(page: Any, _: Path) -> None:
    page.click("table.articles .headline > button.show")
    page.click("#reader .edit-article")
    page.wait_for_selector("#edit[open]")


def removal(page: Any, _: Path) -> None:
    page.click("#edit .cancel")
    page.click("#reader .close")
    page.click("table.articles tbody [type=checkbox]")
    page.click("#remove")
    page.wait_for_selector("#confirm[open]")


def upload_report(page: Any, folder: Path) -> None:
    (folder / "notes.xyz").write_text("Notes.")
    page.click("#confirm button[value=keep]")
    page.set_input_files("#upload input[multiple]", folder / "notes.xyz")
    page.wait_for_selector("#report .report")


def german_articles(page: Any, _: Path) -> None:
    page.click("button.language")
    page.click("button[role=tab]:has-text('Artikel')")
    page.wait_for_selector("table.articles caption:has-text('6 Artikel')")


LIBRARY = (checked_text, articles, edited, removal, upload_report, german_articles)


@pytest.mark.parametrize(("width", "colours"), VISITS[0])
def test_no_state_of_a_conversation_shuts_a_reader_out(
    browser: Any, address: str, tmp_path: Path, width: int, colours: str
) -> None:
    with visit(browser, address, width, colours) as page:
        walk(page, CONVERSATION, tmp_path)


@pytest.mark.parametrize(("width", "colours"), VISITS[1])
def test_no_state_of_the_other_tabs_shuts_a_reader_out(
    browser: Any, address: str, tmp_path: Path, width: int, colours: str
) -> None:
    with visit(browser, address, width, colours) as page:
        walk(page, LIBRARY, tmp_path)
