"""Whether a passage joins what a claim joins: "Ida Storm is the harbour's director", in one sentence; and
whether it means the same one: not the last strike for the strike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.claims.synonyms import meaning
from assistant.entities import parsed
from assistant.language.names import PERSON

BEFORE = 2  # sentences before one without a person's name, in which the person is looked for

_COPULAS = frozenset("is was are were be been becomes became remains remained".split())
_PARTS = ("compound", "amod", "poss", "nmod")
# Before a noun, they mean another one of its kind.
_OTHER = frozenset("last previous earlier former next another".split())
_TIMES = frozenset("minute hour day night week weekend month quarter season year decade century time".split())


class Identity(NamedTuple):
    """What a person is said to be: the name, and the meanings of the noun with the words that narrow it."""

    person: Name
    role: frozenset[str]


def is_joined_from_two(alignment: Alignment) -> bool:
    """Whether the claim says what a person is, and the passages have the role in sentences without the person
    only: it may be somebody else's. False where they don't have the words of the role, and may tell it by
    others."""
    return any(_is_of_somebody_else(identity, alignment) for identity in identities(alignment.claim))


def _is_of_somebody_else(identity: Identity, alignment: Alignment) -> bool:
    telling = [s for s in alignment.everywhere if _has_role(s, identity)]
    return bool(telling) and not any(_says(sentence, identity, alignment) for sentence in telling)


def _has_role(sentence: PassageSentence, identity: Identity) -> bool:
    held = meanings(sentence.text)
    return all(holds(held, stem) for stem in identity.role)


def is_of_another(alignment: Alignment) -> bool:
    """Whether the best sentence tells of the last or another one of what the claim names plainly."""
    own = {word.text.lower() for word in alignment.words}
    plain = {meaning(word.stem) for word in alignment.words if word.is_content}
    return any(
        other not in own and meaning(noun.stem) in plain
        for sentence in alignment.sentences[:1]
        for other, noun in _others(sentence.words)
    )


@lru_cache(maxsize=512)
def identities(text: str) -> tuple[Identity, ...]:
    """What a sentence says that persons are.

    >>> [(person.words, sorted(role)) for person, role in identities("Ida Storm is the port director.")]
    [(('ida', 'storm'), ['director', 'port'])]
    """
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    persons = [name for name in names_of(text) if name.label == PERSON]
    made = []
    for number, token in enumerate(tokens):
        if token.text.lower() not in _COPULAS:
            continue
        subjects = [t.start for t in tokens if t.head == number and t.relation == "nsubj"]
        heads = [n for n, t in enumerate(tokens) if t.head == number and t.relation == "attr"]
        parts = [t for n, t in enumerate(tokens) if n in heads or (t.head in heads and t.relation in _PARTS)]
        role = frozenset(stems[t.start] for t in parts if t.start in stems)
        named = [p for p in persons if any(p.start <= start < p.end for start in subjects)]
        made += [Identity(person, role) for person in named if role]
    return tuple(made)


def _says(sentence: PassageSentence, identity: Identity, alignment: Alignment) -> bool:
    if Namesakes([sentence.text]).holds(identity.person):
        return True
    names_others = any(name.label == PERSON for name in names_of(sentence.text))
    return not names_others and Namesakes(_before(sentence, alignment)).holds(identity.person)


def _before(sentence: PassageSentence, alignment: Alignment) -> list[str]:
    first = sentence.place - BEFORE
    return [
        other.text
        for other in alignment.everywhere
        if other.passage == sentence.passage and first <= other.place < sentence.place
    ]


def _others(words: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """Each word such as "last" with the noun right after it, unless that is a time."""
    for word, following in pairwise(words):
        is_noun = following.is_content and following.text.islower() and following.stem not in _TIMES
        if word.text.lower() in _OTHER and is_noun:
            yield word.text.lower(), following
