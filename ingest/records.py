"""What reading hands on: records that are not parsed yet, the raw articles in them, and rejections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from storage.errors import ArticleRejected


class Rejection(NamedTuple):
    """An input that isn't an article: its path as it was named or found, and why."""

    path: str
    reason: str


class Note(NamedTuple):
    """What a reader of the report should know of an article that was taken: its file, what, and its
    headline."""

    path: str
    note: str
    title: str = ""


class LeftOut(NamedTuple):
    """What nobody would have seen of an article and was therefore left out of it: so many `hidden` elements
    of its page and `invisible` characters. `place` tells it apart in a file of many ("line 12"), else it is
    ""."""

    path: str
    place: str
    title: str
    hidden: int
    invisible: int


class Removed(NamedTuple):
    """A paragraph, or the end of one, that cleaning took out of an article, and the name of its rule."""

    paragraph: str
    rule: str


class Removals(NamedTuple):
    """What cleaning took out of one article; `path`, `place` and `title` are as in `LeftOut`."""

    path: str
    place: str
    title: str
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its source states it, nothing cleaned; "" where the source says nothing.

    `identity` is what it is known by when it has no URL; "" where only its file can tell. `headline_inside`:
    the text may begin with its headline, as plain text does. `origins` says where each field was found
    ({"published": "json-ld"}), by the names of these fields. `hidden` counts the elements of a page, and
    `invisible` the characters, that a reader would not have seen and that were left out while it was read;
    `note` is what a reader of the report should know of an article that was taken.
    """

    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    updated: str = ""
    section: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    hidden: int = 0
    invisible: int = 0
    note: str = ""
    identity: str = ""
    headline_inside: bool = False

    def stating(self, origin: str, **fields: str | tuple[str, ...]) -> RawArticle:
        """The same article with these fields, which were found there; empty ones say nothing."""
        known: dict[str, Any] = {name: value for name, value in fields.items() if value}
        return replace(self, **known, origins={**self.origins, **dict.fromkeys(known, origin)})


@dataclass(frozen=True, slots=True)
class Record:
    """The raw bytes of one article and where they lie; parsed only when somebody asks.

    `place` tells it apart inside a file of many ("line 12: ", "member a/b.html: "), else it is "".
    `fingerprint` stands for the bytes and all else that the article is made from. `parser` can be pickled,
    since a worker process runs it.
    """

    path: str
    place: str
    identity: str
    fingerprint: str
    raw: bytes
    parser: Callable[[bytes], RawArticle]

    @property
    def file_of_its_own(self) -> str:
        """The path of the file that holds this article and nothing else, else ""."""
        return "" if self.place else self.path

    def parse(self) -> RawArticle:
        """Raises ArticleRejected."""
        article = self.parser(self.raw)
        return article if article.identity else replace(article, identity=self.identity)

    def rejected(self, error: ArticleRejected) -> Rejection:
        return Rejection(self.path, f"{self.place}{error}")
