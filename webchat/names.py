"""The names that most articles mention. They are read once for each version of an article, in the
background, and kept in a file of the store."""

from __future__ import annotations

import json
import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, Thread

from assistant.entities import entities
from storage import Store
from storage.errors import ArticleNotFound, DatelineError
from storage.records import Article

KINDS = ("PERSON", "ORG", "GPE", "LOC")  # labels of the recogniser
OPENING = 1_200  # characters at the start of an article, after its headline: they name who it is about
SHORTEST, LONGEST = 3, 60  # characters of a name
KEEP_EVERY = 500  # articles

LOG = logging.getLogger("webchat")

_AROUND = re.compile(r"^(?:the|The|THE)\s+|['’]s?$")


class Names:
    """The names of a store's articles. Safe to use from several threads."""

    def __init__(self, store: Store, path: Path, read: Callable[[Article], list[str]] | None = None) -> None:
        """`path`: the file that keeps them. `read`: the names in an article."""
        self._store = store
        self._path = path
        self._read = read or names_in
        self._by_version: dict[str, list[str]] | None = None
        self._sequence = -1  # of the collection whose names are complete
        self._lock = Lock()

    def busiest(self, most: int) -> list[tuple[str, int]]:
        """The names with the number of articles that mention them, as far as they are read."""
        if self._by_version is None:
            self._by_version = _kept(self._path)
        # A name that is written in several ways, such as "NATO" and "Nato", is shown in the commonest.
        spellings = Counter(name for names in self._by_version.values() for name in names)
        totals: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for name, number in spellings.most_common():
            shown.setdefault(name.casefold(), name)
            totals[name.casefold()] += number
        return [(shown[name], number) for name, number in totals.most_common(most)]

    def are_complete(self) -> bool:
        """Whether the names of all articles are read; if not, a thread goes on reading them."""
        if self._sequence == self._store.sequence():
            return True
        if self._lock.acquire(blocking=False):
            Thread(target=self._update, name="names", daemon=True).start()
        return False

    def _update(self) -> None:
        try:
            self.update()
        except (DatelineError, OSError) as error:  # the collection has changed meanwhile, or is closed
            LOG.info("no names could be read: %s", error)
        finally:
            self._lock.release()

    def update(self) -> None:
        """Read the names of new and changed articles, and forget those of others. Raises StoreError, and
        OSError when they can't be kept."""
        before = _kept(self._path) if self._by_version is None else self._by_version
        sequence = self._store.sequence()
        now: dict[str, list[str]] = {}
        for article in self._articles():
            now[article.version] = before.get(article.version) or self._read(article)
            if len(now) % KEEP_EVERY == 0:
                self._keep(before | now)
        self._keep(now)
        self._sequence = sequence

    def _articles(self) -> Iterator[Article]:
        for info in self._store.articles():
            try:
                yield self._store.article(info.id)
            except ArticleNotFound:
                continue

    def _keep(self, names: dict[str, list[str]]) -> None:
        self._by_version = names
        temporary = self._path.with_suffix(".new")
        temporary.write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        os.replace(temporary, self._path)


def names_in(article: Article) -> list[str]:
    """The distinct names of people, organisations and places in the headline and the opening."""
    names: dict[str, str] = {}
    for text in (article.title, article.text[:OPENING]):
        for entity in entities(text):
            name = _AROUND.sub("", " ".join(text[entity.start : entity.end].split()))
            is_day = entity.label == "PERSON" and any(map(str.isdigit, name))  # "Mar 8, 2024"
            fits = entity.label in KINDS and SHORTEST <= len(name) <= LONGEST and name[0].isupper()
            if fits and not is_day:
                names.setdefault(name.casefold(), name)
    return list(names.values())


def _kept(path: Path) -> dict[str, list[str]]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # they are read again
        return {}
    return kept if isinstance(kept, dict) else {}
