"""Fetches pages politely and safely: public addresses only, robots.txt, pauses between requests, limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from ingest.fetch.addresses import Resolver, Target, checked_addresses, endpoints, resolve, target_of
from storage.errors import ArticleRejected

if TYPE_CHECKING:
    from ingest.fetch.client import Client, Network, Response
    from ingest.fetch.robots import Robots

REDIRECTS = (301, 302, 303, 307, 308)
CHARSET = re.compile(r"""charset\s*=\s*["']?([a-z0-9_.:-]+)""")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on one document: `seconds` from the look-up of its host to the last byte, with redirects but
    without pauses; `bytes`, both compressed and decompressed; and `redirects`. `pause` is the least number of
    seconds between two requests to a host."""

    seconds: float = 10.0
    bytes: int = 5_000_000
    redirects: int = 3
    pause: float = 1.0


class Document(NamedTuple):
    """A fetched document: its URL after all redirects, the media type and charset that the server declares,
    in lower case or "", and its bytes."""

    url: str
    media_type: str
    charset: str
    raw: bytes


class Fetcher:
    """Fetches documents for one run; caches look-ups and robots.txt files.

    `allow`: hosts ("wiki.example", "127.0.0.1:8000") to fetch from even if their address isn't public or
    their port isn't the default. Raises UsageError for an invalid host. `resolver`, `network`, `clock` and
    `sleep` replace the machine's own.
    """

    def __init__(
        self,
        allow: Iterable[str] = (),
        limits: Limits = Limits(),
        *,
        resolver: Resolver = resolve,
        network: Network | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits
        self._allowed = endpoints(allow)
        self._resolver = resolver
        self._network = network
        self._clock = clock
        self._sleep = sleep
        self._addresses: dict[str, list[str]] = {}  # by origin
        self._robots: dict[str, Robots | str] = {}  # by origin; the reason when it can't be read
        self._last_request: dict[str, float] = {}  # by host, on the clock

    def fetch(self, url: str) -> Document:
        """Fetch a document. Raises ArticleRejected with the reason."""
        target, response = self._follow(target_of(url), self._pause_allowed)
        if response.status != 200:
            raise ArticleRejected(f"the server answered {_status(response.status)}")
        content_type = response.headers.get("content-type", "").lower()
        media_type = content_type.partition(";")[0].strip()
        charset = CHARSET.search(content_type)
        return Document(target.url, media_type, charset[1] if charset else "", response.body)

    def _follow(self, target: Target, pause_before: Callable[[Target], float]) -> tuple[Target, Response]:
        """Follow redirects, checking every step. Returns the final target and its response."""
        deadline = self._clock() + self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            addresses = self._checked(target, self._left(deadline))
            started = self._clock()
            self._take_turn(target.host, pause_before(target))
            deadline += self._clock() - started
            response = self._client.get(target, addresses, partial(self._left, deadline))
            if response.status not in REDIRECTS:
                return target, response
            if not response.headers.get("location"):
                raise ArticleRejected(
                    f"the server answered {_status(response.status)} without a Location header"
                )
            target = target.joined(response.headers["location"])
        raise ArticleRejected(f"more than {self.limits.redirects} redirects")

    def _checked(self, target: Target, seconds: float) -> list[str]:
        """The checked addresses of a target, looked up once a run: later DNS changes have no effect."""
        if target.origin not in self._addresses:
            self._addresses[target.origin] = checked_addresses(target, self._allowed, self._resolver, seconds)
        return self._addresses[target.origin]

    @cached_property
    def _client(self) -> Client:
        from ingest.fetch.client import Client

        return Client(f"Dateline/{version('dateline')}", self.limits.bytes, self._network)

    def _left(self, deadline: float) -> float:
        return deadline - self._clock()

    def _take_turn(self, host: str, pause: float) -> None:
        wait = self._last_request[host] + pause - self._clock() if host in self._last_request else 0.0
        if wait > 0:
            self._sleep(wait)
        self._last_request[host] = self._clock()

    def _pause_allowed(self, target: Target) -> float:
        """The pause between requests, in seconds. Raises ArticleRejected when robots.txt forbids this one."""
        if target.origin not in self._robots:
            self._robots[target.origin] = self._read_robots(target)
        robots = self._robots[target.origin]
        if isinstance(robots, str):
            raise ArticleRejected(robots)
        if not robots.allows(target.url):
            raise ArticleRejected(f"the robots.txt of {target.host} asks not to fetch this page")
        return max(robots.pause, self.limits.pause)

    def _read_robots(self, target: Target) -> Robots | str:
        from ingest.fetch.robots import Robots

        try:
            _, response = self._follow(replace(target, path="/robots.txt"), lambda _: self.limits.pause)
            if response.status >= 500:
                raise ArticleRejected(f"the server answered {_status(response.status)}")
            return Robots.parse(response.body)
        except ArticleRejected as error:
            return f"not fetched, since the robots.txt of {target.host} can't be read: {error}"


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
