"""Edits that make a true or a false claim of a sentence, each by rule.

A claim is a list of pieces: [start, end] of the article's text, or words of our own. So no text of an article
is stored with it.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.claims.numbers import quantities
from assistant.claims.speakers import attributions
from assistant.entities import Entity, Token, entities, parsed
from benchmarks.claim_words import (
    DETAILS,
    HEDGES,
    MONTHS,
    NUMBER_WORDS,
    OPPOSITES,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE,
    PLACES,
    SPEAKERS,
    SYNONYMS,
    WEEKDAYS,
)

LONGEST_ROLE = 40  # characters of a subject or object that changes its place

Piece = str | tuple[int, int]

_DAY_WORD = re.compile(rf"\b(?:{'|'.join((*WEEKDAYS, *MONTHS))})\b|\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence at `start` of an article. `entities`: those of the article, with their places there."""

    article: str
    start: int
    text: str
    entities: Sequence[Entity]

    def pieces(self, *edits: tuple[int, int, Piece | None]) -> list[Piece]:
        """The sentence with the characters of each edit replaced; None leaves them out."""
        pieces: list[Piece] = []
        place = 0
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
            if start > place:
                pieces.append((self.start + place, self.start + start))
            if new:
                pieces.append(new)
            place = end
        if place < len(self.text):
            pieces.append((self.start + place, self.start + len(self.text)))
        return pieces

    def other(self, labels: Sequence[str], not_in: str) -> list[tuple[int, int]]:
        """The places of other entities of these kinds that share no word with the sentence."""
        used = set(not_in.lower().split())
        kept = [e for e in self.entities if e.label in labels]
        names = {self.article[e.start : e.end]: (e.start, e.end) for e in kept}
        return [
            span
            for name, span in names.items()
            if not used & set(name.lower().replace("'s", "").split()) and re.fullmatch(r"[A-Z][\w. -]+", name)
        ]


Made = Iterator[list[Piece]]


def number(source: Source, dice: random.Random) -> Made:
    for quantity in quantities(source.text):
        words = source.text[quantity.start : quantity.end]
        if digits := re.search(r"\d[\d,]*(?:\.\d+)?", words):
            value = float(digits[0].replace(",", ""))
            changed = value * dice.choice((0.5, 1.5, 2, 3)) + dice.choice((1, 2))
            new = (
                f"{changed:.1f}"
                if "." in digits[0]
                else f"{round(changed):{',' if ',' in digits[0] else ''}}"
            )
            if new != digits[0]:
                yield source.pieces((quantity.start + digits.start(), quantity.start + digits.end(), new))
        elif word := re.search(rf"\b(?:{'|'.join(NUMBER_WORDS)})\b", words):
            new = dice.choice([w for w in NUMBER_WORDS if w != word[0]])
            yield source.pieces((quantity.start + word.start(), quantity.start + word.end(), new))


def date(source: Source, dice: random.Random) -> Made:
    for match in _DAY_WORD.finditer(source.text):
        if match[0].isdigit():
            new = str(int(match[0]) + dice.choice((-3, -2, 2, 3)))
        else:
            group = WEEKDAYS if match[0] in WEEKDAYS else MONTHS
            new = dice.choice([word for word in group if word != match[0]])
        yield source.pieces((*match.span(), new))


def _renamed(source: Source, dice: random.Random, labels: Sequence[str], own: Sequence[str]) -> Made:
    for entity in entities(source.text):
        words = source.text[entity.start : entity.end]
        if entity.label in labels and re.fullmatch(r"[A-Z][\w.]*(?: [A-Z][\w.-]+)*", words):
            others: list[Piece] = list(source.other([entity.label], source.text))
            new = dice.choice(others) if others and dice.random() < 0.7 else dice.choice(own)
            yield source.pieces((entity.start, entity.end, new))


def name(source: Source, dice: random.Random) -> Made:
    yield from _renamed(source, dice, ["PERSON"], PEOPLE)
    yield from _renamed(source, dice, ["ORG"], ORGANISATIONS)


def place(source: Source, dice: random.Random) -> Made:
    yield from _renamed(source, dice, ["GPE", "LOC"], PLACES)


def roles(source: Source, _: random.Random) -> Made:
    tokens = parsed(source.text)
    for verb, subject, target in _transitive(tokens):
        one, other = span(tokens, subject), span(tokens, target)
        named = all(re.match(r"(?:the |The |a |A )?[A-Z]", source.text[s:e]) for s, e in (one, other))
        is_short = max(one[1] - one[0], other[1] - other[0]) <= LONGEST_ROLE
        if named and is_short and one[1] <= tokens[verb].start < other[0]:
            first, second = ((source.start + start, source.start + end) for start, end in (one, other))
            yield source.pieces((*one, second), (*other, first))


