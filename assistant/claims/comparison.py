"""The features of a claim and its passages: numbers that the rules measure, for the regression."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.claims.alignment import Alignment, align
from assistant.claims.compare_days import date_differences, date_spans
from assistant.claims.compare_names import name_differences
from assistant.claims.compare_numbers import number_differences
from assistant.claims.compare_parts import quotation_differences
from assistant.claims.compare_words import (
    antonym_differences,
    exchanged_words,
    hedge_differences,
    longest_run,
    negation_differences,
    uncovered,
)
from assistant.claims.directions import direction_differences
from assistant.claims.naming import names_of
from assistant.claims.quotations import quotations
from assistant.claims.records import DatedText, Difference
from assistant.claims.roles import role_differences
from assistant.claims.sentences import spans
from assistant.claims.speakers import speaker_differences
from assistant.claims.synonyms import meaning


class FeatureVector(NamedTuple):
    """Shares are 0 to 1, the others count differences.

    `overlap`, `near`, `anywhere`: the share of the claim's words, weighted by rarity, in the best sentences,
    in these and their neighbours, and in all passages. `pairs`: the share of the claim's pairs of adjacent
    content words that the best sentence has, too. `wrong_*`: parts that the passages contradict. `missing_*`:
    parts that they don't contain. `details`: stretches of words that they don't contain; `run`: the number of
    content words in the longest of these. `length`: the log of the number of content words in the claim.
    `sentences`: the number of sentences that the claim was compared with.
    """

    overlap: float = 0.0
    near: float = 0.0
    anywhere: float = 0.0
    pairs: float = 0.0
    wrong_numbers: float = 0.0
    missing_numbers: float = 0.0
    wrong_dates: float = 0.0
    missing_dates: float = 0.0
    wrong_names: float = 0.0
    missing_names: float = 0.0
    wrong_quotations: float = 0.0
    negation: float = 0.0
    antonym: float = 0.0
    hedge: float = 0.0
    role: float = 0.0
    wrong_speakers: float = 0.0
    missing_speakers: float = 0.0
    exchanged: float = 0.0
    details: float = 0.0
    run: float = 0.0
    length: float = 0.0
    sentences: float = 0.0


class Comparison(NamedTuple):
    """One sentence of a claim compared with the passages. `offset`: where it starts in the claim."""

    offset: int
    alignment: Alignment
    differences: tuple[Difference, ...]
    features: FeatureVector


def features(claim: str, passages: Sequence[DatedText]) -> FeatureVector:
    """The measurements of the claim's sentence that the passages support least."""
    compared = comparisons(claim, passages)
    return min((c.features for c in compared), key=lambda f: f.near - f.run, default=FeatureVector())


def comparisons(claim: str, passages: Sequence[DatedText]) -> list[Comparison]:
    """A claim of several sentences is compared sentence by sentence."""
    return [
        compare(claim[start:end], tuple(passages), start)
        for start, end in spans(claim)
        if any(map(str.isalnum, claim[start:end]))
    ]


@lru_cache(maxsize=32)
def compare(sentence: str, passages: tuple[DatedText, ...], offset: int = 0) -> Comparison:
    alignment = align(sentence, passages)
    differences = tuple(_differences(alignment))
    return Comparison(offset, alignment, differences, _measured(alignment, differences))


def _differences(alignment: Alignment) -> Iterator[Difference]:
    """Yield all differences, the most reliable kinds first. Each word belongs to at most one of them."""
    quoted = [(q.start, q.end) for q in quotations(alignment.claim)]
    dated = date_spans(alignment)
    sure = [
        *quotation_differences(alignment),
        *number_differences(alignment, [*quoted, *dated]),
        *date_differences(alignment, quoted),
        *name_differences(alignment, quoted),
    ]
    yield from sure
    yield from antonym_differences(alignment)
    yield from negation_differences(alignment)
    yield from role_differences(alignment)
    yield from direction_differences(alignment)
    yield from speaker_differences(alignment)
    yield from hedge_differences(alignment)
    named = [(name.start, name.end) for name in names_of(alignment.claim)]
    taken = [*quoted, *dated, *named, *alignment.figures]
    exchanged = list(exchanged_words(alignment, taken))
    yield from exchanged
    yield from uncovered(alignment, [*taken, *((d.start, d.end) for d in exchanged)])


def _measured(alignment: Alignment, differences: Sequence[Difference]) -> FeatureVector:
    def wrong(kind: str) -> float:
        return float(sum(d.kind == kind and d.contradicts for d in differences))

    def missing(kind: str) -> float:
        return float(sum(d.kind == kind and not d.contradicts for d in differences))

    details = [d for d in differences if d.kind == "detail" and not d.contradicts]
    return FeatureVector(
        overlap=alignment.share(alignment.nearest),
        near=alignment.share(alignment.near),
        anywhere=alignment.share(alignment.anywhere),
        pairs=_pairs(alignment),
        wrong_numbers=wrong("number"),
        missing_numbers=missing("number"),
        wrong_dates=wrong("date"),
        missing_dates=missing("date"),
        wrong_names=wrong("name"),
        missing_names=missing("name"),
        wrong_quotations=wrong("quotation") + missing("quotation"),
        negation=wrong("negation"),
        antonym=wrong("antonym"),
        hedge=wrong("hedge"),
        role=wrong("role"),
        wrong_speakers=wrong("speaker"),
        missing_speakers=missing("speaker"),
        exchanged=wrong("detail"),
        details=float(len(details)),
        run=float(longest_run(details)),
        length=math.log1p(len(alignment.weights)),
        sentences=float(len(alignment.sentences)),
    )


def _pairs(alignment: Alignment) -> float:
    if not alignment.sentences:
        return 0.0
    ours = [meaning(word.stem) for word in alignment.words if word.is_content]
    theirs = [meaning(word.stem) for word in alignment.sentences[0].words if word.is_content]
    held = set(pairwise(theirs))
    pairs = list(pairwise(ours))
    return sum(pair in held for pair in pairs) / len(pairs) if pairs else 1.0
