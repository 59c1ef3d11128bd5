"""Which URLs may be fetched: http(s) on the default port, to hosts that resolve to public addresses only.

Only importer of idna.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from storage.errors import ArticleRejected, UsageError
from storage.urls import DEFAULT_PORTS

LONGEST_URL = 2_000  # characters
ALLOW = "DATELINE_FETCH_ALLOW can allow it"

NEVER_INSIDE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*")
# Browsers and `inet_aton` read a host with such an ending as an IPv4 address: "127.1", "0x7f.1".
NUMBER_LAST = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
# Characters of a path or query that are not percent-encoded; "%" keeps existing escapes.
KEPT = "/%:=&?~+!$,;'()*@[]|"

# Networks that `is_global` of some Python versions calls public: IANA's special-purpose ranges for tunnels
# (6to4, Teredo and their relays), documentation and protocol assignments; and Azure's internal service
# address, which no such range covers.
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
]  # fmt: skip
GLOBAL_UNICAST = ip_network("2000::/3")  # all IPv6 addresses that IANA has allocated
NAT64 = ip_network(
    "64:ff9b::/96"
)  # holds an IPv4 address; networks without IPv4 reach the rest of the internet so

Resolver = Callable[[str, int], list[str]]
Endpoint = tuple[str, int]  # host, port


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a URL. `host` is a lower-case ASCII name or an IP address without brackets; `path` is
    percent-encoded and includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """ "https://news.example", with the port unless it is the default."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + self.path

    def joined(self, reference: str) -> Target:
        """The target of a link or redirect from here. Raises ArticleRejected."""
        try:
            return target_of(urljoin(self.url, reference))
        except ValueError as error:
            raise _malformed(reference, error) from error


def target_of(url: str) -> Target:
    """Parse a URL without resolving its host. Raises ArticleRejected unless it is a plain http(s) URL."""
    url = url.strip()
    if len(url) > LONGEST_URL:
        raise ArticleRejected(f"an address of {len(url):,} characters: at most {LONGEST_URL:,} are fetched")
    if NEVER_INSIDE.search(url):
        raise ArticleRejected(f"address {url[:100]!r} contains white space or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        path = quote(parts.path or "/", safe=KEPT)
        query = f"?{quote(parts.query, safe=KEPT)}" if parts.query else ""
    except ValueError as error:
        raise _malformed(url, error) from error
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise ArticleRejected(f"address {url[:100]!r}: only http:// and https:// addresses are fetched")
    if "@" in parts.netloc:
        raise ArticleRejected("the address contains a user name or password: remove it")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    return Target(parts.scheme, _host(host), port, path + query)


def _malformed(url: str, error: ValueError) -> ArticleRejected:
    return ArticleRejected(f"address {url[:100]!r} is malformed ({error})")


def _host(spelling: str) -> str:
    """Normalise a host before it is resolved and checked: "BÜCHER.example." -> "xn--bcher-kva.example".

    Raises ArticleRejected, also for unusual spellings of an IP address.
    """
    try:
        if ":" in spelling and "%" not in spelling:
            return str(IPv6Address(spelling))
        name = _in_ascii(spelling).lower().removesuffix(".")
        if NUMBER_LAST.search(name):
            return str(IPv4Address(name))
    except ValueError as error:
        raise ArticleRejected(f"{spelling[:100]!r} is not the name or the IP address of a host") from error
    if not NAME.fullmatch(name):
        raise ArticleRejected(f"{spelling[:100]!r} is not the name or the IP address of a host")
    return name


def _in_ascii(name: str) -> str:
    if name.isascii():
        return name
    import idna

    return idna.encode(name, uts46=True).decode()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the whole internet can reach an address, rather than one machine, network or cloud."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in GLOBAL_UNICAST:
            return False
    special = address.is_multicast or any(address in network for network in NOT_PUBLIC)
    return address.is_global and not special


def endpoints(allow: Iterable[str]) -> frozenset[Endpoint]:
    """Parse the hosts to allow even at private addresses: "wiki.example" allows its ports 80 and 443,
    "wiki.example:8000" one port. Raises UsageError.
    """
    allowed: set[Endpoint] = set()
    for entry in allow:
        try:
            target = target_of(f"http://{entry}")
            port = urlsplit(f"//{entry}").port
        except ArticleRejected as error:
            raise UsageError(f"can't allow fetching from {entry!r}: {error}") from error
        if target.path != "/":
            raise UsageError(f"can't allow fetching from {entry!r}: give HOST or HOST:PORT")
        allowed |= {(target.host, p) for p in (DEFAULT_PORTS.values() if port is None else [port])}
    return frozenset(allowed)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, from this machine's resolver. Raises OSError."""
    sockets = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in sockets))


def checked_addresses(
    target: Target, allowed: frozenset[Endpoint], resolver: Resolver, seconds: float
) -> list[str]:
    """The IP addresses to connect to for a target.

    Raises ArticleRejected when the look-up fails or takes more than `seconds`, and when an address isn't
    public, unless the target is allowed.
    """
    trusted = (target.host, target.port) in allowed
    if not trusted and target.port != DEFAULT_PORTS[target.scheme]:
        raise ArticleRejected(f"port {target.port} is not the usual one of {target.scheme}://; {ALLOW}")
    addresses = _addresses(target, resolver, seconds)
    for address in addresses:
        if not trusted and not is_public(ip_address(address)):
            leads = "" if address == target.host else f"{target.host} leads to "
            raise ArticleRejected(f"{leads}{address}, which is not a public address; {ALLOW}")
    return addresses


def _addresses(target: Target, resolver: Resolver, seconds: float) -> list[str]:
    try:
        return [str(ip_address(target.host))]
    except ValueError:
        pass  # a name
    try:
        return _within(seconds, lambda: resolver(target.host, target.port))
    except TimeoutError as error:
        raise ArticleRejected(f"{target.host} could not be looked up in time") from error
    except OSError as error:
        raise ArticleRejected(f"no host {target.host} was found: {error.strerror or error}") from error


def _within(seconds: float, call: Callable[[], list[str]]) -> list[str]:
    """Call in a thread, since look-ups have no time limit of their own. Raises TimeoutError."""
    future: Future[list[str]] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # raised again in the waiting thread
            future.set_exception(error)

    threading.Thread(target=run, name="dateline-resolve", daemon=True).start()
    return future.result(seconds)
