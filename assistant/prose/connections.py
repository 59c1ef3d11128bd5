"""HTTP connections of language models that can be closed at any time, also while a server is silent.

A server stops generating when its connection is closed. A client that waits for a server's next byte can't be
told to do so, but the socket that it waits for can be shut down from another thread.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpx


class Connections:
    """The connections of one answer. Once closed, those that are made later are closed, too."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._is_closed = False
        self._lock = threading.Lock()

    def add(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.append(connection)
            if self._is_closed:
                _shut_down(connection)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            for connection in self._sockets:
                _shut_down(connection)


_of_thread: ContextVar[Connections | None] = ContextVar("connections", default=None)


@contextmanager
def noted_in(connections: Connections) -> Iterator[None]:
    """Note the connections that this thread makes through a client with `client_options`."""
    token = _of_thread.set(connections)
    try:
        yield
    finally:
        _of_thread.reset(token)


def client_options() -> Mapping[str, Any]:
    """The options of an `httpx.Client` whose connections are noted. Each request makes a connection of its
    own: one that is kept from an earlier request would not be noted again."""
    return {
        "event_hooks": {"request": [_follow]},
        "follow_redirects": True,
        "limits": httpx.Limits(max_keepalive_connections=0),
    }


def client() -> httpx.Client:
    """A client with `client_options`."""
    return httpx.Client(**client_options())


def _follow(request: httpx.Request) -> None:
    """Have the steps of a request told to `_note`."""
    request.extensions = {**request.extensions, "trace": _note}


def _note(step: str, details: Mapping[str, Any]) -> None:
    """Note the socket of a connection that was just made, and the encrypted one that takes its place."""
    connections = _of_thread.get()
    if connections and step.endswith((".connect_tcp.complete", ".start_tls.complete")):
        connections.add(details["return_value"].get_extra_info("socket"))


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):  # closed already
        # An encrypted socket's own method would wait for the other side.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
