"""The day of publication: as the source states it, else from the address, the dateline or the file name.

The fallbacks come in order of trust. An address is made at publication. A dateline states the day of the
report, mostly without a year, which an address or a file name must then supply. A file name may state the day
on which somebody saved the file. Without any of them the date stays unknown; it is never the day of reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ingest.dates import parse as dates
from ingest.records import RawArticle

ADDRESS, DATELINE, FILE_NAME = "address", "dateline", "file name"
# How far ahead of today a day may be. A field may state the month on the cover of a magazine, which appears
# some months before. Elsewhere only another time zone explains a day ahead.
COVER_DATE = timedelta(days=183)
TIME_ZONE = timedelta(days=1)


def dated(raw: RawArticle, path: str = "", today: date | None = None) -> RawArticle:
    """The article with its date of publication and the origin of that date, where anything states one.
    `path`: the file that contains only this article, or the address that it was fetched from.

    A date too far ahead of `today` (by default the present day, UTC) is an error: it counts as unknown, and a
    note names it.
    """
    today = today or datetime.now(UTC).date()
    raw = _without_dates_ahead(raw, today + COVER_DATE)
    if raw.published.strip():
        return raw
    for day, origin in _fallbacks(raw, path):
        if not day:
            continue
        if date.fromisoformat(day) > today + TIME_ZONE:
            return replace(raw, note=_joined(raw.note, f"the date {day} ({origin}) lies ahead: left out"))
        return replace(raw, published=day, origins={**raw.origins, "published": origin})
    return raw


def _without_dates_ahead(raw: RawArticle, latest: date) -> RawArticle:
    ahead = [
        field
        for field, time in (("published", raw.published), ("updated", raw.updated))
        if (read := dates.iso(time)) and date.fromisoformat(read[:10]) > latest
    ]
    if not ahead:
        return raw
    notes = (f"{field} {getattr(raw, field)} lies too far ahead: left out" for field in ahead)
    return replace(
        raw,
        published="" if "published" in ahead else raw.published,
        updated="" if "updated" in ahead else raw.updated,
        origins={field: origin for field, origin in raw.origins.items() if field not in ahead},
        note=_joined(raw.note, *notes),
    )


def _fallbacks(raw: RawArticle, path: str) -> Iterator[tuple[str, str]]:
    """The days outside of fields (ISO 8601, or ""), the most reliable first, each with its origin."""
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
