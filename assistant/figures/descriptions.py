"""What a figure counts, in the words of its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.figures.grammar import Tree
from assistant.figures.measures import is_general

_EMPTY = frozenset("is are was were be been being has have had do does did says said".split())


def name(tree: Tree, noun: int, figure: int) -> list[int]:
    """A noun with the words that name it between it and a figure before it: "confirmed COVID-19 cases"."""
    numbers = [noun]
    first = figure if figure < noun else 0
    for child in tree.children[noun]:
        if first <= child < noun and tree.tokens[child].relation in ("compound", "amod", "nmod"):
            below = list(tree.below(child, frozenset({"conj", "cc"})))
            if not any(tree.tokens[n].tag in ("CD", "$") for n in below):
                numbers += below
    return sorted(numbers)


def what(text: str, tree: Tree, figure: int, noun: int | None, event: int | None) -> str:
    """The noun with what happened to it; without an event, the verb tells that."""
    numbers = [] if noun is None else name(tree, noun, figure)
    if event is None:
        event = _verb(tree, figure, noun)
    if event is not None and event not in numbers:
        numbers += [event] if noun is not None else name(tree, event, figure)
    pieces = [text[slice(*tree.span(list(run)))] for run in _runs(numbers)]
    return " ".join(pieces)


def _verb(tree: Tree, figure: int, noun: int | None) -> int | None:
    """The verb of a figure that has no noun, or only one for people in general."""
    if noun is not None and not is_general(tree.tokens[noun].text):
        return None
    above = list(tree.ancestors(figure if noun is None else noun))[1:]
    verb = next((n for n in above if tree.tokens[n].tag.startswith(("VB", "JJ"))), None)
    if verb is not None and tree.tokens[verb].text.lower() == "said" and is_subject(tree, verb, figure):
        verb = tree.child(verb, "ccomp")  # what those asked answered
    return None if verb is None or tree.tokens[verb].text.lower() in _EMPTY else verb


def is_subject(tree: Tree, verb: int, figure: int) -> bool:
    """Whether a figure is the subject of a verb: "47 percent" in "47 percent said they would vote"."""
    subject = tree.child(verb, "nsubj")
    return subject is not None and subject in tree.ancestors(figure)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Successive numbers together: [1, 2, 5] -> [1, 2], [5]."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
