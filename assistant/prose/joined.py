"""Whether what a sentence says of one verb stands in one sentence of the source: who won what, where.

Two sentences may back one that joins them, "Hale won in Bergen, and Moss came third". One deed can't be put
together from two: "Hale won the title in Bergen" where Hale won a race in Bergen, and Moss the title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.naming import are_kin
from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.sentences import PassageSentence
from assistant.entities import Token, parsed
from assistant.language.reference import refers_back
from assistant.prose.relations import stems_at

Support = Sequence[PassageSentence]

BACK = 2  # sentences before a pronoun in which its noun is looked for
_DIRECT = ("nsubj", "nsubjpass", "dobj", "dative", "attr")
_REFERRED = ("nsubj", "nsubjpass", "dobj", "dative")  # the parts for which a pronoun may stand
_YEAR_DIGITS = 4


def joined_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The verbs whose nouns stand in different sentences of the source. Nothing for one sentence alone."""
    if len(support) < 2:
        return
    held = [frozenset(stems_at(sentence.text).values()) for sentence in support]
    reached = [_referred(alignment, sentence) for sentence in support]
    for verb, nouns in _deeds(alignment.claim):
        shared = [(noun, part) for noun, part in nouns if any(_holds(own, noun) for own in held)]
        if len(shared) > 1 and not any(
            all(_holds(own, noun) or (part in _REFERRED and _holds(more, noun)) for noun, part in shared)
            for own, more in zip(held, reached, strict=True)
        ):
            yield missing("role", alignment.claim, verb.start, verb.start + len(verb.text))


def _holds(stems: frozenset[str], noun: str) -> bool:
    return noun in stems or any(are_kin(noun, stem) for stem in stems)


def _referred(alignment: Alignment, sentence: PassageSentence) -> frozenset[str]:
    """The words before a sentence and of its headline, where it has a pronoun or the like for them."""
    passage = alignment.passages[sentence.passage]
    texts = [passage.title, passage.outlet]
    if refers_back(sentence.text) or any(t.tag in ("PRP", "PRP$") for t in parsed(sentence.text)):
        texts += [
            other.text
            for other in alignment.everywhere
            if other.passage == sentence.passage and 0 < sentence.place - other.place <= BACK
        ]
    return frozenset(stem for text in texts for stem in stems_at(text).values())


@lru_cache(maxsize=512)
def _deeds(text: str) -> tuple[tuple[Token, tuple[tuple[str, str], ...]], ...]:
    """Each verb but those of saying, with the nouns and years that belong to it: the meaning and the relation
    of each."""
    tokens, stems = parsed(text), stems_at(text)
    nouns: dict[int, list[tuple[str, str]]] = {}
    for number, token in enumerate(tokens):
        is_year = token.tag == "CD" and token.text.isdigit() and len(token.text) == _YEAR_DIGITS
        if (token.tag.startswith("NN") or is_year) and token.start in stems:
            verb = _verb_of(number, tokens)
            if verb is not None and tokens[verb].text.lower() not in SAYING_VERBS:
                nouns.setdefault(verb, []).append((stems[token.start], token.relation))
    return tuple((tokens[verb], tuple(own)) for verb, own in nouns.items())


def _verb_of(number: int, tokens: Sequence[Token]) -> int | None:
    """The verb of which a noun is a direct part, perhaps after a preposition: "in prison in Oslo"."""
    for _ in range(len(tokens)):
        token = tokens[number]
        above = token.head
        if token.relation == "pobj":
            if tokens[above].text.lower() in ("of", "according"):
                return None
            above = tokens[above].head
        elif token.relation not in _DIRECT:
            return None
        if tokens[above].tag.startswith("VB"):
            return above
        if above == number:
            return None
        number = above
    return None
