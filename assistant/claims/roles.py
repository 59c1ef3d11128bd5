"""Compares who did what to whom: subjects and objects of verbs, and names that changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from assistant.claims.alignment import COPIED, Alignment, meanings
from assistant.claims.compare_parts import against
from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.claims.synonyms import meaning
from assistant.entities import Token, parsed

CLOSER = 0.06  # exchanging two names must raise the similarity of the sentences by this much

_IN_NAME = frozenset(("compound", "flat", "conj", "appos", "poss"))
_PATIENTS = frozenset(("nsubjpass", "dobj", "dative"))
_PASSIVE = re.compile(
    r"\b(?:was|were|been|be|being|is|are|got|gets?)\b(?: \w+)? (?:\w+(?:ed|en|own|orn|ung)|"
    r"shot|hit|sold|told|made|held|led|met|sent|found|struck|won|lost|paid|put|cut|set)\b"
)


class Clause(NamedTuple):
    """A verb, by its meaning. `agents`: those who act; `patients`: those acted on; both by meaning.
    `is_plain`: it neither says something nor stands before a noun: "the retiring mayor". `has_object`:
    something is acted on. `is_passive`: by its grammar."""

    verb: str
    agents: Mapping[str, Word]
    patients: Mapping[str, Word]
    is_plain: bool
    has_object: bool
    is_passive: bool


def role_differences(alignment: Alignment) -> Iterator[Difference]:
    """The first two parts that changed places. Parsing is slow, so a sentence is parsed only if the shared
    words have another order or one side is passive."""
    for sentence in alignment.sentences[:2]:
        shared = _shared(alignment.words, sentence.words)
        is_turned = _is_passive(alignment.claim) != _is_passive(sentence.text)
        if not _is_reordered(shared) and not (is_turned and len(shared) >= 2):
            continue
        difference = _exchanged_roles(alignment, sentence) or _exchanged_places(alignment, sentence)
        if difference:
            yield difference
            return


def _shared(ours: Sequence[Word], theirs: Sequence[Word]) -> list[int]:
    """The positions, in a sentence, of the content words that it shares with the claim, in the claim's order.
    Only words that the sentence has once count."""
    places: dict[str, list[int]] = {}
    for number, word in enumerate(theirs):
        places.setdefault(meaning(word.stem), []).append(number)
    stems = [meaning(word.stem) for word in ours if word.is_content]
    return [places[s][0] for s in stems if len(places.get(s, ())) == 1]


def _is_passive(text: str) -> bool:
    return _PASSIVE.search(text) is not None


def _is_reordered(places: Sequence[int]) -> bool:
    return len(places) >= 2 and list(places) != sorted(places)


def _exchanged_roles(alignment: Alignment, sentence: PassageSentence) -> Difference | None:
    for ours in clauses(alignment.claim):
        for theirs in clauses(sentence.text):
            if ours.verb != theirs.verb or _may_be_same(ours, theirs):
                continue
            wrong = set(ours.agents) & set(theirs.patients) - set(theirs.agents)
            wrong_other = set(ours.patients) & set(theirs.agents) - set(theirs.patients)
            if (wrong and not set(ours.agents) & set(theirs.agents)) or (
                wrong_other and not set(ours.patients) & set(theirs.patients)
            ):
                if wrong:
                    stem = min(wrong)
                    one, other = ours.agents[stem], theirs.patients[stem]
                else:
                    stem = min(wrong_other)
                    one, other = ours.patients[stem], theirs.agents[stem]
                return against(
                    "role", alignment.claim, (one.start, one.end), sentence, (other.start, other.end)
                )
    return None


def reversed_difference(alignment: Alignment) -> Difference | None:
    """The first one who does in the claim what is done to the same one in the passages, or the other way
    round, even where nobody is named on the other side: "It bought Amazon" against "Amazon bought it".

    None where any sentence may have the claim's roles."""
    for ours in clauses(alignment.claim):
        if ours.is_plain:
            telling = (s for s in alignment.everywhere if ours.verb in meanings(s.text))
            theirs = [(s, c) for s in telling for c in clauses(s.text) if c.verb == ours.verb and c.is_plain]
            others = [(s, c) for s, c in theirs if not _may_be_same(ours, c)]
            turned = next(((s, pair) for s, c in others if (pair := _turned(ours, c))), None)
            if turned and not any(_is_same_role(ours, clause) for _, clause in theirs):
                sentence, (one, other) = turned
                span, place = (one.start, one.end), (other.start, other.end)
                return against("role", alignment.claim, span, sentence, place)
    return None


