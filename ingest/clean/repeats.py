"""Lines that an outlet sets under its articles whatever they are about, learned from the articles of a run.

Reporting is repeated, too: wire copy under two headlines, the same background in every report of one affair.
So a line is only an outlet's own when articles on different subjects have it, and when many of them do.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from ingest.clean.article import FEWEST_WORDS
from storage.records import Article, digest

FIRST, LAST = 3, 5  # paragraphs at the head and at the end of an article, where such lines stand
SHORTEST, LONGEST = 4, 500  # words at least, characters at most: a shorter line may be a crosshead
SUBJECTS = 3  # articles that had it before, no two about the same
LEAST_SHARE = 0.05  # of the outlet's articles since; "The investigation is ongoing." is rarer
KEPT = 20_000  # lines that are remembered, those of the last 2,500 articles; about 20 MB

WORD = re.compile(r"\w{3,}")
SAYS_LITTLE = frozenset(
    "about after amid and are but can first for from had has have her him his how into its more new not off"
    " out over said say says than that the their they this was were what when where who why will with you"
    " your".split()
)

Value = TypeVar("Value")


class Latest(OrderedDict[str, Value], Generic[Value]):
    """The values of the keys that were used last, at most so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def put(self, key: str, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > self.most:
            self.popitem(last=False)


@dataclass(slots=True)
class _Line:
    """`since`: how many articles its outlet had before; `subjects`: the words of headlines that it stood
    under, of articles with no word in common; `bodies` stand for their longest paragraphs."""

    since: int
    times: int = 0
    subjects: list[frozenset[str]] = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)


class Repeats:
    """What a run has learned. Safe to use from several threads; its memory is bounded."""

    def __init__(self, kept: int = KEPT) -> None:
        self._lines: Latest[_Line] = Latest(kept)
        self._articles: Latest[int] = Latest(kept)
        self._lock = threading.Lock()

    def without(self, article: Article) -> Article:
        """The article without the lines that its outlet repeats; learns from it.

        An article of an unknown outlet stays as it is, as does one of which too little would be left.
        """
        outlet = (article.outlet or urlsplit(article.url).hostname or "").casefold()
        if not outlet:
            return article
        paragraphs = article.text.split("\n\n")
        # Many headlines end with the outlet's name.
        subject = _subject(article.title or paragraphs[0]) - _subject(outlet)
        longest = sorted(paragraphs, key=len, reverse=True)[:2]
        edges = {*range(FIRST), *range(len(paragraphs) - LAST, len(paragraphs))}
        with self._lock:
            number = self._articles.get(outlet, 0) + 1
            self._articles.put(outlet, number)
            kept = [
                paragraph
                for position, paragraph in enumerate(paragraphs)
                if position not in edges or not self._is_repeated(outlet, number, paragraph, subject, longest)
            ]
        if len(kept) == len(paragraphs) or sum(len(p.split()) for p in kept) < FEWEST_WORDS:
            return article
        return replace(article, text="\n\n".join(kept))

    def _is_repeated(
        self, outlet: str, number: int, paragraph: str, subject: frozenset[str], longest: list[str]
    ) -> bool:
        words = paragraph.casefold().split()
        if len(words) < SHORTEST or len(paragraph) > LONGEST:
            return False
        key = digest(outlet, *words)
        line = self._lines.get(key) or _Line(since=number - 1)
        self._lines.put(key, line)
        line.times += 1
        if len(line.subjects) == SUBJECTS:
            return line.times >= LEAST_SHARE * (number - line.since)
        bodies = {digest(body) for body in longest if body != paragraph}
        alike = any(map(subject.intersection, [*line.subjects, _subject(paragraph)]))
        if subject and bodies and not alike and bodies.isdisjoint(line.bodies):
            line.subjects.append(subject)
            line.bodies |= bodies
        return False


def _subject(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold())) - SAYS_LITTLE
