"""The HTTP interface of the Articles tab: JSON in, HTML in JSON out.

POST library            a page of the list: {"table", "page", "pages", "total", "samples"}
GET  library/facets     what articles can be filtered by, and their number by day
GET  library/picture    the articles by day and outlet as a plot, and the busiest names
POST library/edit       {"id", "outlet", "published", "authors", "section", "language"}
POST library/remove     {"ids"}: removes these in some seconds -> {"token", "seconds", "articles"}
POST library/undo       {"token"} -> {"kept"}
POST library/samples    removes the sample articles
POST library/upload     a file as the body; `batch` and `name` in the address -> {"id"}
GET  library/uploads    the entries of a `batch`, and the report on those that are done
POST library/cancel     {"batch", "id"} -> {"cancelled"}
POST library/fetch      {"batch", "url", "kind": "page" or "feed"}, where fetching is switched on
GET  library/feeds      the feeds that are read again on a schedule, which all readers share as they share
                        the articles
POST library/feeds      {"url", "hours"}; 0 hours removes the feed
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ingest import Fetcher
from storage import Store
from storage.errors import ArticleNotFound, DatelineError, QuestionError, UsageError
from storage.urls import web_address
from webchat.articles import Query, listing
from webchat.editing import edits
from webchat.facets import facets_json
from webchat.feeds import Feeds, TooManyFeeds
from webchat.intake import Entry, Intake, TooMany
from webchat.markup import html
from webchat.picture import Picture
from webchat.readers import Sender, sender_of
from webchat.removals import Removals
from webchat.replies import BadRequest, json_of
from webchat.report import Outcome, merged, report_html
from webchat.texts import t

LARGEST_FILE = 200 * 1024**2  # bytes
BATCH = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME = 300  # characters
LONGEST_ADDRESS = 2_000
FEEDS = "feeds.json"  # in the folder of the store
SCHEDULE = Sender("schedule", "schedule")  # who sends the feeds that are read again

LOG = logging.getLogger("webchat")

Handler = Callable[[Request], Awaitable[Response]]


class Library:
    """The routes over one store."""

    def __init__(
        self,
        store: Store,
        fetcher: Callable[[], Fetcher] | None = None,
        *,
        intake: Intake | None = None,
        removals: Removals | None = None,
    ) -> None:
        """`fetcher`: makes a fetcher for what readers add by address; without one, nothing is fetched."""
        self._store = store
        self._intake = intake or Intake(store, fetcher)
        self._removals = removals or Removals(store)
        self._picture = Picture(store)
        self._feeds = Feeds(store.folder / FEEDS, self._read_feed)
        self._feeds_batch = token_hex(16)  # nobody's: the schedule shows how a feed was read
        if self._intake.fetches:
            self._feeds.start()

    def all(self) -> list[Route]:
        posts = ("edit", "remove", "undo", "samples", "upload", "cancel", "fetch")
        gets = ("facets", "picture", "uploads", "feeds")
        return [
            Route("/library", _sentences(self.list), methods=["POST"]),
            Route("/library/feeds", _sentences(self.put_feed), methods=["POST"]),
            *(Route(f"/library/{n}", _sentences(getattr(self, n)), methods=["POST"]) for n in posts),
            *(Route(f"/library/{n}", _sentences(getattr(self, n)), methods=["GET"]) for n in gets),
        ]

    # The list

    async def list(self, request: Request) -> Response:
        query = Query.of(await _object(request))

        def shown() -> dict[str, object]:
            return listing(self._store, query, self._removals.leaving())

        return JSONResponse(await run_in_threadpool(shown))

    async def facets(self, request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(facets_json, self._store, request.query_params.get("id")))

    async def picture(self, _: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(self._picture.html))

    async def edit(self, request: Request) -> Response:
        form = await _object(request)

        def edit() -> dict[str, object]:
            article = self._store.article(str(form.get("id", "")))
            changed = edits(article, form)
            edited = self._store.edit(article.id, changed) if changed else article
            return {"id": edited.id, "edited": list(changed)}

        return JSONResponse(await run_in_threadpool(edit))

    async def remove(self, request: Request) -> Response:
        match await _object(request):
            case {"ids": list(ids)} if all(isinstance(each, str) for each in ids):
                removal = await run_in_threadpool(self._removals.schedule, ids)
            case _:
                raise BadRequest(t("error.unreadable"))
        return JSONResponse(
            {"token": removal.token, "seconds": self._removals.delay, "articles": len(removal.ids)}
        )

    async def undo(self, request: Request) -> Response:
        token = str((await _object(request)).get("token", ""))
        return JSONResponse({"kept": await run_in_threadpool(self._removals.undo, token)})

    async def samples(self, _: Request) -> Response:
        def remove() -> int:
            samples = self._store.samples()
            for article_id in samples:
                self._store.remove(article_id)
            return len(samples)

        return JSONResponse({"removed": await run_in_threadpool(remove)})

    # What readers add

    async def upload(self, request: Request) -> Response:
        batch, name = request.query_params.get("batch", ""), request.query_params.get("name", "")
        if not BATCH.fullmatch(batch) or not 0 < len(name) <= LONGEST_NAME:
            raise BadRequest(t("error.unreadable"))
        self._intake.folder.mkdir(parents=True, exist_ok=True)
        path = self._intake.folder / f"{token_hex(16)}.part"
        try:
            await _save(request, path)
            return JSONResponse({"id": self._intake.add_file(batch, name, path, sender_of(request.scope)).id})
        except ClientDisconnect:  # the reader has cancelled it
            path.unlink(missing_ok=True)
            return Response(status_code=400)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    async def uploads(self, request: Request) -> Response:
        entries = self._intake.shown(request.query_params.get("batch", ""))
        reports = [entry.report for entry in entries if entry.is_over]
        is_over = bool(entries) and all(entry.is_over for entry in entries)
        return JSONResponse(
            {
                "entries": [
                    {"id": e.id, "name": e.name, "state": e.state, "share": e.progress.share, "line": e.line}
                    for e in entries
                ],
                "report": report_html(merged(reports)) if is_over else "",
            }
        )

    async def cancel(self, request: Request) -> Response:
        sent = await _object(request)
        batch, entry = str(sent.get("batch", "")), str(sent.get("id", ""))
        return JSONResponse({"cancelled": self._intake.cancel(batch, entry)})

    async def fetch(self, request: Request) -> Response:
        sent = await _object(request)
        batch, kind = str(sent.get("batch", "")), sent.get("kind")
        url = self._address(sent)
        if not BATCH.fullmatch(batch) or kind not in ("page", "feed"):
            raise BadRequest(t("error.unreadable"))
        return JSONResponse({"id": self._intake.add_address(batch, kind, url, sender_of(request.scope)).id})

    # Feeds

    async def feeds(self, _: Request) -> Response:
        return JSONResponse({"table": html("feeds.html", schedule=self._feeds.shown())})

    async def put_feed(self, request: Request) -> Response:
        sent = await _object(request)
        url, hours = self._address(sent), sent.get("hours")
        if not isinstance(hours, int) or isinstance(hours, bool):
            raise BadRequest(t("error.unreadable"))
        if hours:
            await run_in_threadpool(self._feeds.put, url, hours)
        else:
            await run_in_threadpool(self._feeds.remove, url)
        return await self.feeds(request)

    def _read_feed(self, url: str, note: Callable[[Outcome], None]) -> None:
        def finish(entry: Entry) -> None:
            note(Outcome(problem=entry.line) if entry.state == "failed" else Outcome.of(entry.report))

        try:
            self._intake.add_address(self._feeds_batch, "feed", url, SCHEDULE, finish)
        except TooMany as error:
            note(Outcome(problem=str(error)))

    def _address(self, sent: Mapping[str, Any]) -> str:
        """The address in a request. Raises UsageError unless it can be fetched."""
        if not self._intake.fetches:
            raise UsageError(t("adding.off"))
        url = web_address(str(sent.get("url", ""))[:LONGEST_ADDRESS])
        if not url:
            raise UsageError(t("adding.no_address"))
        return url


async def _object(request: Request) -> Mapping[str, Any]:
    """The JSON object in a request. Raises BadRequest."""
    sent = await json_of(request)
    if not isinstance(sent, dict):
        raise BadRequest(t("error.unreadable"))
    return sent


async def _save(request: Request, path: Path) -> None:
    """Write the body of a request to a file. Raises UsageError for a large one."""
    size = 0
    with path.open("wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST_FILE:
                raise UsageError(t("adding.too_large", limit=LARGEST_FILE // 1024**2))
            await run_in_threadpool(file.write, chunk)


def _sentences(handler: Handler) -> Handler:
    """A handler whose errors become sentences: {"error": "..."}."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except (BadRequest, ValueError):
            return JSONResponse({"error": t("error.unreadable")}, 400)
        except ArticleNotFound:
            return JSONResponse({"error": t("error.gone")}, 404)
        except (UsageError, QuestionError, TooMany, TooManyFeeds) as error:
            return JSONResponse({"error": str(error)}, 422)
        except (DatelineError, OSError) as error:
            LOG.error("the Articles tab failed: %s: %s", type(error).__name__, error)
            return JSONResponse({"error": str(error)}, 503)

    return handle
