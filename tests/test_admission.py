"""Refused requests, the headers of responses, and the limits of uploads, on a minimal ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from doubles import Clock

from webchat.admission import Admission
from webchat.asgi import Application, Message, Receive, Send
from webchat.draft_uploads import LARGEST, DraftUploads
from webchat.readers import COOKIE, Readers
from webchat.security_headers import HEADERS
from webchat.signing import Signer
from webchat.upload_limits import Amount, Quotas, UploadLimits

PAGE = b"<html><script>let a = 1;</script><script src='/b.js'></script></html>"
MANY = "9" * 5_000  # digits: more than Python reads
JSON = {"content-type": "application/json"}


async def accept(scope: Message, receive: Receive, send: Send) -> None:
    """An application that reads the body and answers 200 with a page, as gradio would to another site."""
    while (await receive()).get("more_body"):
        pass
    headers = [(b"Access-Control-Allow-Origin", b"https://evil.example"), (b"referrer-policy", b"origin")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[:9], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[9:]})


def respond(
    application: Application,
    path: str,
    body: bytes = b"",
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    client: str = "10.0.0.1",
) -> list[Message]:
    """The messages of the response to a request."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    given = {"host": "127.0.0.1:7860", "content-length": str(len(body)), **(headers or {})}
    scope: Message = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": (client, 1234),
    }
    asyncio.run(application(scope, receive, send))
    return sent


def status(application: Application, path: str, body: bytes = b"", **request: object) -> int:
    return int(respond(application, path, body, **request)[0]["status"])  # type: ignore[arg-type]


# Uploads

UPLOAD = "/gradio_api/upload"
SIGNER = Signer(b"secret")


PLENTY = Amount(10_000_000, 1_000)


def limited(
    everyone: Amount = PLENTY, address: Amount = PLENTY, reader: Amount = PLENTY, **options: Any
) -> Application:
    limits = UploadLimits(accept, quotas=Quotas(reader, address, everyone), **options)
    return Readers(limits, signer=SIGNER)


def cookie(reader: str) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={reader}.{SIGNER.sign(COOKIE, reader)}"}


def test_all_uploads_together_have_a_limit() -> None:
    clock = Clock()
    limits = limited(Amount(10, 1_000), kept=60.0, clock=clock)
    assert status(limits, UPLOAD, b"sixsix") == 200
    assert status(limits, UPLOAD, b"five5") == 413
    assert status(limits, UPLOAD, b"four") == 200
    clock.now += 59.0
    assert status(limits, UPLOAD, b"1") == 413
    assert status(limits, "/gradio_api/queue/join", b"a question") == 200
    clock.now += 1.0
    assert status(limits, UPLOAD, b"tentententen"[:10]) == 200


def test_the_uploads_of_one_address_have_a_limit() -> None:
    limits = limited(Amount(10, 1_000), Amount(5, 1_000))
    assert status(limits, UPLOAD, b"five5") == 200
    assert status(limits, UPLOAD, b"1") == 413
    assert status(limits, UPLOAD, b"five5", client="10.0.0.2") == 200


def test_the_uploads_of_one_reader_have_a_limit() -> None:
    """From whatever address; who sends no cookie shares the limit with all who send none from his."""
    limits = limited(*(Amount(size, 1_000) for size in (3_000_000, 2_500_000, 1_100_000)))
    million, ann, bo = bytes(1_000_000), cookie("ann"), cookie("bo")
    assert status(limits, UPLOAD, million, headers=ann) == 200
    start, body = respond(limits, UPLOAD, million, headers=ann, client="10.0.0.2")
    sentence = b"You uploaded as much as one reader may in an hour, 1 MB. Try again later."
    assert (start["status"], body["body"]) == (413, sentence)
    assert status(limits, UPLOAD, million, headers=bo) == 200
    _, body = respond(limits, UPLOAD, million, headers=cookie("cy"))
    assert body["body"].startswith(
        b"The readers at your address uploaded as much as they may in an hour, 2 MB."
    )
    assert [status(limits, UPLOAD, million, client="10.0.0.2") for _ in range(2)] == [200, 413]
    _, body = respond(limits, UPLOAD, million, client="10.0.0.3")
    assert body["body"].startswith(b"Too much was uploaded in the last hour.")


