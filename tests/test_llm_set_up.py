"""Each way in which a language model can't be opened or reached, with what is said of it."""

from __future__ import annotations

import pytest
from doubles import EvenReader
from newsroom import free_port

from assistant import Assistant
from assistant.prose import models
from assistant.prose.models import open_llm
from assistant.prose.optional import load_class
from assistant.rank import Ranker
from benchmarks.scripted_llm import ScriptedLLM
from storage import Store
from storage.errors import ModelError, UsageError

BOATS = "How many boats were damaged by the storm in Port Elm?"
ERRORS = {
    "another form": ("llama3.2", {}, UsageError, "the language model is 'llama3.2', expected ollama/NAME"),
    "an unknown provider": ("acme/small", {}, UsageError, "is 'acme/small', expected ollama/NAME"),
    "a missing key": ("openai/gpt-4o-mini", {}, UsageError, "OPENAI_API_KEY is not set"),
    "a blank key": ("anthropic/any", {"ANTHROPIC_API_KEY": " "}, UsageError, "ANTHROPIC_API_KEY is not set"),
    "a key with a line break": (
        "openai-like/any@http://127.0.0.1:9/v1",
        {"DATELINE_LLM_KEY": "one\ntwo"},
        UsageError,
        "DATELINE_LLM_KEY holds characters that no key has",
    ),
    "no address": ("openai-like/any", {}, UsageError, "names no server, expected openai-like/any@http://"),
    "no file": ("gguf/nowhere.gguf", {}, ModelError, "nowhere.gguf can't be read"),
    "no GGUF file": (f"gguf/{__file__}", {}, ModelError, "expected a GGUF file, which begins with b'GGUF'"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_a_model_that_cannot_be_opened_says_what_to_do(case: str) -> None:
    spec, environment, error, words = ERRORS[case]
    with pytest.raises(error) as caught:
        open_llm(spec, environment)
    assert words in str(caught.value)
    assert "two" not in str(caught.value), "no part of a key is shown"


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    assert all(provider.extra for provider in models.PROVIDERS.values())
    with pytest.raises(ModelError, match=r"no_such_package .*run pip install 'dateline\[ollama\]'"):
        load_class("no_such_package", "Ollama", "ollama")


def test_a_model_that_cannot_be_used_gives_the_quotations_and_the_reason(newsroom: Store) -> None:
    refusing = open_llm(f"openai-like/scripted@http://127.0.0.1:{free_port()}/v1", {})
    tiny = ScriptedLLM(script=str, prompts=[], context=60)
    for llm, words in ((refusing, "can't be reached"), (tiny, "context is too small for a passage")):
        assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
        quoted, answer = assistant.ask(BOATS, prose=False), assistant.ask(BOATS)
        assert answer.sentences == quoted.sentences
        assert [words in notice for notice in answer.notices] == [True]
    assert tiny.prompts == []
