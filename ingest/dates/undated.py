"""When an article was published that has no field for it: by its address, its dateline or its file's name.

In this order of trust. An address is given at publication. A dateline states the day that it tells of, most
often without a year, which an address or a file's name must then state. A file's name may be the day on which
somebody saved it. What says nothing leaves the date unknown: it is never the day of reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from ingest.dates import parse as dates
from ingest.records import RawArticle

ADDRESS, DATELINE, FILE_NAME = "address", "dateline", "file name"


def dated(raw: RawArticle, path: str = "") -> RawArticle:
    """The article with its date of publication, if anything states one, and where it was found.

    `path`: the file that holds this article alone, or the address that it was fetched from. A date that a
    field states is kept as it is, also one that lies ahead, as those of magazines do. Elsewhere a date that
    lies more than a day ahead is a slip: it is left out, with a note.
    """
    if raw.published.strip():
        return raw
    for day, origin in _stated(raw, path):
        if not day:
            continue
        if dates.is_ahead(day):
            return replace(raw, note=_joined(raw.note, f"the date {day} ({origin}) lies ahead: left out"))
        return replace(raw, published=day, origins={**raw.origins, "published": origin})
    return raw


def _stated(raw: RawArticle, path: str) -> Iterator[tuple[str, str]]:
    yield dates.day_in_address(raw.url), ADDRESS
    if path.startswith(("http://", "https://")):
        yield dates.day_in_address(path), ADDRESS
        path = ""
    named = dates.day_in_name(os.path.basename(path))
    lines = raw.text.lstrip().split("\n")
    for line in [line for line in lines if line.strip()][: 2 if raw.headline_inside else 1]:
        yield dates.day_of_dateline(line, named), DATELINE
    yield named, FILE_NAME


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))
