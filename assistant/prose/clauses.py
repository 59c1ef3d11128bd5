"""Which words of a sentence belong to one clause: who and what stands beside each verb, under which
condition, and after which conjunction.

A sentence may hold only words of its source and still join two clauses: "Vance praised the coast guard" where
Vance praises the crews, and Hale blames the coast guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims import Difference
from assistant.claims.alignment import Alignment, holds
from assistant.claims.compare_parts import missing
from assistant.claims.naming import are_kin
from assistant.claims.polarity import SAYING_VERBS
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import Token, parsed
from assistant.language.reference import refers_back
from assistant.prose.synonyms import meaning

Support = Sequence[PassageSentence]

_COPULAS = frozenset("be is are was were been being am has have had having do does did get gets got".split())
_SUBJECTS = ("nsubj", "nsubjpass")
_JOINED = ("conj", "xcomp", "advcl", "pcomp", "prep")  # clauses that may take over a subject
_PARTS = ("compound", "poss", "nmod")  # of a noun
_LINKS = frozenset("before after until since because unless although while when whereas".split())
_ORDERING = frozenset("before after since until because unless although".split())
_CONDITIONS = frozenset("if unless provided providing assuming once".split())
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|assuming|once|in case|in the event|as long as|so long as"
    r"|conditional|condition|depends?|depending|were\b.{1,40}\bto)\b|(?:^|, )should\b",
    re.IGNORECASE,
)
_PLAIN_IF = re.compile(r"\b(?<!even )(?<!as )(?<!asked )(?<!see )(?:if|unless)\b", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:would|could|will|can)\b", re.IGNORECASE)
_DUTIES = frozenset(("should", "must", "ought"))
_DUTY = re.compile(
    r"\b(?:should|must|ought|needs?|needed|ha(?:s|ve|d) to|requir\w+|urg\w+|recommend\w*|call\w* (?:for|on)"
    r"|suppos\w+|mandat\w+|shall|obliged|demand\w*|advis\w+)\b",
    re.IGNORECASE,
)
# Verbs after which an infinitive tells what was done.
_DONE = frozenset(
    "managed helped began begins begin started starts start continued continues continue came went used got "
    "is are was were be been has have had proceeded forced allowed led caused".split()
)


class _Verb(NamedTuple):
    """A verb at `start`. `nouns`: the meanings of its own nouns, with their places; `beside`: those that may
    belong to it, too, such as a subject that it shares; `links`: the
    conjunctions before it; `modals`: its auxiliaries; `is_open`: a pronoun may stand for one of its nouns;
    `conditional`: a condition hangs on it; `is_open_deed`: an infinitive such as that after "asked", which
    doesn't tell that the deed was done."""

    verb: str
    start: int
    end: int
    nouns: dict[str, int]
    beside: frozenset[str]
    links: frozenset[str]
    modals: frozenset[str]
    is_open: bool
    conditional: bool
    is_open_deed: bool


