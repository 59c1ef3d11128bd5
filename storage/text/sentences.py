"""The marks that end a sentence, in every script that newspapers are printed in."""

from __future__ import annotations

import re

WIDE_STOPS = "。！？｡"  # Chinese and Japanese put no space after them
# of Latin, Cyrillic and Greek; Arabic, Urdu, Hindi, Armenian, Amharic, Khmer and Burmese
STOPS = ".!?…" + WIDE_STOPS + "\u061f\u06d4\u0964\u0965\u0589\u1362\u17d4\u104b"
PAUSES = ":;,：；，、،؛"
CLOSING = "\"'”’»›«‹“‘)]）】」』》〉"  # German closes with “ and «

# Where one sentence ends and another may begin: "The pier closed.” She swam." -> ".” "
SENTENCE_BREAK = re.compile(
    rf"[{re.escape(STOPS)}][{re.escape(CLOSING)}]*\s+|[{WIDE_STOPS}][{re.escape(CLOSING)}]*(?=\S)"
)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does: "Talks ended.", "“No!”", "会谈结束了。"."""
    return _ends_with(text, STOPS)


def ends_clause(text: str) -> bool:
    """Whether a text ends with any mark that a headline doesn't end with: a sentence's, or "Latest:"."""
    return _ends_with(text, STOPS + PAUSES)


def _ends_with(text: str, marks: str) -> bool:
    last = text.rstrip().rstrip(CLOSING)[-1:]
    return last != "" and last in marks
