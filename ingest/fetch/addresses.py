"""Which addresses may be fetched: http(s) on its usual port, where all that the host resolves to is public.

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

from ingest.urls import DEFAULT_PORTS
from storage.errors import ArticleRejected, UsageError

LONGEST_URL = 2_000  # characters
ALLOW = "DATELINE_FETCH_ALLOW can allow it"

NEVER_INSIDE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*")
# What ends so is an IPv4 address to a browser or to `inet_aton`, however it is spelled: "127.1", "0x7f.1".
NUMBER_LAST = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
# Characters of a path or query that stay as they are; what is percent-encoded already stays so.
KEPT = "/%:=&?~+!$,;'()*@[]|"

# What `is_global` of some Python version takes for public: the ranges of IANA's special-purpose registries
# that lead elsewhere (6to4, Teredo, its relays), documentation, protocol assignments; and the one address
# outside of any such range where a cloud (Azure) keeps what only its own machines should see.
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
]  # fmt: skip
GLOBAL_UNICAST = ip_network("2000::/3")  # all of IPv6 that was given out
NAT64 = ip_network("64:ff9b::/96")  # IPv4 inside, as networks without IPv4 reach the rest

Resolver = Callable[[str, int], list[str]]
Endpoint = tuple[str, int]  # host, port


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads. `host` is a name in ASCII and lower case, or an IP address without brackets; `path`
    is percent-encoded and has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """ "https://news.example", with the port where it isn't the usual one."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + self.path

    def joined(self, reference: str) -> Target:
        """Where a link or redirect from here leads. Raises ArticleRejected."""
        try:
            return target_of(urljoin(self.url, reference))
        except ValueError as error:
            raise _malformed(reference, error) from error


def target_of(url: str) -> Target:
    """Where a URL leads, nothing resolved yet. Raises ArticleRejected: wanted is a plain http(s) address."""
    url = url.strip()
    if len(url) > LONGEST_URL:
        raise ArticleRejected(f"an address of {len(url):,} characters: at most {LONGEST_URL:,} are fetched")
    if NEVER_INSIDE.search(url):
        raise ArticleRejected(f"address {url[:100]!r} holds white space or control characters")
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
        raise ArticleRejected("the address holds a user name or password: one without is wanted")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    return Target(parts.scheme, _host(host), port, path + query)


def _malformed(url: str, error: ValueError) -> ArticleRejected:
    return ArticleRejected(f"address {url[:100]!r} is malformed ({error})")


def _host(stated: str) -> str:
    """A host in the one spelling that is resolved and checked: "BÜCHER.example." -> "xn--bcher-kva.example".

    Raises ArticleRejected also for every other spelling of an IP address than the usual one.
    """
    try:
        if ":" in stated and "%" not in stated:
            return str(IPv6Address(stated))
        name = _in_ascii(stated).lower().removesuffix(".")
        if NUMBER_LAST.search(name):
            return str(IPv4Address(name))
    except ValueError as error:
        raise ArticleRejected(f"{stated[:100]!r} is not the name or the IP address of a host") from error
    if not NAME.fullmatch(name):
        raise ArticleRejected(f"{stated[:100]!r} is not the name or the IP address of a host")
    return name


def _in_ascii(name: str) -> str:
    if name.isascii():
        return name
    import idna

    return idna.encode(name, uts46=True).decode()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could reach this address: not of a machine, network or cloud alone."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in GLOBAL_UNICAST:
            return False
    special = address.is_multicast or any(address in network for network in NOT_PUBLIC)
    return address.is_global and not special


def endpoints(allow: Iterable[str]) -> frozenset[Endpoint]:
    """Hosts that are fetched from wherever they lie: "wiki.example" with its ports 80 and 443, or one port of
    it, "wiki.example:8000". Raises UsageError.
    """
    found: set[Endpoint] = set()
    for entry in allow:
        try:
            target = target_of(f"http://{entry}")
            port = urlsplit(f"//{entry}").port
        except ArticleRejected as error:
            raise UsageError(f"can't allow fetching from {entry!r}: {error}") from error
        if target.path != "/":
            raise UsageError(f"can't allow fetching from {entry!r}: wanted is HOST or HOST:PORT")
        found |= {(target.host, p) for p in (DEFAULT_PORTS.values() if port is None else [port])}
    return frozenset(found)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as this machine finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked_addresses(
    target: Target, allowed: frozenset[Endpoint], resolver: Resolver, seconds: float
) -> list[str]:
    """The IP addresses that a connection to this target may be made to. Raises ArticleRejected when the host
    isn't found in so many seconds, and when one of them isn't public, unless the target is allowed."""
    trusted = (target.host, target.port) in allowed
    if not trusted and target.port != DEFAULT_PORTS[target.scheme]:
        raise ArticleRejected(f"port {target.port} is not the usual one of {target.scheme}://; {ALLOW}")
    found = _addresses(target, resolver, seconds)
    for address in found:
        if not trusted and not is_public(ip_address(address)):
            leads = "" if address == target.host else f"{target.host} leads to "
            raise ArticleRejected(f"{leads}{address}, which is not a public address; {ALLOW}")
    return found


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
    """In a thread, since a look-up takes no time limit of its own. Raises TimeoutError."""
    future: Future[list[str]] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # it belongs to whoever waits
            future.set_exception(error)

    threading.Thread(target=run, name="dateline-resolve", daemon=True).start()
    return future.result(seconds)