def test_an_upload_without_a_stated_size_is_refused() -> None:
    limits = limited(Amount(10, 1_000))
    for length, expected in (("many", 411), ("²", 411), ("9" * 5_000, 411), ("11", 413), ("10", 200)):
        assert status(limits, UPLOAD, b"six", headers={"content-length": length}) == expected
    assert status(limits, UPLOAD, b"seven77") == 200, "only the received bytes count"


def test_so_many_files_may_be_loaded_in_an_hour() -> None:
    """However small; a file that is added to the articles counts by its bytes alone."""
    clock, ann = Clock(), cookie("ann")
    limits = limited(Amount(99, 5), Amount(99, 3), Amount(99, 2), kept=60.0, clock=clock)
    assert [status(limits, UPLOAD, b"1", headers=ann) for _ in range(3)] == [200, 200, 413]
    assert [status(limits, "/library/upload", b"1", headers=ann) for _ in range(9)] == [200] * 9
    _, body = respond(limits, UPLOAD, b"1", headers=ann)
    sentence = b"You uploaded as many files as one reader may in an hour, 2. Try again later."
    assert body["body"] == sentence
    assert status(limits, UPLOAD, b"1", headers=cookie("bo")) == 200
    _, body = respond(limits, UPLOAD, b"1", headers=cookie("bo"))
    assert body["body"].startswith(b"The readers at your address uploaded as many files")
    assert [status(limits, UPLOAD, b"1", client=f"10.0.1.{n}") for n in range(3)] == [200, 200, 413]
    clock.now += 60.0
    assert status(limits, UPLOAD, b"1", headers=ann) == 200


# Files that are loaded into the Check tab

BOUNDARY = "----Boundary7"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def form(*files: bytes) -> bytes:
    parts = (b"--%b\r\nname: x\r\n\r\n%b\r\n" % (BOUNDARY.encode(), file) for file in files)
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def test_one_file_of_a_size_that_is_checked_is_taken_at_a_time() -> None:
    taken = DraftUploads(accept)
    assert status(taken, UPLOAD, form(b"A draft."), headers=FORM) == 200
    for body, sentence in (
        (form(b"One.", b"Two."), b"The page checks one file at a time."),
        (form(bytes(LARGEST)), b"The page checks files of at most 1 MB. Check the text in parts."),
    ):
        start, answer = respond(taken, f"{UPLOAD}/", body, headers=FORM)
        assert (start["status"], answer["body"]) == (413, sentence)
    for kind in (f"{FORM['content-type']}; boundary=b", "multipart/form-data", "application/json"):
        assert status(taken, UPLOAD, form(b"One."), headers={"content-type": kind}) == 415
    assert status(taken, "/library/upload", form(b"One.", b"Two."), headers=JSON) == 200


def test_a_cancelled_upload_never_reaches_gradio() -> None:
    """Its beginning would stay in gradio's folder for ever."""
    arriving: list[Message] = [
        {"type": "http.request", "body": b"begun", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return arriving.pop(0)

    async def reached(*_: object) -> None:
        raise AssertionError

    scope = {"type": "http", "path": UPLOAD, "headers": [(b"content-type", FORM["content-type"].encode())]}
    asyncio.run(DraftUploads(reached)(scope, receive, reached))
    assert arriving == []


def test_a_whole_upload_reaches_gradio_in_one_piece() -> None:
    content = form(b"A draft.")
    arriving = [content[:20], content[20:]]
    got: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": arriving.pop(0), "more_body": bool(arriving)}

    async def keep(_: Message, receive: Receive, send: Send) -> None:
        got.append((await receive())["body"])

    async def unused(_: Message) -> None: ...

    scope = {"type": "http", "path": UPLOAD, "headers": [(b"content-type", FORM["content-type"].encode())]}
    asyncio.run(DraftUploads(keep)(scope, receive, unused))
    assert got == [content]


# The door


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:7860", "localhost", "[::1]:80", "192.168.1.7:7860", "News.example:7860", "localhost:1"],
)
def test_known_hosts_are_answered(host: str) -> None:
    assert status(Admission(accept, hosts=["news.example"]), "/", method="GET", headers={"host": host}) == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "", "127.0.0.1.evil.example", "[::1", "localhost.evil.example", "[localhost]x"),
        *("evil.example@localhost", "localhost/..", "localhost:1@evil.example", "localhost:999999"),
    ],
)
def test_other_hosts_are_refused(host: str) -> None:
    """A site that points its name to this machine (DNS rebinding) gets no page under that name."""
    assert status(Admission(accept), "/", method="GET", headers={"host": host}) == 421


