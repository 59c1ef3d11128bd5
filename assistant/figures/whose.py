"""Whose a figure is: a possessor, a place or a group that it is limited to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.figures.grammar import Tree

PRONOUNS = frozenset({"it", "its", "their", "his", "her", "them", "they", "those", "which", "these"})
_WHERE = frozenset({"in", "on", "across", "from", "among", "at", "near", "outside", "around", "throughout"})
_BESIDES = frozenset({"relcl", "acl", "prep", "appos", "conj", "cc", "punct"})
_DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.?|\w+day|(?:19|20)\d\d|days?|weeks?|months?|years?|times?|total|addition"
    r"|connection|result)",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-Z]{3,}[^—–\n]{0,40}?\s(?:—|–|--?)\s")
_LEADING = re.compile(r"\W*(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+)*): (?=[A-Z\d])")  # "Ohio: Nine people died."
_SCOPE = re.compile(r"\b(?:global(?:ly)?|worldwide|nationwide|nationally|statewide)\b", re.IGNORECASE)


def whose(text: str, tree: Tree, figure: int, noun: int | None, event: int | None) -> str:
    """Whose: a possessor, or the places and groups that the figure is limited to; else those of its verbs."""
    own = [n for n in (noun, figure) if n is not None]
    phrases = [span for word in own for span in _limits(tree, word, noun)]
    if not phrases:
        verbs = [n for n in tree.clause(figure) if tree.tokens[n].tag.startswith("VB") or n == event]
        phrases = [
            span for verb in verbs for span in _limits(tree, verb, noun) if _is_group(text, tree, span)
        ]
        phrases = phrases or _holders(tree, figure, noun)
    dateline = _DATELINE.match(text)
    phrases = [span for span in phrases if dateline is None or span[0] >= dateline.end()]
    if not phrases and (place := _LEADING.match(text)):
        phrases = [place.span("place")]
    if not phrases and (scope := _SCOPE.search(text)):
        phrases = [scope.span()]
    holders = dict.fromkeys(" ".join(text[start:end].split()) for start, end in sorted(set(phrases)))
    return ", ".join(re.sub(r"^(?:the|an?) ", "", each, flags=re.I) for each in holders)


def _limits(tree: Tree, word: int, noun: int | None) -> Iterator[tuple[int, int]]:
    """The possessor of a word, and the places that it is limited to; none with a number of its own."""
    for child in tree.children[word]:
        token = tree.tokens[child]
        if (
            token.relation == "poss"
            and token.text.lower() not in PRONOUNS
            and not _DATE.fullmatch(token.text)
        ):
            yield tree.span([n for n in tree.below(child, _BESIDES) if tree.tokens[n].relation != "case"])
        elif token.relation == "prep" and token.text.lower() in _WHERE:
            place = tree.child(child, "pobj")
            if place is None or place == noun:
                continue
            below = list(tree.below(place, _BESIDES))
            if not any(tree.tokens[n].tag == "CD" or _DATE.fullmatch(tree.tokens[n].text) for n in below):
                span = tree.span(below)
                if _is_named(tree, span) or tree.tokens[place].tag == "NNS":
                    yield span


def _is_named(tree: Tree, span: tuple[int, int]) -> bool:
    inside = tree.inside(*span)
    return any(tree.tokens[n].tag.startswith("NNP") or tree.tokens[n].text.startswith("side") for n in inside)


def _is_group(text: str, tree: Tree, span: tuple[int, int]) -> bool:
    """Whether a phrase beside a verb names a place or a group: "in Oslo", "among civilians"."""
    return _is_named(tree, span) or text[: span[0]].lower().endswith("among ")


def _holders(tree: Tree, figure: int, noun: int | None) -> list[tuple[int, int]]:
    """The named subject of the verb whose object the figure is: "Georgia had 23 deaths"."""
    word = figure if noun is None else noun
    while tree.tokens[word].relation == "conj":
        word = tree.tokens[word].head
    subject = tree.child(tree.tokens[word].head, "nsubj")
    if (
        tree.tokens[word].relation != "dobj"
        or subject is None
        or tree.tokens[subject].tag not in ("NNP", "NNPS")
    ):
        return []
    return [tree.span(sorted(tree.below(subject, _BESIDES)))]
