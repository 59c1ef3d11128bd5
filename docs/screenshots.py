"""Makes screenshots of the page on the samples.

python docs/screenshots.py            the three that README shows
python docs/screenshots.py FOLDER     each state at 1440, 1024 and 390 pixels, light and dark: 72 files such
                                      as FOLDER/answer-1440-light.png

`--chromium PATH` names another browser than Debian's.
"""

from __future__ import annotations

import argparse
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from assistant import Assistant
from ingest import ingest
from ingest.samples import sample_files
from webchat.app import launch

HERE = Path(__file__).parent
SIZES = [ViewportSize(width=w, height=h) for w, h in ((1440, 900), (1024, 700), (390, 844))]
README_SIZES = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=800)
DRAFT = "Azerbaijan says that 19 of its civilians were killed. Armenia asked Moscow for help."

Colours = Literal["light", "dark"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    with samples_served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        if options.folder:
            make_all(browser, address, options.folder)
        else:
            make_those_of_readme(browser, address)
        browser.close()


@contextmanager
def samples_served() -> Iterator[str]:
    """Serve a page on the samples. Yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        ingest(sample_files(), folder)
        with Assistant.open(folder) as assistant:
            page = launch(assistant, "127.0.0.1", port)
            yield f"http://127.0.0.1:{port}/"
            page.close(verbose=False)


@contextmanager
def visit(browser: Browser, address: str, size: ViewportSize, colours: Colours) -> Iterator[Page]:
    context = browser.new_context(viewport=size, color_scheme=colours, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.wait_for_selector("#welcome .example")
    yield page
    context.close()


def make_those_of_readme(browser: Browser, address: str) -> None:
    wide, phone = README_SIZES
    with visit(browser, address, wide, "light") as page:
        answer(page)
        article(page)
        shoot(page, HERE / "screenshot.png")
    with visit(browser, address, wide, "dark") as page:
        silence(page)
        shoot(page, HERE / "silence.png")
    with visit(browser, address, phone, "light") as page:
        answer(page)
        shoot(page, HERE / "phone.png")


def make_all(browser: Browser, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size, colours in product(SIZES, get_args(Colours)):
        with visit(browser, address, size, colours) as page:
            for state in STATES:
                state(page)
                shoot(page, folder / f"{state.__name__}-{size['width']}-{colours}.png")


def shoot(page: Page, file: Path) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=file)


# The states, each of which follows from the one before


def start(page: Page) -> None:
    page.wait_for_selector("#welcome .example")


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def answer(page: Page) -> None:
    ask(page, "How many people does Russia believe have died?")
    page.wait_for_selector("#q-1 .next")


def article(page: Page) -> None:
    page.click("#s-1-1 > button.show")
    page.wait_for_selector("#reader[open] mark.here")


def table(page: Page) -> None:
    page.click("#reader .close")
    ask(page, "How many people have died in the fighting?")
    page.wait_for_selector("#q-2 .next")


def silence(page: Page) -> None:
    page.click("#filters summary")
    page.fill("#outlet", "cou")
    page.press("#outlet", "Enter")
    ask(page, "How many soldiers has Armenia lost?")
    page.wait_for_selector(".wider")


def history(page: Page) -> None:
    page.evaluate("document.querySelector('#filters').open = false")
    page.click("#unfilter")
    page.click("#show-history")
    page.click("#history summary")
    page.wait_for_selector("#history .rename")


def export(page: Page) -> None:
    page.click("#history .bar .close")
    page.click("#q-2 .actions .export")
    page.wait_for_selector("#export[open]")


def clipboard(page: Page) -> None:
    page.keyboard.press("Escape")
    page.click("#t-2 > summary")
    for number in (1, 2):
        page.click(f"#s-2-{number} button.collect")
    page.click("button[role=tab]:has-text('Clipboard')")
    page.wait_for_selector(".clip")


def checked(page: Page) -> None:
    page.click("button[role=tab]:has-text('Check a text')")
    page.fill("#check-text textarea", DRAFT)
    page.click("button:has-text('Check the text')")
    page.wait_for_selector(".checked")


def articles(page: Page) -> None:
    page.click("button[role=tab]:has-text('Articles')")
    page.wait_for_selector("table.articles tbody tr")


def picture(page: Page) -> None:
    page.click("#overview summary")
    page.wait_for_selector("#picture .name")
    page.locator("#overview").scroll_into_view_if_needed()


def removal(page: Page) -> None:
    page.click("table.articles tbody [type=checkbox]")
    page.click("#remove")
    page.wait_for_selector("#confirm[open]")


STATES = (
    start,
    answer,
    article,
    table,
    silence,
    history,
    export,
    clipboard,
    checked,
    articles,
    picture,
    removal,
)


if __name__ == "__main__":
    main()
