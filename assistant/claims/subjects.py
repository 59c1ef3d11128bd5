"""Compares who does what: the named subject of a claim's verb with the subjects of the same verb nearby.

A claim may hold only words of its passages and still join them wrongly: "Ida Storm resigned", where Ida Storm
is named and somebody else resigned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.claims.alignment import Alignment, meanings
from assistant.claims.compare_parts import against
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.polarity import SAYING
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, words_of
from assistant.claims.synonyms import meaning
from assistant.entities import Token, parsed

BEFORE = 2  # sentences before a pronoun in which its name is looked for

_SUBJECTS = ("nsubj", "nsubjpass")
_IN_NAME = ("compound", "flat", "amod", "nmod", "appos", "conj")
_RELATIVE = ("WP", "WDT")
_SAYING = re.compile(SAYING, re.IGNORECASE)


class Act(NamedTuple):
    """A verb by its meaning, and the place of its subject: `text[start:end]`, a name. Start and end are None
    where the subject isn't plain: a pronoun, a common noun, or none at all."""

    verb: str
    is_passive: bool
    start: int | None
    end: int | None


def subject_difference(alignment: Alignment) -> Difference | None:
    """The first subject of the claim in whose place the passages name another.

    None where any sentence gives the verb the claim's subject, or a pronoun that may stand for it."""
    for act in acts(alignment.claim):
        name = _name(alignment.claim, act)
        if name is not None and (rival := _replaced(act, name, alignment)):
            sentence, start, end = rival
            return against("name", alignment.claim, (name.start, name.end), sentence, (start, end))
    return None


def _name(text: str, act: Act) -> Name | None:
    """The claim's subject if it is one name."""
    if act.start is None or act.end is None:
        return None
    inside = [name for name in names_of(text) if act.start < name.end and name.start < act.end]
    return inside[0] if len(inside) == 1 else None


def _replaced(act: Act, name: Name, alignment: Alignment) -> tuple[PassageSentence, int, int] | None:
    rivals: list[tuple[PassageSentence, int, int]] = []
    rest = _others(act, alignment)
    for sentence in dict.fromkeys((*alignment.sentences, *alignment.everywhere)):
        stems = meanings(sentence.text)
        if act.verb not in stems or not (sentence in alignment.context or rest <= stems):
            continue
        for other in acts(sentence.text):
            if (other.verb, other.is_passive) != (act.verb, act.is_passive):
                continue
            if other.start is None or other.end is None:
                if _is_near(name, sentence, alignment):
                    return None
            elif Namesakes([sentence.text[other.start : other.end]]).holds(name):
                return None
            else:
                rivals.append((sentence, other.start, other.end))
    return rivals[0] if rivals else None


def _others(act: Act, alignment: Alignment) -> frozenset[str]:
    """The meanings of the claim's content words outside its subject."""
    outside = (
        w for w in alignment.words if w.is_content and not (act.start or 0) <= w.start < (act.end or 0)
    )
    return frozenset(meaning(word.stem) for word in outside)


def _is_near(name: Name, sentence: PassageSentence, alignment: Alignment) -> bool:
    """Whether a pronoun of this sentence may stand for the name: the sentence or those before it have it."""
    first = sentence.place - BEFORE
    near = (
        s.text
        for s in alignment.everywhere
        if s.passage == sentence.passage and first <= s.place <= sentence.place
    )
    return Namesakes(near).holds(name)


def acts(text: str) -> Iterator[Act]:
    """The verbs of a sentence with their subjects, except those of saying.

    >>> text = "Ida Storm, who chairs the board, resigned, and he left."
    >>> [(a.verb, a.start is not None and text[a.start : a.end]) for a in acts(text)]
    [('chair', 'Ida Storm'), ('quit', 'Ida Storm'), ('left', False)]
    """
    tokens = parsed(text)
    stems = {word.start: word for word in words_of(text)}
    for number, token in enumerate(tokens):
        word = stems.get(token.start)
        if not token.tag.startswith("VB") or word is None or not word.is_content:
            continue
        if token.relation in ("aux", "auxpass", "amod") or _SAYING.fullmatch(token.text):
            continue
        subject = _subject(number, tokens)
        start, end = (None, None) if subject is None else _place(subject, tokens)
        is_passive = any(t.head == number and t.relation in ("nsubjpass", "auxpass") for t in tokens)
        yield Act(meaning(word.stem), is_passive, start, end)


def _subject(verb: int, tokens: Sequence[Token], depth: int = 3) -> int | None:
    """The subject of a verb; of a joined verb or an infinitive, that of the verb it depends on."""
    token = tokens[verb]
    for number, other in enumerate(tokens):
        if other.head == verb and other.relation in _SUBJECTS:
            is_relative = other.tag in _RELATIVE and token.relation == "relcl"
            return token.head if is_relative else number
    if token.relation == "relcl" or not depth or token.head == verb:
        return None
    if token.relation == "xcomp" and any(t.head == token.head and t.relation == "dobj" for t in tokens):
        return None  # "asked the board to resign"
    is_infinitive = token.tag == "VB" and token.relation in ("xcomp", "advcl")
    return _subject(token.head, tokens, depth - 1) if token.relation == "conj" or is_infinitive else None


def _place(head: int, tokens: Sequence[Token]) -> tuple[int | None, int | None]:
    """The place of a subject with the parts of its name; None unless its head is a name."""
    if not tokens[head].tag.startswith("NNP"):
        return None, None
    numbers = {head}
    for _ in range(3):
        numbers |= {n for n, t in enumerate(tokens) if t.head in numbers and t.relation in _IN_NAME}
    first, last = tokens[min(numbers)], tokens[max(numbers)]
    return first.start, last.start + len(last.text)
