"""Limits the HTTP interface under the page: the size of all uploads together, and no requests to other
servers."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

UPLOADS_LIMIT = 2 * 1024**3  # bytes of all visitors' uploads that may lie in gradio's folder
UPLOADS_KEPT = 4_200.0  # seconds from an upload until gradio has deleted its copy at the latest
UPLOAD = re.compile(r"/upload/?$")
# gradio fetches http://host/page for a visitor who asks for /gradio_api/file=http://host/page.
OTHER_SERVER = re.compile(r"/(?:file=\s*https?:|proxy=)", re.IGNORECASE)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Guard:
    """ASGI middleware that refuses requests to other servers and uploads over the limit."""

    def __init__(
        self,
        app: Application,
        *,
        limit: int = UPLOADS_LIMIT,
        kept: float = UPLOADS_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit`: bytes of all uploads of the last `kept` seconds."""
        self._app = app
        self._limit = limit
        self._kept = kept
        self._clock = clock
        self._uploads: deque[tuple[float, int]] = deque()  # (time, bytes)
        self._announced = 0  # bytes of the uploads in progress

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and OTHER_SERVER.search(path):
            await _refuse(send, 403, "This server fetches no other addresses.")
        elif scope["type"] == "http" and scope["method"] == "POST" and UPLOAD.search(path):
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Message, receive: Receive, send: Send) -> None:
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            await _refuse(send, 411, "An upload needs the header Content-Length.")
            return
        size = int(length)
        if self._used() + size > self._limit:
            await _refuse(send, 413, "Too many uploads in the last hour. Try again later.")
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        self._announced += size
        try:
            await self._app(scope, counted, send)
        finally:
            self._announced -= size
            self._uploads.append((self._clock(), received))

    def _used(self) -> int:
        oldest = self._clock() - self._kept
        while self._uploads and self._uploads[0][0] <= oldest:
            self._uploads.popleft()
        return self._announced + sum(size for _, size in self._uploads)


async def _refuse(send: Send, status: int, reason: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason.encode()})
