"""What is dropped, and how articles read, in a real browser: Word files, folders, bylines, corrections,
right-to-left script, motion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import ask, begin_anew, expect, open_articles, served, visit
from doubles import HashingEmbedder
from makers import word
from newsroom import COLLECTION, put

from assistant import Assistant
from storage import Store
from storage.records import Article

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUAKE = Article(
    "https://tidings.example/quake",
    "The quake killed 12 people in Low Vale, the governor said. The search goes on.",
    "Quake shakes Low Vale",
    "Tidings",
    "2024-05-01",
    authors=("Ivana Storm Rob Lee", "Ivana Storm", "Rob Lee"),
    language="en",
)
CORRECTED = replace(QUAKE, text=QUAKE.text.replace("12", "14"), updated="2024-05-02")
ARABIC = Article(
    "https://akhbar.example/port",
    "أغلق الميناء يوم الاثنين بسبب العاصفة. وقال العمدة إن 42 قاربا تضررت.",
    "العاصفة تغلق الميناء",
    "أخبار",
    "2024-05-03",
    language="ar",
)


@pytest.fixture(scope="module")
def kept(
    browser: Any, tmp_path_factory: pytest.TempPathFactory, embedder: HashingEmbedder
) -> Iterator[tuple[Any, str]]:
    """A page of 1024 by 800 pixels, and its address."""
    with Store.open(tmp_path_factory.mktemp("reading"), embedder=embedder) as store:
        put(store, embedder, *COLLECTION, QUAKE, CORRECTED, ARABIC)
        with (
            served(Assistant.open(store, threshold=0.0)) as address,
            visit(browser, address, width=1024) as page,
        ):
            yield page, address


@pytest.fixture
def page(kept: tuple[Any, str]) -> Any:
    begin_anew(kept[0])
    kept[0].set_viewport_size({"width": 1024, "height": 800})
    return kept[0]


def read(page: Any, headline: str) -> None:
    open_articles(page)
    page.click(f"table.articles .headline > button:text({headline!r})")
    page.wait_for_selector(f"#reader[open] h3:has-text({headline!r})")


def drop(page: Any, *paths: Path) -> None:
    """Drop files and folders of this machine, as from its file manager."""
    box = page.locator(".drop").bounding_box()
    browser = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send(
            "Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 9, "y": box["y"] + 9, "data": data}
        )


def test_a_word_file_and_a_folder_are_dropped(page: Any, tmp_path: Path) -> None:
    document = tmp_path / "ferry.docx"
    document.write_bytes(word("The ferry Gudrun sank on Monday off Port Elm.", title="Ferry sinks"))
    deep = tmp_path / "reports" / "deep"
    deep.mkdir(parents=True)
    (deep / "pier.json").write_text(json.dumps({"text": "The pier was closed on Monday."}))
    (deep / "notes.xyz").write_text("Notes.")
    open_articles(page)
    drop(page, document, tmp_path / "reports")
    expect(page, "#report .counts").to_contain_text("2 added")
    names = {"ferry.docx", "reports/deep/pier.json", "reports/deep/notes.xyz"}
    assert set(page.locator("#entries .name").all_inner_texts()) == names
    expect(page, "#report .reasons").to_contain_text("notes.xyz: unknown format")
    expect(page, "table.articles .headline > button:text('Ferry sinks')").to_be_visible()


def test_a_byline_names_each_writer_once_and_a_correction_marks_the_figure_alone(page: Any) -> None:
    read(page, QUAKE.title)
    expect(page, "#reader .byline").to_have_text("By Ivana Storm, Rob Lee")
    page.click("#reader .versions summary")
    expect(page, "#reader .versions del").to_have_text("12")
    expect(page, "#reader .versions ins").to_have_text("14")


def test_an_arabic_article_reads_from_right_to_left(page: Any) -> None:
    read(page, ARABIC.title)
    for part in ("header", "header h3", ".text"):
        expect(page, f"#reader {part}").to_have_css("direction", "rtl")
    expect(page, "#reader .text").to_have_attribute("lang", "ar")
    expect(page, "#reader .about").to_have_css("direction", "ltr")
    text, first = (page.locator(f"#reader {part}").first.bounding_box() for part in (".text", "h3"))
    assert first["x"] + first["width"] == pytest.approx(text["x"] + text["width"], abs=2), "at the right edge"


# The width that a field needs to show all of its hint, "dd/mm/yyyy".
TOO_NARROW = """() => [...document.querySelectorAll('#filters [type=date], #find [type=date]')]
.filter(field => {
  const free = field.cloneNode();
  free.style.cssText = 'width: max-content !important; min-width: 0; max-width: none';
  field.after(free);
  const needed = free.getBoundingClientRect().width, width = field.getBoundingClientRect().width;
  free.remove();
  return width > 0 && width < needed;
}).length"""


def test_on_a_tablet_dates_show_their_whole_hint_and_lines_stay_together(page: Any) -> None:
    page.click("#filters summary")
    expect(page, "#histogram").to_be_visible()  # the last field to come: it moves the others
    assert page.evaluate(TOO_NARROW) == 0
    assert len(set(tops(page, "#filters [type=date]"))) == 1
    places = tops(page, ".masthead h1, .masthead .collection, .masthead .language")
    assert max(places) - min(places) < 30, "the masthead has one line"
    open_articles(page)
    assert page.evaluate(TOO_NARROW) == 0


def tops(page: Any, selector: str) -> list[float]:
    """Where the top of each is, in pixels, all at one moment."""
    script = "all => all.map(each => each.getBoundingClientRect().y)"
    places: list[float] = page.eval_on_selector_all(selector, script)
    return places


@pytest.mark.parametrize("width", [1024, 320])
def test_a_filter_leaves_the_buttons_above_the_question_in_one_line(page: Any, width: int) -> None:
    ask(page, "How many boats were damaged by the storm?", 1)
    page.click("#filters summary")
    page.fill("#outlet", "tidings")
    page.press("#outlet", "Enter")
    page.click("#filters summary")
    page.set_viewport_size({"width": width, "height": 800})
    boxes = [page.locator(part).bounding_box() for part in ("#filters summary", "#show-history", "#clear")]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 5
    assert max(box["height"] for box in boxes) < 40, "each has one line"
    assert page.get_by_role("button", name="New conversation").is_visible()


MOTION = """() => [getComputedStyle(document.querySelector('.card')).transitionDuration, window.scrolled]"""
WATCH_SCROLLING = """() => {
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (options) {
    window.scrolled = options.behavior;
    scroll.call(this, options);
  };
}"""


def test_motion_is_reduced_for_those_who_ask_for_it(page: Any) -> None:
    ask(page, "How many boats were damaged by the storm?", 1)
    page.evaluate(WATCH_SCROLLING)
    for wish, expected in (("reduce", ["0s", "instant"]), ("no-preference", ["0.2s, 0.2s", "smooth"])):
        page.emulate_media(reduced_motion=wish)
        page.click("#a-1 a.cite")
        page.wait_for_selector("#s-1-1.marked")
        assert page.evaluate(MOTION) == expected
    page.emulate_media(reduced_motion="reduce")
