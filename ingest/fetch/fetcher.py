"""Fetching pages politely and safely: public addresses only, robots.txt, a pause between requests, limits."""

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
    """Of one document: `seconds` in all, from looking up the host to the last byte, redirects included but
    not the pauses; `bytes`, compressed or not; `redirects`. `pause`: seconds between requests to a host."""

    seconds: float = 10.0
    bytes: int = 5_000_000
    redirects: int = 3
    pause: float = 1.0


class Document(NamedTuple):
    """A fetched document: its address after all redirects, its media type and encoding as the server states
    them, in lower case ("" when it doesn't), and its bytes."""

    url: str
    media_type: str
    charset: str
    raw: bytes


class Fetcher:
    """Fetches documents for one run, and remembers the hosts and robots.txt files it has met.

    `allow`: hosts ("wiki.example", "127.0.0.1:8000") that are fetched from although their address isn't
    public or their port not the usual one. Raises UsageError for what is no host. `resolver`, `network`,
    `clock` and `sleep` stand for the machine's own.
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
        self._robots: dict[str, Robots | str] = {}  # by origin; the reason where it can't be had
        self._asked: dict[str, float] = {}  # by host, when it was asked last

    def fetch(self, url: str) -> Document:
        """Raises ArticleRejected, whose reason says what was refused or went wrong."""
        target, response = self._follow(target_of(url), self._pause_allowed)
        if response.status != 200:
            raise ArticleRejected(f"the server answered {_status(response.status)}")
        content_type = response.headers.get("content-type", "").lower()
        media_type = content_type.partition(";")[0].strip()
        charset = CHARSET.search(content_type)
        return Document(target.url, media_type, charset[1] if charset else "", response.body)

    def _follow(self, target: Target, pause_before: Callable[[Target], float]) -> tuple[Target, Response]:
        """The first response that is no redirect, and where it came from; each step is checked anew."""
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
                    f"the server answered {_status(response.status)} without saying where to"
                )
            target = target.joined(response.headers["location"])
        raise ArticleRejected(f"more than {self.limits.redirects} redirects")

    def _checked(self, target: Target, seconds: float) -> list[str]:
        """Looked up once a run: a name that resolves to something else later on changes nothing."""
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
        wait = self._asked[host] + pause - self._clock() if host in self._asked else 0.0
        if wait > 0:
            self._sleep(wait)
        self._asked[host] = self._clock()

    def _pause_allowed(self, target: Target) -> float:
        """The seconds to keep between requests, when robots.txt allows this one. Raises ArticleRejected."""
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
