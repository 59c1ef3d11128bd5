"""The log-in: without a session, only its page and its style are served.

GET  login        the page; its query is that of the page to open afterwards
POST login        a form with `name` and `password`
POST logout       ends the session in this browser

A session is a signed cookie. It ends after 30 days, and when the account's password changes or the account is
removed.
"""

from __future__ import annotations

import asyncio
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from math import ceil
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool

from webchat.accounts import LONGEST, Accounts
from webchat.asgi import Application, Message, Receive, Send, header
from webchat.markup import html, static
from webchat.rate import Rate
from webchat.signing import Signer
from webchat.texts import chosen, speaking, t

COOKIE = "dateline_session"
LASTS = 30 * 86_400  # seconds of a session
TRIES = 10  # a minute from one address
STARTED = "/gradio_api/startup-events"  # gradio asks itself once; the answer is true or false
LARGEST = 8 * LONGEST  # bytes of a form
ACCOUNT = "dateline.account"  # where the requests' scope holds the account's name

HTML, CSS, JSON = "text/html; charset=utf-8", "text/css; charset=utf-8", "application/json"


class Login:
    """ASGI middleware that lets only readers with an account pass."""

    def __init__(
        self,
        app: Application,
        *,
        accounts: Accounts,
        signer: Signer,
        tries: int = TRIES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._signer = signer
        self._rate = Rate(tries, clock)
        self._clock = clock
        self._checking = asyncio.Lock()  # one password at a time: each takes memory and a core

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(chosen(header(scope, b"cookie"), header(scope, b"accept-language"))):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        account, query = self._account(scope), scope.get("query_string", b"").decode("latin-1")
        match scope["method"], scope["path"]:
            case "GET" | "HEAD", "/login.css":
                await _respond(send, 200, CSS, static("login.css"))
            case "GET" | "HEAD", "/login" if not account:
                await _respond(send, 200, HTML, html("login.html", query=query, problem=""))
            case "GET" | "HEAD", "/login":
                await _redirect(send, "./", query)
            case "POST", "/login":
                await self._log_in(scope, receive, send, query)
            case "POST", "/logout":
                await _respond(send, 200, JSON, "{}", self._cookie(scope, "", 0))
            case _, path if account or path == STARTED:
                await self._app({**scope, ACCOUNT: account}, receive, send)
            case "GET" | "HEAD", "/":
                await _redirect(send, "login", query)
            case _:
                await _respond(send, 401, JSON, json.dumps({"error": t("login.needed")}))

    async def _log_in(self, scope: Message, receive: Receive, send: Send, query: str) -> None:
        form = await _form(receive)
        name, password = form.get("name", "").strip(), form.get("password", "")
        if wait := self._rate.wait(str((scope.get("client") or ("",))[0])):
            problem, status = t("login.too_often", n=ceil(wait)), 429
        elif not await self._is_password(name, password):
            problem, status = t("login.wrong"), 403
        else:
            await _redirect(send, "./", query, self._cookie(scope, self._session(name), LASTS))
            return
        await _respond(send, status, HTML, html("login.html", query=query, problem=problem))

    async def _is_password(self, name: str, password: str) -> bool:
        async with self._checking:
            return await run_in_threadpool(self._accounts.is_password, name, password[: LONGEST + 1])

    def _session(self, name: str) -> str:
        """The value of a cookie: the account's name, when the session ends, and a signature of both."""
        end = str(int(self._clock()) + LASTS)
        signature = self._signer.sign(COOKIE, name, end, self._accounts.hash_of(name))
        return f"{urlsafe_b64encode(name.encode()).decode().rstrip('=')}.{end}.{signature}"

    def _account(self, scope: Message) -> str:
        """The account of a request's session; "" without one."""
        try:
            cookie = SimpleCookie(header(scope, b"cookie")).get(COOKIE)
            coded, end, signature = (cookie.value if cookie else "").split(".")
            name = urlsafe_b64decode(f"{coded}==").decode()
        except (CookieError, ValueError):
            return ""
        kept = self._accounts.hash_of(name)
        if not kept or not self._signer.is_signed(signature, COOKIE, name, end, kept):
            return ""
        return name if int(end) > self._clock() else ""

    def _cookie(self, scope: Message, value: str, seconds: int) -> tuple[bytes, bytes]:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{COOKIE}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"
        return b"set-cookie", cookie.encode()


def account_of(scope: Message) -> str:
    """The account that `Login` found for a request; "" where there is no log-in."""
    return str(scope.get(ACCOUNT, ""))


async def _form(receive: Receive) -> Mapping[str, str]:
    """The fields of a form; none of one that is larger than the page's."""
    body = b""
    while len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    try:
        fields = parse_qs(body[: LARGEST + 1].decode(), max_num_fields=4) if len(body) <= LARGEST else {}
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


async def _respond(send: Send, status: int, kind: str, body: str, *headers: tuple[bytes, bytes]) -> None:
    own = [(b"content-type", kind.encode()), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": own})
    await send({"type": "http.response.body", "body": body.encode()})


async def _redirect(send: Send, path: str, query: str, *headers: tuple[bytes, bytes]) -> None:
    """Lead to a path of this server; the browser asks for it with GET."""
    location = (f"{path}?{query}" if query else path).encode("latin-1")
    await _respond(send, 303, HTML, "", (b"location", location), *headers)
