"""Where the words of a short answer stand in their sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.question import Question
from storage.text.terms import words

Span = tuple[int, int]  # start and end in the sentence


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def chosen_span(spans: Sequence[Span], reader_span: Span) -> Span | None:
    """The first span that overlaps the reader's; else the only one there is."""
    overlapping = [span for span in spans if overlap(span, reader_span)]
    if overlapping:
        return overlapping[0]
    return spans[0] if len(spans) == 1 else None


def repeats(question: Question, text: str) -> bool:
    """Whether the question contains all words of a text."""
    return question.mentioned.issuperset(words(text))
