"""`ingest` and its command for the tests: with one worker process for a whole test session, since a process
takes a second to start, and with limits that a busy machine meets."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from doubles import HashingEmbedder
from files import PATIENT

import ingest as package
import ingest.__main__ as command
from ingest import Fetcher, Report, Workers


@cache
def kept_workers() -> Workers:
    """The worker process of the session. conftest.py closes it."""
    return Workers(count=1, limits=PATIENT)


def ingest(*arguments: Any, **options: Any) -> Report:
    options.setdefault("workers", kept_workers())
    return package.ingest(*arguments, **options)


def main(*arguments: object) -> int:
    """The exit status of `python -m ingest ARGUMENTS...`, run in this process without a model or a pause."""
    return command.main(
        [*map(str, arguments)],
        workers=kept_workers(),
        embedder=HashingEmbedder(),
        fetcher=partial(Fetcher, sleep=lambda _: None),
    )
