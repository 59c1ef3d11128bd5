"""The parts of a question that an article must bear out: names, numbers, dates, and other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from assistant.claims import moments, numbers
from assistant.claims.alignment import holds, meanings
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.polarity import SAYING
from assistant.claims.sentences import Word, words_of
from assistant.claims.synonyms import are_opposites, meaning
from assistant.entities import parsed
from assistant.language.english_offices import OFFICES

PartKind = Literal["name", "number", "date", "office", "verb", "word"]

_SAYING = re.compile(SAYING, re.IGNORECASE)
_ASKING = frozenset(
    "name names kind sort type way many much long far old big often call said say tell ask happen".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """`question[start:end]`, with the test whether a sentence of that day has it, and the test whether a
    sentence has the opposite of it, or another office. `label`: of a name."""

    kind: PartKind
    start: int
    end: int
    is_in: Callable[[str, date | None], bool]
    label: str = ""
    is_opposed_in: Callable[[str], bool] = lambda _: False


def parts(question: str, published: date | None) -> list[Part]:
    """The parts of a question in order."""
    disjoint: list[Part] = []
    for part in _candidates(question, published):
        if not any(part.start < other.end and other.start < part.end for other in disjoint):
            disjoint.append(part)
    return sorted(disjoint, key=lambda part: part.start)


def _candidates(question: str, published: date | None) -> Iterator[Part]:
    for moment in moments.moments(question, published):
        yield Part("date", moment.start, moment.end, _has_moment(moment))
    for quantity in numbers.quantities(question):
        if quantity.values != (1.0,):
            yield Part("number", quantity.start, quantity.end, _has_quantity(quantity))
    for name in names_of(question):
        yield Part("name", name.start, name.end, _has_name(name), name.label)
    tags = {token.start: token.tag for token in parsed(question)}
    for word in words_of(question):
        if word.is_content and not word.text[0].isdigit() and not _is_asking(word):
            kind: PartKind = "verb" if tags.get(word.start, "").startswith("VB") else "word"
            if office := _offices().get(word.text.lower()):
                others = _has_other_office(office, question)
                yield Part("office", word.start, word.end, _has_office(office), is_opposed_in=others)
            else:
                yield Part(kind, word.start, word.end, _has_word(word), is_opposed_in=_has_opposite(word))


def _is_asking(word: Word) -> bool:
    return word.text.lower() in _ASKING or bool(_SAYING.fullmatch(word.text))


def _has_moment(moment: moments.Moment) -> Callable[[str, date | None], bool]:
    def is_in(sentence: str, published: date | None) -> bool:
        return any(moments.agree(moment, other) for other in moments.moments(sentence, published))

    return is_in


def _has_quantity(quantity: numbers.Quantity) -> Callable[[str, date | None], bool]:
    def is_in(sentence: str, _: date | None) -> bool:
        return any(numbers.agree(quantity, other) for other in numbers.quantities(sentence))

    return is_in


def _has_name(name: Name) -> Callable[[str, date | None], bool]:
    def is_in(sentence: str, _: date | None) -> bool:
        return Namesakes([sentence]).holds(name)

    return is_in


def _has_word(word: Word) -> Callable[[str, date | None], bool]:
    stem = meaning(word.stem)

    def is_in(sentence: str, _: date | None) -> bool:
        return holds(meanings(sentence), stem)

    return is_in


def _has_opposite(word: Word) -> Callable[[str], bool]:
    def is_in(sentence: str) -> bool:
        return any(are_opposites(word.stem, other.stem) for other in words_of(sentence))

    return is_in


@cache
def _offices() -> Mapping[str, str]:
    """The first word of the group of each office, for its singular and its plural."""
    return {form: group[0] for group in OFFICES for word in group for form in (word, f"{word}s")}


def _offices_in(text: str) -> set[str]:
    return {office for word in words_of(text) if (office := _offices().get(word.text.lower()))}


def _has_office(office: str) -> Callable[[str, date | None], bool]:
    def is_in(sentence: str, _: date | None) -> bool:
        return office in _offices_in(sentence)

    return is_in


def _has_other_office(office: str, question: str) -> Callable[[str], bool]:
    asked = _offices_in(question)

    def is_in(sentence: str) -> bool:
        held = _offices_in(sentence)
        return office not in held and bool(held - asked)

    return is_in
