"""Compares whose office somebody has: "the president of Norway" with "Denmark's President Ida Storm"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against, missing
from assistant.claims.naming import Name, Namesakes
from assistant.claims.records import Difference, Kind
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.language.english_offices import OFFICES

# Words between an owner and an office. The first ones make another office, the others don't.
_KINDS = frozenset(
    "prime foreign vice deputy assistant defence defense interior finance health justice education energy "
    "trade transport attorney general chief".split()
)
_TIMES = frozenset("former then ex new acting interim current outgoing incoming late first longtime".split())
# Offices that one person has at a time, of one country or body.
_HELD = frozenset(
    "governor mayor president minister secretary chancellor king queen prince princess ambassador sheriff "
    "prosecutor treasurer commissioner executive chairman".split()
)
_OFFICES = {word: group[0] for group in OFFICES if group[0] in _HELD for word in group}
_SMALL = frozenset("of at for the a an is was became becomes remains as".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_POSSESSIVE = re.compile(r"(?:['’]s?)? ")
_OF = re.compile(r" (?:of|at|for) (?:the )?")
_BEFORE_BEARER = re.compile(r",? ")
_AFTER_BEARER = re.compile(r"(?:,| is| was| became| becomes| remains| as) (?:the |an? )?")


class Office(NamedTuple):
    """`text[start:end]`: an office with whose it is. `kind`: the words that tell it from others: {"foreign",
    "minister"}. `bearer`: who has it, None where nobody is named."""

    start: int
    end: int
    kind: frozenset[str]
    owner: Name | None
    bearer: Name | None


def office_difference(alignment: Alignment) -> Difference | None:
    """The first owner of an office in the claim in whose place the passages name another, or no one.

    None where they name the same one, or don't say whose the office is."""
    for office in offices(alignment.claim):
        if office.owner is None:
            continue
        named = [(s, o) for s in alignment.everywhere for o in offices(s.text) if o.kind == office.kind]
        rivals = list(_rivals(office, named))
        if rivals and not any(_is_same(office, sentence, other) for sentence, other in named):
            span = (office.owner.start, office.owner.end)
            sentence, owner = rivals[0]
            kind: Kind = "name" if office.bearer else "detail"  # else both may have been there
            return against(kind, alignment.claim, span, sentence, (owner.start, owner.end))
        if not named and office.bearer is None and not _has_words(office, alignment):
            return missing("name", alignment.claim, office.start, office.end)
    return None


def has_only_others(question: str, texts: Sequence[str]) -> bool:
    """Whether a question names an office of a country or body, and the texts have such offices of others
    only."""
    for office in offices(question):
        named = [(text, o) for text in texts for o in offices(text) if o.kind == office.kind]
        if office.owner and named and not any(_is_owned(office.owner, text, other) for text, other in named):
            return True
    return False


def _is_owned(owner: Name, text: str, other: Office) -> bool:
    """Whether an office is the owner's, or nobody says whose it is."""
    if other.owner is None:
        return True
    return Namesakes([text[other.owner.start : other.owner.end]]).holds(owner)


def _rivals(
    office: Office, named: Sequence[tuple[PassageSentence, Office]]
) -> Iterator[tuple[PassageSentence, Name]]:
    """The other owners of the office of this bearer or, for an office without one, all its owners."""
    for sentence, other in named:
        if other.owner is None:
            continue
        held = Namesakes([sentence.text[other.bearer.start : other.bearer.end]]) if other.bearer else None
        if office.bearer is None or (held is not None and held.holds(office.bearer)):
            yield sentence, other.owner


def _is_same(office: Office, sentence: PassageSentence, other: Office) -> bool:
    """Whether this may be the claim's office: of the same owner, or nobody says of which one."""
    is_open = other.owner is None and office.bearer is not None
    return office.owner is not None and not is_open and _is_owned(office.owner, sentence.text, other)


def _has_words(office: Office, alignment: Alignment) -> bool:
    return any(office.kind <= {w.text.lower() for w in s.words} for s in alignment.everywhere)


@lru_cache(maxsize=1_024)
def offices(text: str) -> tuple[Office, ...]:
    """The offices of a sentence in order.

    >>> text = "Ida Storm, the foreign minister of Norway, met President Tom Hale."
    >>> [(sorted(o.kind), o.owner and o.owner.words, o.bearer and o.bearer.words) for o in offices(text)]
    [(['foreign', 'minister'], ('norway',), ('ida', 'storm')), (['president'], None, ('tom', 'hale'))]
    """
    words = words_of(text)
    return tuple(
        _office(text, words, number) for number, word in enumerate(words) if word.text.lower() in _OFFICES
    )


def _office(text: str, words: Sequence[Word], number: int) -> Office:
    kind = {_OFFICES[words[number].text.lower()]}
    first = number
    while first and text[words[first - 1].end : words[first].start] in (" ", "-"):
        before = words[first - 1].text.lower()
        if before not in _KINDS | _TIMES:
            break
        kind |= {before} & _KINDS
        first -= 1
    owner = _name_before(text, words, first, _POSSESSIVE)
    start = owner.start if owner else words[first].start
    after = _name_after(text, words, number + 1, _OF) if owner is None else None
    end = after.end if after else words[number].end
    owner = owner or after
    following = next((n for n, word in enumerate(words) if word.start >= end), len(words))
    bearer = _name_after(text, words, following, _BEFORE_BEARER)
    opening = next(n for n, word in enumerate(words) if word.start >= start)
    bearer = bearer or _name_before(text, words, opening, _AFTER_BEARER)
    return Office(start, end, frozenset(kind), owner, bearer)


def _name_before(text: str, words: Sequence[Word], number: int, joint: re.Pattern[str]) -> Name | None:
    """The capitalised words that end before word `number`, with `joint` between."""
    last = number - 1
    while last >= 0 and words[last].text.lower() in _SMALL:
        last -= 1
    if last < 0 or not joint.fullmatch(text, words[last].end, words[number].start):
        return None
    first = last
    while (
        first >= 0
        and _is_name(words[first])
        and (first == last or text[words[first].end : words[first + 1].start] == " ")
    ):
        first -= 1
    return _named(words[first + 1 : last + 1])


def _name_after(text: str, words: Sequence[Word], number: int, joint: re.Pattern[str]) -> Name | None:
    """The capitalised words that begin after word `number - 1`, with `joint` between."""
    first = number
    while first < len(words) and words[first].text.lower() in _SMALL:
        first += 1
    if (
        not number
        or first >= len(words)
        or not joint.fullmatch(text, words[number - 1].end, words[first].start)
    ):
        return None
    last = first
    while (
        last < len(words)
        and _is_name(words[last])
        and (last == first or text[words[last - 1].end : words[last].start] in (" ", ". "))
    ):
        last += 1
    return _named(words[first:last])


def _named(words: Sequence[Word]) -> Name | None:
    if not words:
        return None
    plain = tuple(word.text.lower().removesuffix("'s").removesuffix("’s") for word in words)
    return Name("", words[0].start, words[-1].end, plain)


def _is_name(word: Word) -> bool:
    lowered = word.text.lower()
    is_office = lowered in _OFFICES or lowered in _KINDS or lowered in _TIMES
    return word.text[0].isupper() and word.is_content and not is_office and lowered not in _DAYS
