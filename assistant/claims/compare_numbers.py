"""The numbers of a claim that the passages contradict or don't contain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.claims import numbers
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against, inside, is_in_place, is_own_shared, is_shared, missing
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence


def number_differences(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """The numbers that differ. `taken`: the spans of dates and quotations, whose numbers aren't compared."""
    own = [q for q in numbers.quantities(alignment.claim) if not inside(q.start, q.end, taken)]
    for quantity in own:
        if quantity.unit == "" and quantity.values == (1.0,):
            continue  # "one of them"
        exchanged = _exchanged_number(quantity, own, alignment)
        is_loose = quantity.unit == "ordinal" and quantity.values == (1.0,)  # "at first"
        if exchanged or not (is_loose or _is_backed(quantity, alignment)):
            rival = exchanged or _rival(quantity, own, alignment)
            span = (quantity.start, quantity.end)
            if rival:
                sentence, other = rival
                yield against("number", alignment.claim, span, sentence, (other.start, other.end))
            else:
                yield missing("number", alignment.claim, *span)


def _is_backed(quantity: numbers.Quantity, alignment: Alignment) -> bool:
    """Whether a near sentence has the number, or any sentence has it with the same noun or unit."""
    titles = [alignment.passages[s.passage].title for s in alignment.sentences]
    near = [q for text in titles for q in numbers.quantities(text)]
    near += [q for sentence in alignment.context for q in numbers.quantities(sentence.text)]
    if any(numbers.agree(quantity, other) for other in near):
        return True
    far = (s for s in alignment.everywhere if quantity.unit or quantity.noun in s.stems)
    return any(
        numbers.agree(quantity, q) and (q.noun == quantity.noun or bool(quantity.unit))
        for sentence in far
        for q in numbers.quantities(sentence.text)
    )


def _exchanged_number(
    quantity: numbers.Quantity, own: Sequence[numbers.Quantity], alignment: Alignment
) -> tuple[PassageSentence, numbers.Quantity] | None:
    """The number in the best sentence that stands between the same words as the claim's number."""
    for sentence in alignment.sentences[:1]:
        theirs = [q for q in numbers.quantities(sentence.text) if not is_shared(q.start, q.end, alignment)]
        if is_own_shared(quantity.start, quantity.end, alignment):
            return None
        if any(numbers.agree(quantity, other) for other in theirs):
            return None
        moved = [q for q in own if not is_own_shared(q.start, q.end, alignment)]
        for other in theirs:
            spans = (quantity.start, quantity.end), (other.start, other.end)
            if _is_rival(quantity, other) and is_in_place(*spans, alignment):
                return None if any(numbers.agree(one, other) for one in moved) else (sentence, other)
    return None


def _rival(
    quantity: numbers.Quantity, own: Sequence[numbers.Quantity], alignment: Alignment
) -> tuple[PassageSentence, numbers.Quantity] | None:
    """A number of the same kind that the best sentences have and the claim doesn't, preferably with the same
    noun."""
    rivals = [
        (sentence, q)
        for sentence in alignment.sentences
        for q in numbers.quantities(sentence.text)
        if _is_rival(quantity, q) and not any(numbers.agree(other, q) for other in own)
    ]
    same = [rival for rival in rivals if rival[1].noun == quantity.noun]
    return next(iter(same or rivals), None)


def _is_rival(quantity: numbers.Quantity, other: numbers.Quantity) -> bool:
    if numbers.comparable(quantity, other):
        return True
    return quantity.values == other.values or {quantity.unit, other.unit} <= {"percent", "points"}
