"""Who gave a figure, by the cue of its own sentence: "Armenia said", "according to the ministry"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.figures.grammar import Tree

# Verbs whose subject gives the figures in the clause after them ("said that 45 died"), and verbs that also
# take the figure itself ("estimates 45 deaths").
_SAYING = frozenset(
    """say says said saying tell tells told announce announces announced claim claims claimed warn
    warns warned add adds added state states stated write wrote writes explain explained note notes
    noted acknowledge acknowledged declare declares declared admit admits admitted believe believes
    believed suggest suggests suggested allege alleges alleged argue argues argued disclose
    discloses disclosed disclosing show shows showed find finds found indicate indicates indicated""".split()
)
_COUNTING = frozenset(
    """estimate estimates estimated estimating report reports reported reporting count counts
    counted counting predict predicts predicted anticipate anticipates anticipated expect expects
    expected forecast forecasts project projects projected projecting confirm confirms confirmed
    assess assesses assessed calculate calculates calculated document documents documented identify
    identified identifies give gives gave put puts verify verified verifies list lists promise
    promised plan plans planned find finds found show shows showed""".split()
)
_NOT_SPEAKERS = re.compile(
    r"\b(?:cases|deaths|people|adults|ships|toll|virus|storm|fire|number|total|attack|victims|one|some|many|scenes)\b|^U\.?S\.?$",
    re.IGNORECASE,
)
_ADDED = frozenset({"relcl", "acl", "appos", "punct", "advcl", "cc", "parataxis", "advmod"})
_ARTICLES = re.compile(r"^(?:the|an?|its|their|his|her|this|some)\s+", re.IGNORECASE)
_REPORT = re.compile(r"study|report|survey|poll|statement|analysis|article|complaint|filing", re.IGNORECASE)
_AFTER = re.compile(
    r"[,”\"–—]\s+(?P<who>[^,;“”\"–—]{2,120}?)\s+(?:has |have |had |also )?(?:said|says|told|reported|reports"
    r"|claimed|claims|announced|confirmed|added|found|estimates?|estimated)(?=[\s,.;]|$)"
)
# "an Acme/Globe survey (56%", "as the agency said Friday more than 45", "45 dead, reported the agency".
_POLL = re.compile(r"(?P<who>(?:[A-Z][\w/&.’'-]*\s+)+(?:survey|poll|study))\s*\([^()]*$")
_BEFORE = re.compile(
    r"(?:^|[,;]\s+|\b(?:as|and|but|while)\s+)(?P<who>[^,;]{2,80}?)\s+(?:said|says|reported|estimated|confirmed)"
    r"(?:\s+\w+day)?(?:\s+that)?(?:\s+(?:at least|more than|about|nearly|some|around|over|up to))?\s*$"
)
_INVERTED = re.compile(
    r"[,”\"]\s+(?:said|reported|announced|added)\s+(?P<who>(?:the\s+)?[A-Z][^,;.“”\"]{1,80})(?=[,.;]|$)"
)
_CLAUSE = re.compile(r"\b(?:is|are|was|were|being|been|what|which|that|who)\b", re.IGNORECASE)
_CLAUSES = frozenset({"ccomp", "advcl", "pcomp"})
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
    cues = [(_steps(text, tree, above, cue), cue) for cue in _cues(text, tree)]
    steps, best = min(cues, default=(float("inf"), None), key=lambda each: each[0])
    if best is not None and steps < _BESIDE:
        return _named(text, tree, best.source)
    position = tree.tokens[figure].start
    if poll := _POLL.search(text[:position]):
        return _plain(poll["who"])
    for match in _AFTER.finditer(text, position):
        who = match["who"]
        if (
            ";" not in text[position : match.start()]
            and not _NOT_SPEAKERS.search(who)
            and not _CLAUSE.search(who)
        ):
            return _plain(who)
    if best is not None and steps < float("inf"):
        return _named(text, tree, best.source)
    beside = _BEFORE.search(text[:position]) or _INVERTED.search(text, position)
    is_speaker = beside and not _CLAUSE.search(beside["who"]) and not _NOT_SPEAKERS.search(beside["who"])
    return _plain(beside["who"]) if beside and is_speaker else ""


def _steps(text: str, tree: Tree, above: list[int], cue: _Cue) -> float:
    """How far a cue is from a figure whose heads are `above`; infinite where it doesn't govern the figure."""
    if _is_in_source(tree, above, cue):
        return float("inf")
    token = tree.tokens[cue.word]
    word = token.text.lower()
    if cue.word in above:
        path = above[: above.index(cue.word)]
        is_said = any(tree.tokens[n].relation in _CLAUSES for n in path)
        return len(path) + cue.weakness if is_said or word in _COUNTING else float("inf")
    one, other = sorted((tree.tokens[above[0]].start, tree.tokens[cue.source].start))
    if ";" in text[one:other]:
        return float("inf")
    if token.relation in ("parataxis", "prep") and token.head in above:
        return above.index(token.head) + cue.weakness
    return _BESIDE + abs(above[0] - cue.source) / 100 if token.relation == "prep" else float("inf")


def _is_in_source(tree: Tree, above: list[int], cue: _Cue) -> bool:
    """Whether a figure belongs to the words that name the source, not to what the source says."""
    inside = [above.index(n) for n in _phrase(tree, cue.source) if n in above]
    return bool(inside) and (cue.word not in above or above.index(cue.word) > min(inside))


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
        elif word in _SAYING or word in _COUNTING:
            source, weakness = _speaker(text, tree, number), _WEAK if word.startswith("report") else 0.0
        if source is not None:
            yield _Cue(number, source, weakness)


def _speaker(text: str, tree: Tree, verb: int) -> int | None:
    """The subject of a verb, if it is somebody who speaks."""
    if tree.child(verb, "auxpass", "nsubjpass") is not None:
        agent = tree.child(verb, "agent")
        return tree.child(agent, "pobj") if agent is not None else None
    source = _subject(tree, verb)
    if source is None or tree.tokens[source].tag == "CD":
        return None
    name = _named(text, tree, source)
    return None if re.match(r"\d", name) or _NOT_SPEAKERS.search(name) else source


def _subject(tree: Tree, verb: int) -> int | None:
    """The subject of a verb, also of one joined to it, or what a relative clause is about."""
    for number in tree.ancestors(verb):
        subject = tree.child(number, "nsubj")
        if subject is not None:
            if tree.tokens[subject].tag in ("WDT", "WP") and tree.tokens[number].relation == "relcl":
                return tree.tokens[number].head
            return subject
        is_participle = tree.tokens[number].relation == "advcl" and tree.tokens[number].tag == "VBG"
        if tree.tokens[number].relation not in ("conj", "xcomp") and not is_participle:
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
