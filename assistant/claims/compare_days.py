"""The days and times of a claim that the passages contradict or don't contain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.claims import moments
from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.compare_parts import against, inside, is_in_place, is_own_shared, is_shared, missing
from assistant.claims.polarity import is_cue
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, Word
from assistant.claims.synonyms import meaning

PREPOSITIONS = frozenset("in at on since until till before after by from during of".split())


def date_differences(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    published = _published(alignment)
    own = moments.moments(alignment.claim, published)
    for moment in own:
        if inside(moment.start, moment.end, taken):
            continue
        exchanged = _exchanged_moment(moment, alignment)
        if exchanged is None and _is_dated(moment, alignment):
            continue
        rivals = (
            [exchanged]
            if exchanged
            else [
                (sentence, other)
                for sentence in alignment.sentences
                for other in _moments(sentence, alignment)
                if moments.differ(moment, other) and not any(moments.agree(one, other) for one in own)
            ]
        )
        span = (moment.start, moment.end)
        if rivals:
            sentence, other = rivals[0]
            yield against("date", alignment.claim, span, sentence, (other.start, other.end))
        else:
            yield missing("date", alignment.claim, *span)


def _exchanged_moment(
    moment: moments.Moment, alignment: Alignment
) -> tuple[PassageSentence, moments.Moment] | None:
    """The day in the best sentence that stands between the same words as the claim's day."""
    if is_own_shared(moment.start, moment.end, alignment):
        return None
    for sentence in alignment.sentences[:1]:
        theirs = [m for m in _moments(sentence, alignment) if not is_shared(m.start, m.end, alignment)]
        if any(moments.agree(moment, other) for other in theirs):
            return None
        for other in theirs:
            spans = (moment.start, moment.end), (other.start, other.end)
            if moments.differ(moment, other) and (
                is_in_place(*spans, alignment) or _is_in_same_role(*spans, alignment)
            ):
                return sentence, other
    return None


def _is_dated(moment: moments.Moment, alignment: Alignment) -> bool:
    near = (other for sentence in alignment.context for other in _moments(sentence, alignment))
    if any(moments.agree(moment, other) for other in near):
        return True
    days = (alignment.passages[s.passage].published for s in alignment.sentences)
    if any(day is not None and _covers(moment, day) for day in days):
        return True  # the year or month of the report itself
    far = (other for sentence in alignment.everywhere for other in _moments(sentence, alignment))
    exact = bool(moment.day or (moment.year and not moment.month))
    return exact and any(moments.agree(moment, other) for other in far)


def _covers(moment: moments.Moment, day: date) -> bool:
    """Whether a day lies in the month or year that a moment names."""
    if moment.day or moment.weekday >= 0 or moment.clock >= 0 or not (moment.first and moment.last):
        return False
    return moment.first <= day <= moment.last


def _moments(sentence: PassageSentence, alignment: Alignment) -> list[moments.Moment]:
    return moments.moments(sentence.text, alignment.passages[sentence.passage].published)


def _published(alignment: Alignment) -> date | None:
    best = alignment.sentences[0].passage if alignment.sentences else 0
    return alignment.passages[best].published if alignment.passages else None


def date_spans(alignment: Alignment) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in moments.moments(alignment.claim, _published(alignment))]


def _is_in_same_role(ours: tuple[int, int], theirs: tuple[int, int], alignment: Alignment) -> bool:
    """Whether the best sentence has all of the claim's other words, and the same preposition before its span:
    "since 2015" for "since 2019"."""
    sentence = alignment.sentences[0]
    before = _word_before(alignment.words, ours[0]), _word_before(sentence.words, theirs[0])
    if before[0] != before[1] or before[0] not in PREPOSITIONS:
        return False
    others = (w for w in alignment.words if w.is_content and not ours[0] <= w.start < ours[1])
    held = meanings(sentence.text)
    return all(holds(held, meaning(word.stem)) for word in others if not is_cue(word.text))


def _word_before(words: Sequence[Word], start: int) -> str:
    """The word before a span, without articles, in lower case; "" for none."""
    before = [w.text.lower() for w in words if w.start < start]
    while before and before[-1] in ("the", "a", "an"):
        before.pop()
    return before[-1] if before else ""
