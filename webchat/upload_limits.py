"""Limits of uploads: of all together, of those of an address, and of each reader's."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from webchat.asgi import Application, Message, Receive, Send, header, refuse
from webchat.readers import Sender, sender_of
from webchat.texts import t

MEGABYTE = 1024**2  # bytes
UPLOADS_KEPT = 4_200.0  # seconds from an upload until gradio has deleted its copy at the latest
UPLOAD = re.compile(r"/(gradio_api|library)/upload/?")
LENGTH = re.compile(r"[0-9]{1,15}")  # bytes; Python reads no number of thousands of digits


class Amount(NamedTuple):
    """Uploads. `size`: bytes of all. `files`: those that gradio keeps for an hour. What readers add to the
    articles is deleted once it is read, and `Intake` limits how many wait."""

    size: int
    files: int


NOTHING = Amount(0, 0)


class Quotas(NamedTuple):
    """What may be uploaded in an hour: by one reader, by those of one address, and by all together."""

    reader: Amount = Amount(512 * MEGABYTE, 100)
    address: Amount = Amount(1024 * MEGABYTE, 1_000)
    everyone: Amount = Amount(2048 * MEGABYTE, 2_000)


# What a reader is told: of the bytes, and of the files.
SENTENCES = {
    "reader": ("adding.reader_quota", "adding.reader_files"),
    "address": ("adding.address_quota", "adding.address_files"),
    "everyone": ("adding.full", "adding.full"),
}


class UploadLimits:
    """ASGI middleware that refuses uploads over the limits. It stands behind `Readers`."""

    def __init__(
        self,
        app: Application,
        *,
        quotas: Quotas = Quotas(),  # noqa: B008
        kept: float = UPLOADS_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`kept`: seconds for which an upload counts."""
        self._app = app
        self._quotas = quotas
        self._kept = kept
        self._clock = clock
        self._used: dict[tuple[str, str], Amount] = {}  # also by uploads in progress, as they were announced
        self._ended: deque[tuple[float, Sender, Amount]] = deque()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and UPLOAD.fullmatch(scope["path"]):
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Message, receive: Receive, send: Send) -> None:
        length = header(scope, b"content-length")
        if not LENGTH.fullmatch(length):
            await refuse(send, 411, "An upload needs the header Content-Length.")
            return
        sender = sender_of(scope)
        announced = Amount(int(length), int(scope["path"].startswith("/gradio_api")))
        self._forget()
        if reason := self._refusal(sender, announced):
            await refuse(send, 413, reason)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        self._count(sender, announced)
        try:
            await self._app(scope, counted, send)
        finally:
            self._count(sender, Amount(received - announced.size, 0))
            self._ended.append((self._clock(), sender, announced._replace(size=received)))

    def _refusal(self, sender: Sender, more: Amount) -> str:
        """Why an upload is refused; "" when it isn't."""
        for whose, quota in zip(_counted_for(sender), self._quotas, strict=True):
            used = self._used.get(whose, NOTHING)
            too_large, too_many = SENTENCES[whose[0]]
            if used.size + more.size > quota.size:
                return t(too_large, limit=quota.size // MEGABYTE)
            if used.files + more.files > quota.files:
                return t(too_many, n=quota.files)
        return ""

    def _count(self, sender: Sender, more: Amount) -> None:
        for whose in _counted_for(sender):
            size, files = self._used.pop(whose, NOTHING)
            if (now := Amount(size + more.size, files + more.files)) != NOTHING:
                self._used[whose] = now

    def _forget(self) -> None:
        """Leave out what gradio has deleted by now."""
        oldest = self._clock() - self._kept
        while self._ended and self._ended[0][0] <= oldest:
            _, sender, (size, files) = self._ended.popleft()
            self._count(sender, Amount(-size, -files))


def _counted_for(sender: Sender) -> tuple[tuple[str, str], ...]:
    """For whom an upload of the sender counts, as in `Quotas`."""
    return ("reader", sender.reader), ("address", sender.address), ("everyone", "")
