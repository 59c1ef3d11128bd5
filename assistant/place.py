"""Where a sentence of a passage stands in its article."""

from __future__ import annotations

from typing import NamedTuple

from storage.records import Hit


class Place(NamedTuple):
    """A sentence of a passage: `hit.article.text[start:end]`."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]
