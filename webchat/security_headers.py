"""The security headers of every response: what a browser may do with the page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from webchat.asgi import Message, Send, held_back

SCRIPT = re.compile(rb"<script(?=[\s>])[^>]*>(.*?)</script>", re.DOTALL)

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# Gradio makes functions from texts (its templates, and the scripts that a component runs on load), so it
# needs 'unsafe-eval'. It sets style attributes and adds style elements, so it needs 'unsafe-inline' for
# styles.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
REPLACED = {name for name, _ in HEADERS} | {b"content-security-policy"}
# Gradio answers the pages of other sites that ask with their visitors' cookies.
DROPPED = re.compile(rb"access-control-.*|server")


class WithSecurityHeaders:
    """Sends a response with the headers of this module."""

    def __init__(self, send: Send) -> None:
        self.has_started = False
        self._send = send
        self.send_page = held_back(send, _with_scripts)  # a page is held back until it is complete

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            message = {**message, "headers": _headers(message["headers"], POLICY.format(hashes=""))}
        await self._send(message)


def _with_scripts(start: Message, page: bytes) -> tuple[Message, bytes]:
    """Name the page's own scripts in the policy."""
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in filter(None, SCRIPT.findall(page))
    )
    headers = _headers(start["headers"], POLICY.format(hashes=hashes))
    return {**start, "headers": [*headers, (b"cache-control", b"no-cache")]}, page


def _headers(sent: Iterable[tuple[bytes, bytes]], policy: str) -> list[tuple[bytes, bytes]]:
    kept = [
        (name, value)
        for name, value in sent
        if name.lower() not in REPLACED and not DROPPED.fullmatch(name.lower())
    ]
    return [*kept, *HEADERS, (b"content-security-policy", policy.encode())]
