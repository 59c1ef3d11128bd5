"""The sentences that a new version of an article changed, with only the changed words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

ALIKE = 0.5  # share of common words from which a sentence replaces another one

WORD = re.compile(r"\S+")


class Piece(NamedTuple):
    """A run of words of a sentence."""

    kind: Literal["same", "removed", "added"]
    text: str


def changes(removed: Sequence[str], added: Sequence[str]) -> list[list[Piece]]:
    """One list of pieces for each sentence: a sentence that replaces a similar one is shown once.

    >>> [[piece.text for piece in pieces] for pieces in changes(["Six people died."], ["Ten people died."])]
    [['Six', 'Ten', 'people died.']]
    """
    left = list(added)
    shown = []
    for old in removed:
        new = max(left, key=lambda sentence: _matcher(old, sentence).ratio(), default="")
        if new and _matcher(old, new).ratio() >= ALIKE:
            left.remove(new)
            shown.append(_compared(old, new))
        else:
            shown.append([Piece("removed", old)])
    return [*shown, *([Piece("added", sentence)] for sentence in left)]


def _matcher(old: str, new: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, WORD.findall(old), WORD.findall(new), autojunk=False)


def _compared(old: str, new: str) -> list[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = []
    for tag, i, j, k, m in _matcher(old, new).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(before[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", " ".join(before[i:j])))
        if k < m:
            pieces.append(Piece("added", " ".join(after[k:m])))
    return pieces