def test_a_request_for_two_hosts_is_refused() -> None:
    given = [(b"host", b"127.0.0.1:7860"), (b"host", b"evil.example")]

    async def with_both(scope: Message, receive: Receive, send: Send) -> None:
        await Admission(accept)({**scope, "headers": given}, receive, send)

    assert status(with_both, "/", method="GET") == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/collection"), ("POST", "/ask"), ("POST", UPLOAD)])
def test_the_pages_of_other_sites_are_refused(method: str, path: str, headers: dict[str, str]) -> None:
    assert status(Admission(accept), path, method=method, headers=JSON | headers) == 403


def test_the_own_page_and_links_from_other_sites_are_answered() -> None:
    own = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    assert status(Admission(accept), "/ask", headers=JSON | own) == 200
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert status(Admission(accept), "/", method="GET", headers=link) == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded", "text/plain; a=json"]
)
def test_a_request_that_is_not_json_is_refused(kind: str) -> None:
    for path in ("/ask", "/gradio_api/queue/join"):
        assert status(Admission(accept), path, headers={"content-type": kind}) == 415


@pytest.mark.parametrize(
    "request_line",
    [
        *("GET /config", "GET /gradio_api/info", "GET /gradio_api/app_id", "GET /gradio_api/openapi.json"),
        "GET /gradio_api/upload_progress",
        *(
            "GET /gradio_api/file=/etc/passwd",
            "GET /gradio_api/file=https://news.example/a",
            "GET /file=http:/a",
        ),
        *("GET /gradio_api/proxy=https://news.example/a", "GET /monitoring", "GET /gradio_api/runs"),
        *(
            "POST /gradio_api/component_server",
            "POST /gradio_api/call/v2/answer",
            "POST /gradio_api/call/answer",
        ),
        *("POST /gradio_api/run/answer", "POST /gradio_api/api/answer", "POST /gradio_api/stream/x"),
        *(f"GET /conversation/a/{MANY}", f"GET /conversation/a/{MANY}/next", f"POST /clipboard/{MANY}"),
        *("POST /", "GET /ask", "GET /gradio_api/deep_link", "GET /svelte/x", "GET /logout", "GET /docs"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(request_line: str) -> None:
    method, path = request_line.split()
    assert status(Admission(accept), path, method=method, headers=JSON) == 404


def test_other_methods_are_refused() -> None:
    assert [
        status(Admission(accept), "/ask", method=method, headers=JSON) for method in ("PUT", "OPTIONS")
    ] == [405] * 2


def test_a_request_that_gradio_fails_on_gets_a_sentence() -> None:
    async def fail(scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/ask":
            await accept(scope, receive, send)
        raise KeyError(99_999)

    for path in ("/gradio_api/queue/join", "/gradio_api/cancel"):
        start, body = respond(Admission(fail), path, headers=JSON)
        assert (start["status"], body["body"]) == (400, b"The page never sends this request.")
    with pytest.raises(KeyError):  # the response has begun
        respond(Admission(fail), "/ask", headers=JSON)


def test_every_response_has_the_headers() -> None:
    for path, method in (("/", "GET"), ("/theme.css", "GET"), ("/ask", "POST"), ("/none", "GET")):
        start, *bodies = respond(Admission(accept), path, method=method, headers=JSON)
        headers = dict(start["headers"])
        assert set(HEADERS) <= set(start["headers"])
        assert len(headers) == len(start["headers"])
        assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
        assert b"unsafe-inline' 'unsafe-eval" not in headers[b"content-security-policy"]
        assert not [name for name in headers if name.lower().startswith(b"access-control")]
        assert b"".join(body["body"] for body in bodies) == (b"Not found." if path == "/none" else PAGE)


def test_the_policy_names_the_scripts_of_the_page() -> None:
    start, _ = respond(Admission(accept), "/", method="GET")
    policy = dict(start["headers"])[b"content-security-policy"].decode()
    script = "script-src 'self' 'unsafe-eval' 'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='; "
    assert script in policy
