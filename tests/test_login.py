"""The log-in: accounts in a file, sessions, and what is served without one."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from doubles import Clock, EvenReader
from newsroom import free_port
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from test_routes import TALK, ask

import ui
from assistant import Assistant
from assistant.rank import Ranker
from storage import Store
from storage.errors import UsageError
from storage.secret import secret
from webchat.__main__ import main
from webchat.accounts import Accounts, remove_account, set_password
from webchat.history import History
from webchat.login import LASTS, TRIES, Login, account_of
from webchat.readers import Readers
from webchat.routes import Routes
from webchat.signing import Signer

pytestmark = pytest.mark.slow_import

EVEN = Ranker(EvenReader())  # type: ignore[arg-type]
ANN, BO = ("ann", "a long password"), ("bo@news.example", "pässword: ü")


@pytest.fixture(scope="module")
def kept_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "readers.txt"
    for name, password in (ANN, BO):
        set_password(path, name, password)
    return path


@pytest.fixture
def file(kept_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "readers.txt"
    path.write_text(kept_file.read_text())
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(newsroom: Store, file: Path, clock: Clock) -> Iterator[TestClient]:
    """A browser without a session."""
    with browser(newsroom, file, clock) as client:
        yield client


def browser(store: Store, file: Path, clock: Clock) -> TestClient:
    assistant, signer = Assistant(store, EVEN, threshold=0.0), Signer(secret(store.folder))
    middleware = [
        Middleware(Login, accounts=Accounts(file), signer=signer, clock=clock),
        Middleware(Readers, signer=signer, account=account_of),
    ]
    routes = [*Routes(assistant).all(), *History(assistant).all()]
    return TestClient(Starlette(routes=routes, middleware=middleware), follow_redirects=False)


def log_in(client: TestClient, account: tuple[str, str], query: str = "") -> tuple[int, str]:
    """The status, and the address that the browser is led to, or the problem that the page shows."""
    form = urlencode(dict(zip(("name", "password"), account, strict=True)))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post(f"/login{query}", content=form, headers=headers)
    shown = re.search(r'role="alert">([^<]*)', response.text)
    return response.status_code, response.headers.get("location") or (shown[1] if shown else "")


# Accounts


def test_a_password_is_kept_as_a_salted_hash_that_its_owner_reads(file: Path, tmp_path: Path) -> None:
    accounts = Accounts(file)
    assert all(accounts.is_password(*account) for account in (ANN, BO))
    wrong = [(ANN[0], BO[1]), (ANN[0], ""), ("nobody", ANN[1]), ("", ""), (ANN[0], "\ud800")]
    assert not any(accounts.is_password(*account) for account in wrong)
    assert ANN[1] not in file.read_text()
    again = tmp_path / "again.txt"
    set_password(again, *ANN)
    assert Accounts(again).hash_of("ann") != accounts.hash_of("ann"), "each has its own salt"
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "has no account"),
        ("ann:secret", "line 1 of"),
        ("ann", "isn't name:hash"),
        (None, "can't be used"),
    ],
)
def test_a_file_without_usable_accounts_is_wrong_usage(
    tmp_path: Path, content: str | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "readers.txt"
    if content is not None:
        path.write_text(content)
    assert ui.main(["--store", str(tmp_path / "none"), "--login", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_the_command_keeps_accounts(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for password, status in (("a newer password\n", 0), ("short\n", 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        assert main(["add-account", str(file), "ann"]) == status
    assert "the password has 5 characters" in capsys.readouterr().err
    assert Accounts(file).is_password("ann", "a newer password")
    assert [main(["remove-account", str(file), "ann"]) for _ in range(2)] == [0, 1]
    assert not Accounts(file).hash_of("ann")
    with pytest.raises(UsageError, match="is no name"):
        set_password(file, "a:b", "a long password")


# Sessions


def test_a_reader_logs_in_and_comes_back_to_the_page(client: TestClient) -> None:
    asked = client.get("/?answer=2&article=x%26y")
    assert (asked.status_code, asked.headers["location"]) == (303, "login?answer=2&article=x%26y")
    page = client.get("/login?answer=2&article=x%26y")
    assert page.headers["cache-control"] == "no-store"
    assert 'action="login?answer=2&amp;article=x%26y"' in page.text
    assert log_in(client, (ANN[0], "wrong")) == (403, "The name or the password isn&#39;t right.")
    assert client.get("/conversations").json() == {"error": "You are logged out. Reload the page to log in."}
    assert log_in(client, ANN, "?answer=2&article=x%26y") == (303, "./?answer=2&article=x%26y")
    assert client.get("/conversations").status_code == 200
    assert client.get("/login").status_code == 303
    german = {"accept-language": "de"}
    assert client.post("/logout", json={}).status_code == 200
    assert client.get("/conversations").status_code == 401
    assert "<h2>Anmelden</h2>" in client.get("/login", headers=german).text


def test_an_account_has_the_same_conversations_in_each_browser(
    client: TestClient, newsroom: Store, file: Path, clock: Clock
) -> None:
    log_in(client, ANN)
    ask(client)
    client.post("/clipboard", json={"conversation": TALK, "number": 1, "citation": 1})
    with browser(newsroom, file, clock) as other:
        log_in(other, BO)
        assert TALK not in other.get("/conversations").json()["list"]
        assert other.get("/clipboard").json()["count"] == 0
        other.post("/logout", json={})
        log_in(other, ANN)
        assert TALK in other.get("/conversations").json()["list"]
        assert other.get("/clipboard").json()["count"] == 1
        assert other.get(f"/conversation/{TALK}").json()["own"] is True


def test_a_session_ends_with_its_time_its_password_and_its_account(
    client: TestClient, file: Path, clock: Clock
) -> None:
    def is_in() -> bool:
        return client.get("/conversations").status_code == 200

    log_in(client, ANN)
    clock.now += LASTS - 1
    assert is_in()
    clock.now += 1
    assert not is_in()
    log_in(client, ANN)
    set_password(file, ANN[0], "a newer password")
    assert not is_in()
    assert log_in(client, (ANN[0], "a newer password"))[0] == 303
    remove_account(file, ANN[0])
    assert not is_in()
    log_in(client, BO)
    session = client.cookies["dateline_session"]
    name, end, signature = session.split(".")
    for forged in (
        f"YW5u.{end}.{signature}",
        f"{name}.{'9' * 5_000}.{signature}",
        f"{name}.{end}.",
        "x",
        "a.b.c",
    ):
        client.cookies.clear()
        client.cookies.set("dateline_session", forged)
        assert not is_in(), forged


def test_an_address_has_so_many_tries(client: TestClient) -> None:
    results = [log_in(client, ("", "")) for _ in range(TRIES + 1)]
    assert [status for status, _ in results] == [403] * TRIES + [429]
    assert results[-1][1] == "Too many tries from your address. Try again in 60 seconds."
    assert log_in(client, ANN)[0] == 429
    for hostile in (b"name=" + b"x" * 20_000, b"\xff", b"name=%ff&password=%00", b"a=1&b=2&c=3&d=4&e=5"):
        assert client.post("/login", content=hostile).status_code == 429


# The whole server


def test_only_the_page_of_the_log_in_and_its_style_are_served_without_a_session(
    newsroom: Store, file: Path
) -> None:
    import httpx

    from webchat.app import launch

    port = free_port()
    page = launch(Assistant(newsroom, EVEN), "127.0.0.1", port, accounts=Accounts(file), prose=False)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            served = set()
            paths = {getattr(route, "path", "") for route in page.app.routes} | {
                *("/config", "/theme.css", "/static/img/logo.svg", "/assets/x.js", "/conversation/a/1/next"),
                *(f"/gradio_api/{name}" for name in ("queue/join", "queue/data", "upload", "startup-events")),
            }
            assert len(paths) > 40
            for path in paths:
                name = re.sub(r"\{.*?\}", "1", path)
                answers = [client.get(name), client.post(name, json={})]
                assert {answer.status_code for answer in answers} <= {200, 303, 401, 404, 405, 415, 421}
                served |= {name for answer in answers if answer.status_code == 200}
            assert served == {"/login", "/logout", "/gradio_api/startup-events"}, "gradio's has no data"
            for path in ("/login", "/login.css"):
                assert client.get(path).status_code == 200
                assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"]
            form = {"name": ANN[0], "password": ANN[1]}
            origin = {"origin": f"http://127.0.0.1:{port}"}
            for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
                assert client.post("/login", data=form, headers=headers).status_code == 403
            assert client.post("/login", data=form, headers=origin).status_code == 303
            shown = client.get("/").text
            assert "log-out" in shown
            assert re.search(r"value=\W+quotations\W+ checked", shown)
    finally:
        page.close(verbose=False)
