"""Which column of a table, or key of an object, holds which field of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from storage.errors import ArticleRejected, UsageError

# Names in use, the surest first; case and what isn't a letter don't matter: "Pub Date" is pub_date.
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "fulltext", "bodytext", "articletext", "articlebody", "maintext",
             "article"),
    "title": ("title", "headline", "heading"),
    "url": ("url", "link", "canonicalurl", "weburl", "articleurl", "permalink"),
    "outlet": ("outlet", "publication", "publisher", "newspaper", "source", "sourcename", "sitename"),
    "published": ("published", "publishedat", "datepublished", "publicationdate", "publishdate", "pubdate",
                  "date"),
    "updated": ("updated", "updatedat", "dateupdated", "modified", "modifiedat", "datemodified",
                "lastmodified"),
    "authors": ("authors", "author", "byline", "creator", "writer"),
    "language": ("language", "lang"),
    "section": ("section", "category", "desk"),
}  # fmt: skip
FIELDS = tuple(USUAL_NAMES)
NOT_A_LETTER = re.compile(r"[\W_]+")


def parse_mapping(stated: str) -> dict[str, str]:
    """ "title=headline,text=body" -> {"title": "headline", "text": "body"}. Raises UsageError."""
    pairs = [pair.partition("=") for pair in stated.split(",")]
    for field, equals, column in pairs:
        if not equals or not column.strip():
            raise UsageError(f"{field.strip()!r}: wanted is FIELD=COLUMN, as in title=headline,text=body")
    return check_mapping({field.strip(): column.strip() for field, _, column in pairs})


def check_mapping(columns: Mapping[str, str]) -> dict[str, str]:
    """The same mapping. Raises UsageError when it names a field that articles don't have."""
    for field in columns:
        if field not in FIELDS:
            raise UsageError(f"{field!r} is no field of an article; the fields are {', '.join(FIELDS)}")
    return dict(columns)


def find_columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field -> its place among the columns with these names, for the fields that have one.

    `mapping` names columns exactly, the others are found by their usual names. Raises ArticleRejected when
    there is no text, a mapped column is missing, or a column that is used is there twice.
    """
    by_name = {name: at for at, name in reversed(list(enumerate(names)))}
    by_folded = {NOT_A_LETTER.sub("", name.casefold()): at for name, at in reversed(by_name.items())}
    found = {}
    for field, usual in USUAL_NAMES.items():
        if field in mapping:
            if mapping[field] not in by_name:
                raise ArticleRejected(f"no column {mapping[field]!r} for {field}: {_listed(names)}")
            found[field] = by_name[mapping[field]]
        elif known := [by_folded[name] for name in usual if name in by_folded]:
            found[field] = known[0]
    if "text" not in found:
        raise ArticleRejected(f"no column for text: {_listed(names)}; name one with --map text=COLUMN")
    for field, at in found.items():
        if names.count(names[at]) > 1:
            raise ArticleRejected(f"{names.count(names[at])} columns are named {names[at]!r} ({field})")
    return found


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:30])
    return f"the columns are {shown}" + (", ..." if len(names) > 30 else "")
