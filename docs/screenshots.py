"""Makes the screenshots that README shows, on the samples: `python docs/screenshots.py [CHROMIUM]`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from assistant import Assistant
from ingest import ingest
from ingest.samples import sample_files
from webchat.app import launch

FOLDER = Path(__file__).parent
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        ingest(sample_files(), folder)
        with Assistant.open(folder) as assistant:
            port = free_port()
            page = launch(assistant, "127.0.0.1", port)
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for name, size, scheme, visit in (
                ("screenshot", WIDE, "light", answer),
                ("silence", WIDE, "dark", silence),
                ("phone", PHONE, "light", answer),
            ):
                shoot(browser, port, FOLDER / f"{name}.png", visit, viewport=size, color_scheme=scheme)
            browser.close()
            page.close(verbose=False)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def shoot(browser: Browser, port: int, file: Path, visit: Any, **options: Any) -> None:
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector("#welcome .example")
    visit(page)
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    context.close()


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def answer(page: Page) -> None:
    ask(page, "How many people does Russia believe have died?")
    page.wait_for_selector("#q-1 .next", timeout=60_000)
    if page.viewport_size and page.viewport_size["width"] > PHONE["width"]:
        page.click("#s-1-1 > button.show")  # the article beside the chat
        page.wait_for_selector("#reader[open] mark.here")


def silence(page: Page) -> None:
    page.click("#filters summary")
    page.fill("#outlet", "cou")
    page.press("#outlet", "Enter")
    ask(page, "How many soldiers has Armenia lost?")
    page.wait_for_selector("#q-1 .wider", timeout=60_000)


if __name__ == "__main__":
    main()
