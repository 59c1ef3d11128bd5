"""The amount in a sentence that answers "how many", "how much", "how long" and "how old"."""

from __future__ import annotations

import re

from assistant.language.amounts import amounts
from assistant.language.answer_types import AnswerType, counted
from assistant.language.question import Question
from assistant.language.spans import Span, chosen_span, overlap, repeats
from storage.text.terms import content_terms

NEAR = 4  # words after a number that are searched for the counted noun

_AGE = re.compile(r"1?\d?\d")  # "52", but no vote of 50-50 and no thousands

# The types of amounts that answer each type of question, the best first.
_AMOUNTS: dict[AnswerType, tuple[AnswerType, ...]] = {
    "age": ("age", "count"),
    "duration": ("duration", "amount"),
    "money": ("money", "percent"),
    "percent": ("percent", "count"),
    "count": ("count", "percent", "amount"),
    "amount": ("amount", "money", "percent", "duration", "count"),
}


def amount_span(question: Question, asked: AnswerType, text: str, reader_span: Span) -> Span | None:
    """The amount of the asked type in the reader's span, or the only one of the sentence; the counted noun
    decides between several. None when there is none."""
    types = _AMOUNTS[asked]
    fitting = [
        (a.type, (a.start, a.end))
        for a in amounts(text)
        if a.type in types
        and not repeats(question, text[a.start : a.end])
        and not (asked == "age" and a.type == "count" and not _AGE.fullmatch(text[a.start : a.end]))
    ]
    group = counted(question.text) if asked == "count" else None
    if group is not None:
        of_group = [span for _, span in fitting if group.noun in stems_after(text, span)]
        if of_group:
            return chosen_span(of_group, reader_span)
    best = chosen_span([span for type_, span in fitting if type_ == types[0]], reader_span)
    if best is not None and asked in ("age", "duration", "money"):
        return best
    overlapping = [span for _, span in fitting if overlap(span, reader_span)]
    return overlapping[0] if overlapping else best


def stems_after(text: str, span: Span) -> set[str]:
    """The stems of an amount and of the words after it, up to the next mark."""
    after = re.split(r"[,;:.()—]", text[span[1] :])[0].split()[:NEAR]
    return set(content_terms(text[span[0] : span[1]] + " " + " ".join(after)))
