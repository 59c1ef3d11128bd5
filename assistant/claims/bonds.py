"""Whether a sentence tells of a claim's deed: its verb with the same names before and after it.

A claim may hold only words of its passages and still join two deeds: "Tern bought Gull", where Tern bids for
one airline and Gull buys it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.sentences import PassageSentence, words_of
from assistant.claims.synonyms import meaning
from assistant.entities import Token, parsed

DEEPEST = 6  # steps from a word to those that belong to it
BEFORE = 2  # sentences before a deed in which those are looked for whom it doesn't name

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OBJECTS = ("dobj", "dative", "attr", "oprd")
# The prepositions before those acted on: beside an object ("took the lead from Ida"), and without one.
_BESIDE_OBJECT = ("from", "of", "with")
_FOR_OBJECT = ("with", "against", "on", "for", "of", "over")
_RELATIVE = ("WP", "WDT")
_NOUNS = ("NN", "NNS")
_COPULAS = frozenset("be is are was were been being am has have had having do does did get got".split())
_CLAUSES = frozenset("relcl advcl ccomp acl parataxis xcomp pcomp csubj".split())


class Party(NamedTuple):
    """Those who act, or those acted on: their words as they stand, "" where the sentence doesn't tell, and
    the names in them. `is_named`: whether a name is meant, not a thing beside it ("a hearing in Oslo")."""

    text: str
    names: tuple[Name, ...]
    is_named: bool


class Deed(NamedTuple):
    """A verb, or a noun of the same root, by its meaning."""

    verb: str
    is_verb: bool
    agents: Party
    patients: Party


def is_unbound(alignment: Alignment) -> bool:
    """Whether the claim says that somebody did something, to somebody else or alone, and the passages tell
    it of others only. False where they don't have the verb, and may tell the same by another one."""
    return any(_is_of_others(deed, alignment) for deed in deeds(alignment.claim) if deed.is_verb)


def is_reversed(alignment: Alignment) -> bool:
    """Whether the claim names who did something to whom, and its passages tell of deeds of these two the
    other way round only, by any verb."""
    return any(
        _is_only_reversed(deed, alignment)
        for deed in deeds(alignment.claim)
        if deed.is_verb and deed.agents.is_named and deed.patients.is_named
    )


def _is_only_reversed(deed: Deed, alignment: Alignment) -> bool:
    others = [
        other
        for sentence in alignment.everywhere
        if _is_on_both(deed, sentence)
        for other in deeds(sentence.text)
    ]
    return any(
        _names(deed.patients, other.agents) and _names(deed.agents, other.patients) for other in others
    ) and not any(
        _names(deed.agents, other.agents) and _names(deed.patients, other.patients) for other in others
    )


def _is_on_both(deed: Deed, sentence: PassageSentence) -> bool:
    """Whether a sentence names both. Its words tell so much faster than its parse."""
    held = Namesakes([sentence.text])
    return all(any(held.holds(name) for name in party.names) for party in (deed.agents, deed.patients))


def _names(ours: Party, theirs: Party) -> bool:
    held = Namesakes([theirs.text])
    return any(held.holds(name) for name in ours.names)


def _is_of_others(deed: Deed, alignment: Alignment) -> bool:
    if not deed.agents.is_named or not (deed.patients.is_named or not deed.patients.text):
        return False
    tells = [
        _tells(sentence, deed, alignment)
        for sentence in alignment.everywhere
        if holds(meanings(sentence.text), deed.verb)
    ]
    return bool(tells) and not any(tells)


def _tells(sentence: PassageSentence, deed: Deed, alignment: Alignment) -> bool:
    around = _around(sentence, alignment)
    return any(
        _is_of(deed.agents, other.agents, around)
        and (not deed.patients.text or _is_of(deed.patients, other.patients, around))
        for other in deeds(sentence.text)
        if _is_same_verb(deed.verb, other.verb) and not _is_turned(deed, other)
    )


def _is_turned(ours: Deed, theirs: Deed) -> bool:
    """Whether it is done to those who do it in the claim, by others."""
    is_done_to = bool(ours.patients.text) and _names(ours.agents, theirs.patients)
    return is_done_to and not _names(ours.agents, theirs.agents)


def _around(sentence: PassageSentence, alignment: Alignment) -> Namesakes:
    first = sentence.place - BEFORE
    near = [
        s.text
        for s in alignment.everywhere
        if s.passage == sentence.passage and first <= s.place <= sentence.place
    ]
    return Namesakes([alignment.passages[sentence.passage].title, *near])


