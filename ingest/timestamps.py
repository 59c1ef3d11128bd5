"""Dates as feeds, mail, agencies and tables state them -> ISO 8601, with the zone they state."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

# "Sun, 1 Nov 2020 09:30:00 +0100". The library takes more, and what it makes of that is a guess.
RFC_822 = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?P<day>\d{1,2}\s+[a-z]{3,9}\s+(?:\d\d|\d{4}))"
    r"(?P<time>\s+\d{1,2}:\d\d(?::\d\d)?(?:\s+(?:[a-z]{1,5}|[+-]\d{4}))?(?:\s+\(.*\))?)?",
    re.IGNORECASE,
)
SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")  # "2020-11-01 09:30:00 +0100"


def iso(stated: str) -> str | None:
    """ "20201101T093000Z" -> "2020-11-01T09:30:00+00:00", "1 Nov 2020" -> "2020-11-01". "" stays "".

    None for what can't be read, which may be any day.
    """
    value = stated.strip()
    if not value:
        return ""
    if found := RFC_822.fullmatch(value):
        return (
            _mail_date(value) if found["time"] else (_mail_date(f"{found['day']} 00:00") or "")[:10] or None
        )
    try:
        parsed = datetime.fromisoformat(SPACED_ZONE.sub("", value))
    except ValueError:
        return None
    return parsed.isoformat() if ":" in value or "T" in value else parsed.isoformat()[:10]


def _mail_date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def dated(published: str, updated: str) -> tuple[str, str, str]:
    """(published, updated, note) in ISO 8601; the note says which of them can't be read and is left out."""
    found = {"published": iso(published), "updated": iso(updated)}
    stated = {"published": published, "updated": updated}
    notes = [f"{field} {stated[field][:40]!r} can't be read" for field, day in found.items() if day is None]
    return found["published"] or "", found["updated"] or "", "; ".join(notes)
