"""The marks that end a sentence, in the scripts of the world's newspapers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.text.language import STOP_WORDS

WIDE_STOPS = "。！？｡"  # Chinese and Japanese full stops, which no space follows
# Latin, Cyrillic and Greek, Chinese and Japanese; Arabic, Urdu, Hindi, Armenian, Amharic, Khmer and Burmese
STOPS = ".!?…" + WIDE_STOPS + "\u061f\u06d4\u0964\u0965\u0589\u1362\u17d4\u104b"
PAUSES = ":;,：；，、،؛"
CLOSING = "\"'”’»›«‹“‘)]）】」』》〉"  # German closes with “ and «
QUESTION_END = re.compile(r"[?？؟][\"'”’)\]」』）]*\s*$")

SENTENCE_BREAK = re.compile(
    rf"[{re.escape(STOPS)}][{re.escape(CLOSING)}]*\s+|[{WIDE_STOPS}][{re.escape(CLOSING)}]*(?=\S)"
)

# The place after each match is inside a sentence, whatever follows: "Rep. | Buddy Carter", "No. | 1",
# "8 a.m. | ET", "Jan. | 5".
_UNENDED = re.compile(
    r"\b(?:Reps?|Sens?|Govs?|Gen|Lt|Col|Sgt|Capt|Maj|Cmdr|Adm|Cpl|Drs?|Mrs?|Ms|Messrs|Profs?|Rev|Hon|Det|Pct"
    r"|vs)\.\s+"
    r"|\b(?:Nos?|Figs?|Secs?|Arts?|Vols?|pp?|pop|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.\s+(?=\d)"
    r"|\b[ap]\.m\.\s+(?=[BCEGMP][DMS]?T\b)"
)
# After these a sentence ends only before a function word: "the U.S. | Open", but not "the U.S. | He left".
_MOSTLY_UNENDED = re.compile(r"\b(?:(?:[A-Z]\.){2,}|[A-Z]\.|St\.|Ste\.|Mt\.|Ft\.)\s+(?=(\w+))")


def sentence_breaks(text: str, start: int = 0) -> Iterator[int]:
    """The places after `start` where a new sentence begins, by the marks alone.

    >>> list(sentence_breaks("The pier closed.” She swam at the U.S. Open. It rained."))
    [18, 45]
    """
    inside = places_inside_sentences(text, start)
    ends = (match.end() for match in SENTENCE_BREAK.finditer(text, start))
    return (end for end in ends if end not in inside)


def places_inside_sentences(text: str, start: int = 0, end: int | None = None) -> set[int]:
    """The places after the full stop of an abbreviation that ends no sentence."""
    end = len(text) if end is None else end
    places = {match.end() for match in _UNENDED.finditer(text, start, end)}
    mostly = _MOSTLY_UNENDED.finditer(text, start, end)
    return places | {match.end() for match in mostly if match[1].lower() not in STOP_WORDS}


def ends_sentence(text: str) -> bool:
    """Whether a text ends with the mark of a sentence: "Talks ended.", "“No!”", "会谈结束了。"."""
    return _ends_with(text, STOPS)


def ends_clause(text: str) -> bool:
    """Whether a text ends with the mark of a sentence or of a clause, as in "Latest:". Headlines don't."""
    return _ends_with(text, STOPS + PAUSES)


def _ends_with(text: str, marks: str) -> bool:
    last = text.rstrip().rstrip(CLOSING)[-1:]
    return last != "" and last in marks
