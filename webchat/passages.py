"""A stretch of an article as paragraphs, with a quotation marked in it."""

from __future__ import annotations

import re
from typing import NamedTuple

PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)
WORD = re.compile(r"\w+")


class Paragraph(NamedTuple):
    """A paragraph around its marked part; `is_far` from the quotation: more than one paragraph away."""

    before: str
    marked: str = ""
    after: str = ""
    is_far: bool = False


def paragraphs(text: str, start: int, end: int, mark_start: int = 0, mark_end: int = 0) -> list[Paragraph]:
    """The paragraphs of `text[start:end]`, with `text[mark_start:mark_end]` marked. Without a mark in it, the
    first paragraph counts as the quotation."""
    spans = [match.span() for match in PARAGRAPH.finditer(text, start, end)]
    cut = [_around(text, first, last, mark_start, mark_end) for first, last in spans]
    marked = [index for index, paragraph in enumerate(cut) if paragraph.marked] or [0]
    near = range(marked[0] - 1, marked[-1] + 2)
    return [paragraph._replace(is_far=index not in near) for index, paragraph in enumerate(cut)]


def _around(text: str, start: int, end: int, mark_start: int, mark_end: int) -> Paragraph:
    mark_start, mark_end = max(start, mark_start), min(end, mark_end)
    if mark_start >= mark_end:
        return Paragraph(text[start:end])
    return Paragraph(text[start:mark_start], text[mark_start:mark_end], text[mark_end:end])


def span_of(sentence: str, text: str) -> tuple[int, int]:
    """Where the words of a sentence stand in a text, whatever white space and marks are between them; (0, 0)
    when they don't.

    >>> span_of("'It rains', he said.", "Wire: “It rains,” he said. Really.")
    (6, 26)
    """
    between_words = r"\W+".join(map(re.escape, WORD.findall(sentence)))
    match = re.search(rf"[^\w\s]*{between_words}[^\w\s]*", text) if between_words else None
    return match.span() if match else (0, 0)
