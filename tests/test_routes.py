"""The HTTP interface of the chat, without gradio."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from newsroom import HARBOUR
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant import Answer, Assistant
from storage import Store
from storage.errors import StoreError
from storage.feedback import Quoted
from storage.secret import secret
from webchat.history import History
from webchat.notices import page_version
from webchat.readers import Readers
from webchat.replies import LARGEST
from webchat.routes import PER_READER, Routes
from webchat.signing import Signer
from webchat.texts import t

pytestmark = pytest.mark.no_index

QUESTION = "How many boats were damaged by the storm in Port Elm?"
TALK = "0123456789abcdef" * 2


def client_of(assistant: Any, account: str = "") -> TestClient:
    """A new reader, or the one with an account."""
    signer = Signer(secret(assistant.store.folder))
    middleware = [Middleware(Readers, signer=signer, account=lambda _: account)]
    routes = [*Routes(assistant).all(), *History(assistant).all()]
    return TestClient(Starlette(routes=routes, middleware=middleware))


@pytest.fixture
def client(newsroom: Store) -> Iterator[TestClient]:
    with client_of(Assistant.open(newsroom, threshold=0.0)) as client:
        yield client


def ask(client: TestClient, question: object = QUESTION, **more: object) -> tuple[int, dict[str, Any]]:
    """The status, and the last line of the answer."""
    response = client.post("/ask", json={"conversation": TALK, "question": question, "outlets": [], **more})
    return response.status_code, json.loads(response.text.splitlines()[-1])


def test_a_question_is_answered_and_its_conversation_is_read_again(client: TestClient) -> None:
    status, first = ask(client)
    _, second = ask(client, "How many apples?", outlets=["The Courier"], since="2024-10-01", until="")
    assert (status, first["number"], second["number"]) == (200, 1, 2)
    assert "<mark>Mayor Ruth Vance said 42 boats" in first["sources"]
    assert "Only The Courier · from 1 October 2024" in second["turn"]
    again = client.get(f"/conversation/{TALK}").json()
    assert again["turns"] == first["turn"] + second["turn"]
    assert again["sources"] == second["sources"] + first["sources"]
    assert client.get(f"/conversation/{TALK[::-1]}").json() == {"turns": "", "sources": "", "own": True}


def test_only_the_new_turn_is_sent(client: TestClient) -> None:
    lengths = [len(json.dumps(ask(client)[1])) for _ in range(3)]
    assert lengths[0] == lengths[1] == lengths[2]


def test_the_collection(client: TestClient) -> None:
    shown = client.get("/collection").json()
    assert shown["parts"] == ["3 articles", "2 outlets", "4 March 2024 to 20 October 2024"]
    assert shown["outlets"] == {"The Courier": 1, "Tidings": 1}
    assert "What do the articles say?" in shown["welcome"]
    assert (shown["notices"], shown["version"]) == ([], page_version())


def test_a_turn_can_be_copied(client: TestClient) -> None:
    ask(client)
    path = f"/conversation/{TALK}/1"
    assert client.get(path).text.startswith(f"{QUESTION}\n\n")
    assert client.get(f"{path}?form=markdown").text.startswith(f"## {QUESTION}\n\n")
    response = client.get(f"{path}?form=html")
    assert response.headers["content-type"].startswith("text/plain"), "it is copied, not shown"
    assert response.text.startswith(f'<h2 dir="auto">{QUESTION}</h2>')
    for wrong in (
        f"{path}?form=pdf",
        f"/conversation/{TALK}/2",
        f"/conversation/{TALK}/{10**30}",
        f"/conversation/{TALK}/0",
        "/conversation/x/1",
    ):
        assert client.get(wrong).status_code == 404


def test_feedback_is_kept_with_its_question(client: TestClient, newsroom: Store) -> None:
    ask(client)
    opinion = {"conversation": TALK, "number": 1, "helpful": False, "reason": "out of date"}
    assert client.post("/feedback", json=opinion).json() == {}
    [kept] = newsroom.feedback.all()
    assert (kept.question, kept.helpful, kept.reason) == (QUESTION, False, "out of date")
    assert Quoted(HARBOUR.url, 46, 103) in kept.quoted
    for wrong in (
        {"number": 2},
        {"number": "1"},
        {"reason": "<b>"},
        {"reason": []},
        {"helpful": 1},
        {"conversation": "x"},
    ):
        assert client.post("/feedback", json=opinion | wrong).status_code == 400
    assert len(newsroom.feedback.all()) == 1


def test_questions_that_may_follow(client: TestClient) -> None:
    ask(client)
    assert list(client.get(f"/conversation/{TALK}/1/next").json()) == ["questions"]
    assert client.get(f"/conversation/{TALK}/7/next").json() == {"questions": []}


def test_an_article_with_a_sentence_marked(client: TestClient) -> None:
    shown = client.get(f"/article/{HARBOUR.id}?start=46&end=103").text
    assert '<mark class="here">Mayor Ruth Vance said 42 boats were damaged by the storm.</mark>' in shown
    ask(client)
    cited = client.get(f"/article/{HARBOUR.id}?start=0&end=45&conversation={TALK}").text
    assert "<mark>Mayor Ruth Vance said 42 boats were damaged by the storm.</mark>" in cited
    assert '<mark class="here">' in cited
    assert "<mark>" not in client.get(f"/article/{HARBOUR.id}?conversation={TALK[::-1]}").text
    for query in ("start=Infinity", "end=1e999", "version=none", "start=-5&end=x"):
        response = client.get(f"/article/{HARBOUR.id}?{query}")
        assert (response.status_code, 'role="alert"' in response.text) == (200, True), query
    assert 'role="alert"' in client.get("/article/none").text


@pytest.mark.parametrize(
    "sent",
    [
        *(b"", b"{", b"[]", b"null", b"\xff", b"[" * 20_000, b'{"question": "?"}'),
        *({"conversation": name} for name in ("", "x", TALK.upper(), TALK + "0", 7)),
        *(
            {"question": 7},
            {"outlets": "CNN"},
            {"outlets": [7]},
            {"outlets": ["CNN"] * 101},
            {"outlets": None},
        ),
    ],
)
def test_what_the_page_never_sends_is_refused(client: TestClient, sent: Any) -> None:
    whole = {"conversation": TALK, "question": QUESTION, "outlets": []}
    content = sent if isinstance(sent, bytes) else json.dumps(whole | sent).encode()
    response = client.post("/ask", content=content)
    assert (response.status_code, response.json()) == (400, {"error": t("error.unreadable")})


def test_a_large_request_is_refused(client: TestClient) -> None:
    response = client.post("/ask", content=b" " * (LARGEST + 1))
    assert (response.status_code, response.json()) == (400, {"error": "The request is too large."})


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"since": "2023-13-45"}, 422, "“From” is 2023-13-45"),
        ({"since": ["x"]}, 422, "“From” is"),
        ({"question": "x" * 2_001}, 200, "the limit is 2,000"),
        ({"question": " "}, 200, "Type a question first."),
    ],
)
def test_an_invalid_question_gets_a_sentence(
    client: TestClient, more: dict[str, object], status: int, words: str
) -> None:
    answered, last = ask(client, **({"question": QUESTION} | more))
    assert answered == status
    assert words in last["error"]


@dataclass
class Failing:
    """An assistant that raises these errors, then answers."""

    store: Store
    errors: list[Exception]
    llm: None = None

    def ask(self, question: str, **_: object) -> Answer:
        if self.errors:
            raise self.errors.pop(0)
        return Answer(question, reply="Hello.")


def test_an_error_gets_a_sentence_and_the_next_question_an_answer(newsroom: Store) -> None:
    client = client_of(Failing(newsroom, [StoreError("the catalog is damaged"), RuntimeError("private")]))
    assert ask(client)[1] == {"error": "the catalog is damaged"}
    assert ask(client)[1] == {"error": t("error.failed")}
    assert "Hello." in ask(client)[1]["turn"]


def test_a_reader_asks_so_often_in_a_minute(newsroom: Store) -> None:
    assistant = Failing(newsroom, [])
    client, other = client_of(assistant), client_of(assistant)
    for each in (client, other):
        each.get("/conversations")  # gives the reader a cookie
    fresh = [f"{number:032x}" for number in range(PER_READER + 1)]
    assert {ask(client, conversation=name)[0] for name in fresh[1:]} == {200}
    status, last = ask(client, conversation=fresh[0])
    assert (status, last["error"][:43]) == (429, "You asked many questions in one minute. Ask")
    assert ask(other)[0] == 200, "another reader isn't concerned"


def test_a_damaged_catalog_gets_a_sentence(client: TestClient, newsroom: Store) -> None:
    newsroom.close()
    response = client.get("/collection")
    assert response.status_code == 503
    assert "is closed: open it again" in response.json()["error"]
    assert "is closed: open it again" in ask(client)[1]["error"]


def test_damaged_conversations_get_a_sentence_and_articles_are_read(newsroom: Store) -> None:
    (newsroom.folder / "conversations.sqlite3").write_bytes(b"damaged" * 1_000)
    client = client_of(Assistant.open(newsroom, threshold=0.0))
    assert "1" in ask(client)[1]["sources"], "an answer that can't be kept is still an answer"
    opinion = {"conversation": TALK, "number": 1, "helpful": True, "reason": ""}
    for response in (
        client.get(f"/conversation/{TALK}"),
        client.get(f"/conversation/{TALK}/1"),
        client.post("/feedback", json=opinion),
    ):
        assert (response.status_code, "If it is damaged, move it away" in response.text) == (503, True)
    assert "42 boats were damaged" in client.get(f"/article/{HARBOUR.id}?conversation={TALK}").text
