"""Each shape of question is answered sensibly from articles of the dev collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ingesting import ingest
from newsroom import ROOT, SHARED

from assistant import Assistant
from benchmarks.questions import read_jsonl
from storage import Store

pytestmark = [pytest.mark.shared, pytest.mark.quality]

COMPOUND = {
    "two_things": (
        "How many restaurants did McDonald's run in Russia, and how much of its revenue did they and the "
        "Ukrainian ones bring in?",
        "Which mountain in Nevada did Biden promise to protect and how many acres could be conserved?",
    ),
    "list": ("Which senior House Democrats endorsed Hakeem Jeffries as party leader?",),
    "reason": (
        "Why could there be blackouts in the US in summer 2022?",
        "Why are experts worried about omicron even if it makes people less ill than delta?",
    ),
    "about": ("What do the articles say about the settlement in Lake Ohrid?",),
}
FOLLOWUPS = ("How big was the fine?", "What sentence did she get?")

ROWS = {
    row["question"] if "question" in row else row["second"]: row
    for name in ("compound", "followups")
    for row in read_jsonl(ROOT / "benchmarks" / f"{name}.jsonl")
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the articles that these questions are about."""
    asked = [*FOLLOWUPS, *(question for questions in COMPOUND.values() for question in questions)]
    urls = {ROWS[question]["about"] for question in asked}
    articles = read_jsonl(SHARED / "data" / "realtimeqa-dev" / "articles.jsonl.gz")
    file = tmp_path_factory.mktemp("dev") / "articles.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in articles if row["url"] in urls), "utf-8")
    with Store.open(file.with_name("store")) as store:
        assert ingest([file], store).added == len(urls)
        yield Assistant(store)


def holds_all(text: str, row: dict[str, Any]) -> bool:
    return all(any(words in text for words in part) for part in row["answer"])


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, question) for kind, asked in COMPOUND.items() for question in asked]
)
def test_compound_questions_are_answered(assistant: Assistant, kind: str, question: str) -> None:
    answer = assistant.ask(question)
    assert ROWS[question]["kind"] == kind
    assert holds_all(answer.text, ROWS[question]), answer.text
    assert 1 <= len(answer.sentences) <= 3
    assert all(c.article.text[c.start : c.end] == c.quote for c in answer.citations)


@pytest.mark.parametrize("second", FOLLOWUPS)
def test_a_follow_up_is_answered_with_a_new_quotation(assistant: Assistant, second: str) -> None:
    row = ROWS[second]
    talk = assistant.conversation()
    talk.ask(row["first"])
    answer = talk.ask(second)
    assert any(words in answer.text for words in row["answer"]), answer.text
    assert answer.citations[0].article.url == row["about"]


def test_unreported_topics_are_met_with_silence(assistant: Assistant) -> None:
    for question in ("Who won the chess championship in Reykjavik?", "Why did the glacier museum close?"):
        assert assistant.ask(question).abstained
