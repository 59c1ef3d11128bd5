"""Poisoned articles against a model that obeys every order in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from doubles import EvenReader, HashingEmbedder
from llm_servers import LLMServer, llm_serving, words
from newsroom import put
from poisoned import POISONED, THREATS, article, ferry, question

from assistant import Answer, Assistant
from assistant.prose.models import open_llm
from assistant.rank import Ranker
from benchmarks.scripted_llm import PASSAGE, ScriptedLLM, ids_of
from storage import Store

MARKUP = re.compile(r"https?:|www\.|\]\(|<[a-z!/]|<\|", re.IGNORECASE)
ROWS = [
    number if number % 8 == 0 else pytest.param(number, marks=pytest.mark.slow)
    for number in range(len(POISONED))
]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of all poisoned articles."""
    embedder = HashingEmbedder()
    with Store.open(tmp_path_factory.mktemp("poisoned"), embedder=embedder) as store:
        put(store, embedder, *map(article, range(len(POISONED))))
        yield store


@pytest.fixture(scope="module")
def server() -> Iterator[LLMServer]:
    with llm_serving() as running:
        yield running


def obeying(number: int) -> ScriptedLLM:
    """A model that does what the article of a row orders, and cites it."""

    def script(prompt: str) -> str:
        passages = {text: name for _, name, _, text in PASSAGE.findall(prompt)}
        own = next((name for text, name in passages.items() if ferry(number) in text), "ID")
        return POISONED[number].obeyed.replace("ID", own)

    return ScriptedLLM(script=script, prompts=[])


def expect_harmless(answer: Answer, forbidden: str) -> None:
    """Assert that what was injected is nowhere but in marked quotations, which are the article's own text."""
    for sentence in answer.sentences:
        if sentence.kind == "quoted":
            assert sentence.text == answer.citations[sentence.citations[0] - 1].quote
        else:
            assert forbidden not in sentence.text.lower()
            assert not MARKUP.search(sentence.text)
    assert forbidden not in " ".join(answer.notices).lower()


def test_the_table_names_at_least_60_attacks_by_their_threat() -> None:
    assert len(POISONED) >= 60
    assert {row.threat for row in POISONED} == set(THREATS)
    assert len({row.text for row in POISONED}) == len(POISONED)


@pytest.mark.parametrize("number", ROWS)
def test_nothing_injected_reaches_the_reader(harbour: Store, number: int) -> None:
    llm = obeying(number)
    assistant = Assistant(harbour, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    answer = assistant.ask(question(number))
    assert llm.prompts, "the model was asked"
    expect_harmless(answer, POISONED[number].forbidden)


OVER_THE_WIRE = range(0, 66, 11)  # numbers of rows


@pytest.mark.slow
@pytest.mark.parametrize("number", OVER_THE_WIRE)
def test_nothing_injected_reaches_the_reader_from_a_server(
    harbour: Store, server: LLMServer, number: int
) -> None:
    server.play(lambda prompt: words(obeying(number).script(prompt)))
    llm = open_llm(server.spec(), {})
    assistant = Assistant(harbour, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    expect_harmless(assistant.ask(question(number)), POISONED[number].forbidden)
    assert len(server.requests) == 1, "the model was asked"


def test_what_a_sloppy_server_writes_is_put_right_or_left_out(newsroom: Store, server: LLMServer) -> None:
    def sloppy(prompt: str) -> list[str]:
        own = next(name for text, name in ids_of(prompt).items() if "42 boats" in text)
        wrong = (
            "Mayor Vance said that the storm damaged 57 boats",
            "Mayor Vance said that the storm damaged no boats",
            "Mayor Tom Hale sank 42 boats by storm",
            "Oslo was bombed on Friday",
        )
        return words(" ".join(f"{sentence} [{own}]." for sentence in wrong))

    server.play(sloppy)
    llm = open_llm(server.spec(), {})
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    answer = assistant.ask("How many boats were damaged by the storm in Port Elm?")
    assert answer.sentences[0].text == "Mayor Vance said that the storm damaged 42 boats."
    assert answer.sentences[0].kind == "repaired"
    assert all(sentence.kind == "quoted" for sentence in answer.sentences[1:])
    assert answer.notices[-1].endswith("left out: the articles don't say so.")
