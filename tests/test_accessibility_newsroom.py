"""axe-core finds no violation in the states of a page with accounts, a language model and fetching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from accessibility import VISITS, walk
from browsing import new_tab, open_articles, served
from doubles import HashingEmbedder
from llm_servers import llm_serving
from newsroom import HARBOUR, put
from test_prose_page import BOATS, EVEN, endless
from website import Website, publish

from assistant import Assistant
from ingest import Fetcher
from storage import Store
from webchat.accounts import Accounts, set_password

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANN = ("ann", "a long password")
CORRECTED = replace(
    HARBOUR,
    text=HARBOUR.text.replace("nine million", "seven million"),
    updated="2024-03-05",
)
IN_LINE = """() => {
  const real = fetch, line = new TextEncoder().encode('{"before": 3}\\n');
  const body = () => new ReadableStream({start: control => control.enqueue(line)});
  window.fetch = (url, options) => url === 'ask' ? new Response(body()) : real(url, options);
}"""  # the server's reply to a question that waits, and nothing after it


@dataclass(frozen=True)
class Desk:
    """A page's address, and what is behind it."""

    address: str
    store: Store
    site: Website


@pytest.fixture
def desk(newsroom: Store, embedder: HashingEmbedder, site: Website, tmp_path: Path) -> Iterator[Desk]:
    from assistant.prose.models import open_llm

    put(newsroom, embedder, CORRECTED)
    publish(site)
    set_password(tmp_path / "readers.txt", *ANN)
    with llm_serving() as writer:
        writer.play(endless, every=0.02)
        assistant = Assistant(newsroom, EVEN, threshold=0.0, llm=open_llm(writer.spec(), {}))
        accounts = Accounts(tmp_path / "readers.txt")
        with served(assistant, fetcher=lambda: fetching(site), accounts=accounts) as address:
            yield Desk(address, newsroom, site)


def fetching(site: Website) -> Fetcher:
    """A fetcher that may read this website, and doesn't wait between requests."""
    return Fetcher([site.authority], sleep=lambda _: None)


def log_in(page: Any, desk: Desk) -> None:
    page.goto(desk.address)
    page.fill("#name", ANN[0])
    page.fill("#password", "another password")
    page.click("[type=submit]")
    page.wait_for_selector("[role=alert]")


def streamed_prose(page: Any, _: Desk) -> None:
    page.fill("#name", ANN[0])
    page.fill("#password", ANN[1])
    page.click("[type=submit]")
    page.wait_for_selector("#mode:not([hidden])")
    page.fill("#question textarea", BOATS)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".pending .prose")


def waiting_in_line(page: Any, _: Desk) -> None:
    page.click("#question .stop")
    page.wait_for_selector("#s-1-1")
    page.evaluate(IN_LINE)
    page.fill("#question textarea", BOATS)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".searching:has-text('Waiting: 3')")


def versions(page: Any, _: Desk) -> None:
    page.click("#question .stop")
    page.click("#s-1-1 > button.show")
    page.click("#reader .versions summary")
    page.wait_for_selector("#reader .versions ins")


def feeds(page: Any, desk: Desk) -> None:
    page.click("#reader .close")
    open_articles(page)
    page.click("[data-form=by-address]")
    page.fill("#by-address [name=url]", desk.site.url("/feed"))
    page.click("#by-address [value=schedule]")
    page.wait_for_selector(".feeds td:has-text('1 added')")


def empty_collection(page: Any, desk: Desk) -> None:
    for article in list(desk.store.articles()):
        desk.store.remove(article.id)
    page.click("button[role=tab]:has-text('Ask')")
    page.click("#clear")
    page.reload()
    page.wait_for_selector("#welcome > *")
    page.click("button[role=tab]:has-text('Articles')")
    page.wait_for_selector("#listing .empty")


STATES = (log_in, streamed_prose, waiting_in_line, versions, feeds, empty_collection)


@pytest.mark.parametrize(("width", "colours"), VISITS[0])
def test_no_state_of_a_newsroom_s_page_shuts_a_reader_out(
    browser: Any, desk: Desk, width: int, colours: str
) -> None:
    with new_tab(browser, desk.address, width, colours) as page:
        walk(page, STATES, desk)
