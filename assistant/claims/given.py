"""What a caller of `check` gives: refused with a reason where it can't be read, else in the one form that the
rules expect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from html import unescape

from assistant.claims.records import DatedText, Support, Verdict
from assistant.claims.sentences import PassageSentence, sentences_of, spans
from assistant.language.in_english import is_english
from storage.errors import UsageError
from storage.text.sentences import QUESTION_END
from storage.text.terms import words

MAX_CHARACTERS = 5_000  # of a claim; a longer text is checked sentence by sentence

NOT_ENGLISH = "This isn't English. Only the same words would count, and no passage has them."
SAME_WORDS = "The passage has this sentence."
# Marks of HTML, and what isn't text between them.
_TAGS = (
    "a|abbr|article|b|blockquote|br|cite|code|div|em|figure|font|h[1-6]|hr|i|img|li|main|mark|ol|p|q|s|section|small|"
    "span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul"
)
_HTML = re.compile(
    rf"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL
)
_ENTITY = re.compile(r"&(?:\w+|#\d+|#x[\da-f]+);", re.IGNORECASE)

QUESTION = "This is a question, which claims nothing."


def read_claim(claim: str) -> str:
    """The claim, with spaces for the marks of HTML, so that all places stay, and "?" for each lone surrogate,
    which can't be encoded.

    Raises UsageError unless it is a text with a letter or digit, of at most `MAX_CHARACTERS`.
    """
    if not isinstance(claim, str):
        raise UsageError(f"the claim is {claim!r}: give a sentence")
    claim = _without_html(_printable(claim))
    if not any(map(str.isalnum, claim)):
        raise UsageError("the claim is empty: give a sentence")
    if len(claim) > MAX_CHARACTERS:
        raise UsageError(
            f"the claim has {len(claim):,} characters, over {MAX_CHARACTERS:,}: check each sentence alone"
        )
    return claim


def _without_html(claim: str) -> str:
    """The text of the same length that a browser would show.

    >>> _without_html("<b>Oslo</b> &amp; Rome")
    '   Oslo     &     Rome'
    """
    plain = _HTML.sub(lambda match: " " * len(match[0]), claim)
    return _ENTITY.sub(lambda match: unescape(match[0]).ljust(len(match[0])), plain)


def read_passages(passages: Sequence[DatedText | str]) -> list[DatedText]:
    """The passages, a plain text as one without a day. Raises UsageError for anything else."""
    if isinstance(passages, str | DatedText) or not isinstance(passages, Sequence):
        raise UsageError("the passages are no list: give [passage], even for a single one")
    return [_read_passage(passage) for passage in passages]


def _read_passage(passage: DatedText | str) -> DatedText:
    if isinstance(passage, str):
        return DatedText(_printable(passage))
    if not isinstance(passage, DatedText):
        raise UsageError(f"a passage is {passage!r}: give DatedText(text, day) or its text")
    day = passage.published
    if day is not None and not isinstance(day, date):
        raise UsageError(f"the day of a passage is {day!r}: give a date such as date(2024, 3, 12)")
    plain = day.date() if isinstance(day, datetime) else day
    return replace(passage, text=_printable(passage.text), published=plain)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def without_rules(claim: str, passages: Sequence[DatedText]) -> Verdict | None:
    """The verdict on what the rules can't read: a question says nothing, and in another language than English
    only the same words count. None for all other claims."""
    if QUESTION_END.search(claim):
        return Verdict("not said", 0.0, (), (), QUESTION)
    if is_english(claim):
        return None
    printed = [_printed(claim[start:end], sentences_of(passages)) for start, end in spans(claim)]
    support = tuple(Support(s.passage, s.start, s.end) for s in printed if s)
    if all(printed):
        return Verdict("supported", 1.0, (), support, SAME_WORDS)
    return Verdict("not said", 0.0, (), support, NOT_ENGLISH)


def _printed(sentence: str, sentences: Sequence[PassageSentence]) -> PassageSentence | None:
    wanted = words(sentence)
    return next((other for other in sentences if words(other.text) == wanted), None)
