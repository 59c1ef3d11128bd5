"""Where the names and numbers of a sentence stand in its grammar, whatever their order.

"In Oslo, Ida Storm met Ann Moss" and "In Oslo, Ann Moss was met by Ida Storm" put the names into the same
places.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.sentences import words_of
from assistant.entities import Token, parsed
from assistant.prose.synonyms import meaning

_WITHIN = ("compound", "nummod", "amod", "nmod", "appos", "flat", "quantmod", "det", "case")
_ROLES = {
    "nsubj": "agent", "nsubjpass": "patient", "dobj": "patient", "agent": "agent", "dative": "dative",
    "attr": "attr", "poss": "of",
}  # fmt: skip
_SAYING = "say"

Position = tuple[str, str]


def stand_alike(ours: str, theirs: str, stems: Collection[str]) -> bool:
    """Whether the words with these meanings stand in the same places of two sentences.

    >>> one, other = "In Oslo, Ida Storm met Ann Moss.", "In Oslo, Ann Moss was met by Ida Storm."
    >>> stand_alike(one, other, {"storm", "moss", "oslo"})
    True
    >>> stand_alike(one, "In Oslo, Ann Moss met Ida Storm.", {"storm", "moss", "oslo"})
    False
    """
    one, other = positions(ours), positions(theirs)
    return all(stem in one and one[stem] == other.get(stem) for stem in stems)


@lru_cache(maxsize=512)
def positions(text: str) -> dict[str, Position]:
    """The place of each word by its meaning: its role, and the word to which it belongs."""
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    return {
        stems[token.start]: _position(number, tokens, stems)
        for number, token in enumerate(tokens)
        if token.start in stems
    }


def _position(number: int, tokens: Sequence[Token], stems: dict[int, str]) -> Position:
    number = _phrase(number, tokens)
    role, above = tokens[number].relation, tokens[number].head
    if role == "pobj":
        preposition = tokens[above]
        role = _ROLES.get(preposition.relation, preposition.text.lower())
        above = preposition.head
    head = tokens[above]
    is_saying = head.text.lower() in SAYING_VERBS
    return (_ROLES.get(role, role), _SAYING if is_saying else stems.get(head.start, ""))


def _phrase(number: int, tokens: Sequence[Token]) -> int:
    """The head of the phrase that a word is part of; a noun of a list stands for the first one."""
    for _ in range(len(tokens)):
        token, above = tokens[number], tokens[tokens[number].head]
        is_listed = token.relation == "conj" and above.tag.startswith("NN")
        if not (token.relation in _WITHIN or is_listed) or token.tag.startswith("VB"):
            break
        number = token.head
    return number
