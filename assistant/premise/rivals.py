"""What the article says in place of a wrong part of a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.claims import Difference, moments, numbers
from assistant.claims.naming import Namesakes, kinds_agree, names_of, others
from assistant.dated_text import day_of
from assistant.evidence import Evidence
from assistant.premise.parts import Part
from storage.text.terms import words


class Rival(NamedTuple):
    """`article.text[start:end]`, where `article` is that of the best evidence."""

    start: int
    end: int
    text: str


def rival_of(
    part: Part, differences: Sequence[Difference], question: str, evidence: Sequence[Evidence]
) -> Rival | None:
    """What the article of the best evidence has in place of a part: a name in the best sentence that shares
    its last word ("Baker Beach" for "Ocean Beach"); what the checker found; else the only name or number of
    its kind in that sentence that the question doesn't have."""
    candidate = evidence[0].candidate
    wrong = question[part.start : part.end]
    if part.kind == "name" and (alike := _namesake(wrong, question, candidate.text)):
        start, end = alike
        return Rival(candidate.start + start, candidate.start + end, candidate.text[start:end])
    for difference in differences:
        if difference.contradicts and difference.kind in (part.kind, "antonym"):
            start, end = difference.passage_start or 0, difference.passage_end or 0
            return Rival(start, end, difference.passage_text)
    spans = list(dict.fromkeys(_of_kind(part, question, evidence[0])))
    if len(spans) != 1:
        return None
    ((start, end),) = spans
    return Rival(candidate.start + start, candidate.start + end, candidate.text[start:end])


def _namesake(wrong: str, question: str, sentence: str) -> tuple[int, int] | None:
    """The place of the only other name of a sentence that has the last word of a wrong name."""
    asked, last = Namesakes([question]), words(wrong)[-1:]
    spans = [
        (name.start, name.end)
        for name in names_of(sentence)
        if len(name.words) > 1 and list(name.words[-1:]) == last and not asked.holds(name)
    ]
    return spans[0] if len(spans) == 1 else None


def _of_kind(part: Part, question: str, best: Evidence) -> Iterator[tuple[int, int]]:
    sentence = best.text
    if part.kind == "name":
        for name in others(names_of(sentence), Namesakes([question])):
            if part.label and name.label and kinds_agree(part.label, name.label):
                yield name.start, name.end
    elif part.kind == "number":
        own = next((q for q in numbers.quantities(question) if q.start == part.start), None)
        for quantity in numbers.quantities(sentence):
            if own and numbers.comparable(own, quantity) and quantity.noun == own.noun:
                yield quantity.start, quantity.end
    elif part.kind == "date":
        published = day_of(best.hit.article)
        own_day = next((m for m in moments.moments(question, published) if m.start == part.start), None)
        for moment in moments.moments(sentence, published):
            if own_day and moments.differ(own_day, moment):
                yield moment.start, moment.end
