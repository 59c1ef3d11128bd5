"""A walk through the page on a phone, by taps alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from accessibility import WIDER
from browsing import WAIT, expect, new_tab

from webchat.page import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Any]:
    with new_tab(browser, address, 390, has_touch=True, is_mobile=True) as page:
        page.goto(address)
        page.wait_for_selector("#welcome .example", timeout=WAIT)
        yield page


def fits(page: Any) -> None:
    """Assert that nothing has to be scrolled sideways."""
    assert page.evaluate(WIDER) <= 0


def go_to(page: Any, tab: str) -> None:
    page.tap(f"button[role=tab]:has-text('{tab}')")
    fits(page)


def test_taps_alone_lead_through_the_page(phone: Any) -> None:
    a_source_is_read(phone)
    a_filter_is_chosen(phone)
    quotations_are_collected(phone)
    a_text_is_checked(phone)
    an_article_of_the_list_is_read(phone)
    the_conversation_is_opened_again(phone)


def a_source_is_read(page: Any) -> None:
    page.tap(f"#welcome .example:has-text({EXAMPLES[2]!r})")
    page.tap("#a-1 blockquote a.cite >> nth=0")
    expect(page, "#reader[open] mark.here").to_be_in_viewport()
    sheet = page.locator("#reader").bounding_box()
    assert (sheet["x"], sheet["width"], sheet["y"] + sheet["height"]) == (0, 390, 800), "at the lower edge"
    fits(page)
    page.tap("#reader .step[data-by='1']")
    expect(page, "#reader .place").to_have_text("Citation 2 of 5")
    expect(page, "#reader mark.here").to_be_in_viewport()
    page.go_back()
    expect(page, "#reader").to_be_hidden()
    expect(page, "#tip").to_be_hidden()
    page.tap("#s-1-1 > button.show")
    expect(page, "#reader[open] mark.here").to_be_in_viewport()
    page.tap("#reader .close")
    expect(page, "#reader").to_be_hidden()


def a_filter_is_chosen(page: Any) -> None:
    page.tap("#filters summary")
    page.tap("#outlet")
    page.tap("[role=option]:has-text('Sample Courier')")
    expect(page, "#chips li").to_have_text("Sample Courier×")
    for part in ("#filters .picker", "#histogram", "#question textarea"):
        expect(page, part).to_be_in_viewport(ratio=1)
    fits(page)
    page.tap("#question textarea")
    page.keyboard.type(EXAMPLES[1])
    page.tap("#question .ask")
    expect(page, "#filters .fields").to_be_hidden()  # the answer needs the room
    page.tap("#q-2 .wider")
    expect(page, "#a-3 blockquote >> nth=0").to_be_visible()
    expect(page, "#chips li").to_have_count(0)


def quotations_are_collected(page: Any) -> None:
    page.tap("#s-3-1 button.collect")
    go_to(page, "Clipboard")
    expect(page, ".clip blockquote").to_have_count(1)
    page.tap(".clip button.show")
    expect(page, "#reader[open] mark.here").to_be_in_viewport()
    page.tap("#reader .close")


def a_text_is_checked(page: Any) -> None:
    go_to(page, "Check a text")
    page.tap("#check-text textarea")
    page.keyboard.type("Azerbaijan says that 19 of its civilians were killed.")
    page.tap("button:has-text('Check the text')")
    page.tap("a.claim.contradicted")
    expect(page, "#v-1").to_be_in_viewport()
    fits(page)


def an_article_of_the_list_is_read(page: Any) -> None:
    go_to(page, "Articles")
    words = page.locator("table.articles thead label .unseen").bounding_box()
    assert words["width"] > 100, "the box for all articles says so"
    page.tap("table.articles .headline > button >> nth=0")
    expect(page, "#reader[open] h3").to_be_in_viewport()
    page.tap("#reader .close")
    page.tap("#overview summary >> nth=0")
    expect(page, "#picture .name >> nth=0").to_be_visible()
    frame = page.locator(".plot > .frame").bounding_box()
    bars = [bar.bounding_box() for bar in page.locator(".plot rect").all()]
    assert all(bar["x"] + bar["width"] <= frame["x"] + frame["width"] for bar in bars), "few days fit"
    page.tap("#picture .name >> nth=0")
    expect(page, "#listing-heading").to_be_in_viewport()
    fits(page)


def the_conversation_is_opened_again(page: Any) -> None:
    go_to(page, "Ask")
    page.tap("#clear")
    expect(page, "#welcome .example >> nth=0").to_be_visible()
    page.tap("#show-history")
    page.tap("#history a.open")
    expect(page, "#history").to_be_hidden()
    expect(page, "#q-1 h3").to_have_text(EXAMPLES[2])
    fits(page)
