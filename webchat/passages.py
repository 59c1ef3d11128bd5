"""An article, or a span of it, as paragraphs with its quotations marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)
WORD = re.compile(r"\w+")


class Paragraph(NamedTuple):
    """A paragraph split around its marked part. `is_far`: more than one paragraph away from the quotation."""

    before: str
    marked: str = ""
    after: str = ""
    is_far: bool = False


class Piece(NamedTuple):
    """A run of characters. `kind`: "here" in the quotation that is looked at, "cited" in another one."""

    kind: Literal["", "here", "cited"]
    text: str


def paragraphs(text: str, start: int, end: int, mark_start: int = 0, mark_end: int = 0) -> list[Paragraph]:
    """Split `text[start:end]` into paragraphs and mark `text[mark_start:mark_end]`. When nothing is marked,
    the first paragraph counts as the quotation."""
    spans = [match.span() for match in PARAGRAPH.finditer(text, start, end)]
    cut = [_around(text, *span, mark_start, mark_end) for span in spans]
    marked = [index for index, paragraph in enumerate(cut) if paragraph.marked] or [0]
    near = range(marked[0] - 1, marked[-1] + 2)
    return [paragraph._replace(is_far=index not in near) for index, paragraph in enumerate(cut)]


def cited_paragraphs(text: str, here: tuple[int, int], cited: Sequence[tuple[int, int]]) -> list[list[Piece]]:
    """Split a text into paragraphs, and these where a quotation starts or ends. Spans may overlap.

    >>> cited_paragraphs("It rains. It snows.", (10, 19), [(0, 9)])
    [[Piece(kind='cited', text='It rains.'), Piece(kind='', text=' '), Piece(kind='here', text='It snows.')]]
    """
    ends = sorted({end for span in (here, *cited) for end in span})
    return [
        [
            Piece(_kind(start, here, cited), text[start:end])
            for start, end in pairwise([first, *(end for end in ends if first < end < last), last])
        ]
        for first, last in (match.span() for match in PARAGRAPH.finditer(text))
    ]


def _kind(
    place: int, here: tuple[int, int], cited: Sequence[tuple[int, int]]
) -> Literal["", "here", "cited"]:
    if here[0] <= place < here[1]:
        return "here"
    return "cited" if any(start <= place < end for start, end in cited) else ""


def _around(text: str, start: int, end: int, mark_start: int, mark_end: int) -> Paragraph:
    mark_start, mark_end = max(start, mark_start), min(end, mark_end)
    if mark_start >= mark_end:
        return Paragraph(text[start:end])
    return Paragraph(text[start:mark_start], text[mark_start:mark_end], text[mark_end:end])


def span_of(sentence: str, text: str) -> tuple[int, int]:
    """Find a sentence in a text, ignoring white space and punctuation between words. Returns its start and
    end, or (0, 0) when the text doesn't contain it.

    >>> span_of("'It rains', he said.", "Wire: “It rains,” he said. Really.")
    (6, 26)
    """
    between_words = r"\W+".join(map(re.escape, WORD.findall(sentence)))
    match = re.search(rf"[^\w\s]*{between_words}[^\w\s]*", text) if between_words else None
    return match.span() if match else (0, 0)
