"""Markdown -> the blocks of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from assistant.draft.blocks import BlockKind, Draft, Piece

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])"), ""),  # an image
    (re.compile(r"\[\^[^\[\]]*\]"), ""),  # a footnote
    (re.compile(r"\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\])"), r"\1"),  # a link
    (re.compile(r"<((?:https?|mailto):[^<>\s]*)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"`+([^`]+)`+"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)([^\n]{1,600}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,600}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,600}?)(?<=\S)_(?![\w_])"), r"\1"),
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT = re.compile("[\ue021-\ue07e]")
_PRIVATE = 0xE000  # characters without a meaning, which stand for escaped marks while the others are removed


def markdown(source: str) -> Draft:
    """A draft from Markdown, without front matter, marks, addresses of links, and comments.

    >>> markdown("# Storm\\n\\nThe *pier* of [Elm](http://elm.example) closed.").text
    'Storm\\n\\nThe pier of Elm closed.'
    """
    return Draft.of(_Reader(_COMMENT.sub("", _FRONT_MATTER.sub("", source))).pieces())


class _Reader:
    """Reads Markdown line by line. `_open`: the lines of the paragraph or item so far."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._open: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._fence = ""

    def pieces(self) -> Iterator[Piece]:
        for number, line in enumerate(self._lines):
            if self._fence or _FENCE.match(line):
                yield from self._code(line)
            else:
                yield from self._line(number, _QUOTE.sub("", line, count=1))
        yield from self._ended()

    def _code(self, line: str) -> Iterator[Piece]:
        mark = _FENCE.match(line)
        if not self._fence:
            yield from self._ended()
            self._fence = mark[1] if mark else ""
        elif mark and mark[1].startswith(self._fence) and not line.strip(" `~"):
            self._fence = ""
        else:
            yield Piece("code", line, "\n")

    def _line(self, number: int, line: str) -> Iterator[Piece]:
        if self._open and self._kind == "paragraph" and _UNDERLINE.match(line):
            self._kind = "heading"
            yield from self._ended()
        elif heading := _HEADING.match(line):
            yield from self._ended()
            yield Piece("heading", _without_marks(heading[1]))
        elif not line.strip() or _RULE.match(line) or _DEFINITION.match(line):
            yield from self._ended()
        elif self._is_row(number):
            yield from self._ended()
            yield from _cells(line)
        elif bullet := _BULLET.match(line):
            yield from self._ended()
            self._kind, self._open = "item", [line[bullet.end() :]]
        else:
            self._open.append(line)

    def _ended(self) -> Iterator[Piece]:
        if self._open:
            separator = "\n" if self._kind == "item" else "\n\n"
            yield Piece(self._kind, _without_marks(" ".join(map(str.strip, self._open))), separator)
        self._kind, self._open = "paragraph", []

    def _is_row(self, number: int) -> bool:
        """Whether a line is a row of a table: a line of delimiters, or a line with bars near one."""
        line = self._lines[number]
        if "|" not in line:
            return False
        after = self._lines[number + 1] if number + 1 < len(self._lines) else ""
        is_header = "|" in after and bool(_DELIMITERS.match(after))
        return is_header or bool(_DELIMITERS.match(line)) or line.lstrip().startswith("|")


def _cells(line: str) -> Iterator[Piece]:
    if not _DELIMITERS.match(line):
        for number, cell in enumerate(re.split(r"(?<!\\)\|", line.strip().strip("|"))):
            yield Piece("table", _without_marks(cell), " | " if number else "\n")


def _without_marks(line: str) -> str:
    line = _ESCAPE.sub(lambda match: chr(_PRIVATE + ord(match[1])), line)
    for mark, text in _MARKS:
        line = mark.sub(text, line)
    line = _KEPT.sub(lambda match: chr(ord(match[0]) - _PRIVATE), line)
    return " ".join(unescape(line).split())
