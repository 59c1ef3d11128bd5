"""A server on loopback that speaks the streaming wire formats of OpenAI, Ollama and Anthropic, and does what
its script says."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-loopback-5up3r53cr3t"  # in the environment of the tests that look for it elsewhere


@dataclass(frozen=True)
class Cites:
    """A citation of a search result by its source, in Anthropic's format, for the text before it."""

    source: str
    words: str


Piece = str | Cites
Model = Callable[[str], Iterable[Piece]]  # the prompt -> the pieces of the answer


@dataclass
class Script:
    """What the server does with a request.

    `model`: writes the answer. `status`, `headers`: of the response; with an error status, the body quotes
    the key that came, as some servers do. `hang`, `every`: seconds before the first byte of the answer, and
    before each piece.
    `cut`: stop in the middle of an event. `tool`: ask to run a tool. `thoughts`: reasoning before the answer,
    in the field that the format has for it. `fails`: this many requests get the status, further ones 200.
    """

    model: Model = lambda _: ["Hello ", "there."]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0
    every: float = 0
    cut: bool = False
    tool: bool = False
    thoughts: str = ""
    fails: int = 1_000


@dataclass
class LLMServer:
    """A running server: its script, and what came. `closed`: set when a reader left before the end."""

    port: int
    script: Script = field(default_factory=Script)
    requests: list[dict[str, Any]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def spec(self, provider: str = "openai-like") -> str:
        """The name of its model, as for DATELINE_LLM."""
        path = "/v1" if provider.startswith("openai") else ""
        return f"{provider}/{MODELS[provider]}@http://127.0.0.1:{self.port}{path}"

    def play(self, model: Model | str | None = None, **script: Any) -> None:
        """Follow another script from now on; nothing is remembered of what came before."""
        if isinstance(model, str):
            script["model"] = lambda _: [model]
        elif model is not None:
            script["model"] = model
        self.script = Script(**script)
        self.requests.clear()
        self.closed.clear()


MODELS = {
    "openai-like": "scripted",
    "openai": "gpt-4o-mini",
    "ollama": "scripted",
    "anthropic": "claude-3-5-haiku-latest",
}
PATHS = {"/v1/chat/completions": "openai", "/api/chat": "ollama", "/v1/messages": "anthropic"}


def prompt_of(request: dict[str, Any]) -> str:
    """The text of all messages of a request in any of the formats."""
    system = request.get("system") or ""
    contents = [system, *(message["content"] for message in request["messages"])]
    return "\n\n".join(each if isinstance(each, str) else "\n".join(map(text_of, each)) for each in contents)


def text_of(part: dict[str, Any]) -> str:
    """The text of a part of a message; of a search result, with its source in brackets."""
    if part["type"] != "search_result":
        return str(part.get("text", ""))
    return f"[{part['source']}] {part['title']}\n" + "".join(map(text_of, part["content"]))


def words(text: str) -> list[str]:
    """A text in pieces of about a token: "Two boats." -> ["Two ", "boats."]."""
    return text.replace(" ", " \0").split("\0")


class Handler(BaseHTTPRequestHandler):
    """Plays the script of the server that it is bound to."""

    protocol_version = "HTTP/1.1"
    playing: LLMServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/show":
            return self.whole(200, {"model_info": {"llama.context_length": 4096}})
        self.playing.requests.append(body)
        script = self.playing.script
        if script.status != 200 and len(self.playing.requests) <= script.fails:
            key = self.headers.get("Authorization") or self.headers.get("x-api-key")
            return self.whole(script.status, {"error": {"message": f"wrong: {key}"}}, script.headers)
        try:
            self.stream(PATHS[self.path], script, prompt_of(body))
        except OSError:
            self.playing.closed.set()
            self.close_connection = True
        return None

    def whole(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        length = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        for name, value in (length | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def stream(self, wire: str, script: Script, prompt: str) -> None:
        self.wait(script.hang)
        self.send_response(200)
        kind = "application/x-ndjson" if wire == "ollama" else "text/event-stream"
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events(wire, script, prompt):
            self.wait(script.every)
            self.chunk(event)
        if script.cut:
            self.close_connection = True
        else:
            self.chunk(b"")

    def wait(self, seconds: float) -> None:
        """Wait, as a server does that looks meanwhile whether the reader is still there."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise ConnectionResetError

    def chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def llm_serving() -> Iterator[LLMServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        playing = LLMServer(server.server_address[1])
        server.RequestHandlerClass = type("Bound", (Handler,), {"playing": playing})
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield playing
        finally:
            server.shutdown()


def events(wire: str, script: Script, prompt: str) -> Iterator[bytes]:
    """The events of an answer in a wire format; with `cut`, half of the last one."""
    of = {"openai": openai_events, "ollama": ollama_events, "anthropic": anthropic_events}[wire]
    encoded = of(script, script.model(prompt))
    if not script.cut:
        yield from encoded
        return
    whole = list(encoded)
    middle = whole[len(whole) // 2]
    yield from whole[: len(whole) // 2]
    yield middle[: len(middle) * 2 // 3] + b"\n\n"


def openai_events(script: Script, pieces: Iterable[Piece]) -> Iterator[bytes]:
    def event(delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    if script.thoughts:
        yield event({"reasoning_content": script.thoughts})
    if script.tool:
        call = {"name": "search", "arguments": "{}"}
        yield event({"tool_calls": [{"index": 0, "id": "t1", "type": "function", "function": call}]})
    for piece in pieces:
        yield event({"content": piece})
    yield event({}, "tool_calls" if script.tool else "stop")
    yield b"data: [DONE]\n\n"


def ollama_events(script: Script, pieces: Iterable[Piece]) -> Iterator[bytes]:
    def event(done: bool = False, **message: Any) -> bytes:
        head = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "done": done}
        body = {**head, "message": {"role": "assistant", "content": "", **message}}
        return json.dumps(body).encode() + b"\n"

    if script.thoughts:
        yield event(thinking=script.thoughts)
    if script.tool:
        yield event(tool_calls=[{"function": {"name": "search", "arguments": {}}}])
    for piece in pieces:
        yield event(content=piece)
    yield event(done=True)


def anthropic_delta(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"type": "text_delta", "text": piece}
    place = {"search_result_index": 0, "start_block_index": 0, "end_block_index": 1}
    cited = {"cited_text": piece.words, "source": piece.source, "title": "", **place}
    return {"type": "citations_delta", "citation": {"type": "search_result_location", **cited}}


def anthropic_events(script: Script, pieces: Iterable[Piece]) -> Iterator[bytes]:
    def event(kind: str, **content: Any) -> bytes:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **content})}\n\n".encode()

    def block(index: int, start: dict[str, Any], deltas: Iterable[dict[str, Any]]) -> Iterator[bytes]:
        yield event("content_block_start", index=index, content_block=start)
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)

    message = {"id": "m1", "type": "message", "role": "assistant", "model": "scripted", "content": []}
    usage = {"input_tokens": 1, "output_tokens": 1}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
    yield event("message_start", message=message)
    yield event("ping")
    if script.thoughts:
        thinking = {"type": "thinking", "thinking": "", "signature": ""}
        yield from block(0, thinking, [{"type": "thinking_delta", "thinking": script.thoughts}])
    if script.tool:
        tool = {"type": "tool_use", "id": "t1", "name": "search", "input": {}}
        yield from block(1, tool, [{"type": "input_json_delta", "partial_json": "{}"}])
    yield from block(2, {"type": "text", "text": ""}, map(anthropic_delta, pieces))
    yield event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage=usage)
    yield event("message_stop")
