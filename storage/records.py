"""The values that a store keeps: frozen types, with ids made from content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

TITLE_CHARACTERS = 200  # of the headline, which stands before each passage when it is embedded

# The fields of an article that make a version. Its identity makes its id, and where a field was found
# (`origins`) changes nothing that a reader sees.
CONTENT = ("text", "title", "outlet", "published", "url", "authors", "language", "updated", "section")

# The made-up reports that an empty store starts with have addresses here, where no real page can be.
SAMPLES_URL = "https://samples.dateline.example/"


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text on one line, for a `repr`: "The harbour of Port Elm was ..." """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 4].rsplit(" ", 1)[0] + " ..."


def digest(*parts: str) -> str:
    """16 hexadecimal digits (64 bits) that stand for these texts in this order."""
    return _hash(json.dumps(parts))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """One cleaned article.

    `identity` is its canonical URL, or its path when it has none. `published` and `updated` are ISO 8601
    dates or date-times as the source states them, "" when unknown; the other texts are "" when unknown, too.
    `origins` says where each field was found, sorted by field: (("published", "json-ld"), ...). `repeats` are
    the paragraphs of the cleaned text that `text` lacks because the outlet sets them under its articles
    whatever they are about: (position in the cleaned text, paragraph).
    """

    identity: str
    text: str
    title: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    updated: str = ""
    section: str = ""
    origins: tuple[tuple[str, str], ...] = ()
    repeats: tuple[tuple[int, str], ...] = ()

    def __repr__(self) -> str:
        """Never the text, which may be megabytes long."""
        shown = ("id", "title", "outlet", "published")
        return f"Article({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    @property
    def id(self) -> str:
        """16 hexadecimal digits; the same for every version of the article."""
        return digest(self.identity)

    @property
    def cleaned_text(self) -> str:
        """The text with the paragraphs that the outlet repeats: what its page gave."""
        if not self.repeats:
            return self.text
        paragraphs = self.text.split("\n\n")
        for position, paragraph in self.repeats:
            paragraphs.insert(position, paragraph)
        return "\n\n".join(paragraphs)

    @property
    def version(self) -> str:
        """16 hexadecimal digits that change whenever the cleaned text or the metadata does."""
        content = {name: getattr(self, name) for name in CONTENT} | {"text": self.cleaned_text}
        return _hash(json.dumps(content, sort_keys=True))

    @property
    def date(self) -> date | None:
        """The day of publication, None when unknown."""
        return date.fromisoformat(self.published[:10]) if self.published else None

    @property
    def is_sample(self) -> bool:
        """Whether this is one of the made-up reports that come with the project."""
        return self.url.startswith(SAMPLES_URL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `article.text[start:end]`.

    `sentences` are (start, end) offsets into the article's text. They tile the passage, as the passages
    tile the article, white space included.
    """

    article_id: str
    position: int
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]

    @property
    def id(self) -> str:
        """Stable over the versions of an article: "0a3eb1bbf456fbcd:3" is its fourth passage."""
        return f"{self.article_id}:{self.position}"

    def document(self, article: Article) -> str:
        """The text that the embedding model sees: the headline, then the passage."""
        text = article.text[self.start : self.end].strip()
        return f"{article.title[:TITLE_CHARACTERS]}\n{text}" if article.title else text


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A passage that a search found, with its article.

    `score` orders the hits of one search. It is made from `cosine`, the similarity of question and passage
    (-1 to 1), and `bm25`, how rare the words are that they share (0 when they share none). `group`: as in
    `ArticleInfo`.
    """

    article: Article
    passage: Passage
    score: float
    cosine: float = 0.0
    bm25: float = 0.0
    group: str = ""

    def __repr__(self) -> str:
        return f"Hit({self.passage.id}, score={self.score:.3f}, {shortened(self.text)!r})"

    @property
    def source(self) -> str:
        """The same for all articles that print one text, so that wire copy is one source."""
        return self.group or self.article.id

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on articles; each field that is given narrows it.

    `outlets`: any of these, whatever their case. `since`, `until`: published on these days or between them;
    an article without a date passes neither. `urls`: the URL or the identity is one of these.
    """

    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    urls: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every article passes."""
        return not (self.outlets or self.since or self.until or self.urls)


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article in a list: its metadata, and its size in passages and in characters of text.

    `group` is the same for all articles that print one text: the id of the first of them, or "" for an
    article whose text no other prints. `change`: "corrected" when the article corrects itself, else "updated"
    when there are older versions of it.
    """

    id: str
    title: str
    outlet: str
    published: str
    url: str
    authors: tuple[str, ...]
    passages: int
    characters: int
    group: str = ""
    change: Literal["", "updated", "corrected"] = ""

    @property
    def copy_of(self) -> str:
        """The id of the first article of its group; "" for that one itself, and without a group."""
        return "" if self.group == self.id else self.group

    @property
    def is_sample(self) -> bool:
        """As in `Article`."""
        return self.url.startswith(SAMPLES_URL)


@dataclass(frozen=True, slots=True)
class Counts:
    """The size of a collection."""

    articles: int
    passages: int
