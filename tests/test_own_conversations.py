"""What a reader keeps, over HTTP: his list of conversations, links to one answer, his clipboard, exports."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from typing import Any

import docx
import pytest
from newsroom import HARBOUR
from starlette.testclient import TestClient
from test_routes import QUESTION, TALK, ask, client_of

from assistant import Assistant
from storage import Store
from webchat.readers import COOKIE
from webchat.texts import t

pytestmark = pytest.mark.slow_import

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
OTHER = TALK[::-1]
THIRD = "9" * 32


@pytest.fixture
def assistant(newsroom: Store) -> Assistant:
    return Assistant.open(newsroom, threshold=0.0)


@pytest.fixture
def ann(assistant: Assistant) -> Iterator[TestClient]:
    with client_of(assistant) as client:
        yield client


@pytest.fixture
def bo(assistant: Assistant) -> Iterator[TestClient]:
    with client_of(assistant) as client:
        yield client


def titles(client: TestClient, **query: str) -> list[str]:
    shown = client.get("/conversations", params=query).json()["list"]
    return re.findall(r'<a class="open"[^>]*>(.*?)</a>', shown)


def change(client: TestClient, path: str, **changed: object) -> int:
    return int(client.post(path, json=changed).status_code)


# Readers


def test_a_new_reader_gets_a_signed_cookie_that_scripts_cannot_read(ann: TestClient) -> None:
    header = ann.get("/conversations").headers["set-cookie"]
    assert re.fullmatch(
        rf"{COOKIE}=[0-9a-f]{{32}}\.[0-9a-f]{{32}}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax", header
    )
    assert "set-cookie" not in ann.get("/conversations").headers


def test_a_forged_cookie_is_another_reader(ann: TestClient, bo: TestClient) -> None:
    ask(ann)
    reader = ann.cookies[COOKIE].split(".")[0]
    for forged in (
        reader,
        f"{reader}.{'0' * 32}",
        f"{reader}.",
        f".{'0' * 32}",
        "\udcff;=x".encode(errors="replace"),
    ):
        bo.cookies.clear()
        value = forged.decode() if isinstance(forged, bytes) else forged
        response = bo.get("/conversations", headers={"cookie": f"{COOKIE}={value}"})
        assert t("history.none") in response.json()["list"]


def test_a_restart_of_the_server_keeps_readers_and_their_names(ann: TestClient, assistant: Assistant) -> None:
    ask(ann)
    hostile = "\"'><img src=x onerror=hacked()> {{7*7}}"
    assert change(ann, f"/conversation/{TALK}", name=hostile) == 200
    with client_of(assistant) as again:
        again.cookies.set(COOKIE, ann.cookies[COOKIE])
        shown = again.get("/conversations").json()["list"]
        assert unescape(titles(again)[0]) == hostile
        assert "<img" not in shown
        assert again.get(f"/conversation/{TALK}").json() == ann.get(f"/conversation/{TALK}").json()
        exported = again.get(f"/conversation/{TALK}/export?format=html").text
        assert "<img" not in exported


def test_an_account_takes_the_place_of_the_cookie(assistant: Assistant) -> None:
    with client_of(assistant, "ann") as desk, client_of(assistant, "ann") as phone:
        ask(desk)
        assert titles(phone) == [QUESTION]
        assert not phone.cookies
    with client_of(assistant, "bo") as other:
        assert titles(other) == []


# The list


def test_a_reader_sees_only_his_own_conversations(ann: TestClient, bo: TestClient) -> None:
    ask(ann)
    assert (titles(ann), titles(bo)) == ([QUESTION], [])
    assert bo.get(f"/conversation/{TALK}").json() == {"turns": "", "sources": "", "own": False}
    assert bo.get(f"/conversation/{TALK}/1").status_code == 404
    assert bo.get(f"/conversation/{TALK}/export").status_code == 404
    assert bo.get(f"/conversation/{TALK}/1/next").json() == {"questions": []}
    assert t("error.foreign") in ask(bo)[1]["error"]
    assert change(bo, f"/conversation/{TALK}", name="Mine") == 400
    assert change(bo, "/clipboard", conversation=TALK, number=1, citation=1) == 400
    marked = bo.get(f"/article/{HARBOUR.id}?conversation={TALK}").text
    assert "<mark>" not in marked


def test_conversations_are_searched_renamed_pinned_and_deleted(ann: TestClient) -> None:
    ask(ann)
    ask(ann, "How many tonnes of <apples>?", conversation=OTHER)
    assert titles(ann) == ["How many tonnes of &lt;apples&gt;?", QUESTION]
    assert titles(ann, search="vance STORM") == [QUESTION], "in the text of the answers"
    assert t("history.no_match") in ann.get("/conversations?search=zebra").json()["list"]
    assert change(ann, f"/conversation/{TALK}", name=" The  harbour ") == 200
    assert change(ann, f"/conversation/{TALK}", pinned=True) == 200
    assert titles(ann) == ["The harbour", "How many tonnes of &lt;apples&gt;?"]
    assert titles(ann, search="harbour") == ["The harbour"]
    assert change(ann, f"/conversation/{OTHER}", deleted=True) == 200
    assert titles(ann) == ["The harbour"]
    assert ann.get(f"/conversation/{OTHER}").json()["turns"] == ""
    assert change(ann, f"/conversation/{OTHER}", deleted=False) == 200
    assert len(titles(ann)) == 2
    shown = ann.get(f"/conversations?current={TALK}").json()["list"]
    assert shown.count('aria-current="page"') == 1
    for wrong in ({}, {"name": 7}, {"name": "x" * 201}, {"pinned": "yes"}, {"deleted": None}):
        assert change(ann, f"/conversation/{TALK}", **wrong) == 400


# A link to one answer


def test_a_link_to_an_answer_opens_that_answer_for_every_reader(ann: TestClient, bo: TestClient) -> None:
    ask(ann)
    ask(ann, "How many apples?")
    link = ann.get(f"/conversation/{TALK}/1?form=link").text
    key = link.rpartition("=")[2]
    assert link == f"conversation={TALK}&answer=1&key={key}"
    shared = bo.get(f"/conversation/{TALK}?answer=1&key={key}").json()
    assert (
        shared["turns"]
        == ann.get(f"/conversation/{TALK}").json()["turns"].split('<section class="exchange" id="q-2"')[0]
    )
    assert not shared["own"]
    assert bo.get(f"/conversation/{TALK}?answer=2&key={key}").json()["turns"] == ""
    assert bo.get(f"/conversation/{TALK}/1?key={key}").text == ann.get(f"/conversation/{TALK}/1").text
    assert bo.get(f"/conversation/{TALK}/2?key={key}").status_code == 404
    article = f"/article/{HARBOUR.id}?conversation={TALK}&answer=1&key={key}"
    assert "<mark>" in bo.get(article).text
    assert change(bo, "/clipboard", conversation=TALK, number=1, citation=1, key=key) == 200
    assert t("error.foreign") in ask(bo)[1]["error"], "to read, not to ask"


# The clipboard


def test_quotations_are_collected_across_conversations(
    ann: TestClient, bo: TestClient, newsroom: Store
) -> None:
    ask(ann)
    ask(ann, "How many tonnes of apples were picked in Low Vale?", conversation=OTHER)
    for talk in (TALK, OTHER, TALK):
        assert change(ann, "/clipboard", conversation=talk, number=1, citation=1) == 200
    board = ann.get("/clipboard").json()
    assert board["count"] == 2, "the same quotation once"
    pressed = 'data-citation="1" aria-pressed="true">Collected</button>'
    assert ann.get(f"/conversation/{TALK}").json()["sources"].count(pressed) == 1
    assert pressed in ask(ann)[-1]["sources"], "the same quotation in another answer"
    assert pressed not in ask(bo, conversation=THIRD)[-1]["sources"]
    first, second = re.findall(r'class="clip" data-id="(\d+)"', board["list"])
    assert f'<blockquote dir="auto">{BOATS}</blockquote>' in board["list"]
    assert "A good year for apples" in board["list"]
    assert change(ann, f"/clipboard/{first}", note="Ask <her>.") == 200
    assert change(ann, f"/clipboard/{second}", move=-1) == 200
    shown = ann.get("/clipboard").json()["list"]
    assert re.findall(r'data-id="(\d+)"><blockquote', shown) == [second, first]
    assert "Ask &lt;her&gt;.</textarea>" in shown
    text = ann.get("/clipboard/export?format=markdown&style=ap").text
    assert text.startswith("# Collected quotations\n\n> ")
    assert (
        f"> {BOATS} [2]\n\n*Ask \\<her\\>.*\n\n1. “A good year for apples,” The Courier, Oct. 20, 2024"
        in text
    )
    rows = json.loads(ann.get("/clipboard/export?format=json").content)["quotations"]
    assert [(row["citation"]["number"], row["note"]) for row in rows] == [(1, ""), (2, "Ask <her>.")]
    for wrong in ({"note": "x" * 2_001}, {"move": 2}, {"removed": False}, {"note": 7}):
        assert change(ann, f"/clipboard/{first}", **wrong) == 400
    assert change(bo, f"/clipboard/{first}", removed=True) == 400
    newsroom.remove(HARBOUR.id)
    assert t("clipboard.gone") in ann.get("/clipboard").json()["list"]
    assert BOATS not in ann.get("/clipboard/export?format=plain").text
    assert change(ann, f"/clipboard/{first}", removed=True) == 200
    assert ann.get("/clipboard").json()["count"] == 1


# Exports


def test_a_conversation_is_exported_in_each_format(ann: TestClient) -> None:
    ask(ann)
    ask(ann, "How many tonnes of apples were picked in Low Vale?")
    change(ann, f"/conversation/{TALK}", name='Häfen / "boats"\r\n')

    def exported(**query: str) -> Any:
        response = ann.get(f"/conversation/{TALK}/export", params=query)
        assert response.status_code == 200
        return response

    saved = exported(format="markdown", style="chicago")
    assert saved.headers["content-disposition"] == (
        "attachment; filename=\"Hafen boats.md\"; filename*=UTF-8''H%C3%A4fen%20boats.md"
    )
    assert saved.text.startswith('# Häfen / "boats"\n\n')
    assert f"\n\n> {BOATS} [1]\n\n" in saved.text
    assert (
        "1. Ann Lee, “Storm closes harbour,” *Tidings*, March 4, 2024, <https://tidings.example/harbour>"
        in saved.text
    )
    assert "# Häfen" not in ann.get(f"/conversation/{TALK}/1/export").text
    printed = exported(format="print")
    assert "content-disposition" not in printed.headers
    assert "@media print" in printed.text
    assert printed.text.startswith("<!doctype html>")
    assert f'<blockquote class="quotation" dir="auto">{BOATS} [1]</blockquote>' in printed.text
    data = json.loads(exported(format="json", style="ap").content)
    assert data["turns"][0]["answer"]["question"] == QUESTION
    assert data["references"][0].startswith(
        "Ann Lee, “Storm closes harbour,” Tidings, March 4, 2024, https://"
    )
    document = docx.Document(io.BytesIO(exported(format="word").content))
    assert f"{BOATS} [1]" in [paragraph.text for paragraph in document.paragraphs]
    assert (
        exported(format="bibtex").text.count("@article{")
        == exported(format="ris").text.count("TY  - NEWS")
        >= 2
    )
    for wrong in ({"format": "pdf"}, {"style": "mla"}):
        assert ann.get(f"/conversation/{TALK}/export", params=wrong).status_code == 404


# Damage


def test_a_damaged_turn_or_quotation_hides_no_other(ann: TestClient, newsroom: Store) -> None:
    for _ in range(3):
        ask(ann)
    for number in (1, 2):
        place = {"conversation": TALK, "number": number, "citation": 1}
        assert ann.post("/clipboard", json=place).status_code == 200
    with sqlite3.connect(newsroom.folder / "conversations.sqlite3") as file:
        for number, content in ((1, "{}"), (2, "damaged")):
            file.execute("UPDATE turns SET content = ? WHERE number = ?", (content, number))
        file.execute("UPDATE clips SET content = '[1]'")
    turns = ann.get(f"/conversation/{TALK}").json()["turns"]
    assert (turns.count('class="exchange"'), BOATS in turns) == (3, True)
    assert ann.get(f"/conversation/{TALK}/1").status_code == 200
    assert "turn" in ask(ann)[1]
    assert ann.get("/clipboard").json()["count"] == 1


def test_half_a_character_is_refused(ann: TestClient) -> None:
    body = json.dumps({"conversation": TALK, "question": "boats \ud800", "outlets": []})
    response = ann.post("/ask", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (400, {"error": t("error.unreadable")})