def _transitive(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Each verb in the past tense with its subject and its object."""
    for number_, token in enumerate(tokens):
        if token.tag in ("VBD", "VBZ", "VBP"):
            subject = [n for n, t in enumerate(tokens) if t.head == number_ and t.relation == "nsubj"]
            target = [n for n, t in enumerate(tokens) if t.head == number_ and t.relation == "dobj"]
            if len(subject) == 1 and len(target) == 1 and not tokens[subject[0]].tag.startswith(("PRP", "W")):
                yield number_, subject[0], target[0]


def span(tokens: Sequence[Token], head: int) -> tuple[int, int]:
    """The characters of a word with all that hangs on it."""
    numbers = {head}
    grown = True
    while grown:
        more = {n for n, token in enumerate(tokens) if token.head in numbers} - numbers
        grown = bool(more)
        numbers |= more
    last = tokens[max(numbers)]
    return tokens[min(numbers)].start, last.start + len(last.text)


def negation(source: Source, _: random.Random) -> Made:
    for match in re.finditer(r" not(?= )|(?<=\w)n[’']t\b", source.text):
        if not source.text[: match.start()].endswith(("ca", "wo", "can")):
            yield source.pieces((*match.span(), None))
    for token in parsed(source.text):
        if token.relation in ("aux", "auxpass") and token.text in (
            "is",
            "was",
            "were",
            "has",
            "have",
            "will",
            "are",
        ):
            end = token.start + len(token.text)
            if not re.match(r"n[’']t| not", source.text[end:]):
                yield source.pieces((end, end, " not"))


def antonym(source: Source, _: random.Random) -> Made:
    for match in re.finditer(r"[a-z]+", source.text):
        if match[0] in OPPOSITES:
            yield source.pieces((*match.span(), OPPOSITES[match[0]]))


def hedge(source: Source, _: random.Random) -> Made:
    for match in re.finditer(r" (?:allegedly|reportedly)(?= )", source.text):
        yield source.pieces((*match.span(), None))
    for number_, token in enumerate(tokens := parsed(source.text)):
        if (
            token.relation in ("aux", "auxpass")
            and token.text in HEDGES
            and tokens[token.head].tag in ("VBN", "VB")
        ):
            is_first = number_ == 0 or tokens[number_ - 1].relation not in ("aux", "auxpass")
            if is_first and token.head == number_ + 1:
                yield source.pieces((token.start, token.start + len(token.text), HEDGES[token.text]))


def speaker(source: Source, dice: random.Random) -> Made:
    for attribution in attributions(source.text):
        words = source.text[attribution.start : attribution.end]
        if not attribution.is_pronoun and 3 <= len(words) <= 60:
            others: list[Piece] = list(source.other(["PERSON"], source.text))
            new = dice.choice(others) if others and dice.random() < 0.6 else dice.choice(SPEAKERS)
            yield source.pieces((attribution.start, attribution.end, new))


def detail(source: Source, dice: random.Random) -> Made:
    end = len(source.text) - 1
    yield source.pieces((end, end, f" {dice.choice(DETAILS)}"))


def wrong_source(source: Source, dice: random.Random) -> Made:
    outlet = dice.choice([outlet for outlet in OUTLETS if outlet.split()[-1] not in source.article])
    if not attributions(source.text):
        yield source.pieces((0, 0, f"According to {outlet}, "))


def paraphrase(source: Source, dice: random.Random) -> Made:
    ways: list[Callable[[Source], Made]] = [
        _passive,
        _without_apposition,
        _without_relative,
        _reordered,
        _reworded,
    ]
    dice.shuffle(ways)
    for way in ways:
        yield from way(source)


def _passive(source: Source) -> Made:
    tokens = parsed(source.text)
    for verb, subject, target in _transitive(tokens):
        token, one, other = tokens[verb], span(tokens, subject), span(tokens, target)
        is_plain = token.text.endswith("ed") and token.relation == "ROOT" and one[0] == 0
        if (
            is_plain
            and other[0] == token.start + len(token.text) + 1
            and tokens[subject].tag.startswith("NN")
        ):
            be = "were" if tokens[target].tag in ("NNS", "NNPS") else "was"
            spans = [(source.start + start, source.start + end) for start, end in (other, one)]
            verb_span = (source.start + token.start, source.start + token.start + len(token.text))
            rest = (source.start + other[1], source.start + len(source.text))
            yield [spans[0], f" {be} ", verb_span, " by ", spans[1], rest]


def _without_apposition(source: Source) -> Made:
    tokens = parsed(source.text)
    for number_, token in enumerate(tokens):
        start, end = span(tokens, number_)
        is_set_off = source.text[:start].endswith(", ") and source.text[end : end + 1] == ","
        if token.relation == "appos" and is_set_off:
            yield source.pieces((start - 2, end + 1, None))


def _without_relative(source: Source) -> Made:
    tokens = parsed(source.text)
    for number_, token in enumerate(tokens):
        if token.relation == "relcl":
            start, end = span(tokens, number_)
            if source.text[:start].endswith(", ") and source.text[end : end + 1] in (",", "."):
                is_last = source.text[end] == "."
                yield source.pieces((start - 2, end + (not is_last), None))


def _reordered(source: Source) -> Made:
    opening = re.match(r"((?:On|In|At|After|During|Since) [^,]{4,60}), (?=[A-Z][a-z])", source.text)
    if opening and source.text.endswith("."):
        end = len(source.text) - 1
        first = opening[1].split(" ")[0]
        rest = (source.start + len(first), source.start + opening.end(1))
        body = (source.start + opening.end(), source.start + end)
        yield [body, f" {first.lower()}", rest, "."]


def _reworded(source: Source) -> Made:
    edits = [
        (*match.span(), SYNONYMS[match[0]])
        for match in re.finditer(r"[a-z]+", source.text)
        if match[0] in SYNONYMS
    ]
    if edits:
        yield source.pieces(*edits)


EDITS: dict[str, Callable[[Source, random.Random], Made]] = {
    "paraphrase": paraphrase, "number": number, "date": date, "name": name, "place": place, "roles": roles,
    "negation": negation, "antonym": antonym, "hedge": hedge, "speaker": speaker, "detail": detail,
    "source": wrong_source,
}  # fmt: skip
