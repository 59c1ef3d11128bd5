"""Numbers and days as people read them."""

from __future__ import annotations

from datetime import date

UNKNOWN_DATE = "date unknown"


def count(number: int, noun: str) -> str:
    """ "1 article", "1,200 articles" """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(published: str) -> str:
    """ "2020-11-01T08:00:00Z" -> "1 November 2020"; UNKNOWN_DATE when empty."""
    if not published:
        return UNKNOWN_DATE
    date_of_publication = date.fromisoformat(published[:10])
    return f"{date_of_publication.day} {date_of_publication:%B} {date_of_publication.year}"


def period(iso: str) -> str:
    """ "2024-03-12" -> "12 March 2024", "2024-W10" -> "week of 4 March 2024", "2024-02" -> "February 2024";
    a year stays as it is."""
    if "W" in iso:
        return f"week of {day(date.fromisoformat(iso).isoformat())}"
    if len(iso) == len("2024-02"):
        return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
    return iso if len(iso) == len("2024") else day(iso)
