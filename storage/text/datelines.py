"""Finds the dateline of a report: a place in capitals, optional country, day and agency, and a dash.

"BAKU, Azerbaijan, Nov 1 (Sample Wire) — The talks ended."
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’ /-]{2,}(?=,|\s*[(—–]| -)"
DATELINE = re.compile(rf"\s*(?P<head>{_PLACE}[^!?\n—–]{{0,80}}?)\s*(?:[—–]+|--| - )\s*")
# The brackets hold the outlet, but also words such as "Updated"
OUTLET = re.compile(r"\((?!(?i:updat|correct|add|repeat|refil))([A-ZÀ-Þ][\w&.’' -]{1,40})\)\s*$")


class Dateline(NamedTuple):
    """`head`: the text before the dash. `end`: the offset at which the report begins."""

    head: str
    end: int

    @property
    def outlet(self) -> str:
        """The outlet in brackets before the dash, "" without one."""
        outlet = OUTLET.search(self.head)
        return outlet[1] if outlet else ""


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the head of a text, None without one.

    >>> find_dateline("BAKU, Nov 1 (Sample Wire) — The talks ended.")
    Dateline(head='BAKU, Nov 1 (Sample Wire)', end=28)
    """
    match = DATELINE.match(text)
    return Dateline(match["head"], match.end()) if match else None
