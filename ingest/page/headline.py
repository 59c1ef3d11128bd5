"""A page's headline and the name of its outlet: each tells where the other ends."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.page.sources import ADDRESS, HEADING, TITLE, Found, Page, first, of, words_of

TITLE_NAMES = ("og:title", "dc.title", "parsely-title", "sailthru.title", "twitter:title", "title")
PUBLISHER_NAMES = ("dc.publisher", "publisher")

SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|｜：]\s*")
WORDS = re.compile(r"\w+")
LEAST_ALIKE = 0.5  # shared words of two spellings of one headline, of all in both
LONGEST_NAME = 80  # characters of an outlet's name


def headline_and_outlet(page: Page) -> tuple[Found, Found]:
    """The headline as readers see it, else as it is stated, without the outlet's name; and that name."""
    stated = [*page.linked("headline"), *page.named(*TITLE_NAMES), *of([page.title], TITLE)]
    heading = _heading(page, stated)
    outlet = _outlet(page, {heading, *(found.value for found in stated)})
    titles = (
        Found(without_outlet(found.value, outlet.value), found.origin)
        for found in [*of([heading], HEADING), *stated]
    )
    return first(found for found in titles if folded(found.value) not in ("", folded(outlet.value))), outlet


def without_outlet(title: str, outlet: str) -> str:
    """ "Storm closes harbour | News | Tidings" -> "Storm closes harbour", for the outlet "Tidings"."""
    parts = list(SEPARATOR.finditer(title))
    if not (outlet and parts and _is_same_name(title[parts[-1].end() :], outlet)):
        return title
    while len(parts) > 1 and len(title[parts[-2].end() : parts[-1].start()].split()) == 1:
        parts.pop()  # the section, between headline and outlet
    return title[: parts[-1].start()]


def _is_same_name(one: str, other: str) -> bool:
    """Whether one begins with the other: "Tidings" and "Tidings Online"."""
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def folded(text: str) -> str:
    """The words of a text, for comparison: "It’s—OVER!" -> "it s over"."""
    return " ".join(WORDS.findall(text.casefold()))


def _heading(page: Page, stated: list[Found]) -> str:
    """The heading that is the headline, "" for none.

    A page may have several headings (its name, the sections): the headline is the one that a stated title
    repeats or nearly so; the first, where no title is stated.
    """
    headings = filter(None, map(words_of, page.tree.iter("h1")))
    alike = [(max((_alike(h, title.value) for title in stated), default=1.0), h) for h in headings]
    share, heading = max(alike, key=lambda pair: pair[0], default=(0.0, ""))
    return heading if share >= LEAST_ALIKE else ""


def _outlet(page: Page, titles: set[str]) -> Found:
    """The site's name, which its address or its title repeats, else what it states first.

    Syndicated articles state their agency as publisher, so the site comes first; but some sites give as their
    name the edition ("World") or what they write about.
    """
    names = [*page.named("og:site_name"), *page.linked("publisher"), *page.named(*PUBLISHER_NAMES)]
    usable = [Found(SEPARATOR.split(found.value)[0].removeprefix("www."), found.origin) for found in names]
    host = (urlsplit(page.url.value).hostname or "").removeprefix("www.")
    stated = [found for found in usable if _is_name(found.value)]
    return first(
        [
            *(found for found in stated if _is_repeated(found.value, host, page.title)),
            *stated,
            *of([_after_title(page.title, titles)], TITLE),
            *of([host], ADDRESS),
        ]
    )


def _is_repeated(name: str, host: str, title: str) -> bool:
    """Whether an address holds all that a name is made of, or a title has it as one of its parts."""
    joined = folded(name).replace(" ", "").removeprefix("the")
    parts = map(folded, SEPARATOR.split(title)[1:])
    return len(joined) > 2 and (joined in re.sub(r"[\W_]", "", host) or folded(name) in parts)


def _is_name(value: str) -> bool:
    return bool(value) and not value.startswith("@") and "/" not in value and len(value) <= LONGEST_NAME


def _after_title(head: str, titles: set[str]) -> str:
    """What follows the headline in <title>: "Storm closes harbour - Tidings" -> "Tidings"."""
    for title in sorted(titles - {"", head}, key=len, reverse=True):
        rest = head[len(title) :]
        if folded(head).startswith(folded(title)) and (found := SEPARATOR.match(rest)):
            return SEPARATOR.split(rest[found.end() :])[-1].strip()
    return ""


def _alike(one: str, other: str) -> float:
    a, b = set(folded(one).split()), set(folded(other).split())
    return len(a & b) / len(a | b) if a and b else 0.0
