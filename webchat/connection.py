"""The connections of the server. Only importer of uvicorn."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn import config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Connection(HttpToolsProtocol):
    """A connection that is closed when the head of a request, or what follows its body, takes too many bytes
    or too long. uvicorn keeps any number of bytes for any time."""

    longest = 65_536  # bytes
    head_within = 30.0  # seconds from the start of a request

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._unread = 0  # bytes that came since the last part of a body, or the end of a head or of a body
        self._waiting: asyncio.TimerHandle | None = None  # for the rest of a head
        super().__init__(*arguments, **options)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread <= self.longest or self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.send_400_response("The head of the request is too long.")
        else:
            self.transport.close()

    # Called by the parser

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._wait_no_longer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        super().on_message_complete()

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_within, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def limit_connections() -> None:
    """Make `Connection` uvicorn's default, for servers that are started later: gradio starts its own."""
    config.HTTP_PROTOCOLS["auto"] = f"{Connection.__module__}:{Connection.__name__}"
