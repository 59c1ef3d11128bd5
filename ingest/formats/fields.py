"""Makes a raw article from the fields of an export, which may hold plain words, markup or any JSON type.

Only a missing text rejects the article. Any other unusable field becomes a note in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ingest.dates import parse as dates
from ingest.formats.columns import Value, fold
from ingest.formats.markup import field_text
from ingest.records import RawArticle
from storage.errors import ArticleRejected
from storage.urls import web_address

# The keys under which an object holds its words, the most reliable first: {"rendered": "<p>..."},
# {"id": 7, "name": "Sample Herald"}, MongoDB's {"$date": ...}.
WORDS = (
    "rendered", "name", "value", "main", "text", "html", "content", "original", "by", "fullname",
    "displayname", "processed", "date", "numberlong",
)  # fmt: skip
DEEPEST = 4  # levels of nested lists and objects that are searched
SURROGATE = re.compile("[\ud800-\udfff]")

BYLINES = {"byline", "bylines", "by", "fieldsbyline"}  # keys of lines that may name several people
BY = re.compile(r"by:?\s+", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r"\s*(?:;|,|&|\band\b)\s*")

NOT_PUBLISHED = {
    "canceled",
    "cancelled",
    "withheld",
}  # statuses of an item that an agency withdraws or embargoes
# "UPDATES: adds details", "Eds: Recasts lead". Other editor's notes ask for something else.
SAYS_UPDATED = re.compile(r"\b(?:adds|recasts|restores|writethru|new throughout)\b", re.IGNORECASE)


def article_from(values: Mapping[str, list[Value]], origin: Callable[[str], str]) -> RawArticle:
    """Make an article from the values of each field, the most reliable value first. `origin` turns the name
    of a value into the origin of its field.

    Raises ArticleRejected when the text is missing or isn't text, or when an agency marks the item as not to
    be published.
    """
    reader = _Reader(values, origin)
    reader.check_status()
    text, hidden = reader.text()
    published, updated = reader.dates()
    return RawArticle(
        text=text,
        title=reader.line("title"),
        url=reader.url(),
        outlet=reader.line("outlet"),
        published=published,
        updated=updated,
        authors=reader.authors(),
        language=reader.line("language"),
        section=reader.line("section"),
        identity=reader.identity(),
        origins=reader.origins,
        hidden=hidden,
        note="; ".join(reader.notes),
    )


class _Reader:
    """Reads one field after the other, and collects the origin of each and a note on each unusable one."""

    def __init__(self, values: Mapping[str, list[Value]], origin: Callable[[str], str]) -> None:
        self._values = values
        self._origin = origin
        self.origins: dict[str, str] = {}
        self.notes: list[str] = []

    def text(self) -> tuple[str, int]:
        candidates = [candidate for candidate in self._values.get("text", []) if candidate.value]
        blocks = [texts(candidate.value) for candidate in candidates]
        for text, hidden in (field_text("\n\n".join(block)) for block in blocks if block):
            if text.strip():
                return text, hidden
        if candidates and not any(blocks):
            raise ArticleRejected(_wrong_type("text", candidates[0].value))
        return "", 0

    def line(self, field: str) -> str:
        """The first value with words, on one line and without markup."""
        for name, value in self._candidates(field):
            words = next(filter(None, map(_one_line, texts(value))), "")
            if words:
                return self._take(field, name, words)
        return ""

    def authors(self) -> tuple[str, ...]:
        for name, value in self._candidates("authors", is_usable=_has_names):
            if names := tuple(dict.fromkeys(_names(name, value))):
                self.origins["authors"] = self._origin(name)
                return names
        return ()

    def url(self) -> str:
        """The first web address. A note is made if all are something else, such as a path without a host."""
        unusable = ""
        for name, value in self._candidates("url"):
            for address in texts(value):
                if url := web_address(address):
                    return self._take("url", name, url)
                unusable = unusable or address
        if unusable:
            self.notes.append(f"url {unusable[:60]!r} is no http:// or https:// address")
        return ""

    def dates(self) -> tuple[str, str]:
        """The times of publication and update in ISO 8601."""
        published, updated = self._date("published"), self._date("updated")
        note = self._editors_note()
        if updated == published and not note:  # many sources state the same time twice
            updated = ""
            self.origins.pop("updated", None)
        if note:
            self.notes.append(f"editor's note: {note[:100]}")
            updated = updated or published
        return published, updated

    def check_status(self) -> None:
        for status in self._texts("status"):
            check_status(status.rpartition(":")[2])

    def identity(self) -> str:
        """A globally unique name, such as "urn:newsml:wire.example:7"; a mere number isn't one."""
        return next((name.strip() for name in self._texts("identity") if ":" in name), "")

    def _date(self, field: str) -> str:
        unread = ""
        for name, value in self._candidates(field, is_usable=_has_time):
            is_utc = fold(name).endswith(("gmt", "utc"))
            for time in texts(value) or [str(value)]:
                if read := dates.iso(time):
                    return self._take(field, name, _in_utc(read) if is_utc else read)
                unread = unread or time
        if unread:
            self.notes.append(f"{field} {unread[:40]!r} can't be read")
        return ""

    def _editors_note(self) -> str:
        """The first editor's note that marks an update; "" if there is none."""
        notes = map(_one_line, self._texts("editors_note"))
        return next((n for n in notes if SAYS_UPDATED.search(n) or dates.SAYS_UPDATED.search(n)), "")

    def _texts(self, field: str) -> list[str]:
        return [words for candidate in self._values.get(field, []) for words in texts(candidate.value)]

    def _candidates(
        self, field: str, is_usable: Callable[[Any], bool] = lambda value: bool(texts(value))
    ) -> list[Value]:
        """The usable values of a field. A note is made if all have the wrong type."""
        filled = [value for value in self._values.get(field, []) if value.value not in ("", [], {})]
        usable = [value for value in filled if is_usable(value.value)]
        wrong = [value for value in filled if not (isinstance(value.value, str) or _is_id(field, value))]
        if wrong and not usable:
            self.notes.append(_wrong_type(field, wrong[0].value))
        return usable

    def _take(self, field: str, name: str, words: str) -> str:
        self.origins[field] = self._origin(name)
        return words


