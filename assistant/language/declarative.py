"""`Declarative`: a clause made of the words of a question, with their places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_END = " ?!.;"

# A span of the question, or words with the span that they stand for, (-1, -1) for none.
Piece = tuple[int, int] | tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Copied:
    """`declarative.text[start:end]` stands at `source_start` to `source_end` of the question."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Declarative:
    """A clause without a full stop: "Spirit merged with Frontier". `copied`: what of it is the question's, in
    order. `is_clause`: False for the words of a question that has no such form."""

    text: str
    copied: tuple[Copied, ...]
    is_clause: bool = True

    def source(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a part of the clause stands in the question; None for a word that isn't in it."""
        pairs = [((c.start, c.end), (c.source_start, c.source_end)) for c in self.copied]
        return _mapped(start, end, pairs)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a part of the question stands in the clause; None when it was left out."""
        pairs = [((c.source_start, c.source_end), (c.start, c.end)) for c in self.copied]
        return _mapped(start, end, pairs)


def _mapped(
    start: int, end: int, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> tuple[int, int] | None:
    """The span in the second spans of the pairs that a span in the first ones stands for. A piece of another
    length, such as an inflected verb, stands as a whole."""
    places: list[tuple[int, int]] = []
    for (one_start, one_end), (other_start, other_end) in pairs:
        first, last = max(start, one_start), min(end, one_end)
        if first < last and one_end - one_start == other_end - other_start:
            places.append((first - one_start + other_start, last - one_start + other_start))
        elif first < last:
            places.append((other_start, other_end))
    return (min(p[0] for p in places), max(p[1] for p in places)) if places else None


def as_typed(question: str) -> Declarative:
    """The words of a question that can't be turned into a clause."""
    text = question[: end_of(question)]
    return Declarative(text, (Copied(0, len(text), 0, len(text)),), is_clause=False)


def end_of(question: str) -> int:
    return len(question.rstrip(_END))


def joined(question: str, pieces: Sequence[Piece]) -> Declarative:
    """`pieces`: spans of the question, or words with the span that they stand for, (-1, -1) for none."""
    text, copied = "", list[Copied]()
    for piece in pieces:
        words, start, end = (question[piece[0] : piece[1]], *piece) if len(piece) == 2 else piece
        stripped = words.strip()
        shift = len(words) - len(words.lstrip())
        if not stripped:
            continue
        text = f"{text} {stripped}" if text else stripped
        if start >= 0:
            begin = len(text) - len(stripped)
            ends = (
                (start + shift, start + shift + len(stripped))
                if words == question[start:end]
                else (start, end)
            )
            copied.append(Copied(begin, len(text), *ends))
    return Declarative(text, tuple(copied))
