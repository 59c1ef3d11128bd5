"""What a number or a word such as "all" counts: "20 percent of the land" backs nothing on the people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.naming import are_kin
from assistant.claims.numbers import Quantity, agree, quantities
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import Token, parsed
from assistant.prose.synonyms import meaning

Support = Sequence[PassageSentence]

# A bound that leaves out the number itself: "fewer than 40" isn't "as many as 40".
_STRICT = re.compile(
    r"\b(?:(?<!no )(?:less|fewer|more|greater|higher|lower) than|over|under|above|below|exceed\w*)\b",
    re.IGNORECASE,
)
_MEASURES = frozenset(
    ("$", "€", "£", "¥", "time", "length", "weight", "area", "speed", "degree", "points", "age")
)
# Nouns for which a sentence may say "people".
_PERSONS = frozenset(
    "man woman boy girl child teenager adult civilian resident citizen worker employee passenger student "
    "pupil patient migrant refugee victim soldier sailor voter american fan customer consumer user shopper "
    "member protester demonstrator visitor tourist individual inmate prisoner hostage official officer "
    "moviegoer viewer listener reader player participant driver pedestrian villager".split()
)
_PEOPLE = frozenset(("people", "person", "persons"))
_ALL = frozenset("all every each any".split())
_SOME = frozenset("some few certain half most many several various".split())
_NONE = frozenset("no none neither".split())
_QUANTIFIERS = _ALL | _SOME | _NONE | {"both"}
_NUMBER_RELATIONS = ("nummod", "amod", "compound", "quantmod")


class _Counted(NamedTuple):
    """A noun by its meaning and as it is written, and the quantifier before it, "" for none."""

    noun: str
    start: int
    end: int
    quantifier: str


def is_bound_alike(ours: str, theirs: str) -> bool:
    """Whether the words of two numbers with one bound say the same of the number itself.

    >>> is_bound_alike("up to 40", "as many as 40"), is_bound_alike("fewer than 40", "as many as 40")
    (True, False)
    """
    return bool(_STRICT.search(ours)) == bool(_STRICT.search(theirs))


def counted_gaps(
    alignment: Alignment, support: Support, taken: Sequence[tuple[int, int]]
) -> Iterator[Difference]:
    """The numbers that count something else in the source. `taken`: the spans of quotations and dates."""
    for quantity in quantities(alignment.claim):
        inside = any(quantity.start < end and start < quantity.end for start, end in taken)
        ours = "" if inside or quantity.unit in _MEASURES else counted(alignment.claim, quantity)
        if not ours:
            continue
        theirs = [
            noun
            for sentence in support
            for other in quantities(sentence.text)
            if agree(quantity, other)
            for noun in [counted(sentence.text, other)]
        ]
        if theirs and all(theirs) and not any(_may_be(ours, noun) for noun in theirs):
            yield missing("number", alignment.claim, quantity.start, quantity.end)


def quantifier_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The nouns before which the source has another word such as "all" or "some"."""
    theirs: dict[str, set[str]] = {}
    for sentence in support:
        for each in quantified(sentence.text):
            theirs.setdefault(each.noun, set()).add(each.quantifier)
    for ours in quantified(alignment.claim):
        held = {_class(word) for word in theirs.get(ours.noun, ())}
        is_weaker = not ours.quantifier and held <= {"all", "both"}
        if held and _class(ours.quantifier) not in held and not is_weaker:
            yield missing("hedge", alignment.claim, ours.start, ours.end)


def _class(word: str) -> str:
    for name, words in (("all", _ALL), ("some", _SOME), ("no", _NONE)):
        if word in words:
            return name
    return word


@lru_cache(maxsize=512)
def quantified(text: str) -> tuple[_Counted, ...]:
    """The nouns of a sentence with the quantifiers that belong to them."""
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    nouns = []
    for number, token in enumerate(tokens):
        if (
            token.tag not in ("NN", "NNS")
            or token.start not in stems
            or token.relation in ("compound", "amod")
        ):
            continue
        before = [t.text.lower() for t in tokens if t.head == number and t.start < token.start]
        head = tokens[token.head]
        if head.text.lower() == "of" and tokens[head.head].text.lower() in _QUANTIFIERS:
            before.append(tokens[head.head].text.lower())  # "most of the boats"
        quantifier = next((word for word in before if word in _QUANTIFIERS), "")
        end = token.start + len(token.text)
        nouns.append(_Counted(stems[token.start], token.start, end, quantifier))
    return tuple(nouns)


@lru_cache(maxsize=1_024)
def counted(text: str, quantity: Quantity) -> str:
    """The meaning of the noun that a number counts: the whole after "of", else the noun of which it is a
    part; "" where the parser sees none."""
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text)}
    inside = [n for n, t in enumerate(tokens) if quantity.start <= t.start < quantity.end]
    if not inside:
        return ""
    whole = _whole(inside, tokens)
    if whole is not None:
        return stems.get(tokens[whole].start, "")
    if quantity.unit == "percent":
        return ""
    heads = [
        tokens[n].head for n in inside if tokens[n].relation in ("nummod", "amod", "compound", "quantmod")
    ]
    outside = [n for n in heads if n not in inside and tokens[n].tag.startswith("NN")]
    return stems.get(tokens[outside[0]].start, "") if outside else ""


def _whole(inside: Sequence[int], tokens: Sequence[Token]) -> int | None:
    """The noun after "of" right behind a number."""
    after = inside[-1] + 1
    if after >= len(tokens) or tokens[after].text.lower() != "of":
        return None
    return next((n for n, t in enumerate(tokens) if t.head == after and t.relation == "pobj"), None)


def _may_be(ours: str, theirs: str) -> bool:
    if ours == theirs or are_kin(ours, theirs):
        return True
    return ours in _stems(_PEOPLE) and theirs in _stems(_PERSONS | _PEOPLE)


@lru_cache(maxsize=4)
def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(meaning(word.stem) for word in words_of(" ".join(sorted(words))))
