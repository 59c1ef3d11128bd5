"""Compares when and where something was done, and with which number: "arrested in Oslo" with "was arrested in
Bergen; her lawyer spoke in Oslo".

A day, a place or a number of the claim may stand in its passages and belong to another deed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.alignment import Alignment, meanings
from assistant.claims.compare_parts import against
from assistant.claims.moments import Moment, differ, moments
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.numbers import Quantity, agree, comparable, quantities
from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.records import Difference, Kind
from assistant.claims.sentences import PassageSentence, words_of
from assistant.claims.synonyms import meaning
from assistant.entities import Token, parsed
from assistant.language.countries import country_words

DEEPEST = 6  # steps from a day, place or number to its verb

_POINTS = frozenset(("", "in", "on", "at", "during"))  # before a day: not "since" or "until"
_PLACES = frozenset(("GPE", "LOC"))
_COPULAS = frozenset("be is are was were been being am has have had having do does did got".split())
# Between a place and the larger one that it lies in: "Bergen, in Norway".
_WITHIN = r",? (?:in |of |near )?(?:the )?"


class Circumstance(NamedTuple):
    """`text[start:end]`: a day, a place or a number. `verb`: the deed that it belongs to, by its meaning;
    `deeds`: the same with the nouns between them: "the arrest of Ida in Oslo". `preposition`: before the
    part, "" for none."""

    start: int
    end: int
    part: Moment | Name | Quantity
    verb: str
    deeds: frozenset[str]
    preposition: str


def circumstance_difference(alignment: Alignment) -> Difference | None:
    """The first day, place or number of the claim's deed in whose place the passages have another.

    None where any sentence gives the deed the claim's."""
    for own in circumstances(alignment.claim, _published(alignment)):
        theirs = [(s, other) for s in _of_same(own, alignment) for other in _of_deed(own, s, alignment)]
        rivals = [(s, other) for s, other in theirs if _excludes(own, other, s, alignment)]
        if rivals and not any(_is_backed(own, other, s) for s, other in theirs):
            sentence, other = rivals[0]
            place = (other.start, other.end)
            return against(_kind(own), alignment.claim, (own.start, own.end), sentence, place)
    return None


def _published(alignment: Alignment) -> date | None:
    return alignment.passages[alignment.sentences[0].passage].published if alignment.sentences else None


def _kind(circumstance: Circumstance) -> Kind:
    if isinstance(circumstance.part, Moment):
        return "date"
    return "name" if isinstance(circumstance.part, Name) else "number"


def _of_same(own: Circumstance, alignment: Alignment) -> list[PassageSentence]:
    """The sentences that tell of the deed: those with a name of the claim, else the near ones."""
    telling = [s for s in alignment.everywhere if own.verb in meanings(s.text)]
    names = [n for n in names_of(alignment.claim) if not own.start <= n.start < own.end]
    of_same = [s for s in telling if any(map(Namesakes([s.text]).holds, names))]
    return of_same or [s for s in telling if s in alignment.context]


def _of_deed(own: Circumstance, sentence: PassageSentence, alignment: Alignment) -> Iterator[Circumstance]:
    """What the sentence has of the same kind for the deed."""
    for other in circumstances(sentence.text, alignment.passages[sentence.passage].published):
        if own.verb in other.deeds and type(own.part) is type(other.part):
            yield other


def _is_backed(own: Circumstance, other: Circumstance, sentence: PassageSentence) -> bool:
    if isinstance(own.part, Moment) and isinstance(other.part, Moment):
        return not differ(own.part, other.part)
    if isinstance(own.part, Quantity) and isinstance(other.part, Quantity):
        return agree(own.part, other.part)
    return isinstance(own.part, Name) and _named(other, sentence.text).holds(own.part)


def _excludes(
    own: Circumstance, other: Circumstance, sentence: PassageSentence, alignment: Alignment
) -> bool:
    """Whether the deed wasn't at the one if it was at the other."""
    if isinstance(own.part, Moment) and isinstance(other.part, Moment):
        is_alike = own.preposition == other.preposition or {own.preposition, other.preposition} <= _POINTS
        return is_alike and differ(own.part, other.part)
    if isinstance(own.part, Quantity) and isinstance(other.part, Quantity):
        is_same = own.part.unit != "ordinal" and (own.part.noun == other.part.noun or bool(own.part.unit))
        is_claimed = any(agree(q, other.part) for q in quantities(alignment.claim))
        return is_same and comparable(own.part, other.part) and not is_claimed
    if not isinstance(own.part, Name) or not isinstance(other.part, Name):
        return False
    if _is_country(own.part) != _is_country(other.part) or Namesakes([alignment.claim]).holds(other.part):
        return False
    return not _lies_in(own, other, sentence, alignment)


def _lies_in(own: Circumstance, other: Circumstance, sentence: PassageSentence, alignment: Alignment) -> bool:
    """Whether the passages name one of two places right after the other."""
    one, two = (
        re.escape(text)
        for text in (alignment.claim[own.start : own.end], sentence.text[other.start : other.end])
    )
    joined = re.compile(f"{one}{_WITHIN}{two}|{two}{_WITHIN}{one}")
    return any(joined.search(passage.text) for passage in alignment.passages)


def _is_country(name: Name) -> bool:
    return name.words[-1] in country_words()


def _named(circumstance: Circumstance, text: str) -> Namesakes:
    return Namesakes([text[circumstance.start : circumstance.end]])


@lru_cache(maxsize=512)
def circumstances(text: str, published: date | None) -> tuple[Circumstance, ...]:
    """The days, places and numbers that belong to a verb of a sentence, except those of being and saying.

    >>> [(c.part.words, c.verb) for c in circumstances("The board met in Oslo, and Ida left Rome.", None)]
    [(('oslo',), 'meet')]
    """
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    dated = moments(text, published)
    parts: list[Moment | Name | Quantity] = [*dated, *(n for n in names_of(text) if n.label in _PLACES)]
    parts += [q for q in quantities(text) if not any(q.start < m.end and m.start < q.end for m in dated)]
    read = (_read(part, tokens, stems) for part in parts)
    return tuple(circumstance for circumstance in read if circumstance)


def _read(
    part: Moment | Name | Quantity, tokens: Sequence[Token], stems: Mapping[int, str]
) -> Circumstance | None:
    inside = [n for n, token in enumerate(tokens) if part.start <= token.start < part.end]
    number = next((n for n in inside if tokens[n].head not in inside), None)
    if number is None or (isinstance(part, Name) and tokens[tokens[number].head].tag != "IN"):
        return None
    joint = tokens[tokens[number].head]
    preposition = joint.text.lower() if joint.tag == "IN" else ""
    deeds: set[str] = set()
    for _ in range(DEEPEST):
        number = tokens[number].head
        token = tokens[number]
        if token.start in stems:
            deeds.add(stems[token.start])
        if token.tag.startswith("VB"):
            word = token.text.lower()
            is_plain = token.start in stems and word not in _COPULAS and word not in SAYING_VERBS
            return (
                Circumstance(part.start, part.end, part, stems[token.start], frozenset(deeds), preposition)
                if is_plain
                else None
            )
        if token.head == number:
            return None
    return None