def clause_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The nouns that stand beside another verb in the source, and the verbs under another conjunction or
    without their condition or duty."""
    theirs = [(sentence, verb) for sentence in support for verb in verbs(sentence.text)]
    kept = _kept(alignment)
    opening = _opening(alignment.claim).union(*(_opening(sentence.text) for sentence in support))
    bound = {noun for _, verb in theirs for noun in verb.nouns}
    for ours in verbs(alignment.claim):
        same = [(sentence, other) for sentence, other in theirs if _is_same_verb(other.verb, ours.verb)]
        if not same:
            continue
        for noun, start in ours.nouns.items():
            is_free = noun in opening or _as_written(ours, start, kept)
            is_there = not is_free and any(_are_same(noun, other) for other in bound)
            if is_there and not any(_has(other, noun, sentence, support) for sentence, other in same):
                yield missing("role", alignment.claim, ours.start, ours.end)
        links = frozenset[str]().union(*(other.links for _, other in same))
        elsewhere = frozenset(link for _, other in theirs for link in other.links)
        if (ours.links & (elsewhere | _ORDERING)) - links:
            yield missing("detail", alignment.claim, ours.start, ours.end)
        if all(o.modals & _DUTIES for _, o in same) and not _DUTY.search(alignment.claim):
            yield missing("hedge", alignment.claim, ours.start, ours.end)
        if ours.modals & _DUTIES and not any(_DUTY.search(sentence.text) for sentence, _ in same):
            yield missing("hedge", alignment.claim, ours.start, ours.end)
        if all(o.conditional for _, o in same) and not _CONDITION.search(alignment.claim):
            yield missing("hedge", alignment.claim, ours.start, ours.end)
        if all(o.is_open_deed for _, o in same) and not (ours.is_open_deed or ours.modals):
            yield missing("hedge", alignment.claim, ours.start, ours.end)
    yield from _loose_condition_gaps(alignment, support)


@lru_cache(maxsize=512)
def _opening(text: str) -> frozenset[str]:
    """The nouns of a phrase such as "On Monday," with which a sentence opens. Where it is moved to the end,
    the parser takes them for parts of the clause there."""
    comma = text.find(", ")
    is_phrase = [t.tag for t in parsed(text)[:1]] == ["IN"]
    return frozenset(noun for noun, at in nouns(text).items() if at < comma) if is_phrase else frozenset()


def _kept(alignment: Alignment) -> list[tuple[int, int]]:
    """The spans of the sentence that stand in the best sentence word by word."""
    words = alignment.words
    return [
        (words[first].start, words[last - 1].end)
        for kind, first, last, _, _ in alignment.stretches
        if kind == "equal"
    ]


def _as_written(verb: _Verb, noun: int, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a verb and its noun stand in one span of the source: there, the parser may only have read the
    whole otherwise."""
    return any(start <= min(verb.start, noun) and max(verb.start, noun) < end for start, end in kept)


def _is_same_verb(one: str, other: str) -> bool:
    return holds(frozenset((other,)), one) or holds(frozenset((one,)), other)


def _has(verb: _Verb, noun: str, sentence: PassageSentence, support: Support) -> bool:
    """Whether a noun belongs to a verb of the source, or its pronoun may stand for the noun."""
    if any(_are_same(noun, other) for other in verb.beside):
        return True
    if verb.is_open and any(_are_same(noun, n) and at < verb.start for n, at in nouns(sentence.text).items()):
        return True
    before = [s for s in support if s.passage == sentence.passage and 0 < sentence.place - s.place <= 2]
    may_refer = verb.is_open or refers_back(sentence.text)
    return may_refer and any(_are_same(noun, n) for s in before for n in nouns(s.text))


def _are_same(one: str, other: str) -> bool:
    return one == other or are_kin(one, other)


def _loose_condition_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """What would happen, without the "if" of the source."""
    would = _WOULD.search(alignment.claim)
    if would and support and _PLAIN_IF.search(support[0].text) and not _CONDITION.search(alignment.claim):
        words = {t.text.lower() for t in parsed(support[0].text) if t.tag == "MD"}
        if would[0].lower() in words:
            yield missing("hedge", alignment.claim, *would.span())


@lru_cache(maxsize=512)
def nouns(text: str) -> dict[str, int]:
    """The nouns of a sentence by meaning, each with the place where it comes first."""
    stems = _stems(text)
    places: dict[str, int] = {}
    for token in parsed(text):
        if token.tag.startswith("NN") and token.start in stems:
            places.setdefault(stems[token.start], token.start)
    return places


@lru_cache(maxsize=512)
def verbs(text: str) -> tuple[_Verb, ...]:
    """The verbs of a sentence, except those of saying, being and having."""
    tokens, stems = parsed(text), _stems(text)
    chosen = [n for n, token in enumerate(tokens) if _is_verb(token) and token.start in stems]
    nearest = {n: _verb_above(n, tokens) for n, t in enumerate(tokens) if _is_noun(t)}
    return tuple(_verb(number, tokens, stems, nearest) for number in chosen)


