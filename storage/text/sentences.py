"""The marks that end a sentence, in the scripts of the world's newspapers."""

from __future__ import annotations

import re

WIDE_STOPS = "。！？｡"  # Chinese and Japanese full stops, which no space follows
# Latin, Cyrillic and Greek, Chinese and Japanese; Arabic, Urdu, Hindi, Armenian, Amharic, Khmer and Burmese
STOPS = ".!?…" + WIDE_STOPS + "\u061f\u06d4\u0964\u0965\u0589\u1362\u17d4\u104b"
PAUSES = ":;,：；，、،؛"
CLOSING = "\"'”’»›«‹“‘)]）】」』》〉"  # German closes with “ and «

# A possible boundary between two sentences: "The pier closed.” She swam." -> ".” "
SENTENCE_BREAK = re.compile(
    rf"[{re.escape(STOPS)}][{re.escape(CLOSING)}]*\s+|[{WIDE_STOPS}][{re.escape(CLOSING)}]*(?=\S)"
)


def ends_sentence(text: str) -> bool:
    """Whether a text ends with the mark of a sentence: "Talks ended.", "“No!”", "会谈结束了。"."""
    return _ends_with(text, STOPS)


def ends_clause(text: str) -> bool:
    """Whether a text ends with the mark of a sentence or of a clause, as in "Latest:". Headlines don't."""
    return _ends_with(text, STOPS + PAUSES)


def _ends_with(text: str, marks: str) -> bool:
    last = text.rstrip().rstrip(CLOSING)[-1:]
    return last != "" and last in marks
