"""Articles that a reader removes: nothing is deleted until the time to undo it is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock, Timer

from storage import Store
from storage.errors import DatelineError, UsageError
from storage.records import Filter
from webchat.texts import t

DELAY = 10.0  # seconds in which a removal can be undone
MOST = 1_000  # articles in one removal
MOST_WAITING = 100  # removals, of all readers

LOG = logging.getLogger("webchat")

Later = Callable[[float, Callable[[], None]], None]  # calls a function after so many seconds


def on_a_timer(seconds: float, function: Callable[[], None]) -> None:
    """Call a function later, in a thread that ends with the process."""
    timer = Timer(seconds, function)
    timer.daemon = True
    timer.start()


@dataclass(frozen=True, slots=True)
class Removal:
    """Articles that will be removed unless it is undone. `token`: an unguessable name for the undoing.
    `due`: when the time to undo it is over, by the clock of `Removals`."""

    token: str
    ids: tuple[str, ...]
    due: float


class Removals:
    """The removals that can still be undone. A server that stops meanwhile removes nothing. Safe to use from
    several threads."""

    def __init__(
        self,
        store: Store,
        *,
        delay: float = DELAY,
        later: Later = on_a_timer,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.delay = delay
        self._store = store
        self._later = later
        self._clock = clock
        self._waiting: dict[str, Removal] = {}  # by token, the first due first
        self._is_planned = False  # whether `later` will call: one timer serves all removals
        self._lock = Lock()

    def schedule(self, ids: Sequence[str]) -> Removal:
        """Remove these articles when the time is over; unknown ones are left out. Raises UsageError while too
        many removals wait."""
        stored = self._store.articles(where=Filter(ids=tuple(ids[:MOST]))) if ids else []
        removal = Removal(token_hex(16), tuple(info.id for info in stored), self._clock() + self.delay)
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                raise UsageError(t("remove.too_many"))
            self._waiting[removal.token] = removal
            self._plan()
        return removal

    def undo(self, token: str) -> bool:
        """Keep the articles of a removal. Returns False when its time is over."""
        with self._lock:
            return self._waiting.pop(token, None) is not None

    def leaving(self) -> frozenset[str]:
        """The ids of all articles that will be removed."""
        with self._lock:
            return frozenset(each for removal in self._waiting.values() for each in removal.ids)

    def _plan(self) -> None:
        """Call `_remove_due` when the next removal is due."""
        if self._waiting and not self._is_planned:
            self._is_planned = True
            due = next(iter(self._waiting.values())).due
            self._later(max(0.0, due - self._clock()), self._remove_due)

    def _remove_due(self) -> None:
        with self._lock:
            now = self._clock()
            try:
                for removal in [each for each in self._waiting.values() if each.due <= now]:
                    del self._waiting[removal.token]
                    self._remove(removal)
            finally:
                self._is_planned = False
                self._plan()

    def _remove(self, removal: Removal) -> None:
        try:
            if removal.ids:
                self._store.remove_where(Filter(ids=removal.ids))
        except DatelineError as error:  # such as a store that was closed meanwhile
            LOG.error("articles could not be removed: %s", error)
