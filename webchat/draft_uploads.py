"""Files that are loaded into the Check tab, on their way to gradio."""

from __future__ import annotations

import re
from tempfile import SpooledTemporaryFile
from typing import IO

from assistant.draft.formats import MAX_BYTES
from webchat.asgi import Application, Message, Receive, Send, header, refuse
from webchat.texts import t

LARGEST = MAX_BYTES + 16_384  # bytes of an upload: the file, and what a browser writes around it
IN_MEMORY = 65_536  # bytes of an upload that is arriving; further ones lie on the disk
DELIMITERS = 2  # of an upload of one file: one before it, and one after it
FORM = re.compile(r"multipart/form-data; ?boundary=([0-9A-Za-z-]{1,70})")  # as browsers write it


class DraftUploads:
    """ASGI middleware that hands an upload over to gradio once it has arrived whole, with one file.

    Gradio takes a thousand files at a time, and never deletes the beginning of a cancelled one.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == "/gradio_api/upload":
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Message, receive: Receive, send: Send) -> None:
        form = FORM.fullmatch(header(scope, b"content-type"))
        if not form:
            await refuse(send, 415, "The body of this request must be multipart/form-data.")
            return
        with SpooledTemporaryFile(IN_MEMORY) as arrived:
            if not await _save(receive, arrived):
                return  # the reader has cancelled it
            if arrived.tell() > LARGEST:
                await refuse(send, 413, t("check.too_large", limit=MAX_BYTES // 1_000_000))
                return
            arrived.seek(0)
            content = arrived.read()
        if content.count(f"--{form[1]}".encode()) > DELIMITERS:
            await refuse(send, 413, t("check.one_file"))
            return
        await self._app(scope, _again(content, receive), send)


async def _save(receive: Receive, file: IO[bytes]) -> bool:
    """Write the body of a request to a file, up to the chunk that makes it too large. Returns False when the
    sender went away."""
    while file.tell() <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        file.write(message.get("body", b""))
        if not message.get("more_body"):
            break
    return True


def _again(content: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that has been received."""
    bodies = [content]

    async def give() -> Message:
        if bodies:
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}
        return await receive()

    return give
