"""A language model's answer as a bounded stream of text. Whatever goes wrong is a `LanguageModelError`."""

from __future__ import annotations

import contextlib
import gc
import re
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

from llama_index.core.base.llms.types import MessageRole, ToolCallBlock
from llama_index.core.llms import LLM, ChatMessage

from assistant.prose.citable import marks
from assistant.prose.connections import Connections, noted_in
from assistant.prose.failures import LanguageModelError, Reason, pause_of, reason_of

ATTEMPTS = 2  # of one answer: a second one after a server error, or when Retry-After is short
POLL = 0.05  # seconds between two looks at `stop` while the model is silent
AHEAD = 256  # chunks that are received before they are read
LARGEST_CONTEXT = 8192  # tokens that are used of a model whose context is larger, or unknown
REPEATED = 40  # characters; a text whose end occurs
TIMES = 6  # times without overlap is a loop
ECHO = 80  # characters of the instructions at the start of an answer make it a copy of them
REASONING = re.compile(r"<(think|thinking|thought|reasoning|analysis)>", re.IGNORECASE)
LONGEST_TAG = len("</reasoning>")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
UNREADABLE = 8  # control characters in one answer that make it no text


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one answer. `first`: seconds until the first text, which include reading the prompt.
    `between`: seconds between two pieces. `total`: seconds in all. `characters`: of the answer.
    `retry_after`: the longest wait, in seconds, that a busy server may ask for."""

    first: float = 90.0
    between: float = 20.0
    total: float = 180.0
    characters: int = 8_000
    retry_after: float = 5.0


LIMITS = Limits()


def stream(
    llm: LLM,
    messages: Sequence[ChatMessage],
    limits: Limits = LIMITS,
    stop: threading.Event | None = None,
) -> Generator[str, None, None]:
    """Yield a model's answer to messages in pieces as they arrive, without its reasoning between tags.

    The generation ends when `stop` is set or the iterator is closed. Raises LanguageModelError, also after
    some pieces.
    """
    stop = stop or threading.Event()
    deadline = time.monotonic() + limits.total
    for attempt in range(1, ATTEMPTS + 1):
        begun = False
        try:
            with contextlib.closing(_chunks(llm, messages, limits, deadline, stop)) as chunks:
                for piece in _answering(chunks, messages, limits, stop):
                    begun = True
                    yield piece
            return
        except LanguageModelError:
            raise
        except Exception as error:  # each provider has errors of its own
            reason, pause = reason_of(error), pause_of(error)
        may_retry = reason is Reason.SERVER_ERROR or (pause is not None and pause <= limits.retry_after)
        if begun or attempt == ATTEMPTS or not may_retry:
            raise LanguageModelError(reason)
        if stop.wait(pause or 0):
            return


def context_window(llm: LLM) -> int:
    """The number of tokens that a model's prompt and answer may have together, at most `LARGEST_CONTEXT`.

    Raises LanguageModelError when the server has to be asked and doesn't answer.
    """
    try:
        return min(int(llm.metadata.context_window), LARGEST_CONTEXT)
    except ValueError:  # a model newer than the provider's own table
        return LARGEST_CONTEXT
    except Exception as error:  # each provider has errors of its own
        reason = reason_of(error)
    raise LanguageModelError(reason)


def _answering(
    chunks: Iterable[Any], messages: Sequence[ChatMessage], limits: Limits, stop: threading.Event
) -> Iterator[str]:
    """The text of the chunks. Raises LanguageModelError as soon as the text is no answer."""
    instructions = "\n".join(m.content or "" for m in messages if m.role == MessageRole.SYSTEM)
    text, unreadable = "", 0
    for piece in _without_reasoning(_texts(chunks)):
        unreadable += len(CONTROLS.findall(piece))
        text += (piece := CONTROLS.sub("", piece))
        _expect_answer(text, unreadable, instructions, limits)
        if piece:
            yield piece
    if not text.strip() and not stop.is_set():
        raise LanguageModelError(Reason.EMPTY)


def _expect_answer(text: str, unreadable: int, instructions: str, limits: Limits) -> None:
    """Raise LanguageModelError when what a model has written so far can't become an answer."""
    if unreadable >= UNREADABLE:
        raise LanguageModelError(Reason.NOT_TEXT)
    if len(text) > limits.characters:
        raise LanguageModelError(Reason.TOO_LONG)
    end, start = text[-REPEATED:], text.lstrip()[:ECHO]
    if len(end) == REPEATED and text.count(end) >= TIMES:
        raise LanguageModelError(Reason.REPEATS_ITSELF)
    if len(start) == ECHO and start in instructions:
        raise LanguageModelError(Reason.REPEATS_PROMPT)


