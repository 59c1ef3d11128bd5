"""Finds the column of a table, or the key of a JSON object, for each field of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from storage.errors import ArticleRejected, UsageError

# The usual names of each field, the most reliable first. Only letters count, in any case: "Pub Date" is
# pubdate. A dot leads into an object: The Guardian has "fields.headline", WordPress "_embedded.author".
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "bodyxhtml", "bodyhtml", "bodynitf", "contenthtml", "fields.body", "fields.bodytext",
             "body", "content", "bodies", "fulltext", "bodytext", "contenttext", "articletext", "articlebody",
             "maintext", "article"),
    "title": ("headline", "title", "heading", "webtitle", "fields.headline", "headlines", "slugline"),
    "url": ("url", "link", "canonicalurl", "weburl", "articleurl", "permalink"),
    "outlet": ("outlet", "publication", "publisher", "newspaper", "source", "sourcename", "sitename",
               "fields.publication", "provider", "infosources", "copyrightholder"),
    "published": ("published", "publishedat", "datepublished", "publicationdate", "publishdate", "pubdate",
                  "firstcreated", "webpublicationdate", "dategmt", "date", "versioncreated", "created",
                  "createdat"),
    "updated": ("updated", "updatedat", "dateupdated", "modifiedgmt", "modified", "modifiedat",
                "datemodified", "lastmodified", "lastmod", "lastupdated", "fields.lastmodified",
                "versioncreated", "changed"),
    "authors": ("authors", "_embedded.author", "author", "byline", "bylines", "by", "creator", "writer",
                "fields.byline"),
    "language": ("language", "lang", "languagecode", "inlanguage", "fields.lang"),
    "section": ("section", "category", "desk", "sectionname", "subject"),
}  # fmt: skip
FIELDS = tuple(USUAL_NAMES)
# Fields of agencies, which --map can't name.
AGENCY_NAMES: dict[str, tuple[str, ...]] = {
    "editors_note": ("ednote", "editorsnote", "editornote"),
    "status": ("pubstatus",),
    "identity": ("guid", "uri"),
}
EXAMPLE = '{"title": "headline"}'
NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """ "Pub Date", "pub_date" -> "pubdate"."""
    return NOT_A_LETTER.sub("", name.casefold())


KEYS = {
    fold(name.partition(".")[0]) for names in (USUAL_NAMES | AGENCY_NAMES).values() for name in names
}  # the first part of each name


class Value(NamedTuple):
    """A value of the source, with its name as the source spells it."""

    name: str
    value: Any


def parse_mapping(argument: str) -> dict[str, str]:
    """ "title=headline,text=content.rendered" -> {"title": "headline", "text": "content.rendered"}.

    Raises UsageError.
    """
    pairs = [pair.partition("=") for pair in argument.split(",")]
    for field, equals, column in pairs:
        if not equals or not column.strip():
            raise UsageError(f"{field.strip()!r}: FIELD=COLUMN was expected, as in title=headline,text=body")
    return check_mapping({field.strip(): column.strip() for field, _, column in pairs})


def check_mapping(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping unchanged. Raises UsageError for an unknown field or a missing column name."""
    if not isinstance(columns, Mapping):
        raise UsageError(f"columns is {columns!r:.80}: a mapping was expected, as in {EXAMPLE}")
    for field, column in columns.items():
        if field not in FIELDS:
            raise UsageError(f"{field!r} is no field of an article; the fields are {', '.join(FIELDS)}")
        if not isinstance(column, str) or not column:
            raise UsageError(
                f"{field} is mapped to {column!r}: a column's name was expected, as in {EXAMPLE}"
            )
    return dict(columns)


# Tables


def find_columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field -> the index of its column, for each field that has one. `names`: the names of all columns.

    `mapping` gives the exact column of some fields; the others are found by their usual names. Raises
    ArticleRejected when the text has no column, a mapped column is missing, or two columns share a used name.
    """
    by_name = {name: at for at, name in reversed(list(enumerate(names)))}
    by_folded = {fold(name): at for name, at in reversed(by_name.items())}
    columns = {}
    for field, usual in (USUAL_NAMES | AGENCY_NAMES).items():
        if field in mapping:
            if mapping[field] not in by_name:
                raise ArticleRejected(f"no column {mapping[field]!r} for {field}: {_listed(names)}")
            columns[field] = by_name[mapping[field]]
        elif present := [by_folded[name] for name in map(fold, usual) if name in by_folded]:
            columns[field] = present[0]
    if "text" not in columns:
        raise ArticleRejected(f"no column for text: {_listed(names)}; name one with --map text=COLUMN")
    for field, at in columns.items():
        if names.count(names[at]) > 1:
            raise ArticleRejected(f"{names.count(names[at])} columns are named {names[at]!r} ({field})")
    return columns


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:30])
    return f"the columns are {shown}" + (", ..." if len(names) > 30 else "")


# Objects


def find_values(item: dict[str, Any], mapping: Mapping[str, str]) -> dict[str, list[Value]]:
    """Field -> the object's values under the names of the field, the most reliable name first, without nulls.

    `mapping` gives the exact path of some fields: {"text": "content.rendered"}.
    """
    keys = _folded_keys(item)
    values = {}
    for field, usual in (USUAL_NAMES | AGENCY_NAMES).items():
        if field in mapping:
            path = mapping[field]
            candidates = [Value(path, at_path(item, path))]
        else:
            candidates = [_usual_value(item, keys, name) for name in usual]
        values[field] = [candidate for candidate in candidates if candidate.value is not None]
    return values


def at_path(value: Any, path: str) -> Any:
    """The value at a path of keys, or None: {"a": [{"b": 1}]}, "a.b" -> [1]. In a list, a number is an
    index, and a key is looked up in each item. A key may itself contain dots."""
    if isinstance(value, list):
        return _in_list(value, path)
    if not isinstance(value, dict):
        return None
    if path in value:
        return value[path]
    for dot in re.finditer(r"\.", path):
        inner = at_path(value.get(path[: dot.start()]), path[dot.end() :])
        if inner is not None:
            return inner
    return None


def _in_list(items: list[Any], path: str) -> Any:
    head, _, rest = path.partition(".")
    if head.isdecimal():
        item = items[int(head)] if int(head) < len(items) else None
        return at_path(item, rest) if rest else item
    values = [value for item in items if (value := at_path(item, path)) is not None]
    return values or None


def _usual_value(item: dict[str, Any], keys: Mapping[str, str], name: str) -> Value:
    """The value under a usual name, or under its parts in nested objects."""
    if key := keys.get(fold(name)):
        return Value(key, item[key])
    head, _, rest = name.partition(".")
    key = keys.get(fold(head), "")
    inner = item.get(key) if rest else None
    if not isinstance(inner, dict):
        return Value(name, None)
    value = _usual_value(inner, _folded_keys(inner), rest)
    return Value(f"{key}.{value.name}", value.value)


def _folded_keys(item: dict[str, Any]) -> dict[str, str]:
    return {fold(key): key for key in reversed(item)}