def _may_be_same(one: Clause, other: Clause) -> bool:
    """Whether the subject of one may be acted on like that of the other: "the ship sank" and "the ship was
    sunk"; "ten convicted" and "ten were convicted"."""
    return (not one.has_object and other.is_passive) or (not other.has_object and one.is_passive)


def _turned(ours: Clause, theirs: Clause) -> tuple[Word, Word] | None:
    """A word that acts on one side and is acted on on the other, as it stands on both."""
    for one, other in ((ours.agents, theirs.patients), (ours.patients, theirs.agents)):
        for stem in sorted(one.keys() & other.keys()):
            return one[stem], other[stem]
    return None


def _is_same_role(ours: Clause, theirs: Clause) -> bool:
    """Whether the same one acts, or nobody is named who acts on the same one."""
    if ours.agents.keys() & theirs.agents.keys():
        return True
    return bool(ours.patients.keys() & theirs.patients.keys()) and not (ours.agents and theirs.agents)


def _exchanged_places(alignment: Alignment, sentence: PassageSentence) -> Difference | None:
    """Two capitalised words whose exchange makes the sentences more alike. Sentences of different voices are
    not compared."""
    if _is_passive(alignment.claim) != _is_passive(sentence.text):
        return None
    ours = [word.stem for word in alignment.words]
    theirs = [word.stem for word in sentence.words]
    named = [
        (number, word)
        for number, word in enumerate(alignment.words)
        if word.text[0].isupper()
        and word.is_content
        and theirs.count(word.stem) == 1 == ours.count(word.stem)
    ]
    alike = _ratio(ours, theirs)
    for (first, one), (second, two) in combinations(named[:8], 2):
        if theirs.index(one.stem) < theirs.index(two.stem):
            continue
        changed = [*ours]
        changed[first], changed[second] = two.stem, one.stem
        if _ratio(changed, theirs) >= max(COPIED, alike + min(CLOSER, 1.5 / len(ours))):
            other = sentence.words[theirs.index(one.stem)]
            span = (one.start, one.end)
            return against("role", alignment.claim, span, sentence, (other.start, other.end))
    return None


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(one))


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[Clause, ...]:
    """The verbs of a sentence that have a subject and an object.

    >>> [(c.verb, list(c.agents), list(c.patients)) for c in clauses("Oslo was shelled by armies.")]
    [('shell', ['armi'], ['oslo'])]
    """
    tokens = parsed(text)
    words = {word.start: word for word in words_of(text)}
    return tuple(
        clause
        for number, token in enumerate(tokens)
        if token.tag.startswith("VB") and (clause := _clause(number, tokens, words))
    )


def _clause(verb: int, tokens: Sequence[Token], words: Mapping[int, Word]) -> Clause | None:
    agents: dict[str, Word] = {}
    patients: dict[str, Word] = {}
    word = words.get(tokens[verb].start)
    for number, token in enumerate(tokens):
        if token.head != verb or number == verb:
            continue
        if token.relation == "nsubj":
            agents |= _nouns(number, tokens, words)
        elif token.relation in _PATIENTS:
            patients |= _nouns(number, tokens, words)
        elif token.relation == "agent":
            for inner, other in enumerate(tokens):
                if other.head == number and other.relation == "pobj":
                    agents |= _nouns(inner, tokens, words)
    if tokens[verb].relation == "conj" and not agents and not patients:
        return None
    if word is None or not (agents or patients):
        return None
    is_plain = tokens[verb].relation not in ("amod", "pcomp") and word.text.lower() not in SAYING_VERBS
    relations = {token.relation for token in tokens if token.head == verb}
    has_object, is_passive = not relations.isdisjoint(_PATIENTS), "nsubjpass" in relations
    return Clause(meaning(word.stem), agents, patients, is_plain, has_object, is_passive)


def _nouns(head: int, tokens: Sequence[Token], words: Mapping[int, Word]) -> dict[str, Word]:
    """A noun with the rest of its name and its list, by meaning. A relative pronoun stands for its noun."""
    if tokens[head].tag in ("WP", "WDT"):
        verb = tokens[head].head
        noun = tokens[verb].head
        return _nouns(noun, tokens, words) if tokens[verb].relation == "relcl" and noun != head else {}
    numbers = [head]
    for number, token in enumerate(tokens):
        if (
            token.head in numbers
            and token.relation in _IN_NAME
            and number != head
            and token.relation != "poss"
        ):
            numbers.append(number)
    held = (words.get(tokens[number].start) for number in numbers)
    return {meaning(word.stem): word for word in held if word and word.is_content}
