"""Limits of uploads: the size of all together, of those of an address, and of each reader's."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable

from webchat.asgi import Application, Message, Receive, Send, header, refuse
from webchat.readers import Sender, sender_of
from webchat.texts import t

MEGABYTE = 1024**2  # bytes
UPLOADS_LIMIT = 2048 * MEGABYTE  # of all readers' uploads that may lie in gradio's folder
ADDRESS_LIMIT = 1024 * MEGABYTE  # of those of all readers of one address
READER_LIMIT = 512 * MEGABYTE  # of one reader's
UPLOADS_KEPT = 4_200.0  # seconds from an upload until gradio has deleted its copy at the latest
UPLOAD = re.compile(r"/upload/?$")
LENGTH = re.compile(r"[0-9]{1,15}")  # bytes; Python reads no number of thousands of digits


class UploadLimits:
    """ASGI middleware that refuses uploads over the limits. It stands behind `Readers`."""

    def __init__(
        self,
        app: Application,
        *,
        limit: int = UPLOADS_LIMIT,
        each_address: int = ADDRESS_LIMIT,
        each: int = READER_LIMIT,
        kept: float = UPLOADS_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit`, `each_address`, `each`: bytes of all uploads of the last `kept` seconds, of those from one
        address, and of one reader's."""
        self._app = app
        self._limit = limit
        self._each_address = each_address
        self._each = each
        self._kept = kept
        self._clock = clock
        self._uploads: deque[tuple[float, Sender, int]] = deque()  # (time, sender, bytes)
        self._announced: Counter[Sender] = Counter()  # sender -> bytes of the uploads in progress

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
        size, sender = int(length), sender_of(scope)
        if reason := self._refusal(sender, size):
            await refuse(send, 413, reason)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        self._announced[sender] += size
        try:
            await self._app(scope, counted, send)
        finally:
            self._announced[sender] -= size
            self._uploads.append((self._clock(), sender, received))

    def _refusal(self, sender: Sender, size: int) -> str:
        """Why an upload of so many bytes is refused; "" when it isn't."""
        used = self._used()
        by_reader = sum(used[each] for each in used if each.reader == sender.reader)
        by_address = sum(used[each] for each in used if each.address == sender.address)
        if by_reader + size > self._each:
            return t("adding.reader_quota", limit=self._each // MEGABYTE)
        if by_address + size > self._each_address:
            return t("adding.address_quota", limit=self._each_address // MEGABYTE)
        return t("adding.full") if used.total() + size > self._limit else ""

    def _used(self) -> Counter[Sender]:
        """The bytes of each sender, finished and in progress."""
        oldest = self._clock() - self._kept
        while self._uploads and self._uploads[0][0] <= oldest:
            self._uploads.popleft()
        used = Counter(self._announced)
        for _, sender, size in self._uploads:
            used[sender] += size
        return used
