"""Web servers on loopback for tests of fetching, and a network that connects every address to one of them."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO

import httpcore

PUBLIC = "93.184.215.14"  # a public address; nothing is ever sent there


@dataclass
class Reply:
    """The response of the server for a path, after a delay in seconds. `write` sends the rest of the
    response, from the end of the headers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    delay: float = 0
    write: Callable[[BinaryIO], None] | None = None


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


@dataclass
class Website:
    """A server on loopback: its `pages` by path, and the paths and headers of the requests."""

    port: int
    pages: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.authority}{path}"


def publish(site: Website) -> None:
    """Publish a page at /ferry, and a feed of it at /feed."""
    text = "<p>The ferry to Low Island runs again after the storm, the harbour office said on Monday.</p>" * 3
    page = f"<html><head><title>Ferry</title></head><body><article>{text}</article></body></html>"
    link = f"<item><title>Ferry</title><link>{site.url('/ferry')}</link></item>"
    feed = f"<rss version='2.0'><channel><title>News</title>{link}</channel></rss>"
    xml = {"Content-Type": "application/xml"}
    site.pages = {"/ferry": Reply(page.encode()), "/feed": Reply(feed.encode(), headers=xml)}


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Website]:
    """Serve a website without pages and without a robots.txt; with a context, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = site.pages.get(self.path, Reply(b"not here", 404))
            time.sleep(reply.delay)
            self.send_response(reply.status)
            length = {} if reply.write else {"Content-Length": str(len(reply.body))}
            for name, value in (length | reply.headers).items():
                self.send_header(name, value)
            try:
                if reply.write:
                    self.flush_headers()
                    reply.write(self.wfile)
                else:
                    self.end_headers()
                    self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True  # the client has closed the connection

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        site = Website(server.server_address[1])
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()


class Loopback(httpcore.SyncBackend):
    """Connects to one port of loopback in place of any address, and records the addresses and the names whose
    certificates were requested."""

    def __init__(self, port: int, trust: Callable[[ssl.SSLContext], None] = lambda _: None) -> None:
        self.port = port
        self.trust = trust
        self.dead: set[str] = set()
        self.connected: list[tuple[str, int]] = []
        self.secured: list[str | None] = []

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Any:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("no route to this host")
        stream = super().connect_tcp("127.0.0.1", self.port, timeout)
        start_tls = stream.start_tls

        def start(context: ssl.SSLContext, name: str | None = None, timeout: float | None = None) -> Any:
            self.secured.append(name)
            self.trust(context)
            return start_tls(context, name, timeout)

        stream.start_tls = start  # type: ignore[method-assign]
        return stream


class Names:
    """A resolver with the addresses of each name at each look-up; the last addresses are repeated."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise OSError("Name or service not known")
        each = self.answers[host]
        return each.pop(0) if len(each) > 1 else each[0]


@dataclass
class Clock:
    """Time that passes only in sleep."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
