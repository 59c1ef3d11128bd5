"""The Articles tab and the filter in a real browser: what a reader does there, by mouse and by keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browsing import ask, expect, open_articles, served, visit
from doubles import HashingEmbedder
from newsroom import COLLECTION, HARBOUR, ORCHARD, put
from website import Website, publish

from assistant import Assistant
from ingest import Fetcher
from storage import Store
from webchat.feeds import HOUR

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DROP = """async names => {
  const transfer = new DataTransfer();
  for (const name of names) {
    transfer.items.add(new File([JSON.stringify({text: `The ferry ${name} sank on Monday.`})], name));
  }
  const drop = new DragEvent('drop', {dataTransfer: transfer, bubbles: true});
  document.querySelector('.drop').dispatchEvent(drop);
}"""


@pytest.fixture
def newspaper(store: Store, embedder: HashingEmbedder) -> Store:
    """A store of 63 articles over three years."""
    many = [
        replace(
            HARBOUR,
            identity=f"https://tidings.example/{n}",
            url=f"https://tidings.example/{n}",
            title=f"Report {n:02}",
            outlet=("Tidings", "Wire", "The Courier")[n % 3],
            published=f"202{n // 20}-{n % 12 + 1:02}-05",
            section="Sea" if n % 2 else "",
        )
        for n in range(60)
    ]
    put(store, embedder, *many, *COLLECTION)
    return store


@pytest.fixture
def visitor(browser: Any, newspaper: Store) -> Iterator[Any]:
    with served(Assistant.open(newspaper, threshold=0.0)) as address, visit(browser, address) as page:
        yield page


def rows(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("table.articles .headline > button").all_inner_texts()]


def test_the_list_is_searched_sorted_filtered_and_paged(visitor: Any) -> None:
    open_articles(visitor)
    expect(visitor, "caption").to_have_text("1 to 50 of 63 articles")
    visitor.click("#pages button:has-text('Older')")
    expect(visitor, "caption").to_have_text("51 to 63 of 63 articles")
    expect(visitor, "#pages .page").to_have_text("Page 2 of 2")
    visitor.click(".sort[data-by=headline]")
    expect(visitor, "[aria-sort=ascending]").to_have_text("Headline")
    expect(visitor, "table.articles .headline >> nth=0").to_contain_text("A good year for apples")
    visitor.fill("#find [name=words]", "apples")
    expect(visitor, "caption").to_have_text("1 article")
    visitor.click("#find button[type=reset]")
    expect(visitor, "caption").to_have_text("1 to 50 of 63 articles")
    visitor.select_option("#find [name=sections]", "Sea")
    visitor.select_option("#find [name=outlets]", "Wire")
    expect(visitor, "caption").to_have_text("1 to 10 of 10 articles")
    visitor.fill("#find [name=until]", "2020-12-31")
    expect(visitor, "table.articles tbody tr").to_have_count(4)


def test_articles_are_removed_after_a_question_and_an_undo_keeps_them(visitor: Any, newspaper: Store) -> None:
    open_articles(visitor)
    first = rows(visitor)[:2]
    for row in (1, 2):
        visitor.click(f"table.articles tbody tr:nth-child({row}) [type=checkbox]")
    visitor.click("#remove:has-text('Remove 2 articles')")
    expect(visitor, "#confirm-question").to_have_text("Remove 2 articles with all their versions?")
    visitor.click("#confirm button[value=keep]")
    expect(visitor, "#undo p").to_have_count(0)
    visitor.click("#remove")
    visitor.click("#confirm button[value=remove]")
    expect(visitor, ".leaving .headline > button").to_have_text(first)
    visitor.click("#undo button")
    expect(visitor, ".leaving").to_have_count(0)
    assert rows(visitor)[:2] == first
    visitor.click("table.articles tbody tr:nth-child(1) [type=checkbox]")
    visitor.click("#remove")
    visitor.click("#confirm button[value=remove]")
    expect(visitor, "caption").to_have_text("1 to 50 of 62 articles")
    expect(visitor, ".masthead .collection").to_contain_text("62 articles")
    assert newspaper.count().articles == 62


def test_what_is_missing_is_filled_in_by_hand(visitor: Any, newspaper: Store) -> None:
    open_articles(visitor)
    visitor.fill("#find [name=words]", "salt mine")
    expect(visitor, "caption").to_have_text("1 article")
    visitor.click("table.articles .headline > button")
    visitor.wait_for_selector("#reader[open] .about")
    visitor.click("#reader .edit-article")
    visitor.fill("#edit [name=outlet]", "Elm News")
    visitor.fill("#edit [name=language]", "no language")
    visitor.click("#edit [type=submit]")
    expect(visitor, "#edit [role=alert]").to_contain_text("no language isn't a language")
    visitor.fill("#edit [name=language]", "en")
    visitor.click("#edit [type=submit]")
    expect(visitor, "#reader[open] .saying").to_have_text("Saved.")
    expect(visitor, "#reader .about").to_contain_text("Elm News (Edited by hand)")
    visitor.click("#reader .close")
    expect(visitor, "table.articles .outlet").to_have_text("Elm News")
    expect(visitor, "table.articles .mark").to_have_text("Edited by hand")


def test_files_are_dropped_and_texts_pasted_while_the_chat_works(
    visitor: Any, newspaper: Store, tmp_path: Path
) -> None:
    open_articles(visitor)
    visitor.evaluate(DROP, [f"{name}.json" for name in ("Gudrun", "Hilda", "Inga")])
    expect(visitor, "#entries li.done").to_have_count(3)
    expect(visitor, "#report .counts").to_contain_text("3 added")
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "pier.json").write_text(json.dumps({"text": "The pier was closed on Monday."}))
    visitor.set_input_files("#upload [webkitdirectory]", folder)
    expect(visitor, "#entries .name >> nth=3").to_have_text("reports/deep/pier.json")
    expect(visitor, "#entries li.done").to_have_count(4)

    visitor.click("[data-form=paste]")
    visitor.fill("#paste [name=title]", "Lighthouse / opened")
    visitor.fill("#paste [name=published]", "2024-05-01")
    visitor.fill("#paste [name=text]", "The lighthouse of Port Elm was opened by Ida Storm.")
    visitor.click("#paste [type=submit]")
    visitor.click('button[role=tab]:has-text("Ask")')
    ask(visitor, "Who opened the lighthouse of Port Elm?", 1)
    visitor.click('button[role=tab]:has-text("Articles")')
    expect(visitor, "#entries li.done").to_have_count(5)
    expect(visitor, "#entries li:last-child .name").to_have_text("Lighthouse / opened")
    expect(visitor, "table.articles .headline > button >> nth=1").to_contain_text("Lighthouse / opened")
    assert newspaper.count().articles == 68
    expect(visitor, "[data-form=by-address]").to_have_count(0)


def test_an_upload_can_be_cancelled(visitor: Any, newspaper: Store, tmp_path: Path) -> None:
    open_articles(visitor)
    many = tmp_path / "many.jsonl"
    texts = ({"text": f"Boat {n} sank on Monday.", "url": f"https://a.example/{n}"} for n in range(4_000))
    many.write_text("\n".join(map(json.dumps, texts)))
    visitor.set_input_files("#upload input[multiple]", many)
    visitor.click("#entries .cancel")
    expect(visitor, "#entries li.cancelled .line").to_have_text("cancelled")
    assert newspaper.count().articles < 4_000


def test_the_picture_is_drawn_and_a_name_searches(visitor: Any) -> None:
    open_articles(visitor)
    visitor.click("#overview summary >> nth=0")
    visitor.wait_for_selector(".plot svg rect")
    expect(visitor, ".plot .legend li").to_have_text(["The Courier", "Tidings", "Wire"])
    visitor.click(".plot .numbers summary")
    expect(visitor, ".plot tbody tr").not_to_have_count(0)
    expect(visitor, "#picture .undated").to_have_text("1 article without a date is left out.")
    name = visitor.locator("#picture .name", has_text="Ruth Vance")  # read while the picture is shown
    expect(visitor, "#picture .reading").to_have_count(0)
    assert name.inner_text() == "Ruth Vance 61 articles"
    visitor.click(".sort[data-by=headline]")
    name.click()
    expect(visitor, "#find [name=words]").to_have_value("Ruth Vance")
    expect(visitor, "caption").to_have_text("1 to 50 of 61 articles")
    expect(visitor, "#listing-heading").to_be_in_viewport()


def test_an_address_typed_while_another_one_is_sent_stays(
    browser: Any, newsroom: Store, site: Website
) -> None:
    publish(site)
    assistant = Assistant.open(newsroom, threshold=0.0)
    held: list[Any] = []
    with (
        served(assistant, fetcher=partial(Fetcher, [site.authority])) as address,
        visit(browser, address) as page,
    ):
        open_articles(page)
        page.click("[data-form=by-address]")
        page.route("**/library/fetch*", lambda route: held.append(route))
        with page.expect_request("**/library/fetch*"):
            page.fill("#by-address [name=url]", site.url("/ferry"))
            page.click("#by-address [value=page]")
        page.fill("#by-address [name=url]", site.url("/none"))
        held.pop().continue_()
        expect(page, "#entries li.done .line").to_have_text("1 added")
        expect(page, "#by-address [name=url]").to_have_value(site.url("/none"))


def test_a_page_and_a_feed_are_added_by_address(browser: Any, newsroom: Store, site: Website) -> None:
    publish(site)
    assistant = Assistant.open(newsroom, threshold=0.0)
    fetcher = partial(Fetcher, [site.authority], sleep=lambda _: None)
    with served(assistant, fetcher=fetcher) as address, visit(browser, address) as page:
        open_articles(page)
        page.click("[data-form=by-address]")
        for path in ("/ferry", "/none"):
            page.fill("#by-address [name=url]", site.url(path))
            page.click("#by-address [value=page]")
            expect(page, "#by-address [name=url]").to_have_value("")  # taken
        expect(page, "#entries li.done .line").to_have_text(["1 added", re.compile("404")])
        expect(page, "table.articles .headline > button:text('Ferry')").to_be_visible()

        site.pages["/feed"].delay = 1
        page.fill("#by-address [name=url]", site.url("/feed"))
        page.select_option("#by-address [name=hours]", "6")
        page.click("#by-address [value=schedule]")
        expect(page, ".feeds tbody th").to_have_text(site.url("/feed"))
        expect(page, ".feeds tbody td >> nth=2").to_have_text("now")
        expect(page, ".feeds tbody td >> nth=0").to_have_text("every 6 hours")
        expect(page, ".feeds tbody td >> nth=3").to_have_text("1 unchanged")
        last, following = (time.get_attribute("data-at") for time in page.locator(".feeds time").all())
        assert float(following) - float(last) == 6 * HOUR
        page.reload()
        open_articles(page)
        expect(page, ".feeds tbody td >> nth=3").to_have_text("1 unchanged")
        page.click(".stop-feed")
        expect(page, ".feeds").to_have_count(0)
    assert site.asked.count("/feed") == 1


CHIPS = "#chips li span"


def test_the_filter_is_brushed_kept_in_the_address_and_named_with_the_question(visitor: Any) -> None:
    visitor.click("#filters summary")
    visitor.wait_for_selector("#histogram i")
    visitor.focus("#histogram .first")
    for _ in range(3):
        visitor.keyboard.press("ArrowRight")
    expect(visitor, CHIPS).to_have_count(1)
    by_keys = visitor.inner_text(CHIPS)
    assert by_keys.startswith("from ")
    assert "since=20" in visitor.url
    bars = visitor.locator("#histogram .bars").bounding_box()
    visitor.mouse.move(bars["x"] + bars["width"] * 0.25, bars["y"] + 20)
    visitor.mouse.down()
    visitor.mouse.move(bars["x"] + bars["width"] * 0.5, bars["y"] + 20)
    visitor.mouse.up()
    expect(visitor, CHIPS).not_to_have_text(by_keys)
    assert " to " in visitor.inner_text(CHIPS)
    visitor.select_option("#sections", "Sea")
    visitor.select_option("#languages", "en")
    expect(visitor, CHIPS).to_have_text(["English", "Section Sea", visitor.locator(CHIPS).last.inner_text()])
    shown = visitor.locator(CHIPS).all_inner_texts()
    visitor.reload()
    expect(visitor, CHIPS).to_have_text(shown)
    ask(visitor, "How many boats were damaged by the storm?", 1)
    expect(visitor, "#q-1 .scope").to_contain_text("Language: English · section: Sea · from ")
    visitor.click("#unfilter")
    expect(visitor, CHIPS).to_have_count(0)
    assert "section=" not in visitor.url
    expect(visitor, "#q-1 .scope").to_be_visible()


def test_a_question_may_be_limited_to_one_article_or_story(visitor: Any) -> None:
    open_articles(visitor)
    visitor.fill("#find [name=words]", "apples")
    expect(visitor, "caption").to_have_text("1 article")
    visitor.click("table.articles .headline > button")
    visitor.click("#reader .only[data-kind=article]")
    expect(visitor, CHIPS).to_have_text([f"Only “{ORCHARD.title}”"])
    visitor.reload()
    expect(visitor, CHIPS).to_have_text([f"Only “{ORCHARD.title}”"])
    ask(visitor, "How many tonnes of apples were picked?", 1)
    expect(visitor, "#q-1 .scope").to_have_text(f"Only the article “{ORCHARD.title}”")
    expect(visitor, "#t-1 .card .outlet").to_have_text(["The Courier"])
    visitor.click("#s-1-1 > button.show")
    visitor.click("#reader .only[data-kind=story]")
    expect(visitor, CHIPS).to_have_text([f"Story of “{ORCHARD.title}”"])
    assert "story=" in visitor.url
    visitor.click("#clear")
    expect(visitor, CHIPS).to_have_count(0)
