"""A page's headline and its outlet's name, which pages often write as one title."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.page.sources import ADDRESS, HEADING, TITLE, Field, SavedPage, fields, first_field, line_of

TITLE_NAMES = ("og:title", "dc.title", "parsely-title", "sailthru.title", "twitter:title", "title")
PUBLISHER_NAMES = ("dc.publisher", "publisher")

SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|｜：]\s*")
WORDS = re.compile(r"\w+")
LEAST_ALIKE = 0.5  # Jaccard similarity of the words of two versions of one headline
LONGEST_NAME = 80  # characters of an outlet's name


def headline_and_outlet(page: SavedPage) -> tuple[Field, Field]:
    """The headline without the outlet's name, and the outlet. The visible headline takes precedence over the
    metadata."""
    titles = [*page.json_ld("headline"), *page.meta(*TITLE_NAMES), *fields([page.title], TITLE)]
    heading = _heading(page, titles)
    outlet = _outlet(page, {heading, *_parts_like(heading, page.title), *(title.value for title in titles)})
    headlines = (
        Field(without_outlet(title.value, outlet.value), title.origin)
        for title in [*fields([heading], HEADING), *titles]
    )
    names = ("", folded(outlet.value))
    return first_field(headline for headline in headlines if folded(headline.value) not in names), outlet


def without_outlet(title: str, outlet: str) -> str:
    """ "Storm closes harbour | News | Tidings" -> "Storm closes harbour", for the outlet "Tidings"."""
    parts = list(SEPARATOR.finditer(title))
    if not (outlet and parts and _is_same_name(title[parts[-1].end() :], outlet)):
        return title
    while len(parts) > 1 and len(title[parts[-2].end() : parts[-1].start()].split()) == 1:
        parts.pop()  # the section, between headline and outlet
    return title[: parts[-1].start()]


def _longest_part(title: str) -> str:
    """ "Tidings | Storm closes harbour" -> "Storm closes harbour": the part with most words, the first of
    several."""
    return max(SEPARATOR.split(title), key=lambda part: len(part.split()))


def _parts_like(heading: str, title: str) -> list[str]:
    """The longest part of <title> when it is another version of the headline."""
    part = _longest_part(title)
    return [part] if _alike(heading, part) >= LEAST_ALIKE else []


def _is_same_name(one: str, other: str) -> bool:
    """Whether one name begins with the other, as with "Tidings" and "Tidings Online"."""
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def folded(text: str) -> str:
    """Normalise a text for comparison: "It’s—OVER!" -> "it s over"."""
    return " ".join(WORDS.findall(text.casefold()))


def _heading(page: SavedPage, titles: list[Field]) -> str:
    """The text of the <h1> with the headline, or "".

    Sites also use <h1> for their name and sections. The headline is the one most similar to a title in the
    metadata or to its longest part, or the first if there is no such title.
    """
    headings = list(filter(None, map(line_of, page.tree.iter("h1"))))
    whole = [title.value for title in titles]
    for values in (whole, [_longest_part(value) for value in whole]):
        alike = [(max((_alike(h, value) for value in values), default=1.0), h) for h in headings]
        share, heading = max(alike, key=lambda pair: pair[0], default=(0.0, ""))
        if share >= LEAST_ALIKE:
            return heading
    return ""


def _outlet(page: SavedPage, titles: set[str]) -> Field:
    """The site's name: the first name in the metadata that the page's URL or title confirms, else the first.

    The site name comes before the publisher, which may be the agency of a syndicated article. Some sites give
    an edition ("World") or a topic as their name, hence the confirmation.
    """
    metadata = [*page.meta("og:site_name"), *page.json_ld("publisher"), *page.meta(*PUBLISHER_NAMES)]
    names = [Field(SEPARATOR.split(name.value)[0].removeprefix("www."), name.origin) for name in metadata]
    names = [name for name in names if _is_name(name.value)]
    host = (urlsplit(page.url.value).hostname or "").removeprefix("www.")
    return first_field(
        [
            *(name for name in names if _is_repeated(name.value, host, page.title)),
            *names,
            *fields([_after_headline(page.title, titles)], TITLE),
            *fields([host], ADDRESS),
        ]
    )


def _is_repeated(name: str, host: str, title: str) -> bool:
    """Whether the host contains the letters of a name, or the name is a part of the title."""
    joined = folded(name).replace(" ", "").removeprefix("the")
    parts = map(folded, SEPARATOR.split(title)[1:])
    return len(joined) > 2 and (joined in re.sub(r"[\W_]", "", host) or folded(name) in parts)


def _is_name(value: str) -> bool:
    return bool(value) and not value.startswith("@") and "/" not in value and len(value) <= LONGEST_NAME


def _after_headline(title: str, headlines: set[str]) -> str:
    """The last part of <title> after the headline: "Storm closes harbour - Tidings" -> "Tidings"."""
    for headline in sorted(headlines - {"", title}, key=len, reverse=True):
        rest = title[len(headline) :]
        if folded(title).startswith(folded(headline)) and (separator := SEPARATOR.match(rest)):
            return SEPARATOR.split(rest[separator.end() :])[-1].strip()
    return ""


def _alike(one: str, other: str) -> float:
    a, b = set(folded(one).split()), set(folded(other).split())
    return len(a & b) / len(a | b) if a and b else 0.0
