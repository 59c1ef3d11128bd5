"""Limits of uploads: the size of all together, and of each sender's."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable

from webchat.asgi import Application, Message, Receive, Send, header, refuse

UPLOADS_LIMIT = 2 * 1024**3  # bytes of all visitors' uploads that may lie in gradio's folder
EACH_LIMIT = 1024**3  # bytes of one visitor's
UPLOADS_KEPT = 4_200.0  # seconds from an upload until gradio has deleted its copy at the latest
UPLOAD = re.compile(r"/upload/?$")
LENGTH = re.compile(r"[0-9]{1,15}")  # bytes; Python reads no number of thousands of digits


class UploadLimits:
    """ASGI middleware that refuses uploads over the limits."""

    def __init__(
        self,
        app: Application,
        *,
        limit: int = UPLOADS_LIMIT,
        each: int = EACH_LIMIT,
        kept: float = UPLOADS_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit`, `each`: bytes of all uploads of the last `kept` seconds, and of those from one address."""
        self._app = app
        self._limit = limit
        self._each = each
        self._kept = kept
        self._clock = clock
        self._uploads: deque[tuple[float, str, int]] = deque()  # (time, address, bytes)
        self._announced: Counter[str] = Counter()  # address -> bytes of the uploads in progress

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and UPLOAD.search(scope["path"]):
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Message, receive: Receive, send: Send) -> None:
        length = header(scope, b"content-length")
        if not LENGTH.fullmatch(length):
            await refuse(send, 411, "An upload needs the header Content-Length.")
            return
        size, address = int(length), str((scope.get("client") or ("",))[0])
        used = self._used()
        if used.total() + size > self._limit or used[address] + size > self._each:
            await refuse(send, 413, "Too many uploads in the last hour. Try again later.")
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        self._announced[address] += size
        try:
            await self._app(scope, counted, send)
        finally:
            self._announced[address] -= size
            self._uploads.append((self._clock(), address, received))

    def _used(self) -> Counter[str]:
        """The bytes of each address, finished and in progress."""
        oldest = self._clock() - self._kept
        while self._uploads and self._uploads[0][0] <= oldest:
            self._uploads.popleft()
        used = Counter(self._announced)
        for _, address, size in self._uploads:
            used[address] += size
        return used
