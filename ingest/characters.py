"""Characters and white space in one form: NFC, nothing invisible, line feeds."""

from __future__ import annotations

import re
import unicodedata

# Controls, formats (soft hyphen, zero width, direction marks, tags) and surrogates: Unicode's Cc, Cf and Cs,
# without tab and line feed. Characters that break lines, such as the carriage return, don't count.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# The most combining marks in a row, as in Unicode's stream-safe text: normalizing takes time that grows with
# the square of their number.
MOST_MARKS = 30
MAY_HAVE_TOO_MANY_MARKS = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1},}}")  # no mark is a letter


def readable(text: str) -> str:
    """Text in NFC without invisible characters; lines end in a line feed, other white space is one space."""
    if not text.isascii() or not text.isprintable():
        text = without_invisible(LINE_BREAK.sub("\n", text))
        text = unicodedata.normalize("NFC", MAY_HAVE_TOO_MANY_MARKS.sub(_with_few_marks, text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def one_line(text: str) -> str:
    """The same form on one line, for metadata."""
    return " ".join(readable(text).split())


def without_invisible(text: str) -> str:
    """ "zero\u200bwidth" -> "zerowidth"."""
    return INVISIBLE.sub("", text)


def count_invisible(text: str) -> int:
    """The number of characters that `without_invisible` removes."""
    return 0 if text.isascii() and text.isprintable() else len(INVISIBLE.findall(text))


def _with_few_marks(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
