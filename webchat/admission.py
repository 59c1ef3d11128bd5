"""Which requests are admitted: those to this host, from this page, to the routes that the page needs."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable

from webchat.asgi import Application, Message, Receive, Send, header, refuse
from webchat.security_headers import WithSecurityHeaders

LOG = logging.getLogger("webchat")

NUMBER = "[0-9]{1,9}"  # of a turn or a quotation; Python reads no number of thousands of digits
READ = re.compile(
    r"/|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/(?:assets|static)/.+"
    r"|/gradio_api/(?:heartbeat/\w+|queue/data|startup-events)"
    rf"|/collection|/conversation/\w+(?:/{NUMBER}(?:/next)?)?|/article/\w+"
    rf"|/conversations|/conversation/\w+(?:/{NUMBER})?/export|/clipboard(?:/export)?"
    r"|/library/(?:facets|picture|uploads|feeds)"
)
WRITE = re.compile(
    rf"/ask|/feedback|/conversation/\w+|/clipboard(?:/{NUMBER})?"
    r"|/library(?:/(?:edit|remove|undo|samples|upload|cancel|fetch|feeds))?"
    r"|/gradio_api/(?:queue/join|upload|cancel|reset)/?"
)
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")  # a name or an address, and a port
LOGIN = {"GET": ("/login", "/login.css"), "HEAD": ("/login", "/login.css"), "POST": ("/login", "/logout")}
FORM = "application/x-www-form-urlencoded"
UPLOADS = ("/gradio_api/upload", "/library/upload")  # the routes whose body isn't JSON


class Admission:
    """ASGI middleware that refuses what the page never asks for, and sets the headers of every response."""

    def __init__(self, app: Application, *, hosts: Iterable[str] = (), has_login: bool = False) -> None:
        """`hosts`: the names under which readers reach the page, besides localhost and plain addresses. A
        site that points its own name to this machine (DNS rebinding) can't read the page under that name.
        `has_login`: whether the routes of the log-in are there."""
        self._app = app
        self._login = LOGIN if has_login else {}
        self._hosts = {"localhost", *(host.lower() for host in hosts)}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        # the page opens no websocket: without an answer, the server closes it

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        sender = WithSecurityHeaders(send)
        if reason := self._refusal(scope):
            await refuse(sender.send, *reason)
            return
        try:
            if scope["path"] == "/":
                # The policy names the page's own scripts, so it must read them.
                plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
                await self._app({**scope, "headers": plain}, receive, sender.send_page)
            else:
                await self._app(scope, receive, sender.send)
        except Exception as error:  # such as gradio's KeyError for a function that the page doesn't have
            if sender.has_started:
                raise
            LOG.warning("a request failed: %s", type(error).__name__)
            await refuse(sender.send, 400, "The page never sends this request.")

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        host = header(scope, b"host").lower()
        if sum(name == b"host" for name, _ in scope["headers"]) != 1 or not self._is_known(host):
            return 421, f"This server doesn't answer for {host!r}. Name it with --hostname to allow it."
        origin = header(scope, b"origin")
        mode, site = header(scope, b"sec-fetch-mode"), header(scope, b"sec-fetch-site")
        if (origin and origin.lower().partition("://")[2] != host) or (
            site in ("cross-site", "same-site") and mode != "navigate"
        ):
            return 403, "A page of another site can't use this server."
        path, method = scope["path"], scope["method"]
        is_login = path in self._login.get(method, ())
        if not (is_login or (READ if method in ("GET", "HEAD") else WRITE).fullmatch(path)):
            return 404, "Not found."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "Only GET, HEAD and POST."
        kind = header(scope, b"content-type").split(";")[0].strip().lower()
        if method == "POST" and not path.startswith(UPLOADS):
            expected = FORM if path == "/login" else "application/json"
            if kind != expected:
                return 415, f"The body of this request must be {expected}."
            if expected == FORM and not (origin or site == "same-origin"):
                return 403, "A form without its origin can't be checked."
        return None

    def _is_known(self, host: str) -> bool:
        parts = HOST.fullmatch(host)
        if not parts:
            return False
        name = parts[1].strip("[]")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._hosts
        return True
