"""What the comparisons of a claim's parts share: the records of differences, and what stands in the same
place; and its quotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.claims.alignment import Alignment
from assistant.claims.quotations import is_verbatim, nearest, quotations
from assistant.claims.records import Difference, Kind
from assistant.claims.sentences import PassageSentence, Word

CLOSE = 8  # words of an exchanged stretch at most, on either side


def missing(kind: Kind, claim: str, start: int, end: int) -> Difference:
    """A part of the claim that the passages don't contain."""
    return Difference(kind, start, end, claim[start:end])


def against(
    kind: Kind, claim: str, span: tuple[int, int], sentence: PassageSentence, other: tuple[int, int]
) -> Difference:
    """A part of the claim, at `span`, and the words of a sentence that contradict it, at `other`."""
    (start, end), (first, last) = span, other
    return Difference(
        kind,
        start,
        end,
        claim[start:end],
        sentence.passage,
        sentence.start + first,
        sentence.start + last,
        sentence.text[first:last],
    )


def inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def is_in_place(ours: tuple[int, int], theirs: tuple[int, int], alignment: Alignment) -> bool:
    """Whether a span of the best sentence stands where the claim's span does, between the same words."""
    for kind, first, last, start, end in alignment.stretches:
        if kind == "replace" and last - first <= CLOSE and end - start <= CLOSE:
            words, rivals = alignment.words[first:last], alignment.sentences[0].words[start:end]
            in_claim = any(ours[0] <= word.start < ours[1] for word in words)
            if in_claim and any(theirs[0] <= word.start < theirs[1] for word in rivals):
                return True
    return False


def is_shared(start: int, end: int, alignment: Alignment) -> bool:
    """Whether the claim has all words of a span of the best sentence, in the same order."""
    shared = set(alignment.paired.values())
    return all(n in shared for n in _numbers(alignment.sentences[0].words, start, end))


def is_own_shared(start: int, end: int, alignment: Alignment) -> bool:
    """Whether the best sentence has all words of a span of the claim, in the same order."""
    return all(n in alignment.paired for n in _numbers(alignment.words, start, end))


def _numbers(words: Sequence[Word], start: int, end: int) -> list[int]:
    return [number for number, word in enumerate(words) if start <= word.start < end]


def quotation_differences(alignment: Alignment) -> Iterator[Difference]:
    for quotation in quotations(alignment.claim):
        if not is_verbatim(quotation.text, alignment.passages):
            place = nearest(quotation.text, alignment.passages)
            if place is None:
                yield missing("quotation", alignment.claim, quotation.start, quotation.end)
                continue
            number, start, end = place
            words = alignment.passages[number].text[start:end]
            span = (quotation.start, quotation.end, quotation.text)
            yield Difference("quotation", *span, number, start, end, words)