def _verb(
    number: int, tokens: Sequence[Token], stems: dict[int, str], nearest: dict[int, int | None]
) -> _Verb:
    token = tokens[number]
    children = [t for n, t in enumerate(tokens) if t.head == number and n != number]
    own = {n for n, above in nearest.items() if above == number}
    beside = own | _taken_over(number, tokens, nearest)
    links = [t for t in children if t.relation in ("mark", "advmod")]
    links += [tokens[token.head]] if token.relation == "pcomp" else []  # "after announcing it"
    pronouns = [t for t in children if t.tag in ("PRP", "DT") and t.relation != "det"]
    is_owned = any(t.tag == "PRP$" and _verb_above(n, tokens) == number for n, t in enumerate(tokens))
    has_actor = any(tokens[n].start < token.start for n in beside)
    return _Verb(
        stems[token.start],
        token.start,
        token.start + len(token.text),
        {stems[tokens[n].start]: tokens[n].start for n in sorted(own) if tokens[n].start in stems},
        frozenset(stems[tokens[n].start] for n in beside if tokens[n].start in stems),
        frozenset(t.text.lower() for t in links) & _LINKS,
        frozenset(t.text.lower() for t in children if t.tag == "MD"),
        bool(pronouns) or is_owned or not has_actor,
        any(_is_condition(n, tokens) for n, t in enumerate(tokens) if t.head == number and n != number),
        _is_open_deed(number, tokens),
    )


def _is_open_deed(number: int, tokens: Sequence[Token]) -> bool:
    token = tokens[number]
    if any(t.head == number and t.tag == "TO" and t.relation == "aux" for t in tokens):
        return tokens[token.head].text.lower() not in _DONE
    return token.relation == "conj" and token.tag == "VB" and _is_open_deed(token.head, tokens)


def _is_condition(number: int, tokens: Sequence[Token]) -> bool:
    """Whether a clause is one such as "if it rains", "unless it rains" or "should it rain"."""
    if tokens[number].relation != "advcl":
        return False
    children = [n for n, t in enumerate(tokens) if t.head == number and n != number]
    subject = min((n for n in children if tokens[n].relation in _SUBJECTS), default=0)
    for n in children:
        word, before = tokens[n].text.lower(), tokens[n - 1].text.lower() if n else ""
        if word in _CONDITIONS and tokens[n].relation in ("mark", "advmod") and before not in ("even", "as"):
            return True
        if word == "should" and n < subject:
            return True
    return False


def _taken_over(number: int, tokens: Sequence[Token], nearest: dict[int, int | None]) -> set[int]:
    """The nouns of another verb that belong to this one, too: the subject that it shares, the noun on which
    it hangs, and the object of a verb joined to it."""
    token, taken = tokens[number], set[int]()
    depth = 0
    while token.relation in _JOINED and depth < 4:
        above = token.head
        own = {n for n, t in enumerate(tokens) if t.head == above and t.relation in (*_SUBJECTS, "dobj")}
        objects = {n for n in own if tokens[n].relation == "dobj"}
        taken |= objects if token.relation == "xcomp" and objects else own - objects
        token, depth = tokens[above], depth + 1
    if token.relation in ("relcl", "acl"):
        taken.add(token.head)
    if not any(t.head == number and t.relation == "dobj" for t in tokens):
        later = [n for n, t in enumerate(tokens) if t.head == number and t.relation == "conj" and _is_verb(t)]
        taken |= {n for n, t in enumerate(tokens) if t.head in later and t.relation == "dobj"}
    heads = {n for n in taken if _is_noun(tokens[n])}
    return heads | {n for n in nearest if any(_is_under(n, head, tokens) for head in heads)}


def _is_under(number: int, head: int, tokens: Sequence[Token]) -> bool:
    """Whether a noun belongs to another one, without a clause between them."""
    for _ in range(len(tokens)):
        if number == head:
            return True
        above = tokens[number].head
        if above == number or _is_verb(tokens[number]):
            return False
        number = above
    return False


def _verb_above(number: int, tokens: Sequence[Token]) -> int | None:
    for _ in range(len(tokens)):
        above = tokens[number].head
        if above == number or tokens[above].text.lower() == "according":
            return None
        if tokens[above].tag.startswith("VB") and tokens[above].relation not in ("aux", "auxpass", "prep"):
            return above
        number = above
    return None


def _is_noun(token: Token) -> bool:
    return token.tag.startswith("NN") and token.relation not in _PARTS


def _is_verb(token: Token) -> bool:
    plain = token.text.lower()
    is_verb = token.tag.startswith("VB") and token.relation not in ("aux", "auxpass", "prep", "amod")
    return is_verb and plain not in _COPULAS and plain not in SAYING_VERBS


def _stems(text: str) -> dict[int, str]:
    return {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
