"""Plain text -> the blocks of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.draft.blocks import Block, Draft
from storage.text.scripts import count_words
from storage.text.sentences import ends_clause

HEADING_WORDS = 14  # in a longer line, only the full stop is missing
WRAPPED = 40  # characters of a line that an editor broke; a shorter line was ended by its writer

_ITEM = re.compile(r"[ \t]*(?:[-*+•–]|\d{1,3}[.)])(?:[ \t]+|$)")
_ROW = re.compile(r"[^\n]*(?:\t[^\n]*\t|\|[^\n]*\|)[^\n]*")
_LINE = re.compile(r"[^\n]*\n?")


def plain(text: str) -> Draft:
    """A draft from plain text, whose text stays as it is. A blank line, an item of a list, a row of a table
    or a short line ends a block.

    >>> draft = plain("The storm\\n\\nThe pier was closed.")
    >>> [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]
    [('heading', 'The storm'), ('paragraph', 'The pier was closed.')]
    """
    places = list(_places(text))
    return Draft(text, tuple(_block(text, start, end, len(places) == 1) for start, end in places))


def _places(text: str) -> Iterator[tuple[int, int]]:
    """The places of the blocks, without the marks of lists and the space around."""
    start = end = 0
    last = ""
    for match in _LINE.finditer(text):
        line = match[0].rstrip()
        if start < end and not _continues(last, line):
            yield start, end
            start = end
        if line:
            if start == end:
                mark = _ITEM.match(line)
                inside = line[mark.end() if mark else 0 :]
                start = match.start() + len(line) - len(inside.lstrip())
            end = match.start() + len(line)
        last = line
    if start < end:
        yield start, end


def _continues(last: str, line: str) -> bool:
    """Whether a line continues the block of the last one, which an editor broke for its length."""
    is_new = not line.strip() or _ITEM.match(line) or _ROW.fullmatch(line) or _ROW.fullmatch(last)
    return not is_new and len(last) >= WRAPPED


def _block(text: str, start: int, end: int, is_alone: bool) -> Block:
    shown = text[start:end]
    if _ROW.fullmatch(shown):
        return Block("table", start, end)
    if _ITEM.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
        return Block("item", start, end)
    is_short = "\n" not in shown and count_words(shown) <= HEADING_WORDS and not ends_clause(shown)
    return Block("heading" if is_short and not is_alone else "paragraph", start, end)
