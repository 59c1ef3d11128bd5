"""Who does what: the subject of each verb of a sentence against that of the same verb in its source.

A sentence may hold only words of its source and still join them wrongly: "Vance argued" where "Vance's rivals
argued".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.naming import are_kin, are_spellings, names_of
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import Token, parsed
from assistant.prose.synonyms import meaning

_OPEN = frozenset(("PRP", "WP", "WDT", "DT", "EX", "CD"))  # tags of words that stand for another noun
_MODIFIERS = frozenset(("amod", "compound", "nmod"))
BEFORE, AFTER = 3, 2  # words between which a nationality belongs to a noun
_BESIDE = frozenset(("appos", "conj", "compound", "flat"))


class _Subject(NamedTuple):
    """The subject of a verb. `heads`: its noun with those that name the same, in lower case; empty for a word
    that stands for another."""

    verb: str
    is_passive: bool
    start: int
    end: int
    heads: frozenset[str]


class _Acted(NamedTuple):
    """A verb at `start`, and what it acts on, in lower case; nothing for a pronoun."""

    verb: str
    is_passive: bool
    start: int
    heads: frozenset[str]
    is_name: bool


def subject_gaps(alignment: Alignment, support: Sequence[PassageSentence]) -> Iterator[Difference]:
    """The subjects of verbs that have only other subjects in the source."""
    theirs = [subject for sentence in support for subject in _subjects(sentence.text)]
    for ours in _subjects(alignment.claim):
        same = [s for s in theirs if (s.verb, s.is_passive) == (ours.verb, ours.is_passive)]
        if ours.heads and same and not any(_may_agree(ours, other) for other in same):
            yield missing("role", alignment.claim, ours.start, ours.end)


def modifier_gaps(alignment: Alignment, support: Sequence[PassageSentence]) -> Iterator[Difference]:
    """The nationalities of nouns that the source has, too, but not beside them: "Elmish land" where it tells
    of the land under Elmish rule."""
    tokens = parsed(alignment.claim)
    heads = {token.start: tokens[token.head].start for token in tokens if token.relation in _MODIFIERS}
    stems = {word.start: meaning(word.stem) for word in alignment.words if word.is_content}
    for name in names_of(alignment.claim):
        noun = stems.get(heads.get(name.start, -1)) if name.label == "NORP" else None
        places = [_places(name.words[-1], noun, sentence) for sentence in support if noun]
        nouns, owners = map(any, zip(*places, strict=True)) if places else (False, False)
        if nouns and owners and not any(_are_near(*pair) for pair in places):
            yield missing("role", alignment.claim, name.start, name.end)


def _places(owner: str, noun: str | None, sentence: PassageSentence) -> tuple[list[int], list[int]]:
    """The places of a noun and of a nationality, or its country, among the words of a sentence."""
    numbered = list(enumerate(sentence.words))
    nouns = [n for n, word in numbered if word.is_content and meaning(word.stem) == noun]
    plain = [(n, word.text.lower().removesuffix("'s").removesuffix("’s")) for n, word in numbered]
    return nouns, [n for n, text in plain if text == owner or are_kin(text, owner)]


def _are_near(nouns: Sequence[int], owners: Sequence[int]) -> bool:
    """Whether one is beside another: "Elm's old navy", "the navy of Elm"."""
    return any(-BEFORE <= owner - noun <= AFTER for noun in nouns for owner in owners)


def _may_agree(ours: _Subject, other: _Subject) -> bool:
    return not other.heads or any(
        meaning(one) == meaning(two) or are_kin(one, two) or are_spellings(one, two)
        for one in ours.heads
        for two in other.heads
    )


def _subjects(text: str) -> Iterator[_Subject]:
    tokens = parsed(text)
    stems = {word.start: word.stem for word in words_of(text)}
    for number, token in enumerate(tokens):
        if token.relation in ("nsubj", "nsubjpass") and tokens[token.head].start in stems:
            verb = meaning(stems[tokens[token.head].start])
            end = token.start + len(token.text)
            heads = frozenset() if token.tag in _OPEN else _heads(number, tokens, stems)
            yield _Subject(verb, token.relation == "nsubjpass", token.start, end, heads)


def _heads(head: int, tokens: Sequence[Token], stems: dict[int, str]) -> frozenset[str]:
    numbers = {head, *(n for n, t in enumerate(tokens) if t.head == head and t.relation in _BESIDE)}
    return frozenset(stems[tokens[n].start] for n in numbers if tokens[n].start in stems)


def voice_gaps(alignment: Alignment, support: Sequence[PassageSentence]) -> Iterator[Difference]:
    """The verbs in the passive whose subject isn't what the source's verb acts on: "he was praised" where he
    praised the crew."""
    theirs = [each for sentence in support for each in _acted_on(sentence.text)]
    for ours in _acted_on(alignment.claim):
        same = [other for other in theirs if other.verb == ours.verb]
        if not ours.is_passive or not same or any(other.is_passive for other in same):
            continue
        if not any(_may_be_acted_on(ours, other) for other in same):
            yield missing("role", alignment.claim, ours.start, ours.start + 1)


def _may_be_acted_on(ours: _Acted, other: _Acted) -> bool:
    """Whether the subject of a passive verb may be the object of an active one. A pronoun may stand for a
    name, or for another pronoun."""
    if not ours.heads or not other.heads:
        return not other.heads or other.is_name
    return any(
        meaning(one) == meaning(two) or are_kin(one, two) or are_spellings(one, two)
        for one in ours.heads
        for two in other.heads
    )


@lru_cache(maxsize=512)
def _acted_on(text: str) -> tuple[_Acted, ...]:
    """Whom each verb acts on: its object, its subject in the passive; `heads` are empty for a pronoun."""
    tokens = parsed(text)
    stems = {word.start: word.stem for word in words_of(text)}
    acted = []
    for number, token in enumerate(tokens):
        above = tokens[token.head]
        is_receiver = token.relation == "pobj" and above.text.lower() == "to"  # "paid it to the builder"
        verb = tokens[above.head] if is_receiver else above
        if (is_receiver or token.relation in ("dobj", "dative", "nsubjpass")) and verb.start in stems:
            heads = frozenset[str]() if token.tag in _OPEN else _heads(number, tokens, stems)
            is_name = token.tag.startswith("NNP")
            is_passive = token.relation == "nsubjpass"
            acted.append(_Acted(meaning(stems[verb.start]), is_passive, verb.start, heads, is_name))
    return tuple(acted)
