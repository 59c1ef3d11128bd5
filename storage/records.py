"""The values that a store keeps: frozen types with ids derived from their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

TITLE_CHARACTERS = 200  # of the headline, which is prepended to each passage before embedding

# The fields that determine an article's version. The identity determines its id; the origins of the fields
# are invisible to readers.
CONTENT = ("text", "title", "outlet", "published", "url", "authors", "language", "updated", "section")

# The sample articles have URLs under this address, which no real page can have.
SAMPLES_URL = "https://samples.dateline.example/"

BY_HAND = "edited by hand"  # the origin of a field that a person filled in


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text on one line, for a `repr`: "The harbour of Port Elm was ..." """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 4].rsplit(" ", 1)[0] + " ..."


def digest(*parts: str) -> str:
    """16 hexadecimal digits (64 bits) that identify these texts in this order."""
    return _hash(json.dumps(parts))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """One cleaned article.

    `identity` is its canonical URL, or its path when it has none. `published` and `updated` are ISO 8601
    dates or date-times as the source gives them. An unknown string field is "". `origins` names the source of
    each field, sorted by field: (("published", "json-ld"), ...). `repeats` holds the paragraphs removed from
    the cleaned text because the outlet repeats them in all its articles: (position in the cleaned text,
    paragraph).
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
        """Leaves out the text, which may be megabytes long."""
        shown = ("id", "title", "outlet", "published")
        return f"Article({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    @property
    def id(self) -> str:
        """16 hexadecimal digits; the same for every version of the article."""
        return digest(self.identity)

    @property
    def cleaned_text(self) -> str:
        """The text including the paragraphs that the outlet repeats."""
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
    def edited(self) -> tuple[str, ...]:
        """The names of the fields that a person filled in."""
        return tuple(field for field, source in self.origins if source == BY_HAND)

    @property
    def is_sample(self) -> bool:
        """Whether this is one of the sample articles that come with the project."""
        return self.url.startswith(SAMPLES_URL)


def edited(article: Article, fields: Mapping[str, Any]) -> Article:
    """An article with fields that a person filled in: {"outlet": "Tidings"}."""
    origins = dict(article.origins) | dict.fromkeys(fields, BY_HAND)
    return replace(article, **fields, origins=tuple(sorted(origins.items())))


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `article.text[start:end]`.

    `sentences` are (start, end) offsets into the article's text. They cover the passage without gaps, and the
    passages cover the article; white space is included.
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
        """The text that the embedding model reads: the headline, then the passage."""
        text = article.text[self.start : self.end].strip()
        return f"{article.title[:TITLE_CHARACTERS]}\n{text}" if article.title else text


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A search result: a passage with its article.

    `score` orders the hits of one search. It fuses `cosine`, the similarity of question and passage (-1 to
    1), and `bm25`, the lexical score (0 when they share no word). `group`: as in `ArticleInfo`.
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
        """Identifies the text: all copies of a wire report are one source."""
        return self.group or self.article.id

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on articles; an article passes when it meets every field that is set.

    `outlets`: the outlet is one of these, ignoring case. `since`, `until`: the first and the last day of
    publication; an article without a date passes neither. `urls`: the URL or the identity is one of these.
    `languages`: the declared language is one of these tags, or narrower: "de" admits "de-AT". `sections`: the
    section is one of these, ignoring the case of Latin letters. `ids`: the id is one of these.
    """

    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    urls: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every article passes."""
        return self == Filter()


class Order(NamedTuple):
    """The order of a list of articles. Articles without a day, an outlet or a headline come last. "added":
    when the first version was stored."""

    by: Literal["day", "outlet", "headline", "added"] = "day"
    descending: bool = True


NEWEST_FIRST = Order()


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article in a list: its metadata, and its size in passages and in characters of text.

    `group` is the id of the first article of its group of copies, "" for an article without copies.
    `change`: "corrected" when the text contains a correction, else "updated" when older versions exist, else
    "edited" when a person filled in fields. `added`: the ISO date-time in UTC when its first version was
    stored.
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
    change: Literal["", "edited", "updated", "corrected"] = ""
    language: str = ""
    section: str = ""
    added: str = ""

    @property
    def copy_of(self) -> str:
        """The id of the article that this one copies; "" for an article that copies none."""
        return "" if self.group == self.id else self.group

    @property
    def is_sample(self) -> bool:
        """As in `Article`."""
        return self.url.startswith(SAMPLES_URL)


@dataclass(frozen=True, slots=True)
class Facets:
    """What articles can be filtered by, each value with its number of articles, the most frequent first.

    `days`: (day, outlet) -> articles, in order of the days. Articles without a value are left out of its
    part; a missing outlet is "".
    """

    outlets: Mapping[str, int]
    languages: Mapping[str, int]
    sections: Mapping[str, int]
    days: Mapping[tuple[date, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """The size of a collection."""

    articles: int
    passages: int
