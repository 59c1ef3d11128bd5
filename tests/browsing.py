"""Chromium on a page that this process serves, and what tests do there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from newsroom import free_port

# The first one found is started. The first of them draws no window, and takes a fifth less of the processors.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
SIZE = {"width": 1280, "height": 800}  # of the page, in pixels
WAIT = 60_000  # milliseconds that the page may take to do or show something


def chromium() -> str | None:
    named = os.environ.get("DATELINE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def served(assistant: Any, **options: Any) -> Iterator[str]:
    """Serve a page from this process, with the options of `launch`. Yields its address."""
    from webchat.app import launch

    port = free_port()
    page = launch(assistant, "127.0.0.1", port, **options)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        page.close(verbose=False)


@contextmanager
def chromium_started() -> Iterator[Any]:
    """Start Chromium; skips the test where Playwright or Chromium is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    playwright.expect.set_options(timeout=WAIT)
    path = chromium()
    if not path:
        pytest.skip(f"no Chromium found: tried $DATELINE_CHROMIUM, {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def visit(browser: Any, address: str, width: int = SIZE["width"], colours: str = "light") -> Iterator[Any]:
    """A visit without history, watched as by `watched`."""
    with new_tab(browser, address, width, colours) as page:
        page.goto(address)
        page.wait_for_selector("#question textarea")
        page.wait_for_function("document.querySelector('.collection').textContent")
        yield page


@contextmanager
def new_tab(browser: Any, address: str, width: int, colours: str = "light", **options: Any) -> Iterator[Any]:
    """A tab of a browser without history, before it goes to the address. `options`: those of Playwright's
    context."""
    context = browser.new_context(
        viewport={**SIZE, "width": width},
        color_scheme=colours,
        permissions=["clipboard-read", "clipboard-write"],
        **{"reduced_motion": "reduce", **options},
    )
    page = context.new_page()
    page.set_default_timeout(WAIT)
    with watched(page, address):
        yield page
    context.close()


@contextmanager
def watched(page: Any, address: str) -> Iterator[None]:
    """At its end, asserts that nothing failed on the page and that it sent no other machine a request."""
    elsewhere: list[str] = []
    errors: list[str] = []
    events = {
        "pageerror": lambda error: errors.append(str(error)),
        "console": lambda line: errors.append(line.text) if "Content Security" in line.text else None,
        "request": lambda sent: elsewhere.append(sent.url) if not is_own(sent.url, address) else None,
    }
    for event, watch in events.items():
        page.on(event, watch)
    yield
    for event, watch in events.items():
        page.remove_listener(event, watch)
    assert errors == []
    assert elsewhere == []


LISTEN = """() => {
  const live = '[aria-live=polite], [aria-live=assertive], [role=log], [role=status], [role=alert]';
  window.heard = [];
  new MutationObserver(changes => changes.forEach(({target, addedNodes}) => {
    if (target.nodeType === 1 && target.closest(live)) {
      window.heard.push(...[...addedNodes].map(node => node.textContent));
    }
  })).observe(document.body, {childList: true, subtree: true});
}"""


def listen(page: Any) -> Callable[[], list[str]]:
    """Listen to the live regions of a page, as a screen reader does. The function returned gives what was
    heard so far."""
    page.evaluate(LISTEN)
    return lambda: page.evaluate("window.heard")


def begin_anew(page: Any) -> None:
    """Leave an open article, the tab, the conversation, the filters and the size that a test left behind."""
    page.set_viewport_size(SIZE)
    page.keyboard.press("Escape")
    page.click('button[role=tab]:has-text("Ask")')
    page.evaluate("document.querySelector('#clear').click()")  # hidden before the first question
    expect(page, "#log > *, #reader[open]").to_have_count(0)
    page.fill("#question textarea", "")
    page.evaluate("document.querySelector('#filters').open = false")


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
