"""The page as a whole, without a browser, and the command that opens it."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import HARBOUR, free_port, put

import ui
from assistant import Assistant
from assistant.rank import Ranker
from storage import Store
from storage.settings import VERSION
from webchat.page import EXAMPLES, collection_parts, welcome


def test_what_the_collection_holds(newsroom: Store, tmp_path: Path, embedder: HashingEmbedder) -> None:
    days = "4 March 2024 to 20 October 2024"
    assert collection_parts(newsroom) == ["3 articles", "2 outlets", days]
    with Store.open(tmp_path / "one", embedder=embedder) as store:
        assert collection_parts(store) == ["0 articles", "0 outlets"]
        put(store, embedder, HARBOUR)
        assert collection_parts(store) == ["1 article", "1 outlet", "4 March 2024"]


def test_the_welcome_says_what_the_collection_holds(newsroom: Store) -> None:
    shown = welcome(newsroom, ["How <many>?"])
    assert "The collection holds 3 articles from 2 outlets, 4 March 2024 to 20 October 2024.</p>" in shown
    assert ">The newest: A good year for apples, The Courier</button></p>" in shown
    assert '<button type="button" class="example" dir="auto">How &lt;many&gt;?</button>' in shown


def test_the_offered_questions_show_answers_and_silence(samples: Assistant) -> None:
    assert [samples.ask(question).abstained for question in EXAMPLES] == [False, False, False, True]


def test_no_event_is_offered_as_an_interface(newsroom: Store) -> None:
    from webchat.app import build

    blocks = build(Assistant.open(newsroom))
    assert {function.api_visibility for function in blocks.fns.values()} == {"private"}
    assert blocks.get_api_info()["named_endpoints"] == {}


def test_the_served_page_is_behind_the_door(newsroom: Store) -> None:
    """gradio would stream any public address that a visitor requests as a file, and answer any host."""
    from webchat.app import launch

    port = free_port()
    page = launch(Assistant.open(newsroom), "127.0.0.1", port, ["news.example"])
    address = f"http://127.0.0.1:{port}"
    try:
        for path, host, status in (
            ("/", "news.example", 200),
            ("/", "evil.example", 421),
            ("/gradio_api/file=https://news.example/a", "localhost", 404),
        ):
            assert opened(Request(address + path, headers={"Host": host})) == status
        foreign = Request(f"{address}/gradio_api/upload", b"x", {"Origin": "https://evil.example"})
        assert opened(foreign) == 403
        assert b'"3 articles"' in urlopen(f"{address}/collection", timeout=30).read()
        assert b"3 articles" not in urlopen(address, timeout=30).read(), "they may change any time"
    finally:
        page.close(verbose=False)


@dataclass
class Checking:
    """An assistant that checks a text until it is told to end."""

    assistant: Assistant
    is_over: Event = field(default_factory=Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.assistant, name)

    def check(self, *_: object, **__: object) -> Any:
        assert self.is_over.wait(60)


@pytest.mark.slow
def test_so_many_checks_wait_and_no_more(newsroom: Store) -> None:
    from webchat.app import LONGEST_QUEUE, launch
    from webchat.check_tab import CHECKS_AT_ONCE

    assistant = Checking(Assistant.open(newsroom))
    port = free_port()
    page = launch(assistant, "127.0.0.1", port)  # type: ignore[arg-type]
    [check, *_] = (number for number, event in page.fns.items() if event.concurrency_id == "check")
    sent = {"fn_index": check, "data": ["The storm damaged 42 boats."], "session_hash": "a"}
    join = f"http://127.0.0.1:{port}/gradio_api/queue/join"
    try:
        request = Request(join, json.dumps(sent).encode(), {"Content-Type": "application/json"})
        statuses = Counter(opened(request) for _ in range(LONGEST_QUEUE + CHECKS_AT_ONCE + 20))
        assert set(statuses) == {200, 503}
        assert statuses[200] <= LONGEST_QUEUE + CHECKS_AT_ONCE
    finally:
        assistant.is_over.set()
        page.close(verbose=False)


def opened(request: Request) -> int:
    try:
        with urlopen(request, timeout=30) as response:
            assert response.headers["X-Frame-Options"] == "DENY"
            return int(response.status)
    except HTTPError as error:
        return error.code


SLOW = 300  # connections
BEGUN = (
    b"",  # and nothing more
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n{",
    b"POST /library/upload?name=a.txt&batch=0123456789abcdef0123456789abcdef HTTP/1.1\r\n"
    b"Host: localhost\r\nContent-Length: 20000\r\n\r\n",
    b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n"
    b"Content-Type: multipart/form-data; boundary=a\r\n\r\n",
)


@pytest.mark.slow
@pytest.mark.no_index
def test_beside_300_slow_connections_the_page_and_a_question_are_answered(newsroom: Store) -> None:
    from webchat.app import launch

    port = free_port()
    ranker = Ranker(EvenReader())  # type: ignore[arg-type]
    page = launch(Assistant(newsroom, ranker, threshold=0.0), "127.0.0.1", port)
    question, kind = "How many boats were damaged by the storm?", {"Content-Type": "application/json"}
    with ExitStack() as stack:
        stack.callback(page.close, verbose=False)
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            for _ in range(SLOW)
        ]
        for second in range(2):
            for number, connection in enumerate(slow):
                begun = BEGUN[number % len(BEGUN)]
                connection.sendall(b"a" if second and begun else begun)
            start = time.monotonic()
            assert b"<gradio-app" in urlopen(f"http://127.0.0.1:{port}/", timeout=60).read()
            body = json.dumps({"conversation": f"{second:032}", "question": question}).encode()
            answer = urlopen(Request(f"http://127.0.0.1:{port}/ask", body, kind), timeout=60).read()
            assert b"42 boats were damaged" in answer
            time.sleep(max(0.0, start + 1 - time.monotonic()))


# The command


@pytest.mark.parametrize("port", ["0", "65536", "x", "٣"])
def test_wrong_usage(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        ui.main(["--port", port])
    assert exit_.value.code == 2
    assert f"{port!r} is not a port" in capsys.readouterr().err


def test_prose_needs_a_language_model(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        ui.main(["--prose"])
    assert exit_.value.code == 2
    assert "DATELINE_LLM is not set" in capsys.readouterr().err


def test_an_unusable_store_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "catalog.sqlite3").write_text("not a catalog " * 500)
    assert ui.main(["--store", str(tmp_path)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"store: {tmp_path}"
    assert second.startswith("error: ")


def test_a_catalog_with_a_damaged_page_is_an_error(
    newsroom: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.close()
    catalog = newsroom.folder / "catalog.sqlite3"
    content = catalog.read_bytes()
    catalog.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert ui.main(["--store", str(newsroom.folder)]) == 1
    _, error = capsys.readouterr().err.splitlines()
    assert error.startswith("error: ")
    assert "catalog" in error


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def test_a_port_in_use_is_an_error(
    newsroom: Store, taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ui.main(["--store", str(newsroom.folder), "--port", str(taken_port)]) == 1
    assert capsys.readouterr().err == (
        f"store: {newsroom.folder}\n"
        f"error: can't listen on 127.0.0.1:{taken_port}; another program may be using it. "
        "Choose a free port with --port\n"
    )


@pytest.mark.parametrize(("host", "is_open"), [("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)])
def test_a_page_open_to_others_prints_a_warning(
    newsroom: Store, taken_port: int, host: str, is_open: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    ui.main(["--store", str(newsroom.folder), "--port", str(taken_port), "--host", host])
    warning = f"warning: the page has no log-in. Anyone who can reach {host}:{taken_port} can read"
    assert (warning in capsys.readouterr().err) is is_open


def test_sigterm_closes_the_store_even_while_the_page_opens(
    samples: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, port = tmp_path / "store", free_port()
    samples.store.backup(tmp_path / "backup")
    Store.restore(tmp_path / "backup", folder).close()

    def terminate_when_open() -> None:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=terminate_when_open, daemon=True).start()
    assert ui.main(["--store", str(folder), "--port", str(port)]) == 0
    assert not (folder / "catalog.sqlite3-wal").exists()
    assert capsys.readouterr().err.splitlines() == [f"store: {folder}"]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        ui.main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"python ui.py {VERSION}\n"
