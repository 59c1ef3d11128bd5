"""One GET request to checked addresses, within limits on time and size. Only importer of httpcore."""

from __future__ import annotations

import gzip
import io
import ssl
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import httpcore

from ingest.fetch.addresses import Target
from storage.errors import ArticleRejected

ACCEPTED = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
GZIP = b"\x1f\x8b"

Network = httpcore.NetworkBackend


class Response(NamedTuple):
    """A server's response. Header names are in lower case; `body` is decompressed, even if it is itself a .gz
    file, and is empty unless the status is 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Sends GET requests, without proxies, cookies or redirects.

    `most_bytes` limits the size of a body, both compressed and decompressed. `network` makes the connections;
    the default is the machine's own.
    """

    def __init__(self, user_agent: str, most_bytes: int, network: Network | None = None) -> None:
        self._headers = {
            "User-Agent": user_agent,
            "Accept": ACCEPTED,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        self._most_bytes = most_bytes
        self._network = network or httpcore.SyncBackend()

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """The trusted certificate authorities; slow to load."""
        return httpcore.default_ssl_context()

    def get(self, target: Target, addresses: list[str], seconds_left: Callable[[], float]) -> Response:
        """Request the target from the first of these IP addresses that accepts a connection.

        Raises ArticleRejected.
        """
        url = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        headers = list({"Host": target.authority, **self._headers}.items())
        pool = httpcore.ConnectionPool(
            ssl_context=self._certificates if target.scheme == "https" else None,
            network_backend=_Pinned(self._network, addresses, seconds_left),
        )
        try:
            with pool, pool.stream("GET", url, headers=headers) as response:
                named = {
                    name.decode().lower(): value.decode("utf-8", "replace")
                    for name, value in response.headers
                }
                chunks = response.iter_stream() if response.status == 200 else ()
                return Response(response.status, named, _body(chunks, named, self._most_bytes))
        except httpcore.TimeoutException as error:
            raise ArticleRejected(f"{target.host} did not send a complete response in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ArticleRejected(f"no response from {target.host}: {str(error)[:200]}") from error


def _body(chunks: Iterable[bytes], headers: Mapping[str, str], most_bytes: int) -> bytes:
    if int(headers.get("content-length", 0)) > most_bytes:
        raise _too_large(most_bytes)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise ArticleRejected(f"compressed as {encoding[:40]!r}: only gzip was asked for")
    if encoding.endswith("gzip"):
        body = _gunzip(body, most_bytes)
    return bytes(_gunzip(body, most_bytes) if body.startswith(GZIP) else body)


def _gunzip(raw: bytearray, most_bytes: int) -> bytearray:
    """Decompress, producing at most `most_bytes` and one."""
    try:
        content = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(most_bytes + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ArticleRejected(f"damaged gzip data: {error}") from error
    if len(content) > most_bytes:
        raise _too_large(most_bytes)
    return bytearray(content)


def _too_large(most_bytes: int) -> ArticleRejected:
    return ArticleRejected(f"more than {most_bytes:,} bytes: too much to fetch")


class _Pinned(Network):
    """Connects only to the checked addresses, even if the name resolves differently by now.

    The certificate is still checked for the name. All steps of a request share one time limit.
    """

    def __init__(self, network: Network, addresses: list[str], seconds_left: Callable[[], float]) -> None:
        self._network = network
        self._addresses = addresses
        self._seconds_left = seconds_left

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError("it has no address")
        for index, address in enumerate(self._addresses):
            share = _some(self._seconds_left()) / (len(self._addresses) - index)
            try:
                stream = self._network.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._seconds_left)
        raise failed


class _Timed(httpcore.NetworkStream):
    """A connection whose steps share one time limit."""

    def __init__(self, stream: httpcore.NetworkStream, seconds_left: Callable[[], float]) -> None:
        self._stream = stream
        self._seconds_left = seconds_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _some(self._seconds_left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _some(self._seconds_left()))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _some(self._seconds_left()))
        return _Timed(secured, self._seconds_left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _some(seconds: float) -> float:
    """A positive timeout. Raises ReadTimeout otherwise, since 0 would make the call non-blocking."""
    if seconds <= 0:
        raise httpcore.ReadTimeout("no time is left")
    return seconds
