"""Who gave a figure, by the cue of its own sentence: "Armenia said", "according to the ministry"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.figures.grammar import Tree
from storage.text.terms import terms

# Verbs whose subject gives the figures in the clause after them ("said that 45 died"), and verbs that also
# take the figure itself ("estimates 45 deaths"); by stem, so in all their forms.
_SAYING = frozenset(
    terms(
        """say says said tell claim warn add state write explain note acknowledge declare admit believe
        suggest allege argue disclose indicate conclude insist assert recall testify stress maintain continue
        tweet read respond reply contend point rule emphasize joke quip hope"""
    )
)
_COUNTING = frozenset(
    terms(
        """estimate report count predict anticipate expect forecast project confirm assess calculate document
        identify put verify list promise plan found find show announce reveal publish cite propose vow pledge
        threaten"""
    )
)
# Nouns whose figures are told of, and those who answer a poll.
_NOT_SPEAKERS = re.compile(
    r"cases|deaths|people|adults|ships|toll|virus|storm|fire|number|total|attack|victims|one|ones|some|many|scenes"
    r"|voters|respondents|percent|%|half|third|quarter|majority|all|most",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("he she it they we i you who which that".split())
_ADDED = frozenset({"relcl", "acl", "appos", "punct", "advcl", "cc", "parataxis", "advmod"})
_ARTICLES = re.compile(r"^(?:the|an?|its|their|his|her|this|some)\s+", re.IGNORECASE)
_REPORT = re.compile(r"study|report|survey|poll|statement|analysis|article|complaint|filing", re.IGNORECASE)
_POLL = re.compile(
    r"(?P<who>(?:[A-Z][\w/&.’'-]*\s+)+(?:survey|poll|study))\s*\([^()]*$"
)  # "an Acme/Globe survey (56%"
_OTHER_CLAUSES = frozenset({"relcl", "acl"})  # which tell of what is counted
_PAUSES = frozenset({",", "”", '"', "–", "—", "''"})
_LONGEST = 12  # words of a source
_WEAK = 3.0  # added to the steps to a figure: another cue of the sentence is better
_BESIDE = 9.0  # the steps to a cue that doesn't govern the figure in the tree


class _Cue(NamedTuple):
    """`word` governs what the source says; `source`: the first word of its phrase in the tree."""

    word: int
    source: int
    weakness: float = 0.0


def giver(text: str, tree: Tree, figure: int) -> str:
    """The words that name who gave a figure, without their article; "" when nobody is named. `figure`: the
    number of its word in the tree.

    >>> from assistant.figures.grammar import tree_of
    >>> text = "The ministry said that 45 civilians were killed."
    >>> giver(text, tree_of(text), 4)
    'ministry'
    """
    above = list(tree.ancestors(figure))
    governing = [
        (steps, cue) for cue in _cues(text, tree) if (steps := _steps(text, tree, above, cue)) is not None
    ]
    if governing:
        return _named(text, tree, min(governing)[1].source)
    poll = _POLL.search(text[: tree.tokens[figure].start])
    return _plain(poll["who"]) if poll else ""


def _steps(text: str, tree: Tree, above: list[int], cue: _Cue) -> tuple[bool, float] | None:
    """How far a cue is from a figure whose heads are `above`, a pronoun farther than any name; None where it
    doesn't govern the figure."""
    if _is_in_source(tree, above, cue):
        return None
    token = tree.tokens[cue.word]
    is_pronoun = tree.tokens[cue.source].text.lower() in _PRONOUNS
    if cue.word in above:
        path = above[: above.index(cue.word)]
        between = {tree.tokens[n].relation for n in path}
        is_counted = _is_in(token.text, _COUNTING) and not between & _OTHER_CLAUSES
        is_said = is_counted or any(_is_content(tree, n) for n in path)
        return (is_pronoun, len(path) + cue.weakness) if is_said else None
    one, other = sorted((tree.tokens[above[0]].start, tree.tokens[cue.source].start))
    if ";" in text[one:other]:
        return None
    if token.head in above and (token.relation in ("parataxis", "prep") or _is_added(tree, cue)):
        return is_pronoun, above.index(token.head) + cue.weakness
    is_beside = token.relation == "prep" or (above[0] < cue.source and _is_bare(tree, cue))
    return (is_pronoun, _BESIDE + abs(above[0] - cue.source) / 100) if is_beside else None


def _is_content(tree: Tree, word: int) -> bool:
    """Whether a word heads what is said: a clause without "after", "because" or the like."""
    token = tree.tokens[word]
    is_finite = (
        token.relation == "advcl" and token.tag != "VBG" and tree.child(word, "mark", "advmod") is None
    )
    return token.relation == "ccomp" or is_finite


def _is_bare(tree: Tree, cue: _Cue) -> bool:
    """Whether a clause after a comma says nothing of its own: "45 died, the agency reported"."""
    first = min(*_phrase(tree, cue.source), cue.word)
    complement = tree.child(cue.word, "ccomp", "xcomp", "dobj")
    return complement in (None, cue.source) and first > 0 and tree.tokens[first - 1].text in _PAUSES


