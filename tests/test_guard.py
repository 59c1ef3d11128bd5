"""Refused requests and the limit of all uploads, on a minimal ASGI application."""

from __future__ import annotations

import asyncio

import pytest

from webchat.guard import Guard, Message, Receive, Send


class Clock:
    """A clock that moves only when it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def accept(scope: Message, receive: Receive, send: Send) -> None:
    """An application that reads the body and answers 200."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status(guard: Guard, path: str, body: bytes = b"", *, method: str = "POST", length: str = "") -> int:
    """The status of the response to a request. `length`: its Content-Length, by default that of the body."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", (length or str(len(body))).encode())]
    scope: Message = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(guard(scope, receive, send))
    return int(sent[0]["status"])


UPLOAD = "/gradio_api/upload"


def test_all_uploads_together_have_a_limit() -> None:
    clock = Clock()
    guard = Guard(accept, limit=10, kept=60.0, clock=clock)
    assert status(guard, UPLOAD, b"sixsix") == 200
    assert status(guard, UPLOAD, b"five5") == 413
    assert status(guard, UPLOAD, b"four") == 200
    clock.now = 59.0
    assert status(guard, UPLOAD, b"1") == 413
    assert status(guard, "/gradio_api/queue/join", b"a question") == 200
    clock.now = 60.0
    assert status(guard, UPLOAD, b"tentententen"[:10]) == 200


def test_an_upload_without_a_stated_size_is_refused() -> None:
    guard = Guard(accept, limit=10)
    assert status(guard, UPLOAD, b"six", length="many") == 411
    assert status(guard, UPLOAD, b"six", length="11") == 413
    assert status(guard, UPLOAD, b"six", length="10") == 200
    assert status(guard, UPLOAD, b"seven77") == 200, "only the received bytes count"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://127.0.0.1/secret",
        "/gradio_api/file=HTTPS://news.example/a",
        "/file=http:/news.example",
        "/gradio_api/proxy=https://news.example/a",
    ],
)
def test_requests_for_another_server_are_refused(path: str) -> None:
    guard = Guard(accept)
    assert status(guard, path, method="GET") == 403
    assert status(guard, path, method="HEAD") == 403


@pytest.mark.parametrize("path", ["/", "/gradio_api/file=/tmp/gradio/a.txt", "/assets/http.js"])
def test_other_requests_pass(path: str) -> None:
    assert status(Guard(accept), path, method="GET") == 200
