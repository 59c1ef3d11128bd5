"""A catalog that is damaged while the server runs: every route says what to do, and none fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from newsroom import HARBOUR
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from test_routes import QUESTION, TALK, ask

from assistant import Assistant
from storage import Store
from storage.opening import CATALOG
from storage.secret import secret
from webchat.history import History
from webchat.library import Library
from webchat.readers import Readers
from webchat.routes import Routes
from webchat.signing import Signer

pytestmark = pytest.mark.no_index

PAGE = 4096  # bytes, of the catalog
ADVICE = (
    "restore a backup with `python -m storage restore FILE --store NEW_DIR`, or copy the readable articles"
)
TURN = f"/conversation/{TALK}"
NEED_ARTICLES = (
    *("/collection", "/library/facets", "/library/picture", TURN, f"{TURN}/1", f"{TURN}/1/next"),
    *(f"{TURN}/export", f"{TURN}/1/export", f"/article/{HARBOUR.id}"),
)
NEED_NONE = ("/conversations", "/clipboard/export", f"/library/uploads?batch={TALK}", "/library/feeds")
OPINION = {"conversation": TALK, "number": 1, "helpful": True, "reason": ""}
CHANGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("/feedback", OPINION),
    ("/clipboard", {"conversation": TALK, "number": 1, "citation": 1}),
    ("/library", {}),
    ("/library/edit", {"id": HARBOUR.id, "section": "Ports"}),
    ("/library/remove", {"ids": [HARBOUR.id]}),
    ("/library/samples", {}),
)


@pytest.fixture
def client(newsroom: Store) -> TestClient:
    """A reader who has asked a question."""
    assistant = Assistant.open(newsroom, threshold=0.0)
    routes = [*Routes(assistant).all(), *History(assistant).all(), *Library(newsroom).all()]
    readers = Middleware(Readers, signer=Signer(secret(newsroom.folder)))
    client = TestClient(Starlette(routes=routes, middleware=[readers]), raise_server_exceptions=False)
    assert "42" in ask(client)[1]["turn"]
    return client


def overwrite(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def test_with_an_overwritten_file_every_route_says_what_to_do(client: TestClient, newsroom: Store) -> None:
    catalog = newsroom.folder / CATALOG
    overwrite(catalog, catalog.read_bytes()[:PAGE] + b"\xa5" * 40 * PAGE)
    overwrite(catalog.with_name(f"{CATALOG}-shm"), bytes(136))  # SQLite forgets the pages that it has read
    assert ADVICE in ask(client, f"{QUESTION} And why?")[1]["error"]
    for path in NEED_ARTICLES:
        response = client.get(path)
        assert response.status_code == (200 if path.startswith("/article") else 503), path
        assert ADVICE in response.text, path
    for path, sent in CHANGES:
        response = client.post(path, json=sent)
        assert (response.status_code, ADVICE in response.json()["error"]) == (503, True), path
    for path in NEED_NONE:
        assert client.get(path).status_code == 200, path


def test_with_a_damaged_copy_in_its_place_no_route_fails(client: TestClient, newsroom: Store) -> None:
    """What has the sound file open answers from it, and the others say what to do."""
    catalog = newsroom.folder / CATALOG
    copy = catalog.with_name("copy")
    copy.write_bytes(b"\xa5" * 40 * PAGE)
    copy.replace(catalog)
    with ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(client.get, (*NEED_ARTICLES, *NEED_NONE)))
    responses += [client.post(path, json=sent) for path, sent in CHANGES]
    assert {response.status_code for response in responses} <= {200, 503}
    assert all(ADVICE in response.text for response in responses if response.status_code == 503)