def check_status(status: str) -> None:
    """Raises ArticleRejected for an item that an agency has withdrawn or embargoed."""
    if status.lower() in NOT_PUBLISHED:
        raise ArticleRejected(f"the agency marks it as {status.lower()}: not to be published")


def texts(value: Any, depth: int = 0) -> list[str]:
    """The texts in a value: those of each item of a list, and that under the first key of `WORDS` in an
    object. {"rendered": "Talks end"} -> ["Talks end"]; 7 -> []."""
    if isinstance(value, str):
        words = value if value.isascii() else SURROGATE.sub("", value)  # JSON can hold lone surrogates
        return [words] if words.strip() else []
    if depth == DEEPEST:
        return []
    if isinstance(value, list):
        return [words for item in _main_items(value) for words in texts(item, depth + 1)]
    if isinstance(value, dict):
        by_name = {fold(key): inner for key, inner in value.items()}
        return next(filter(None, (texts(by_name.get(name), depth + 1) for name in WORDS)), [])
    return []


def names_in(byline: str) -> list[str]:
    """ "By Ann Lee and Bo Chan" -> ["Ann Lee", "Bo Chan"]."""
    return [name for name in BETWEEN_NAMES.split(BY.sub("", byline, count=1)) if name]


def _main_items(items: list[Any]) -> list[Any]:
    """The main form of a text that IPTC's ninjs lists in several forms; all items of any other list."""
    if not all(isinstance(item, dict) and "role" in item for item in items):
        return items
    return [item for item in items if item["role"] in ("main", "body")][:1] or items[:1]


def _names(name: str, value: Any) -> Iterator[str]:
    """The people in a value. `name`: its key or column."""
    people = value if isinstance(value, list) else [value]
    for person in people:
        for words in map(_one_line, texts(person) or _first_and_last(person)):
            if BY.match(words) or fold(name.rpartition(".")[2]) in BYLINES:
                yield from names_in(words)
            elif person is value:
                yield from filter(None, (part.strip() for part in words.split(";")))
            else:
                yield words


def _has_names(value: Any) -> bool:
    people = value if isinstance(value, list) else [value]
    return any(texts(person) or _first_and_last(person) for person in people)


def _first_and_last(person: Any) -> list[str]:
    if not isinstance(person, dict):
        return []
    by_name = {fold(key): inner for key, inner in person.items()}
    parts = (by_name.get(key) for key in ("firstname", "lastname"))
    whole = " ".join(part for part in parts if isinstance(part, str))
    return [whole] if whole else []


def _has_time(value: Any) -> bool:
    return bool(texts(value)) or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_id(field: str, value: Value) -> bool:
    """Whether a value is a number by which WordPress refers to an author or a category; it needs no note."""
    return field in ("authors", "section") and type(value.value) is int


def _in_utc(time: str) -> str:
    """ "2020-11-01T09:30:00" -> "2020-11-01T09:30:00+00:00"."""
    has_zone = datetime.fromisoformat(time).tzinfo
    return time if has_zone or len(time) == len("2020-11-01") else f"{time}+00:00"


def _one_line(words: str) -> str:
    return " ".join(field_text(words)[0].split())


def _wrong_type(field: str, value: Any) -> str:
    return f"{field} is a JSON {json_type(value)}: text was expected"


def json_type(value: Any) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
