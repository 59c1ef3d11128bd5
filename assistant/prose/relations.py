"""The relations of the words of a sentence: under which preposition each number, name and noun stands, and
whose it is.

A sentence may hold only words of its source and still relate them otherwise: "profits rose to $40 million"
where they rose from it, "his brother" where it is his wife's brother.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.naming import are_kin
from assistant.claims.numbers import agree, quantities
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import Token, parsed
from assistant.prose.synonyms import meaning

Support = Sequence[PassageSentence]

OWNER, SUBJECT, PLAIN, LOOSE, UNKNOWN = "'s", "subject", "", "in", "?"
# Prepositions that relate alike stand in one row.
_ROWS = (
    "to toward towards into onto", "from off", "by", "of", "for", "against versus vs", "with alongside",
    "without", "since", "until till", "before", "after", "over", "under", "behind", "beyond", "through via",
    "than", "despite",
)  # fmt: skip
_ALIKE = {word: row.split()[0] for row in _ROWS for word in row.split()}
# Relations that may tell the same: "a spokesman of" and "for the company", "letters from" and "by the mayor".
_SAME = frozenset(
    map(
        frozenset,
        (("of", "for"), ("from", "by"), ("from", "since"), ("to", "until"), (OWNER, "of"), (OWNER, LOOSE),
         ("of", LOOSE), ("by", SUBJECT), ("with", "by")),
    )
)  # fmt: skip
_OF_NUMBER = frozenset((PLAIN, "by", "of", "with", "for", "over", LOOSE))  # "rose 5 percent", "by 5 percent"
_REVERSED = frozenset(("to", "from", "against", "for"))  # relations that no subject has
_WITHIN = ("compound", "nummod", "amod", "nmod", "appos", "flat", "quantmod", "npadvmod")
_OWNS = (OWNER, "of")
# Nouns before "of" that name what follows, or a part of it.
_WHOLES = frozenset(
    "city town village state island republic kingdom port province county country number group part half "
    "most all some many one two three million thousand hundred dozen rest majority member percent lot series "
    "kind case share third quarter capital age".split()
)


class _Related(NamedTuple):
    """A noun or a name with its relation to the word `above`. `owners`: those whose it is, by meaning, with
    "their" for each pronoun."""

    word: str
    start: int
    end: int
    relation: str
    above: str
    is_name: bool
    owners: frozenset[str]


def relation_gaps(
    alignment: Alignment, support: Support, taken: Sequence[tuple[int, int]]
) -> Iterator[Difference]:
    """The numbers, names and nouns that stand under another preposition in the source. `taken`: the spans of
    quotations."""
    theirs = [other for sentence in support for other in _related(sentence.text)]
    for ours in _related(alignment.claim):
        same = [other for other in theirs if _is_same(ours.word, other.word)]
        inside = any(start <= ours.start < end for start, end in taken)
        if same and not inside and not any(_may_agree(ours, other) for other in same):
            yield missing("role", alignment.claim, ours.start, ours.end)
    for quantity in quantities(alignment.claim):
        own = _relation_at(alignment.claim, quantity.start, quantity.end)
        others = {
            _relation_at(sentence.text, other.start, other.end)
            for sentence in support
            for other in quantities(sentence.text)
            if agree(quantity, other)
        }
        if others and not any(_number_agrees(own, other) for other in others):
            yield missing("number", alignment.claim, quantity.start, quantity.end)


def owner_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The nouns that belong to somebody else in the source, and the owners that stand for what is theirs."""
    theirs = [other for sentence in support for other in _related(sentence.text)]
    own = _related(alignment.claim)
    named = {each.word for each in own}
    paired = _paired(alignment, support)
    for ours in own:
        same = [other for other in theirs if _is_same(ours.word, other.word)]
        if (
            ours.owners
            and same
            and all(o.owners for o in same)
            and not any(_owned_alike(ours, o, named) for o in same)
        ):
            yield missing("role", alignment.claim, ours.start, ours.end)
        meant = paired.get(ours.start, same)
        if ours.relation != OWNER and meant and all(_owns_other(o, named | {ours.above}) for o in meant):
            yield missing("role", alignment.claim, ours.start, ours.end)


def _paired(alignment: Alignment, support: Support) -> dict[int, list[_Related]]:
    """The nouns and names that the sentence shares with its best source in the same order: each by its place,
    with the one there."""
    if not support or support[0] != alignment.sentences[0]:
        return {}
    source = support[0]
    there = {other.start: other for other in _related(source.text)}
    places = {alignment.words[n].start: source.words[m].start for n, m in alignment.paired.items()}
    return {start: [there[place]] for start, place in places.items() if place in there}


def exchanges(one: str, other: str) -> bool:
    """Whether two words are prepositions that relate differently.

    >>> exchanges("to", "from"), exchanges("toward", "to"), exchanges("by", "with")
    (True, False, False)
    """
    ours, theirs = _ALIKE.get(one.lower()), _ALIKE.get(other.lower())
    return (
        ours is not None and theirs is not None and ours != theirs and frozenset((ours, theirs)) not in _SAME
    )


def _is_same(one: str, other: str) -> bool:
    return one == other or are_kin(one, other)


