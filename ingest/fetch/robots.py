"""What a site's robots.txt asks for (RFC 9309). Only importer of protego."""

from __future__ import annotations

from typing import NamedTuple

from protego import Protego

from storage.errors import ArticleRejected

PRODUCT = "Dateline"  # the name that a robots.txt may call us by
MAX_BYTES = 512_000  # of a robots.txt; the rest is ignored, as the standard allows
# Each rule is kept for each of the user agents that it is for. Large sites have 50 agents and 500 lines.
MOST_RULES = 1_000_000
LONGEST_PAUSE = 10.0  # seconds; a site that asks for more is still asked this often


class Robots(NamedTuple):
    """The rules of one site, and the seconds that it wants between two requests (0: it doesn't say)."""

    rules: Protego
    pause: float

    @classmethod
    def parse(cls, raw: bytes) -> Robots:
        """Raises ArticleRejected for what would take too long to parse."""
        text = raw[:MAX_BYTES].decode("utf-8-sig", "replace")
        if text.lower().count("agent") * len(text.splitlines()) > MOST_RULES:
            raise ArticleRejected("too many rules for too many user agents")
        rules = Protego.parse(text)
        return cls(rules, min(rules.crawl_delay(PRODUCT) or 0.0, LONGEST_PAUSE))

    def allows(self, url: str) -> bool:
        return self.rules.can_fetch(url, PRODUCT)
