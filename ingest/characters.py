"""Characters that show nothing, or change how others are shown."""

from __future__ import annotations

import re

# Controls, formats (soft hyphen, zero width, direction marks, tags) and halves of characters: Unicode's Cc,
# Cf and Cs, without tab and line feed. What breaks lines (among it carriage return) is not counted.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)


def without_invisible(text: str) -> str:
    """ "zero\u200bwidth" -> "zerowidth"."""
    return INVISIBLE.sub("", text)


def count_invisible(text: str) -> int:
    """How many characters `without_invisible` takes out."""
    return 0 if text.isascii() and text.isprintable() else len(INVISIBLE.findall(text))
