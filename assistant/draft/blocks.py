"""A draft: its text as a reader sees it, in blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

BlockKind = Literal["paragraph", "item", "heading", "table", "code"]


class Block(NamedTuple):
    """`text[start:end]` of a draft: a paragraph, an item of a list, a heading, a cell of a table, or code."""

    kind: BlockKind
    start: int
    end: int


class Piece(NamedTuple):
    """The text of a block, and what separates it from the block before."""

    kind: BlockKind
    text: str
    separator: str = "\n\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to check, without its markup. Its blocks are in order and don't overlap."""

    text: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Draft:
        """Join the pieces that have text.

        >>> Draft.of([Piece("heading", "Storm"), Piece("paragraph", " "), Piece("paragraph", "It rained.")])
        Draft(text='Storm\\n\\nIt rained.', blocks=(Block(kind='heading', start=0, end=5), \
Block(kind='paragraph', start=7, end=17)))
        """
        parts, blocks, place = list[str](), list[Block](), 0
        for piece in pieces:
            if text := piece.text.strip():
                separator = piece.separator if parts else ""
                start = place + len(separator)
                place = start + len(text)
                parts += [separator, text]
                blocks.append(Block(piece.kind, start, place))
        return cls("".join(parts), tuple(blocks))
