"""The results of reading: records that are not parsed yet, the raw articles in them, and rejections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypedDict, Unpack

from storage.errors import ArticleRejected


class Rejection(NamedTuple):
    """An input that isn't an article: its path or URL, and the reason."""

    path: str
    reason: str


class Note(NamedTuple):
    """A remark in the report on an article that was read: its file, the remark and its headline."""

    path: str
    note: str
    title: str = ""


class LeftOut(NamedTuple):
    """The numbers of `hidden` elements and `invisible` characters that were left out of an article because
    no reader of its page sees them. `place`: its position in a file of several articles ("line 12"), else
    ""."""

    path: str
    place: str
    title: str
    hidden: int
    invisible: int


class Removed(NamedTuple):
    """A paragraph, or the end of one, that cleaning removed from an article, and the name of its rule."""

    paragraph: str
    rule: str


class Removals(NamedTuple):
    """The paragraphs that cleaning removed from one article; `path`, `place` and `title` as in `LeftOut`."""

    path: str
    place: str
    title: str
    removed: tuple[Removed, ...]


class Fields(TypedDict, total=False):
    """The fields of an article besides its text."""

    title: str
    url: str
    outlet: str
    published: str
    updated: str
    authors: tuple[str, ...]
    language: str
    section: str


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its source states it, before cleaning; "" stands for a field that the source lacks.

    `identity` identifies an article without a URL; "" if only its file can. `headline_inside`: the text may
    begin with its headline, as plain text does. `origins`: field -> where the source has it ({"published":
    "json-ld"}). `hidden` and `invisible` count the elements and characters that no reader sees and that were
    left out. `note`: a remark for the report.
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

    def with_fields(self, origin: str, **fields: Unpack[Fields]) -> RawArticle:
        """The same article with these fields and their origin; empty fields change nothing."""
        filled: dict[str, Any] = {name: value for name, value in fields.items() if value}
        return replace(self, **filled, origins={**self.origins, **dict.fromkeys(filled, origin)})


@dataclass(frozen=True, slots=True)
class Record:
    """The raw bytes of one article and their place; not parsed yet.

    `place`: the position in a file of several articles ("line 12: ", "member a/b.html: "), else "".
    `fingerprint`: a hash of the bytes and of everything else that the article is made from. `parser` can be
    pickled, since a worker process runs it.
    """

    path: str
    place: str
    identity: str
    fingerprint: str
    raw: bytes
    parser: Callable[[bytes], RawArticle]

    @property
    def file_of_its_own(self) -> str:
        """The path of the file if it holds this article only, else ""."""
        return "" if self.place else self.path

    def parse(self) -> RawArticle:
        """Raises ArticleRejected."""
        article = self.parser(self.raw)
        return article if article.identity else replace(article, identity=self.identity)

    def rejected(self, error: ArticleRejected) -> Rejection:
        return Rejection(self.path, f"{self.place}{error}")
