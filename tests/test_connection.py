"""Connections that send too much, or too slowly, against a real server."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn

from webchat.asgi import Message, Receive, Send, refuse
from webchat.connection import Connection

HEAD = b"POST /ask HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
MANY = b"a" * 1_000_000


class Impatient(Connection):
    head_within = 0.2


async def read_all(scope: Message, receive: Receive, send: Send) -> None:
    """An application that answers with the number of bytes that it got."""
    if scope["type"] != "http":
        return
    message, size = {"more_body": True}, 0
    while message.get("more_body"):
        message = await receive()
        size += len(message.get("body", b""))
    await refuse(send, 200, str(size))


@contextmanager
def serving(protocol: type[Connection]) -> Iterator[int]:
    """Serve `read_all`. Yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(read_all, http=protocol, lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(Connection) as port:
        yield port


def sent(port: int, *parts: bytes) -> bytes:
    """What comes back until the server closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        try:
            for part in parts:
                client.sendall(part)
            while more := client.recv(65_536):
                received += more
        except ConnectionError:  # closed before everything was sent
            pass
    return received


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, b"X: ", *[MANY] * 20),
        (HEAD, *[b"X: " + MANY[:1_000] + b"\r\n"] * 20_000),
        (b"GET /", *[MANY] * 20),
        (CHUNKED, b"X: ", *[MANY] * 20),
        (HEAD, b"Transfer-Encoding: chunked\r\n\r\n1;", *[MANY] * 20),
    ],
    ids=["header", "headers", "address", "trailer", "extension"],
)
def test_so_many_bytes_of_a_head_are_kept_and_no_more(port: int, parts: tuple[bytes, ...]) -> None:
    answer = sent(port, *parts)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


def test_a_long_head_and_a_large_body_are_read(port: int) -> None:
    size = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(MANY)
    first = HEAD + b"X: " + MANY[:60_000] + b"\r\n" + size.replace(b"close", b"keep-alive")
    answer = sent(port, first, MANY, HEAD + size, MANY)
    assert answer.count(b"HTTP/1.1 200 OK") == answer.count(str(len(MANY)).encode()) == 2


def test_a_head_has_so_much_time() -> None:
    with serving(Impatient) as port:
        assert sent(port) == sent(port, HEAD) == b""
        late = sent(port, HEAD + b"Content-Length: 0\r\n\r\n", HEAD)
        assert late.count(b"HTTP/1.1") == 1, "the second request of a connection, too"
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\na")
            time.sleep(2 * Impatient.head_within)
            client.sendall(b"b")
            assert client.recv(65_536).startswith(b"HTTP/1.1 200"), "a body may come slowly"
