"""Requests and responses of the page's routes: JSON in, JSON out, errors as sentences."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.errors import DatelineError
from webchat.texts import t

LARGEST = 32_768  # bytes of a request

LOG = logging.getLogger("webchat")


class BadRequest(Exception):
    """A request that the page never sends."""


async def json_of(request: Request) -> object:
    """The body of a request. Raises BadRequest unless it is JSON of a size that the page sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadRequest(t("error.too_large"))
    try:
        sent: object = json.loads(body)
        json.dumps(sent, ensure_ascii=False).encode()  # halves of characters ("\ud800") can't be kept
        return sent
    except (ValueError, RecursionError) as error:
        raise BadRequest(t("error.unreadable")) from error


async def reply(work: Callable[[], object]) -> Response:
    """What a function reads from the store or changes there, as JSON; its errors as sentences."""
    try:
        return JSONResponse(await run_in_threadpool(work))
    except BadRequest as error:
        return JSONResponse({"error": str(error)}, 400)
    except DatelineError as error:
        LOG.error("the page can't be filled: %s: %s", type(error).__name__, error)
        return JSONResponse({"error": str(error)}, 503)