def _texts(chunks: Iterable[Any]) -> Iterator[str]:
    """The text that each chunk adds, with the marks of the provider's own citations."""
    seen = 0
    for chunk in chunks:
        marked, seen = marks(chunk.message, seen)
        yield _text(chunk) + marked


def _text(chunk: Any) -> str:
    """The text that a chunk adds. Raises LanguageModelError for anything but text."""
    calls = chunk.message.additional_kwargs.get("tool_calls")
    if calls or any(isinstance(block, ToolCallBlock) for block in chunk.message.blocks):
        raise LanguageModelError(Reason.TOOL_CALL)
    if not isinstance(chunk.delta, str | None):
        raise LanguageModelError(Reason.NOT_TEXT)
    return chunk.delta or ""


def _without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """The text outside reasoning tags. A "<" is held back until it is no tag for certain."""
    held, end = "", ""  # `end`: the tag that ends the reasoning, "" outside it
    for piece in pieces:
        held += piece
        while True:
            if end:
                before, found_end, after = held.partition(end)
                held = after if found_end else before[-len(end) :]
                if not found_end:
                    break
                end = ""
            elif tag := REASONING.search(held):
                yield held[: tag.start()]
                held, end = held[tag.end() :], f"</{tag[1]}>"
            else:
                opened = held.rfind("<", -LONGEST_TAG)
                shown = len(held) if opened < 0 else opened
                yield held[:shown]
                held = held[shown:]
                break
    if not end:
        yield held


_END = object()  # the last item of a queue


def _chunks(
    llm: LLM, messages: Sequence[ChatMessage], limits: Limits, deadline: float, stop: threading.Event
) -> Generator[Any, None, None]:
    """The chunks of an answer, received in a thread, so that waiting for each is bounded. Raises what the
    model's class raises, and TimeoutError."""
    received: Queue[Any] = Queue(AHEAD)
    over = threading.Event()
    connections = Connections()
    arguments = (llm, list(messages), received, over, connections)
    threading.Thread(target=_receive, args=arguments, name="language model", daemon=True).start()
    patience = limits.first
    try:
        while not stop.is_set():
            until = min(time.monotonic() + patience, deadline)
            chunk = _next(received, until, stop)
            if chunk is _END:
                return
            if isinstance(chunk, Exception):
                raise chunk
            if getattr(chunk, "delta", None):
                patience = limits.between
            yield chunk
    finally:
        over.set()
        connections.close()


def _next(received: Queue[Any], until: float, stop: threading.Event) -> Any:
    """The next item of a queue, `_END` once `stop` is set. Raises TimeoutError at the time `until`."""
    while not stop.is_set():
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return received.get(timeout=min(POLL, left))
        except Empty:
            continue
    return _END


def _receive(
    llm: LLM,
    messages: list[ChatMessage],
    received: Queue[Any],
    over: threading.Event,
    connections: Connections,
) -> None:
    """Put the chunks of an answer, and `_END` or an error, into the queue, until `over` is set. Then the
    stream is closed, at which the server stops generating; connections that were noted are closed at once."""

    def put(item: Any) -> None:
        while not over.is_set():
            try:
                received.put(item, timeout=POLL)
                break
            except Full:
                continue

    try:
        with noted_in(connections), contextlib.closing(llm.stream_chat(messages)) as chunks:
            for chunk in chunks:
                put(chunk)
                if over.is_set():
                    break
        if over.is_set():
            gc.collect()  # openai's stream is in a cycle of references, and its end closes the connection
        put(_END)
    except Exception as error:  # handed on to the reader of the queue
        put(error)