def _may_agree(ours: _Related, other: _Related) -> bool:
    pair = frozenset((ours.relation, other.relation))
    if len(pair) == 1 or UNKNOWN in pair or pair in _SAME:
        return True
    if OWNER in pair and ours.above == other.above:  # "Hale's attack", "the attack by Hale"
        return True
    if SUBJECT in pair:
        return not (other.relation == SUBJECT and ours.relation in _REVERSED)
    return PLAIN in pair


def _number_agrees(ours: str, theirs: str) -> bool:
    return (
        ours == theirs
        or {SUBJECT, UNKNOWN} & {ours, theirs} != set()
        or frozenset((ours, theirs)) in _SAME
        or {ours, theirs} <= _OF_NUMBER
    )


def _owned_alike(ours: _Related, other: _Related, named: set[str]) -> bool:
    """Whether both belong to the same. "Their" may stand for an owner whom the sentence names elsewhere."""
    if any(_is_same(one, two) for one in ours.owners for two in other.owners):
        return True
    if "their" in ours.owners:
        return not other.owners.isdisjoint(named)
    return "their" in other.owners


def _owns_other(other: _Related, named: set[str]) -> bool:
    """Whether the source names someone only as the owner of another, whom the sentence leaves out."""
    if other.relation == OWNER:
        return other.above not in named
    return (
        other.relation == "of"
        and other.is_name
        and bool(other.above)
        and other.above not in named | _wholes()
    )


@lru_cache(maxsize=1)
def _wholes() -> frozenset[str]:
    return frozenset(meaning(word.stem) for word in words_of(" ".join(sorted(_WHOLES))))


@lru_cache(maxsize=512)
def _related(text: str) -> tuple[_Related, ...]:
    tokens, stems = parsed(text), stems_at(text)
    heads = [
        n
        for n, t in enumerate(tokens)
        if t.tag.startswith("NN") and t.relation not in ("compound", "nmod", "amod") and t.start in stems
    ]
    return tuple(_one(number, tokens, stems) for number in heads)


def _one(number: int, tokens: Sequence[Token], stems: dict[int, str]) -> _Related:
    token = tokens[number]
    relation, above = _relation(number, tokens)
    end = token.start + len(token.text)
    is_name = token.tag.startswith("NNP")
    above_stem = stems.get(tokens[above].start, "")
    return _Related(
        stems[token.start], token.start, end, relation, above_stem, is_name, _owners(number, tokens, stems)
    )


def _owners(number: int, tokens: Sequence[Token], stems: dict[int, str]) -> frozenset[str]:
    """Whose a noun is: "the pier of Elm", "Elm's pier", "the Elm pier", "their pier"."""
    owners = set[str]()
    for n, token in enumerate(tokens):
        if token.head != number or n == number:
            continue
        if token.tag == "PRP$":
            owners.add("their")
        elif token.relation == "poss":
            owners |= {stems.get(token.start, ""), *_parts(n, tokens, stems)}
        elif token.relation == "prep" and _ALIKE.get(token.text.lower()) in ("of", "for"):
            owners |= {
                stems.get(t.start, "") for t in tokens if tokens[t.head] is token and t.relation == "pobj"
            }
    if owners:  # "the Elm pier of the town" is Elm's, too
        owners |= _parts(number, tokens, stems, tag="NNP")
    return frozenset(owners - {""})


def _parts(number: int, tokens: Sequence[Token], stems: dict[int, str], tag: str = "") -> set[str]:
    """The words that belong to a noun. `tag`: only those whose tag begins so."""
    return {
        stems[t.start]
        for t in tokens
        if t.head == number and t.relation in _WITHIN and t.tag.startswith(tag) and t.start in stems
    }


def _relation(number: int, tokens: Sequence[Token]) -> tuple[str, int]:
    """The relation of a word, and the number of the word to which it stands in it."""
    for _ in range(len(tokens)):
        token = tokens[number]
        is_listed = token.relation == "conj" and tokens[token.head].tag.startswith(("NN", "CD"))
        if token.relation not in _WITHIN and not is_listed:
            break
        if token.relation == "npadvmod" or token.head == number:
            return PLAIN, token.head
        number = token.head
    token = tokens[number]
    if token.relation in ("nsubj", "nsubjpass"):
        return SUBJECT, token.head
    if token.relation == "poss":
        return OWNER, token.head
    if token.relation != "pobj":
        return PLAIN, token.head
    preposition = tokens[token.head]
    above = tokens[preposition.head]
    is_joined = preposition.relation == "conj"  # "for the plan and against the mayor"
    if (above.tag in ("IN", "TO") and not is_joined) or above.text.lower() in (
        "according",
        "due",
        "thanks",
        "regard",
        "behalf",
    ):
        return UNKNOWN, preposition.head  # "out of", "according to"
    return _ALIKE.get(preposition.text.lower(), LOOSE), preposition.head


def _relation_at(text: str, start: int, end: int) -> str:
    tokens = parsed(text)
    inside = [n for n, t in enumerate(tokens) if start <= t.start < end and t.tag in ("CD", "NN", "NNS", "$")]
    relations = {_relation(n, tokens)[0] for n in inside}
    return relations.pop() if len(relations) == 1 else UNKNOWN


@lru_cache(maxsize=512)
def stems_at(text: str) -> dict[int, str]:
    """The content words of a text by meaning, each at its place."""
    return {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
