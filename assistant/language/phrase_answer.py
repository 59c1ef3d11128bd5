"""The words of a sentence that answer a question about neither a name, a number nor a date."""

from __future__ import annotations

import re

from assistant.language.amounts import amounts
from assistant.language.names import names, quoted_titles
from assistant.language.spans import Span, overlap

LONGEST = 12  # words of an answer that is neither a name nor a number; a longer one is a clause

_LEADING = re.compile(
    r"(?:(?:the|a|an|that|which|who|and|or|but|of|to|by|for|with|in|on|at|from|as|was|were|is|are|be"
    r"|been|had|has|his|her|their|its)\s+|[\s,;:“”\"‘’'()—–-]+)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+(?:the|a|an|that|which|who|and|or|but|of|to|by|for|with|in|on|at|from|as|was|were|is|are)|"
    r"[\s,;:.“”\"‘’'()—–-]+)+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r",? (?:who|which|whose|where|while|because|although|after|before|when|if)\b|[;—]|, (?:and|but) "
)


def phrase_span(text: str, reader_span: Span) -> Span | None:
    """The reader's span without subordinate clauses and outer function words, but with whole names, amounts
    and titles. None for a bare number, which answers no "what killed him?", and for more than `LONGEST`
    words."""
    start, end = reader_span
    if clause := _CLAUSE.search(text, start + 1, end):
        end = clause.start()
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    end = start + len(_TRAILING.sub("", text[start:end]))
    if start >= end:
        return None
    wholes = [(name.start, name.end) for name in (*names(text), *quoted_titles(text))]
    wholes += [(amount.start, amount.end) for amount in amounts(text)]
    wholes = [whole for whole in wholes if overlap(whole, (start, end))]
    start, end = min([start, *(whole[0] for whole in wholes)]), max([end, *(whole[1] for whole in wholes)])
    is_answer = len(text[start:end].split()) <= LONGEST and not text[start:end].isdecimal()
    return (start, end) if is_answer else None
