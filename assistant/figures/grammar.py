"""The grammar of a sentence as a tree of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.entities import Token, parsed

_JOINING = frozenset({"conj", "advcl", "relcl", "ccomp", "parataxis", "appos"})
CROSSED = 1.0  # added to a distance for each step from one clause into another
FAR = 0.1  # added to a distance for each word between two words


class Tree:
    """The words of a sentence, each with the numbers of its head and of its dependents."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.children: list[list[int]] = [[] for _ in tokens]
        for number, token in enumerate(tokens):
            if token.head != number:
                self.children[token.head].append(number)

    def inside(self, start: int, end: int) -> list[int]:
        """The words between two offsets."""
        return [n for n, token in enumerate(self.tokens) if start <= token.start < end]

    def ancestors(self, number: int) -> Iterator[int]:
        """The heads of a word, the nearest first, the word itself included."""
        yield number
        while (head := self.tokens[number].head) != number:
            yield head
            number = head

    def clause(self, number: int) -> Iterator[int]:
        """The heads of a word up to the verb of a relative clause, the word itself included."""
        for head in self.ancestors(number):
            yield head
            if self.tokens[head].relation == "relcl":
                return

    def below(self, number: int, without: frozenset[str] = frozenset()) -> Iterator[int]:
        """A word and all that depend on it, in no order, except by one of the relations `without`."""
        yield number
        for child in self.children[number]:
            if self.tokens[child].relation not in without:
                yield from self.below(child, without)

    def child(self, number: int, *relations: str) -> int | None:
        """The first dependent of a word in one of these relations."""
        return next((c for c in self.children[number] if self.tokens[c].relation in relations), None)

    def span(self, numbers: Sequence[int]) -> tuple[int, int]:
        """The offsets from the first of these words to the last."""
        last = self.tokens[max(numbers)]
        return self.tokens[min(numbers)].start, last.start + len(last.text)

    def distance(self, one: int, other: int) -> float:
        """How loosely two words are connected: the steps between them in the tree, with the additions
        `CROSSED` and `FAR`."""
        up = list(self.ancestors(one))
        down = list(self.ancestors(other))
        common = next((n for n in up if n in down), None)
        if common is None:
            return float("inf")
        steps = up[: up.index(common)] + down[: down.index(common)]
        crossed = sum(self.tokens[n].relation in _JOINING for n in steps)
        return len(steps) + CROSSED * crossed + FAR * abs(one - other)


@lru_cache(maxsize=256)
def tree_of(text: str) -> Tree:
    """The tree of a sentence; without words for a text that isn't English, or too long to parse."""
    return Tree(parsed(text))