def _is_of(ours: Party, theirs: Party, around: Namesakes) -> bool:
    """Whether those of the claim may be meant: one of their names stands there, or nobody is named there and
    one stands in the sentences before."""
    if _names(ours, theirs):
        return True
    return not theirs.names and any(around.holds(name) for name in ours.names)


def _is_same_verb(one: str, other: str) -> bool:
    return holds(frozenset((other,)), one) or holds(frozenset((one,)), other)


@lru_cache(maxsize=1_024)
def deeds(text: str) -> tuple[Deed, ...]:
    """The deeds of a sentence, except saying, being and having.

    >>> [(d.verb, d.agents.text, d.patients.text) for d in deeds("Oslo was shelled by Ida Storm.")]
    [('shell', 'Ida Storm', 'Oslo')]
    """
    return tuple(_deeds(text, parsed(text)))


def _deeds(text: str, tokens: Sequence[Token]) -> Iterator[Deed]:
    stems = {word.start: word.stem for word in words_of(text) if word.is_content}
    for number, token in enumerate(tokens):
        stem, word = stems.get(token.start), token.text.lower()
        if stem is None or token.relation in ("aux", "auxpass") or word in _COPULAS or word in SAYING_VERBS:
            continue
        is_verb = token.tag.startswith("VB") and token.relation != "prep"  # "according to"
        if is_verb or token.tag in _NOUNS:
            agents, patients = (_of_verb if is_verb else _of_noun)(number, tokens)
            parties = (_party(heads, text, tokens) for heads in (agents, patients))
            yield Deed(meaning(stem), is_verb, *parties)


def _party(heads: Sequence[int], text: str, tokens: Sequence[Token]) -> Party:
    """Those whom some words head, without clauses that hang on them."""
    spans = [_span(head, tokens) for head in heads]
    inside = tuple(n for n in names_of(text) if any(start <= n.start < end for start, end in spans))
    proper = [tokens[n].start for n in heads if tokens[n].tag.startswith("NNP")]
    is_named = any(name.start <= start < name.end for name in inside for start in proper)
    return Party(", ".join(text[start:end] for start, end in spans), inside, is_named)


def _span(head: int, tokens: Sequence[Token]) -> tuple[int, int]:
    inside = {head}
    for _ in range(DEEPEST):
        inside |= {n for n, t in enumerate(tokens) if t.head in inside and t.relation not in _CLAUSES}
    last = tokens[max(inside)]
    return tokens[min(inside)].start, last.start + len(last.text)


def _of_verb(verb: int, tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
    """The heads of those who act and of those acted on, of a verb."""
    subjects = _subjects(verb, tokens)
    is_passive = any(t.head == verb and t.relation in ("nsubjpass", "auxpass") for t in tokens)
    by = _objects_of(verb, tokens, "by") if is_passive or tokens[verb].tag == "VBN" else []
    objects = [n for n, t in enumerate(tokens) if t.head == verb and n != verb and t.relation in _OBJECTS]
    objects += _objects_of(verb, tokens, *(_BESIDE_OBJECT if objects or is_passive else _FOR_OBJECT))
    if is_passive:
        return by, [*subjects, *objects]
    return subjects, objects


def _subjects(verb: int, tokens: Sequence[Token], depth: int = 3) -> list[int]:
    """The subject of a verb; of a joined verb or an infinitive, that of the verb it depends on."""
    token = tokens[verb]
    own = [n for n, t in enumerate(tokens) if t.head == verb and n != verb and t.relation in _SUBJECTS]
    if own:
        is_relative = token.relation == "relcl" and tokens[own[0]].tag in _RELATIVE
        return [token.head] if is_relative else own
    if token.relation == "acl":
        return [token.head]
    if not depth or token.head == verb or token.relation not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
        return []
    head = token.head
    while tokens[head].relation in ("prep", "agent") and tokens[head].head != head:
        head = tokens[head].head
    return _subjects(head, tokens, depth - 1) if tokens[head].tag.startswith("VB") else []


def _of_noun(noun: int, tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
    """The same of a noun: "the purchase of Oslo by Ida", "Ida's bid for Oslo"."""
    owners = [n for n, t in enumerate(tokens) if t.head == noun and t.relation == "poss"]
    agents = [*owners, *_objects_of(noun, tokens, "by")]
    return agents, _objects_of(noun, tokens, "of", "for", "with", "on", "against", "to")


def _objects_of(head: int, tokens: Sequence[Token], *prepositions: str) -> list[int]:
    joints = {n for n, t in enumerate(tokens) if t.head == head and t.text.lower() in prepositions}
    return [n for n, t in enumerate(tokens) if t.head in joints and t.relation in ("pobj", "pcomp")]
