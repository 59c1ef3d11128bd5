"""The numbers, days, names and quotations of a claim that the passages contradict or don't contain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.claims import moments, numbers
from assistant.claims.alignment import Alignment
from assistant.claims.naming import Name, Namesakes, kinds_agree, names_of, others
from assistant.claims.quotations import is_verbatim, nearest, quotations
from assistant.claims.records import Difference, Kind
from assistant.claims.sentences import PassageSentence

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
        theirs = numbers.quantities(sentence.text)
        if any(numbers.agree(quantity, other) for other in theirs):
            return None
        for other in theirs:
            spans = (quantity.start, quantity.end), (other.start, other.end)
            if _is_rival(quantity, other) and is_in_place(*spans, alignment):
                return None if any(numbers.agree(one, other) for one in own) else (sentence, other)
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


def date_differences(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    published = _published(alignment)
    own = moments.moments(alignment.claim, published)
    for moment in own:
        if inside(moment.start, moment.end, taken) or _is_dated(moment, alignment):
            continue
        rivals = [
            (sentence, other)
            for sentence in alignment.sentences
            for other in _moments(sentence, alignment)
            if moments.differ(moment, other) and not any(moments.agree(one, other) for one in own)
        ]
        span = (moment.start, moment.end)
        if rivals:
            sentence, other = rivals[0]
            yield against("date", alignment.claim, span, sentence, (other.start, other.end))
        else:
            yield missing("date", alignment.claim, *span)


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


def name_differences(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    own = [n for n in names_of(alignment.claim) if not inside(n.start, n.end, taken)]
    if not own:
        return
    best = Namesakes([sentence.text for sentence in alignment.sentences[:1]])
    nearest_names = Namesakes(sentence.text for sentence in alignment.sentences)
    used = Namesakes([alignment.claim])
    everywhere = _everywhere(alignment)
    for name in own:
        if best.holds(name):
            continue
        span = (name.start, name.end)
        rival = _rival_name(name, used, alignment)
        is_exchanged = rival is not None and _is_in_its_place(name, rival, alignment)
        if rival and (is_exchanged or not everywhere.holds(name)):
            sentence, other = rival
            yield against("name", alignment.claim, span, sentence, (other.start, other.end))
        elif not nearest_names.holds(name) and not everywhere.holds(name):
            yield missing("name", alignment.claim, *span)


def _everywhere(alignment: Alignment) -> Namesakes:
    texts = [sentence.text for sentence in alignment.everywhere]
    return Namesakes([*texts, *(text for p in alignment.passages for text in (p.title, p.outlet))])


def _rival_name(name: Name, used: Namesakes, alignment: Alignment) -> tuple[PassageSentence, Name] | None:
    """A name that the best sentences use and the claim doesn't: in the same place, else of the same kind."""
    rivals = [
        (sentence, other)
        for sentence in alignment.sentences
        for other in others(names_of(sentence.text), used)
    ]
    in_place = (rival for rival in rivals if _is_in_its_place(name, rival, alignment))
    of_kind = (rival for rival in rivals if kinds_agree(name.label, rival[1].label))
    return next(in_place, None) or next(of_kind, None)


def _is_in_its_place(name: Name, rival: tuple[PassageSentence, Name], alignment: Alignment) -> bool:
    """Whether the claim and the best sentence agree around the two names."""
    sentence, other = rival
    is_best = sentence == alignment.sentences[0]
    return is_best and is_in_place((name.start, name.end), (other.start, other.end), alignment)


def is_in_place(ours: tuple[int, int], theirs: tuple[int, int], alignment: Alignment) -> bool:
    """Whether a span of the best sentence stands where the claim's span does, between the same words."""
    for kind, first, last, start, end in alignment.stretches:
        if kind == "replace" and last - first <= CLOSE and end - start <= CLOSE:
            words, rivals = alignment.words[first:last], alignment.sentences[0].words[start:end]
            in_claim = any(ours[0] <= word.start < ours[1] for word in words)
            if in_claim and any(theirs[0] <= word.start < theirs[1] for word in rivals):
                return True
    return False


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
