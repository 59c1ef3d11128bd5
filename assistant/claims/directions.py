"""Compares where a movement or a change starts and where it ends: "from Oslo" against "to Oslo"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.claims import numbers, numerals
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against
from assistant.claims.naming import Namesakes, names_of
from assistant.claims.records import Difference
from assistant.claims.sentences import words_of
from assistant.claims.synonyms import meaning
from assistant.entities import parsed

_START, _END = "start", "end"
_DIRECTIONS = {"from": _START, "to": _END, "into": _END, "onto": _END, "toward": _END, "towards": _END}
# A name or a number starts a few words after the preposition.
_DIRECTION = re.compile(
    rf"\b(?i:{'|'.join(_DIRECTIONS)}) (?:[\w-]+ ){{0,3}}?(?:[A-Z$€£\d]|{numerals.WORDS}\b)"
)


class Place(NamedTuple):
    """A name or a number, `text[start:end]`, from which or to which a verb leads; the verb by its meaning."""

    start: int
    end: int
    direction: str
    verb: str


def direction_differences(alignment: Alignment) -> Iterator[Difference]:
    """The places that are the start on one side and the end on the other, of the same verb."""
    for sentence in alignment.sentences[:1]:
        for own in places(alignment.claim):
            same = [
                p
                for p in places(sentence.text)
                if p.verb == own.verb and _is_same(own, alignment.claim, p, sentence.text)
            ]
            if same and all(place.direction != own.direction for place in same):
                span = (own.start, own.end)
                yield against("role", alignment.claim, span, sentence, (same[0].start, same[0].end))


def _is_same(one: Place, claim: str, other: Place, text: str) -> bool:
    ours = [name for name in names_of(claim) if (name.start, name.end) == (one.start, one.end)]
    if ours:
        return Namesakes([text[other.start : other.end]]).holds(ours[0])
    number = numbers.quantities(claim[one.start : one.end])
    held = numbers.quantities(text[other.start : other.end])
    return bool(number and held) and numbers.agree(number[0], held[0])


@lru_cache(maxsize=512)
def places(text: str) -> tuple[Place, ...]:
    """The names and numbers that stand after a preposition of direction which belongs to a verb.

    >>> text = "They fled from Oslo to Rome."
    >>> [(text[place.start : place.end], place.direction) for place in places(text)]
    [('Oslo', 'start'), ('Rome', 'end')]
    """
    if not _DIRECTION.search(text):
        return ()  # parsing is slow
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    spans = [(n.start, n.end) for n in names_of(text)] + [(q.start, q.end) for q in numbers.quantities(text)]
    led = []
    for token in tokens:
        preposition = tokens[token.head]
        direction = _DIRECTIONS.get(preposition.text.lower())
        verb = tokens[preposition.head]
        if token.relation != "pobj" or direction is None or not verb.tag.startswith("VB"):
            continue
        inside = [span for span in spans if preposition.start < span[0] and span[0] <= token.start < span[1]]
        if inside and verb.start in stems:
            led.append(Place(*inside[0], direction, stems[verb.start]))
    return tuple(led)
