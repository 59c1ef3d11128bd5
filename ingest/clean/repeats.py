"""Learns from stored articles which paragraphs an outlet repeats under its articles, whatever their subject.

Reporting is repeated, too: wire copy under two headlines, the same background in every report of one affair.
So a paragraph counts as the outlet's own only if many of its articles, on different subjects, have it, or if
it comes and goes in articles that otherwise stay the same, as advertisements do. A learned paragraph stays
learned, for all articles of the outlet, including those stored earlier.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from ingest.clean.article import FEWEST_WORDS
from storage.catalog.repeats import RepeatedLines
from storage.records import Article, digest
from storage.text.scripts import count_words

FIRST, LAST = 3, 5  # examined paragraphs at the head and at the end of an article
SHORTEST, LONGEST = 4, 500  # words at least, characters at most; shorter ones may be crossheads
FEWEST = 4  # articles that have the paragraph, now or in an earlier version
SUBJECTS = 3  # of them, on different subjects
LEAST_SHARE = 0.05  # of the outlet's versions since the first; "The investigation is ongoing." is rarer
EXAMINED = 100  # latest versions with the paragraph
ALTERNATING = 3  # articles in which a paragraph comes and goes

WORD = re.compile(r"\w{3,}")
SAYS_LITTLE = frozenset(
    "about after amid and are but can first for from had has have her him his how into its more new not off"
    " out over said say says than that the their they this was were what when where who why will with you"
    " your".split()
)

log = logging.getLogger("ingest")


class Repeats:
    """Removes the paragraphs that outlets repeat, and learns them from the articles of a store.

    A line is a hash of an outlet and of the words of a paragraph. The store keeps the lines of each article.
    """

    def __init__(self, stored: RepeatedLines) -> None:
        self._stored = stored
        self._learned = stored.learned()
        self._outlets: set[int] = set()  # the lines that represent the outlets of the stored articles

    def without(self, article: Article) -> Article:
        """The article without the learned paragraphs of its outlet."""
        return without(article, self._learned)

    def lines(self, article: Article) -> dict[int, bool]:
        """The lines to store with an article from `without`: line -> whether it is learned. One more line
        represents the outlet and belongs to all its articles, so that they can be counted."""
        outlet = outlet_of(article)
        own = {line: line in self._learned for line in lines(article)}
        self._outlets.add(line_hash(outlet))
        return own | {line_hash(outlet): False} if own else own

    def learn(self, articles: Iterable[Article]) -> None:
        """Learn from newly stored articles, and from the stored articles that share a paragraph with them."""
        paragraphs: dict[int, str] = {}
        outlets: dict[int, int] = {}
        for article in articles:
            candidates = {line: text for line, text in lines(article).items() if line not in self._learned}
            paragraphs |= candidates
            outlets |= dict.fromkeys(candidates, line_hash(outlet_of(article)))
        learned = {
            line
            for line, share in self._stored.shares(outlets, FEWEST).items()
            if share >= LEAST_SHARE and self._is_own(line, paragraphs[line])
        }
        self._keep(learned)

    def learn_alternating(self, ids: Iterable[str]) -> None:
        """Learn the paragraphs that come and go in these updated articles."""
        self._keep(self._stored.alternating(sorted(ids), ALTERNATING) - self._outlets - self._learned)

    def _keep(self, learned: Collection[int]) -> None:
        if learned:
            self._stored.learn(learned)
            self._learned.update(learned)
            log.info("learned %d more paragraphs that their outlets repeat", len(learned))

    def _is_own(self, line: int, paragraph: str) -> bool:
        versions = self._stored.articles(line, EXAMINED)
        return len({version.id for version in versions}) >= FEWEST and is_own(paragraph, versions)


def lines(article: Article) -> dict[int, str]:
    """Line -> paragraph, for the examined paragraphs; empty for an article of an unknown outlet."""
    outlet = outlet_of(article)
    return {line_hash(outlet, text): text for _, text in _edges(article.cleaned_text)} if outlet else {}


def without(article: Article, repeated: Collection[int]) -> Article:
    """The article without these lines in its cleaned text, or whole when too little would remain."""
    outlet = outlet_of(article)
    text = article.cleaned_text
    repeats = tuple((at, own) for at, own in _edges(text) if outlet and line_hash(outlet, own) in repeated)
    positions = {at for at, _ in repeats}
    kept = [paragraph for at, paragraph in enumerate(text.split("\n\n")) if at not in positions]
    if sum(map(count_words, kept)) < FEWEST_WORDS:
        kept, repeats = [text], ()
    if repeats == article.repeats:
        return article
    return replace(article, text="\n\n".join(kept), repeats=repeats)


def is_own(paragraph: str, articles: Iterable[Article]) -> bool:
    """Whether a paragraph is the outlet's own. `articles`: articles that have it. More than `SUBJECTS` of
    them must be different reports on different subjects, none of which the paragraph names."""
    words = paragraph.casefold().split()
    subjects = [_subject(paragraph)]
    reports: set[str] = set()
    for article in articles:
        paragraphs = article.cleaned_text.split("\n\n")
        # Many headlines end with the outlet's name.
        subject = _subject(article.title or paragraphs[0]) - _subject(outlet_of(article))
        two = sorted(paragraphs, key=len, reverse=True)[:2]
        longest = {each for each in two if each.casefold().split() != words}
        is_another = reports.isdisjoint(longest) and not any(map(subject.intersection, subjects))
        if subject and longest and is_another:
            subjects.append(subject)
            reports |= longest
        if len(subjects) > SUBJECTS:
            return True
    return False


def outlet_of(article: Article) -> str:
    """The outlet in lower case, the host of an article without one, "" when both are unknown."""
    return (article.outlet or urlsplit(article.url).hostname or "").casefold()


def line_hash(outlet: str, paragraph: str = "") -> int:
    """A signed 64-bit hash, which ignores white space and case; without a paragraph it represents the
    outlet."""
    return int.from_bytes(bytes.fromhex(digest(outlet, *paragraph.casefold().split())), signed=True)


def _edges(text: str) -> list[tuple[int, str]]:
    """(position, paragraph) for each paragraph that may be an outlet's own."""
    paragraphs = text.split("\n\n")
    last = max(FIRST, len(paragraphs) - LAST)
    return [
        (at, paragraph)
        for at, paragraph in enumerate(paragraphs)
        if (at < FIRST or at >= last) and len(paragraph) <= LONGEST and count_words(paragraph) >= SHORTEST
    ]


def _subject(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold())) - SAYS_LITTLE