def _is_added(tree: Tree, cue: _Cue) -> bool:
    """Whether a clause tells who says the one around it, "As the agency reported, 45 died", or who counted
    what it stands by: "45 deaths reported by the agency"."""
    token, mark = tree.tokens[cue.word], tree.child(cue.word, "mark")
    if token.relation == "advcl":
        return mark is not None and tree.tokens[mark].text.lower() == "as"
    is_named = tree.tokens[cue.source].text.lower() not in _PRONOUNS
    return is_named and token.relation in ("acl", "relcl") and _is_in(token.text, _COUNTING)


def _is_in_source(tree: Tree, above: list[int], cue: _Cue) -> bool:
    """Whether a figure belongs to the words that name the source, not to what the source says."""
    inside = [above.index(n) for n in _phrase(tree, cue.source) if n in above]
    return bool(inside) and (cue.word not in above or above.index(cue.word) > min(inside))


def _is_in(word: str, stems: frozenset[str]) -> bool:
    return not stems.isdisjoint(terms(word))


def _cues(text: str, tree: Tree) -> Iterator[_Cue]:
    for number, token in enumerate(tree.tokens):
        word = token.text.lower()
        source, weakness = None, 0.0
        if word == "according":
            to = tree.child(number, "prep")
            source = tree.child(to, "pobj") if to is not None else None
        elif word == "per" and token.relation == "prep":
            source = tree.child(number, "pobj")
            if source is not None and not any(tree.tokens[n].tag == "NNP" for n in tree.below(source)):
                source = None
        elif word == "citing":
            source, weakness = tree.child(number, "dobj"), _WEAK
        elif word == "in" and token.relation == "prep":
            source, weakness = tree.child(number, "pobj"), _WEAK
            if source is not None and not _REPORT.fullmatch(tree.tokens[source].text):
                source = None
        elif _is_in(word, _SAYING | _COUNTING) and _is_verb(tree, number):
            source, weakness = _speaker(tree, number), _WEAK if word.startswith("report") else 0.0
        if source is not None:
            yield _Cue(number, source, weakness)


def _is_verb(tree: Tree, word: int) -> bool:
    at = tree.child(word, "prep")
    if tree.tokens[word].text.lower() in ("put", "puts") and (at is None or tree.tokens[at].text != "at"):
        return False  # "put $45 million into the museum"
    return tree.tokens[word].tag.startswith("VB") or tree.child(word, "nsubj") is not None


def _speaker(tree: Tree, verb: int) -> int | None:
    """The subject of a verb, if it is somebody who speaks."""
    agent = tree.child(verb, "agent")
    if agent is not None or tree.child(verb, "auxpass", "nsubjpass") is not None:
        return tree.child(agent, "pobj") if agent is not None else None
    source = _inverted(tree, verb)
    source = _subject(tree, verb) if source is None else source
    if source is None or tree.tokens[source].tag == "CD":
        return None
    token = tree.tokens[source]
    is_thing = not token.tag.startswith("NNP") and _NOT_SPEAKERS.fullmatch(token.text)
    return None if is_thing else source


def _inverted(tree: Tree, verb: int) -> int | None:
    """A name that was taken for the object of a verb after a pause: "45 died, reported the Port Herald"."""
    is_told = tree.tokens[verb].tag in ("VBD", "VBZ") and verb > 0 and tree.tokens[verb - 1].text in _PAUSES
    name = tree.child(verb, "dobj") if is_told else None
    below = [] if name is None else tree.below(name, frozenset({"prep", "acl", "relcl"}))
    return name if any(tree.tokens[n].tag == "NNP" for n in below) else None


def _subject(tree: Tree, verb: int) -> int | None:
    """The subject of a verb, also of one joined to it, or what a relative clause is about."""
    for number in tree.ancestors(verb):
        token = tree.tokens[number]
        subject = tree.child(number, "nsubj")
        if subject is not None:
            if tree.tokens[subject].tag in ("WDT", "WP") and token.relation == "relcl":
                return token.head
            return subject
        if token.relation == "acl" and token.tag == "VBG":
            return token.head  # "a poll showing"
        is_participle = token.relation == "advcl" and token.tag == "VBG"
        if token.relation not in ("conj", "xcomp") and not is_participle:
            return None
    return None


def _phrase(tree: Tree, source: int) -> list[int]:
    return sorted(tree.below(source, _ADDED))


def _named(text: str, tree: Tree, source: int) -> str:
    """The phrase of a source as it stands, with the name after a title: "state media the Port Herald"."""
    numbers = _phrase(tree, source)
    after = max(numbers) + 1
    beside = next(
        (
            n
            for n, token in enumerate(tree.tokens)
            if token.relation in ("appos", "dep")
            and token.tag == "NNP"
            and n > max(numbers)
            and min(tree.below(n)) == after
        ),
        None,
    )
    if beside is not None:
        numbers += _phrase(tree, beside)
    start, end = tree.span(numbers)
    named = text[start:end]
    if len(named.split()) > _LONGEST:  # a list before the name was taken for part of it
        named = named.rsplit(", ", 1)[-1]
    return _plain(named)


def _plain(words: str) -> str:
    return _ARTICLES.sub("", re.sub(r"^\W*(?:\(?[A-Z]{2,}\)\s+)?", "", " ".join(words.split()))).strip(" ,")
