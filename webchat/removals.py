"""Articles that a reader removes: nothing is deleted until the time to undo it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock, Timer

from storage import Store
from storage.errors import DatelineError
from storage.records import Filter

DELAY = 10.0  # seconds in which a removal can be undone
MOST = 1_000  # articles in one removal

LOG = logging.getLogger("webchat")

Later = Callable[[float, Callable[[], None]], None]  # calls a function after so many seconds


def on_a_timer(seconds: float, function: Callable[[], None]) -> None:
    """Call a function later, in a thread that ends with the process."""
    timer = Timer(seconds, function)
    timer.daemon = True
    timer.start()


@dataclass(frozen=True, slots=True)
class Removal:
    """Articles that will be removed unless it is undone. `token`: an unguessable name for the undoing."""

    token: str
    ids: tuple[str, ...]


class Removals:
    """The removals that can still be undone. A server that stops meanwhile removes nothing. Safe to use from
    several threads."""

    def __init__(self, store: Store, *, delay: float = DELAY, later: Later = on_a_timer) -> None:
        self.delay = delay
        self._store = store
        self._later = later
        self._waiting: dict[str, Removal] = {}  # by token
        self._lock = Lock()

    def schedule(self, ids: Sequence[str]) -> Removal:
        """Remove these articles when the time is over; unknown ones are left out."""
        stored = self._store.articles(where=Filter(ids=tuple(ids[:MOST]))) if ids else []
        removal = Removal(token_hex(16), tuple(info.id for info in stored))
        with self._lock:
            self._waiting[removal.token] = removal
        self._later(self.delay, lambda: self._remove(removal))
        return removal

    def undo(self, token: str) -> bool:
        """Keep the articles of a removal. Returns False when its time is over."""
        with self._lock:
            return self._waiting.pop(token, None) is not None

    def leaving(self) -> frozenset[str]:
        """The ids of all articles that will be removed."""
        with self._lock:
            return frozenset(each for removal in self._waiting.values() for each in removal.ids)

    def _remove(self, removal: Removal) -> None:
        with self._lock:
            if removal.token not in self._waiting:
                return
            try:
                if removal.ids:
                    self._store.remove_where(Filter(ids=removal.ids))
            except DatelineError as error:  # such as a store that was closed meanwhile
                LOG.error("articles could not be removed: %s", error)
            finally:
                del self._waiting[removal.token]
