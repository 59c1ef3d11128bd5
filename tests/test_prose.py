"""Answers in a language model's words: the whole path, with scripted models."""

from __future__ import annotations

from itertools import pairwise

import pytest
from doubles import EvenReader
from language_models import ScriptedLLM, citing

from assistant import ABSTAINED, Answer, Assistant
from assistant.rank import Ranker
from storage import Store
from storage.errors import UsageError

BOATS = "How many boats were damaged by the storm in Port Elm?"
QUOTE = "Mayor Ruth Vance said 42 boats were damaged by the storm."


def answering(newsroom: Store, text: str, threshold: float = 0.0) -> tuple[Assistant, ScriptedLLM]:
    """An assistant whose model answers with this text; "ID" is the id of the passage on the boats."""
    llm = ScriptedLLM(script=citing(text, "42 boats"), prompts=[])
    return Assistant(newsroom, Ranker(EvenReader()), threshold=threshold, llm=llm), llm  # type: ignore[arg-type]


def kinds(answer: Answer) -> list[str]:
    return [sentence.kind for sentence in answer.sentences]


def test_a_backed_sentence_is_shown_with_our_offsets(newsroom: Store) -> None:
    assistant, _ = answering(newsroom, "Mayor Vance said that the storm damaged 42 boats [ID].")
    answer = assistant.ask(BOATS)
    assert answer.text == "Mayor Vance said that the storm damaged 42 boats. [1]"
    assert (answer.prose, kinds(answer)) == (True, ["prose"])
    assert [citation.quote for citation in answer.citations] == [QUOTE]


def test_without_a_model_and_with_prose_off_the_answer_is_the_quoted_one(newsroom: Store) -> None:
    assistant, llm = answering(newsroom, "Mayor Vance said that the storm damaged 42 boats [ID].")
    plain = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]
    assert assistant.ask(BOATS, prose=False) == plain.ask(BOATS)
    assert llm.prompts == []
    with pytest.raises(UsageError, match="prose needs a language model"):
        plain.ask(BOATS, prose=True)


def test_an_abstention_never_reaches_the_model(newsroom: Store) -> None:
    assistant, llm = answering(newsroom, "42 boats were damaged [ID].", threshold=1.1)
    assert assistant.ask(BOATS).text == ABSTAINED
    assert llm.prompts == []


def test_the_answer_grows_sentence_by_sentence(newsroom: Store) -> None:
    text = "Mayor Vance said that the storm damaged 42 boats [ID]. The harbour was closed on Monday [ID]."
    assistant, _ = answering(newsroom, text)
    steps = list(assistant.ask_stream(BOATS))
    assert [len(step.sentences) for step in steps] == [1, 2, 2]
    for before, after in pairwise(steps):
        assert after.text.startswith(before.text)
