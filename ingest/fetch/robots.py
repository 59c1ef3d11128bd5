"""The rules in a site's robots.txt (RFC 9309). Only importer of protego."""

from __future__ import annotations

from typing import NamedTuple

from protego import Protego

from storage.errors import ArticleRejected

PRODUCT = "Dateline"  # our user agent in a robots.txt
MAX_BYTES = 512_000  # of a robots.txt; the rest is ignored, as the standard allows
# The parser stores a rule once for every user agent it applies to. Large sites have 50 agents and 500 lines.
MOST_RULES = 1_000_000
LONGEST_PAUSE = 10.0  # seconds; longer crawl delays are cut to this


class Robots(NamedTuple):
    """The rules of one site, and its crawl delay in seconds (0: none given)."""

    rules: Protego
    pause: float

    @classmethod
    def parse(cls, raw: bytes) -> Robots:
        """Parse a robots.txt. Raises ArticleRejected when that would take too long."""
        text = raw[:MAX_BYTES].decode("utf-8-sig", "replace")
        if text.lower().count("agent") * len(text.splitlines()) > MOST_RULES:
            raise ArticleRejected("too many rules for too many user agents")
        rules = Protego.parse(text)
        return cls(rules, min(rules.crawl_delay(PRODUCT) or 0.0, LONGEST_PAUSE))

    def allows(self, url: str) -> bool:
        return self.rules.can_fetch(url, PRODUCT)
