"""What an article has of each part of a question, as named numbers for the regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.claims.sentences import PassageSentence, sentences_of
from assistant.dated_text import dated_text, day_of
from assistant.premise.parts import Part, parts
from storage.records import Article

REACHES = (0, 1, 3)  # sentences on either side that count as near

Presence = NDArray[np.bool_]


class PartSignals(NamedTuple):
    """`missing`: whether the article, with its headline, doesn't have the part. `in_title`: whether its
    headline has it. `number`: the log of how many sentences have it. `gap_*`: how much more of the rest of
    the question some sentences have together, with 0, 1 or 3 neighbours, than those that have the part, 0 to
    1. `best`: the most that one sentence and its neighbours have of the rest. `beside_*`: whether the part is
    in the answering sentence, or within 1 or 3 of it; `beside_other`: beside another of the best three.
    `opposed`: whether the answering sentence has its opposite, or another office, instead; `opposed_near`:
    whether one of the best three has. `weight`: the share of the part in the question, by rarity. `first`:
    whether it is the first part."""

    missing: float
    in_title: float
    number: float
    gap_0: float
    gap_1: float
    gap_3: float
    best: float
    beside_0: float
    beside_1: float
    beside_3: float
    beside_other: float
    opposed: float
    opposed_near: float
    weight: float
    first: float


class MeasuredPart(NamedTuple):
    part: Part
    signals: PartSignals


def measured_parts(question: str, article: Article, answering: Sequence[int]) -> list[MeasuredPart]:
    """The parts of a question, measured in an article. `answering`: where its best sentences start, the best
    one first."""
    passage = dated_text(article)
    sentences = sentences_of([passage])
    asked = parts(question, day_of(article))
    if not sentences or not asked:
        return []
    own = np.array([[part.is_in(s.text, passage.published) for s in sentences] for part in asked])
    in_title = [part.is_in(passage.title, passage.published) for part in asked]
    places = [place for start in answering if (place := _place(sentences, start)) is not None]
    weights = np.log(1 + (len(sentences) + 1) / (own.sum(axis=1) + 0.5))
    near = {reach: _near(own, reach) for reach in REACHES}
    answers = [sentences[place].text for place in places]
    measured = []
    for number, part in enumerate(asked):
        signals = _signals(number, own, in_title[number], near, weights, places)
        opposed = [part.is_opposed_in(text) and not part.is_in(text, passage.published) for text in answers]
        measured.append(
            MeasuredPart(
                part, signals._replace(opposed=float(any(opposed[:1])), opposed_near=float(any(opposed)))
            )
        )
    return measured


def _signals(
    number: int,
    own: Presence,
    in_title: bool,
    near: dict[int, Presence],
    weights: NDArray[np.float64],
    places: Sequence[int],
) -> PartSignals:
    gaps = [_gap(number, near[reach], weights) for reach in REACHES]
    beside = [float(near[reach][number, places[0]]) if places else 0.5 for reach in REACHES]
    return PartSignals(
        float(not own[number].any() and not in_title),
        float(in_title),
        float(np.log1p(own[number].sum())),
        gaps[0].gap,
        gaps[1].gap,
        gaps[2].gap,
        gaps[1].best,
        beside[0],
        beside[1],
        beside[2],
        float(near[1][number, places].any()) if places else 0.5,
        0.0,
        0.0,
        float(weights[number] / weights.sum()),
        float(number == 0),
    )


class _Gap(NamedTuple):
    """How much less of the other parts stands where the part stands than elsewhere, and the most of them."""

    gap: float
    best: float


def _gap(number: int, near: Presence, weights: NDArray[np.float64]) -> _Gap:
    rest = weights.copy()
    rest[number] = 0.0
    if not rest.any():
        return _Gap(0.0, 0.0)
    held = rest @ near / rest.sum()
    there = held[near[number]].max() if near[number].any() else 0.0
    return _Gap(float(held.max() - there), float(held.max()))


def _near(own: Presence, reach: int) -> Presence:
    """Whether each part is in each sentence or within `reach` of it."""
    near = own.copy()
    for step in range(1, reach + 1):
        near[:, :-step] |= own[:, step:]
        near[:, step:] |= own[:, :-step]
    return near


def _place(sentences: Sequence[PassageSentence], start: int) -> int | None:
    return next((n for n, sentence in enumerate(sentences) if sentence.start <= start < sentence.end), None)
