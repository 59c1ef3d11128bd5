"""The forms of ASGI: what middleware gets and sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def header(scope: Message, name: bytes) -> str:
    """The value of a header of a request; "" without it."""
    return next((value.decode("latin-1") for each, value in scope["headers"] if each == name), "")


def held_back(send: Send, change: Callable[[Message, bytes], tuple[Message, bytes]]) -> Send:
    """A `send` that waits for the whole response and sends what `change` makes of its start and its body."""
    start: Message = {}
    body = bytearray()

    async def hold(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            changed, content = change(start, bytes(body))
            await send(changed)
            await send({"type": "http.response.body", "body": content})

    return hold


async def refuse(send: Send, status: int, reason: str) -> None:
    """Send a response with a sentence."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason.encode()})
