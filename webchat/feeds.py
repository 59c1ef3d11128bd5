"""The feeds that are read again on a schedule. A file of the store keeps them over a restart."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from webchat.report import Outcome
from webchat.texts import t

HOURS = (1, 6, 24)  # the intervals to choose from
HOUR = 3_600.0  # seconds
LOOK = 30.0  # seconds between two looks at the schedule
MOST = 100  # feeds

LOG = logging.getLogger("webchat")


NO_OUTCOME = Outcome()


class TooManyFeeds(Exception):
    """There are too many feeds; the message tells the reader so."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `hours`: from one reading to the next. `last`: when it was read, in seconds since 1970; 0.0 for
    never. `outcome`: what the last reading gave. `is_reading`: whether it is being read."""

    url: str
    hours: int
    last: float = 0.0
    outcome: Outcome = NO_OUTCOME
    is_reading: bool = False

    @property
    def next(self) -> float:
        """When it is read again, in seconds since 1970."""
        return self.last + self.hours * HOUR


class Feeds:
    """The schedule. `read` starts the reading of an address, and gets a function to call with the outcome.
    Safe to use from several threads."""

    def __init__(
        self,
        path: Path,
        read: Callable[[str, Callable[[Outcome], None]], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._read = read
        self._clock = clock
        self._lock = Lock()
        self._feeds = {feed.url: feed for feed in _kept(path)}

    def start(self) -> None:
        """Read the feeds that are due, now and for ever, in a thread that ends with the process."""
        Thread(target=self._run, name="feeds", daemon=True).start()

    def shown(self) -> list[Feed]:
        """The feeds, in the order in which they were added."""
        with self._lock:
            return list(self._feeds.values())

    def put(self, url: str, hours: int) -> None:
        """Add a feed, or change its interval; a new one is read at once. Raises TooManyFeeds, ValueError for
        another interval, OSError when it can't be kept."""
        if hours not in HOURS:
            raise ValueError(f"{hours!r:.80} hours: expected one of {HOURS}")
        with self._lock:
            if url not in self._feeds and len(self._feeds) >= MOST:
                raise TooManyFeeds(t("feeds.too_many", n=MOST))
            self._feeds[url] = replace(self._feeds.get(url, Feed(url, hours)), hours=hours)
            self._keep()
        self.look()

    def remove(self, url: str) -> None:
        """Stop reading a feed; its articles stay. Raises OSError."""
        with self._lock:
            if self._feeds.pop(url, None):
                self._keep()

    def look(self) -> None:
        """Start to read the feeds that are due."""
        for feed in self.shown():
            if not feed.is_reading and feed.next <= self._clock():
                self._change(feed.url, is_reading=True)
                self._read(feed.url, partial(self._note, feed.url))

    def _note(self, url: str, outcome: Outcome) -> None:
        self._change(url, is_reading=False, last=self._clock(), outcome=outcome)

    def _change(self, url: str, **changes: object) -> None:
        with self._lock:
            if url in self._feeds:
                self._feeds[url] = replace(self._feeds[url], **changes)  # type: ignore[arg-type]
                try:
                    self._keep()
                except OSError as error:
                    LOG.error("the feeds can't be kept: %s", error)

    def _keep(self) -> None:
        content = [asdict(feed) for feed in self._feeds.values()]
        temporary = self._path.with_suffix(".new")
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        os.replace(temporary, self._path)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception as error:  # the next look may work
                LOG.error("the feeds can't be read: %s: %s", type(error).__name__, error)
            time.sleep(LOOK)


def _kept(path: Path) -> list[Feed]:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return [Feed(**{**each, "outcome": Outcome(*each["outcome"]), "is_reading": False}) for each in kept]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        LOG.error("%s can't be read, so no feed is read: %s", path, error)
        return []
