"""A language model's answer as a bounded stream, over the wire formats of the providers."""

from __future__ import annotations

import gc
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from llm_servers import KEY, LLMServer, llm_serving, words
from newsroom import free_port

KEYS = {"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY, "DATELINE_LLM_KEY": KEY}
PROVIDERS = [
    "openai-like",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("openai", "ollama", "anthropic")),
]
ANSWER = "The storm damaged 42 boats [k7q2]."
SYSTEM = (
    "Answer from the passages between the fences alone, and cite each sentence with the id of its passage."
)
WAIT = 10  # seconds within which the server must see what it waits for


@pytest.fixture(scope="module", autouse=True)
def _quick_collections() -> None:
    """Leave what the session holds out of the searches for garbage: ending a stream starts one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def running() -> Iterator[LLMServer]:
    with llm_serving() as server:
        yield server


@pytest.fixture
def server(running: LLMServer) -> LLMServer:
    running.play()
    return running


@pytest.fixture(params=PROVIDERS)
def llm(request: pytest.FixtureRequest, server: LLMServer) -> Any:
    from assistant.prose.models import open_llm

    return open_llm(server.spec(request.param), KEYS)


def answer(llm: Any, stop: threading.Event | None = None, **limits: float) -> str:
    from llama_index.core.llms import ChatMessage, MessageRole

    from assistant.prose.guarded import Limits, stream

    messages = [ChatMessage(role=MessageRole.SYSTEM, content=SYSTEM), ChatMessage(content="How many boats?")]
    bounds = Limits(**{"first": 20, "between": 20, "total": 20, "characters": 400, **limits})  # type: ignore[arg-type]
    return "".join(stream(llm, messages, bounds, stop))


def failure(llm: Any, **limits: float) -> str:
    """The name of the reason why there is no answer."""
    from assistant.prose.failures import LanguageModelError

    with pytest.raises(LanguageModelError) as caught:
        answer(llm, **limits)
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__context__ is None
    return caught.value.reason.name


def test_an_answer_arrives_whole_and_is_always_streamed(server: LLMServer, llm: Any) -> None:
    server.play(lambda _: words(ANSWER))
    assert answer(llm) == ANSWER
    assert [request["stream"] for request in server.requests] == [True]


def loop(_: str) -> Iterator[str]:
    return itertools.repeat("the boats and ")


def counting(_: str) -> Iterator[str]:
    return (f"{number} boats, " for number in itertools.count())


FAILURES = {
    "a wrong key": ({"status": 401}, "UNAUTHORISED"),
    "a busy server": ({"status": 429, "headers": {"Retry-After": "3600"}}, "RATE_LIMITED"),
    "an unknown model": ({"status": 404}, "UNKNOWN_MODEL"),
    "a server that fails": ({"status": 500}, "SERVER_ERROR"),
    "cut JSON": ({"model": lambda _: words(ANSWER), "cut": True}, "CUT_OFF"),
    "an empty answer": ({"model": lambda _: []}, "EMPTY"),
    "blanks": ({"model": lambda _: ["\n", " "]}, "EMPTY"),
    "only reasoning": ({"model": lambda _: ["<think>Boats ", "are small."]}, "EMPTY"),
    "far too long": ({"model": counting}, "TOO_LONG"),
    "a loop": ({"model": loop}, "REPEATS_ITSELF"),
    "the instructions again": ({"model": lambda _: words(SYSTEM)}, "REPEATS_PROMPT"),
    "a tool call": ({"model": lambda _: [], "tool": True}, "TOOL_CALL"),
    "no text": ({"model": lambda _: ["\0\1\2\3", "\4\5\6\7\b"]}, "NOT_TEXT"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_has_a_reason_and_the_next_question_an_answer(
    server: LLMServer, llm: Any, case: str
) -> None:
    script, reason = FAILURES[case]
    server.play(**script)
    assert failure(llm) == reason
    assert len(server.requests) == (2 if reason == "SERVER_ERROR" else 1)
    server.play(ANSWER)
    assert answer(llm) == ANSWER


def test_a_server_that_is_not_there() -> None:
    from assistant.prose.models import open_llm

    assert failure(open_llm(f"openai-like/scripted@http://127.0.0.1:{free_port()}/v1", {})) == "UNREACHABLE"


@pytest.mark.parametrize(
    ("script", "limits"),
    [
        ({"hang": 5}, {"first": 0.2}),
        ({"model": counting, "every": 0.2}, {"between": 0.1}),
        ({"model": counting, "every": 0.05}, {"total": 0.3}),
    ],
    ids=["a hang", "a silence between two pieces", "one piece at a time for ever"],
)
def test_an_answer_takes_a_limited_time(server: LLMServer, llm: Any, script: Any, limits: Any) -> None:
    server.play(**script)
    assert failure(llm, **limits) == "TIMED_OUT"  # else it would be TOO_LONG, or an answer


def test_a_short_retry_after_is_honoured_once(server: LLMServer, llm: Any) -> None:
    if "Ollama" in type(llm).__name__:
        pytest.skip("Ollama's client keeps no headers of an error")
    busy = {"status": 429, "headers": {"Retry-After": "0.05"}}
    server.play(ANSWER, **busy, fails=1)
    assert answer(llm) == ANSWER
    server.play(ANSWER, **busy)
    assert failure(llm) == "RATE_LIMITED"
    assert len(server.requests) == 2


def test_one_server_error_is_forgiven(server: LLMServer, llm: Any) -> None:
    server.play(ANSWER, status=503, fails=1)
    assert answer(llm) == ANSWER


def test_the_server_stops_when_the_reader_stops(server: LLMServer, llm: Any) -> None:
    stop = threading.Event()

    def model(_: str) -> Iterator[str]:
        yield "One boat, "
        stop.set()
        yield from counting(_)

    server.play(model, every=0.01)
    assert len(answer(llm, stop)) < 200, "no more than what was under way"
    assert server.closed.wait(WAIT)


@pytest.mark.parametrize("silence", ["hang", "every"], ids=["before its answer", "within its answer"])
def test_a_silent_server_stops_at_once(server: LLMServer, llm: Any, silence: str) -> None:
    server.play(**{silence: WAIT})
    stop = threading.Event()
    reader = threading.Thread(target=answer, args=(llm, stop))
    reader.start()
    deadline = time.monotonic() + WAIT
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    assert server.closed.wait(WAIT / 2)
    reader.join(WAIT / 2)
    assert not reader.is_alive()


def test_the_server_stops_when_the_iterator_is_closed(server: LLMServer, llm: Any) -> None:
    from llama_index.core.llms import ChatMessage

    from assistant.prose.guarded import stream

    server.play(counting, every=0.01)
    pieces = stream(llm, [ChatMessage(content="How many boats?")])
    assert next(pieces) == "0 boats, "
    pieces.close()  # type: ignore[attr-defined]
    assert server.closed.wait(WAIT)


@pytest.mark.parametrize("cut", [1, 3, 1000])
def test_reasoning_is_left_out(server: LLMServer, llm: Any, cut: int) -> None:
    text = f"<think>Is it [k7q2]? <b></think>{ANSWER} 3 < 4.<Thinking>Done.</Thinking> End <"
    pieces = [text[at : at + cut] for at in range(0, len(text), cut)]
    server.play(lambda _: pieces, thoughts="Let me look at the passages.")
    assert answer(llm) == f"{ANSWER} 3 < 4. End <"


def test_hidden_characters_are_left_out(server: LLMServer, llm: Any) -> None:
    server.play("Two\u202e boats\x1b[0m\U000e0041.\r\nDone.")
    assert answer(llm) == "Two boats[0m.\nDone."


def test_the_key_is_shown_nowhere(server: LLMServer, llm: Any, caplog: pytest.LogCaptureFixture) -> None:
    from assistant.prose.models import open_llm

    caplog.set_level(logging.DEBUG)
    server.play(status=401)
    failure(llm)
    wrong = open_llm(server.spec(), {"DATELINE_LLM_KEY": KEY})
    assert KEY not in f"{llm!r} {llm!s} {wrong!r}"
    assert KEY not in caplog.text
