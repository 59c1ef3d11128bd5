"""What a reader gets when the language model fails: the quotations, one notice, and the next answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from doubles import EvenReader
from llm_servers import KEY, LLMServer, llm_serving, words

from assistant import Assistant
from assistant.rank import Ranker
from benchmarks.scripted_llm import ids_of
from storage import Store

BOATS = "How many boats were damaged by the storm in Port Elm?"
SENTENCE = "Mayor Vance said that the storm damaged 42 boats"


@pytest.fixture(scope="module")
def server() -> Iterator[LLMServer]:
    with llm_serving() as running:
        yield running


def passages_of(prompt: str) -> dict[str, str]:
    """The text of each passage of a prompt -> its id; for Anthropic, passages are search results."""
    results = re.split(r"^\[(\w+)\] ", prompt, flags=re.MULTILINE)
    return ids_of(prompt) or dict(zip(results[2::2], results[1::2], strict=True))


def good(prompt: str) -> list[str]:
    own = next(name for text, name in passages_of(prompt).items() if "42 boats" in text)
    return words(f"{SENTENCE} [{own}].")


def all_ids(prompt: str) -> str:
    return " ".join(f"[{name}]" for name in passages_of(prompt).values())


FAILURES: dict[str, tuple[dict[str, Any], str]] = {
    "401": ({"status": 401}, "refused the key"),
    "429 with a long Retry-After": ({"status": 429, "headers": {"Retry-After": "600"}}, "no free capacity"),
    "500": ({"status": 500}, "model failed"),
    "a hang": ({"hang": 5}, "took too long"),
    "a token at a time": ({"model": lambda _: itertools.repeat("and "), "every": 0.2}, "took too long"),
    "cut JSON": ({"model": good, "cut": True}, "broke off"),
    "empty": ({"model": lambda _: []}, "gave no text"),
    "ten times too long": (
        {"model": lambda _: (f"Crate {n} holds pears. " for n in range(10**6))},
        "far more than an answer",
    ),
    "endless repetition": ({"model": lambda _: itertools.repeat("the boats ")}, "repeated itself"),
    "the prompt repeated": ({"model": lambda prompt: words(prompt)}, "repeated its instructions"),
    "a tool call": ({"model": lambda _: [], "tool": True}, "run a tool"),
    "reasoning alone": ({"model": lambda _: ["<think>", SENTENCE]}, "gave no text"),
    "another language": (
        {"model": lambda p: words(f"Sturm beschädigte zweiundvierzig Fischkutter {all_ids(p)}.")},
        "these are quotations",
    ),
    "no citations": ({"model": lambda _: words(f"{SENTENCE}.")}, "these are quotations"),
    "all citations false": ({"model": lambda _: words(f"{SENTENCE} [1] [zzzzz].")}, "these are quotations"),
    "markup and links": (
        {"model": lambda p: words(f"![42 boats](https://evil.example/{len(p)}) {all_ids(p)}.")},
        "these are quotations",
    ),
}


IN_EVERY_RUN = ("401", "cut JSON", "all citations false")
CASES = [
    (provider, case)
    if provider == "openai-like" and case in IN_EVERY_RUN
    else pytest.param(provider, case, marks=pytest.mark.slow)
    for provider in ("openai-like", "ollama", "anthropic")
    for case in FAILURES
]


@pytest.mark.parametrize(("provider", "case"), CASES)
def test_a_failure_gives_the_quotations_and_a_notice_and_nothing_is_broken(
    server: LLMServer, newsroom: Store, provider: str, case: str
) -> None:
    from assistant.prose.guarded import LIMITS, Limits
    from assistant.prose.models import open_llm

    script, words_of_notice = FAILURES[case]
    is_slow = words_of_notice == "took too long"
    limits = Limits(first=0.3, between=0.3, total=0.6) if is_slow else replace(LIMITS, characters=2_000)
    llm = open_llm(server.spec(provider), {"ANTHROPIC_API_KEY": KEY})
    ranker: Any = Ranker(EvenReader())  # type: ignore[arg-type]
    assistant = Assistant(newsroom, ranker, threshold=0.0, llm=llm, llm_limits=limits)
    quoted = assistant.ask(BOATS, prose=False)
    server.play(**script)
    answer = assistant.ask(BOATS)
    assert [sentence.text for sentence in answer.sentences] == [s.text for s in quoted.sentences]
    assert answer.text == quoted.text
    assert len(answer.notices) == len(quoted.notices) + 1
    assert words_of_notice in answer.notices[-1]
    server.play(good)
    assistant = Assistant(newsroom, ranker, threshold=0.0, llm=llm)
    assert assistant.ask(BOATS).text.startswith(f"{SENTENCE}. [1]")
