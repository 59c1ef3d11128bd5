"""The HTTP interface of the Articles tab, without gradio, and the picture of the collection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from doubles import HashingEmbedder, Later
from newsroom import HARBOUR, LIBRARY, ORCHARD, put
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from ingest import Fetcher, Workers
from storage import Store
from storage.records import Article, Facets
from storage.secret import secret
from webchat.bins import bins, place
from webchat.facets import facets_json
from webchat.intake import Intake
from webchat.library import LARGEST_FILE, Library
from webchat.names import Names, names_in
from webchat.picture import SERIES, Picture, plot
from webchat.readers import Readers
from webchat.removals import Removals
from webchat.signing import Signer
from webchat.texts import speaking

BATCH = "0123456789abcdef" * 2
KINDS = {"content-type": "application/octet-stream"}


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def client(newsroom: Store, kept_workers: Workers, later: Later) -> Iterator[TestClient]:
    intake = Intake(newsroom, None, lambda: nullcontext(kept_workers))
    removals = Removals(newsroom, later=later, clock=later.clock)
    library = Library(newsroom, intake=intake, removals=removals)
    readers = Middleware(Readers, signer=Signer(secret(newsroom.folder)))
    with TestClient(Starlette(routes=library.all(), middleware=[readers])) as client:
        yield client


def post(client: TestClient, path: str, **sent: object) -> tuple[int, dict[str, Any]]:
    response = client.post(f"/library{path}", json=sent)
    return response.status_code, response.json()


def test_the_list(client: TestClient) -> None:
    status, shown = post(client, "", words="boats", outlets=["Tidings"])
    assert (status, shown["total"], shown["page"], shown["pages"], shown["samples"]) == (200, 1, 1, 1, 0)
    assert HARBOUR.title in shown["table"]
    assert post(client, "", since="2023-13-45")[0] == 422
    for wrong in ({"by": "x"}, {"page": "1"}, {"outlets": "x"}):
        assert post(client, "", **wrong)[0] == 400
    assert client.post("/library", content=b"[]").status_code == 400


def test_the_server_does_not_wait_while_articles_are_removed(newsroom: Store) -> None:
    class Busy(Removals):
        def leaving(self) -> frozenset[str]:
            with pytest.raises(RuntimeError, match="no running event loop"):
                asyncio.get_running_loop()
            return super().leaving()

    with TestClient(Starlette(routes=Library(newsroom, removals=Busy(newsroom)).all())) as client:
        assert post(client, "", words="boats")[0] == 200


def test_an_edit_is_validated_kept_and_shown(client: TestClient, newsroom: Store) -> None:
    form = {"outlet": "Elm News", "published": "2024-03-05", "authors": "", "section": "", "language": ""}
    assert post(client, "/edit", id=LIBRARY.id, **form)[1]["edited"] == ["outlet", "published"]
    assert newsroom.article(LIBRARY.id).outlet == "Elm News"
    assert "Edited by hand" in post(client, "", outlets=["Elm News"])[1]["table"]
    status, answer = post(client, "/edit", id=LIBRARY.id, **form | {"published": "2024-02-31"})
    assert (status, answer["error"].partition(":")[0]) == (422, "2024-02-31 isn't a date")
    status, answer = post(client, "/edit", id="none", **form)
    assert (status, answer) == (404, {"error": "This no longer exists. Reload the page."})


def test_removing_waits_and_can_be_undone(client: TestClient, newsroom: Store, later: Later) -> None:
    status, answer = post(client, "/remove", ids=[HARBOUR.id, ORCHARD.id])
    assert (status, answer["articles"], answer["seconds"]) == (200, 2, 10.0)
    assert post(client, "")[1]["table"].count("Being removed") == 2
    assert post(client, "/undo", token=answer["token"])[1] == {"kept": True}
    assert post(client, "/undo", token=answer["token"])[1] == {"kept": False}
    post(client, "/remove", ids=[HARBOUR.id])
    later.wait(10)
    assert sorted(info.id for info in newsroom.articles()) == sorted([ORCHARD.id, LIBRARY.id])
    for wrong in ({"ids": "x"}, {"ids": [1]}, {}):
        assert post(client, "/remove", **wrong)[0] == 400


def test_an_upload_is_read_and_reported(client: TestClient, newsroom: Store) -> None:
    content = json.dumps({"text": "The ferry carried 200 people on Sunday.", "title": "Ferry"})
    sent = client.post(f"/library/upload?batch={BATCH}&name=sub/ferry.json", content=content, headers=KINDS)
    shown: dict[str, Any] = {}
    while not shown.get("report"):
        shown = client.get(f"/library/uploads?batch={BATCH}").json()
    [entry] = shown["entries"]
    assert (entry["id"], entry["name"], entry["state"], entry["line"]) == (
        sent.json()["id"], "sub/ferry.json", "done", "1 added"
    )  # fmt: skip
    assert "<b>1</b> added" in shown["report"]
    assert client.get(f"/library/uploads?batch={BATCH[::-1]}").json() == {"entries": [], "report": ""}
    assert post(client, "/cancel", batch=BATCH, id=entry["id"])[1] == {"cancelled": False}
    for wrong in ("batch=x&name=a.txt", f"batch={BATCH}&name=", f"batch={BATCH}&name={'x' * 301}"):
        assert client.post(f"/library/upload?{wrong}", content=b"x", headers=KINDS).status_code == 400
    assert list((newsroom.folder / "incoming").iterdir()) == []


def test_a_large_upload_is_refused_and_deleted(client: TestClient, newsroom: Store) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST_FILE // 2**24 + 1):
            yield bytes(2**24)

    response = client.post(f"/library/upload?batch={BATCH}&name=a.txt", content=chunks(), headers=KINDS)
    assert (response.status_code, response.json()) == (422, {"error": "The file is larger than 200 MB."})
    assert list((newsroom.folder / "incoming").iterdir()) == []


def test_nothing_is_fetched_unless_it_is_switched_on(client: TestClient) -> None:
    url = "https://news.example/feed"
    page, feed = {"batch": BATCH, "url": url, "kind": "page"}, {"url": url, "hours": 1}
    for path, sent in (("/fetch", page), ("/feeds", feed)):
        assert post(client, path, **sent) == (
            422, {"error": "Fetching is switched off: start the page with --fetch."}
        )  # fmt: skip


def test_feeds_are_shown_with_their_schedule(newsroom: Store, kept_workers: Workers) -> None:
    intake = Intake(newsroom, lambda: Fetcher(["127.0.0.1:9"]), lambda: nullcontext(kept_workers))
    client = TestClient(Starlette(routes=Library(newsroom, intake=intake).all()))
    shown = post(client, "/feeds", url="http://127.0.0.1:9/feed?a=<b>", hours=6)[1]["table"]
    assert "every 6 hours" in shown
    assert "/feed?a=&lt;b&gt;" in shown
    assert post(client, "/feeds", url="javascript:alert(1)", hours=6)[0] == 422
    assert post(client, "/feeds", url="http://127.0.0.1:9/feed", hours=5)[0] == 400
    for batch in ("feeds", "", BATCH):
        assert client.get(f"/library/uploads?batch={batch}").json()["entries"] == [], "how it is read"
    assert post(client, "/feeds", url="http://127.0.0.1:9/feed?a=<b>", hours=0)[1]["table"] == ""


def test_a_closed_store_gets_a_sentence(client: TestClient, newsroom: Store) -> None:
    newsroom.close()
    status, answer = post(client, "")
    assert (status, "is closed" in answer["error"]) == (503, True)


# The histogram and the picture

DAYS = [date(2021, 1, 1) + timedelta(n) for n in range(3 * 365)]


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        (date(2024, 3, 4), date(2024, 3, 4), 5, ["4 March 2024"]),
        (date(2024, 3, 3), date(2024, 3, 8), 5, ["week of 26 February 2024", "week of 4 March 2024"]),
        (date(2024, 1, 31), date(2024, 3, 1), 4, ["January 2024", "February 2024", "March 2024"]),
        (date(2024, 1, 31), date(2024, 9, 1), 4, ["Q1 2024", "Q2 2024", "Q3 2024"]),
        (date(1, 1, 1), date(3, 1, 1), 2, ["1", "2", "3"]),
        (date(9998, 5, 1), date(9999, 12, 31), 2, ["9998", "9999"]),
    ],
)  # fmt: skip
def test_bins(first: date, last: date, most: int, labels: list[str]) -> None:
    spans = bins(first, last, most)
    assert [span.label for span in spans] == labels
    assert spans[0].since <= first
    assert spans[-1].until >= last
    assert all(one.until + timedelta(1) == other.since for one, other in pairwise(spans))
    assert (place(spans, first), place(spans, last)) == (0, len(spans) - 1)


def test_three_years_of_6000_articles_are_drawn_by_week() -> None:
    outlets = {f"Outlet {n}": 1_000 - n for n in range(SERIES + 2)}
    days = {(day, outlet): 1 for n, day in enumerate(DAYS) for outlet in list(outlets)[: 5 + n % 4]}
    chart = plot(Facets(outlets, {}, {}, days))
    assert chart is not None
    assert 150 < len(chart.rows) <= 160
    assert chart.series == [*list(outlets)[:SERIES], "Other outlets"]
    assert sum(total for _, _, total in chart.rows) == len(days)
    assert all(sum(counts) == total for _, counts, total in chart.rows)
    assert len(chart.across) <= 6
    assert [tick.label for tick in chart.up][:2] == ["0", "10"]
    tops = [segment.y for segment in chart.segments]
    assert min(tops) > 0
    assert max(segment.y + segment.height for segment in chart.segments) == pytest.approx(214, abs=0.1)
    assert plot(Facets({}, {}, {}, {})) is None


def test_the_picture_has_axes_a_legend_and_a_table(newsroom: Store, tmp_path: Path) -> None:
    names = Names(newsroom, tmp_path / "names.json", lambda article: [article.outlet or "Port Elm"])
    hostile = replace(LIBRARY, identity="x", outlet="<svg onload=x>", published="2024-05-01")
    put(newsroom, HashingEmbedder(), hostile)
    names.update()
    picture = Picture(newsroom, names)
    html = picture.html()
    assert html.count("<rect ") == 3
    assert "<title>Tidings, " in html
    assert '<li><span class="swatch series-0"></span>&lt;svg onload=x&gt;</li>' in html
    assert '<th scope="row">week of 4 March 2024</th>' in html
    assert "1 article without a date is left out." in html
    assert 'data-words="Tidings">Tidings <span>1 article</span>' in html
    assert "are being read" not in html
    assert "http" not in html, "no request to anywhere"
    with speaking("de"):
        assert "Woche vom 4. März 2024" in picture.html()


def test_the_bars_of_the_histogram(newsroom: Store) -> None:
    facets = facets_json(newsroom, HARBOUR.id)
    days = facets["days"]
    assert isinstance(days, list)
    assert (days[0]["since"], days[-1]["until"]) == ("2024-03-04", "2024-10-20")
    assert sum(bar["articles"] for bar in days) == 2
    assert len(days) <= 48
    assert (facets["languages"], facets["sections"]) == ({"en": 1}, {"Country": 1})
    assert facets["title"] == HARBOUR.title
    assert facets_json(newsroom, "none")["title"] == ""


def test_names_are_read_once_and_kept(newsroom: Store, embedder: HashingEmbedder, tmp_path: Path) -> None:
    read: list[str] = []

    def names(article: Article) -> list[str]:
        read.append(article.id)
        return ["Port Elm", "NATO"] if article.outlet else ["Nato", "Low Vale"]

    path = tmp_path / "names.json"
    first = Names(newsroom, path, names)
    first.update()
    assert first.busiest(2) == [("NATO", 3), ("Port Elm", 2)]
    assert first.are_complete()
    again = Names(newsroom, path, names)
    assert again.busiest(1) == [("NATO", 3)], "kept over a restart"
    again.update()
    assert len(read) == 3
    put(newsroom, embedder, replace(HARBOUR, text="A new version."))
    newsroom.remove(ORCHARD.id)
    again.update()
    assert (len(read), again.busiest(9)[0]) == (4, ("NATO", 2))
    for damage in ("[]", "{"):
        path.write_text(damage)
        assert Names(newsroom, path, names).busiest(1) == [], "they are read again"


def test_names_in_an_article() -> None:
    text = "Ruth Vance of the United Nations went to Paris on Monday. Ruth Vance's boat sank."
    names = names_in(replace(HARBOUR, text=text))
    assert {"Ruth Vance", "United Nations", "Paris"} <= set(names)
    assert len(names) == len(set(names))


def test_the_day_of_a_dateline_is_no_name() -> None:
    text = "LOWMOUTH, Mar 8, 2024 (Evening Post) — The strike at the port ended."
    assert not any("2024" in name for name in names_in(replace(HARBOUR, text=text)))
