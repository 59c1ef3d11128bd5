"""Who is asking: readers are told apart by a signed cookie, or by their account where there is a log-in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

from webchat.asgi import Application, Message, Receive, Send, header
from webchat.signing import Signer

COOKIE = "dateline_reader"
LASTS = 400 * 86_400  # seconds; browsers keep no cookie longer
SCOPE = "dateline.reader"  # where the requests' scope holds the reader
SENDER = "dateline.sender"  # and whom a limit concerns

Account = Callable[[Message], str]  # a request's scope -> the name of its account; "" without one


class Sender(NamedTuple):
    """Whom the limits of a request concern. `reader`: the account, or the reader whose cookie came with the
    request. All requests of an address that carry no cookie count as those of one reader."""

    reader: str
    address: str


class Readers:
    """ASGI middleware that tells who sends a request, and gives a new reader a cookie.

    The cookie is no log-in: it only keeps a reader's list of conversations together. Scripts can't read it
    (HttpOnly), and requests of other sites don't carry it (SameSite).
    """

    def __init__(self, app: Application, *, signer: Signer, account: Account = lambda _: "") -> None:
        self._app = app
        self._signer = signer
        self._account = account

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = self._account(scope)
        returning = f"account:{name}" if name else self._of_cookie(scope)
        reader = returning or secrets.token_hex(16)
        address = str((scope.get("client") or ("",))[0])
        sender = Sender(returning or f"address:{address}", address)
        answer = send if returning else self._with_cookie(scope, send, reader)
        await self._app({**scope, SCOPE: reader, SENDER: sender}, receive, answer)

    def _of_cookie(self, scope: Message) -> str:
        """The reader of a cookie that this server signed; "" without one."""
        try:
            cookie = SimpleCookie(header(scope, b"cookie")).get(COOKIE)
        except CookieError:
            return ""
        reader, _, signature = cookie.value.partition(".") if cookie else ("", "", "")
        return reader if reader and self._signer.is_signed(signature, COOKIE, reader) else ""

    def _with_cookie(self, scope: Message, send: Send, reader: str) -> Send:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        signed = f"{reader}.{self._signer.sign(COOKIE, reader)}"
        cookie = f"{COOKIE}={signed}; Max-Age={LASTS}; Path=/; HttpOnly; SameSite=Lax{secure}"

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"set-cookie", cookie.encode())]
                message = {**message, "headers": headers}
            await send(message)

        return sent


def reader_of(scope: Message) -> str:
    """The reader that `Readers` found for a request."""
    return str(scope[SCOPE])


def sender_of(scope: Message) -> Sender:
    """The sender that `Readers` found for a request."""
    sender: Sender = scope[SENDER]
    return sender
