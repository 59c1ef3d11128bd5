"""Prose in the page: a switch where a language model is configured, and sentences as they are checked."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import ask, expect, listen, served, visit
from doubles import EvenReader
from llm_servers import LLMServer, llm_serving, words
from test_routes import client_of

from assistant import Assistant
from assistant.rank import Ranker
from benchmarks.scripted_llm import ids_of
from storage import Store

EVEN = Ranker(EvenReader())  # type: ignore[arg-type]
BOATS = "How many boats were damaged by the storm in Port Elm?"
TALK = "0123456789abcdef" * 2


def own_id(prompt: str) -> str:
    return next(name for text, name in ids_of(prompt).items() if "42 boats" in text)


def good(prompt: str) -> list[str]:
    name = own_id(prompt)
    return words(f"The storm damaged 42 boats, Mayor Vance said [{name}]. The harbour was closed [{name}].")


def endless(prompt: str) -> Iterator[str]:
    yield from good(prompt)
    yield from (f"Crate {number} is blue. " for number in itertools.count())


@pytest.fixture(scope="module")
def server() -> Iterator[LLMServer]:
    with llm_serving() as running:
        yield running


@pytest.fixture
def assistant(newsroom: Store, server: LLMServer) -> Assistant:
    from assistant.prose.models import open_llm

    server.play(good)
    return Assistant(newsroom, EVEN, threshold=0.0, llm=open_llm(server.spec(), {}))


def test_each_checked_sentence_is_sent_before_the_turn(assistant: Assistant) -> None:
    with client_of(assistant) as client:
        assert client.get("/collection").json()["prose"] is True
        asked = {"conversation": TALK, "question": BOATS, "outlets": [], "prose": True}
        lines = [json.loads(line) for line in client.post("/ask", json=asked).text.splitlines()]
        quoted = client.post("/ask", json={**asked, "prose": False}).text.splitlines()
    grown = [line["answer"] for line in lines if "answer" in line]
    assert len(grown) >= 1
    assert all("Mayor Vance said" in answer and "prose, checked" in answer for answer in grown)
    assert "Mayor Vance said" in lines[-1]["turn"]
    assert "<mark>Mayor Ruth Vance said 42 boats" in lines[-1]["sources"]
    assert len(quoted) == 1
    assert "prose, checked" not in quoted[0]


def test_a_repaired_sentence_says_so(assistant: Assistant, server: LLMServer) -> None:
    server.play(lambda p: words(f"Mayor Vance said that the storm damaged 57 boats [{own_id(p)}]."))
    with client_of(assistant) as client:
        asked = {"conversation": TALK, "question": BOATS, "outlets": [], "prose": True}
        lines = [json.loads(line) for line in client.post("/ask", json=asked).text.splitlines()]
    for html in (lines[0]["answer"], lines[-1]["turn"]):
        assert "damaged 42 boats" in html
        assert "repaired" in html
        assert "prose, checked" not in html


@pytest.mark.browser
@pytest.mark.slow
def test_the_switch_and_stop(browser: Any, assistant: Assistant, server: LLMServer) -> None:
    with served(assistant) as address, visit(browser, address) as page:
        page.wait_for_selector("#mode:not([hidden])")
        expect(page, "#mode [value=prose]").to_have_css("appearance", "auto")
        heard = listen(page)
        ask(page, BOATS, 1)
        expect(page, "#a-1 .prose").to_have_count(1)
        sentence, *others = [line for line in heard() if "Mayor Vance said" in line]
        assert sentence.split() == page.inner_text("#a-1 .prose").split()  # a marker stays beside its word
        assert others == []
        assert not any("Ask again" in line for line in heard())
        expect(page, "#a-1 .kind >> nth=0").to_have_text("prose, checked")
        page.check("#mode [value=quotations]")
        ask(page, BOATS, 2)
        expect(page, "#a-2 .prose").to_have_count(0)
        page.check("#mode [value=prose]")
        server.play(endless, every=0.02)
        page.fill("#question textarea", BOATS)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".pending .prose")
        page.click("#question .stop")
        assert server.closed.wait(20)
        shown = page.inner_text("#a-1 .prose")  # the same sentence, in an answer that was finished
        expect(page, "#a-3 .prose >> nth=0").to_have_text(shown)  # kept without a reload
        expect(page, "#t-3 .card >> nth=0").to_be_visible()
        page.reload()
        expect(page, "#a-3 .prose >> nth=0").to_have_text(shown)
        kinds = page.locator("#a-3 .kind").all_inner_texts()
        assert len(kinds) == page.locator("#a-3 .prose, #a-3 .said").count(), "each sentence says what it is"
