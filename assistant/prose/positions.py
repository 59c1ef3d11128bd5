"""Where the names and numbers of a sentence stand in its grammar, whatever their order.

"Ida Storm met Ann Moss in Oslo" and "in Oslo, Ann Moss was met by Ida Storm" put the names into the same
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

Position = tuple[str, ...]


def stand_alike(ours: str, theirs: str, stems: Collection[str]) -> bool:
    """Whether the words with these meanings stand in the same places of two sentences.

    >>> one, other = "Ida Storm met Ann Moss in Oslo.", "In Oslo, Ann Moss was met by Ida Storm."
    >>> stand_alike(one, other, {"storm", "moss", "oslo"})
    True
    >>> stand_alike(one, "Ann Moss met Ida Storm in Oslo.", {"storm", "moss", "oslo"})
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
    path: list[str] = []
    for _ in range(len(tokens)):
        token, above = tokens[number], tokens[number].head
        is_listed = token.relation == "conj" and tokens[above].tag.startswith("NN")
        if above == number or token.tag.startswith("VB"):
            break
        if token.relation in _ROLES:
            path.append(_ROLES[token.relation])
        elif token.relation == "pobj":
            path.append(_ROLES.get(tokens[above].relation, tokens[above].text.lower()))
        elif token.relation not in _WITHIN and token.relation != "prep" and not is_listed:
            path.append(token.relation)
        number = above
        if path and token.relation not in ("pobj", "prep") and not is_listed:
            break
        if path and token.relation in ("prep", "agent"):
            break
    word = tokens[number].text.lower()
    return (*path, _SAYING if word in SAYING_VERBS else stems.get(tokens[number].start, ""))
