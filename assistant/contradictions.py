"""Finds the sentences of other articles that contradict a quotation.

Two sentences contradict each other when they agree but for a number, a date with its year, a name, or a
denial. Where more differs, they are about different things: "Armenia lost 45 civilians" doesn't contradict
"Azerbaijan lost 91".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Citation
from assistant.checked import Contradiction, ContradictionKind
from assistant.claims import RULES, Checker, Difference
from assistant.claims.alignment import holds, meanings
from assistant.claims.naming import names_of
from assistant.claims.numbers import quantities
from assistant.dated_text import dated_sentence, day_of
from assistant.evidence import CandidateSentence, candidate_sentences
from assistant.language.reference import opens_with_pronoun
from storage.records import Article, Hit
from storage.text.terms import words

COMMON = 0.7  # the share of the words of each sentence, parts that differ aside, that the other has, at least
FEWEST = 3  # words in common; fewer say too little
KINDS = frozenset(("number", "date", "name", "negation", "antonym"))
_YEAR = re.compile(r"\b[12]\d{3}\b")
MOST = 2  # contradictions shown of one quotation


def with_contradictions(
    citations: Sequence[Citation], hits: Sequence[Hit], checker: Checker = RULES
) -> tuple[Citation, ...]:
    """The citations with the retrieved sentences of other articles that contradict them."""
    candidates = [candidate for hit in hits for candidate in candidate_sentences(hit)]
    return tuple(
        replace(citation, contradicted_by=tuple(_contradictions(citation, candidates, checker))[:MOST])
        for citation in citations
    )


def _contradictions(
    citation: Citation, candidates: Sequence[CandidateSentence], checker: Checker
) -> Iterator[Contradiction]:
    own = {citation.article.id, *(article.id for article in citation.also_in)}
    if opens_with_pronoun(citation.quote):
        return
    for candidate in candidates:
        article = candidate.hit.article
        if (
            article.id in own
            or opens_with_pronoun(candidate.text)
            or not _may_agree(citation.quote, candidate.text)
        ):
            continue
        explanation = contradiction(citation, candidate, checker)
        if explanation:
            own.add(article.id)
            kind = kind_of(citation.article, article)
            yield Contradiction(kind, article, candidate.start, candidate.end, explanation)


def contradiction(citation: Citation, candidate: CandidateSentence, checker: Checker = RULES) -> str:
    """How a sentence contradicts a quotation, in one line; "" when it doesn't."""
    sentence = dated_sentence(candidate.hit.article, candidate.start, candidate.end)
    verdict = checker.check(citation.quote, [sentence])
    sure = [difference for difference in verdict.differences if difference.kind in KINDS]
    if verdict.label != "contradicted" or not sure or len(sure) < len(verdict.differences):
        return ""
    if len({difference.kind for difference in sure}) > 1 or not all(d.contradicts for d in sure):
        return ""
    if not all(_is_fixed(citation.quote, difference) for difference in sure):
        return ""
    return verdict.explanation if _agree_otherwise(citation.quote, candidate.text, sure) else ""


def _is_fixed(quote: str, difference: Difference) -> bool:
    """Whether a date has its year: the same may happen on two Mondays."""
    return difference.kind != "date" or bool(_YEAR.search(quote[difference.start : difference.end]))


def kind_of(quoted: Article, other: Article) -> ContradictionKind:
    """Whether the other report is of a later or an earlier day than the quoted one."""
    days = day_of(quoted), day_of(other)
    if days[0] is None or days[1] is None or days[0] == days[1]:
        return "differs"
    return "later" if days[1] > days[0] else "earlier"


def _may_agree(quote: str, sentence: str) -> bool:
    """A cheap test before the comparison: whether the sentences share half of their words."""
    one, other = meanings(quote), meanings(sentence)
    return 2 * len(one & other) >= max(len(one), len(other))


def _agree_otherwise(quote: str, sentence: str, differences: Sequence[Difference]) -> bool:
    """Whether two sentences share nearly all words that are no part of a difference, and all other names and
    numbers."""
    if not all(_is_in_place(quote, sentence, difference) for difference in differences):
        return False
    ours = _without(quote, [(d.start, d.end) for d in differences])
    theirs = _without(sentence, [(d.passage_start or 0, d.passage_end or 0) for d in differences])
    one, other = meanings(ours), meanings(theirs)
    if min(len(one), len(other)) < FEWEST or _share(one, other) < COMMON or _share(other, one) < COMMON:
        return False
    return _same_particulars(ours, theirs)


def _is_in_place(quote: str, sentence: str, difference: Difference) -> bool:
    """Whether the same word stands right before or right after the parts that differ, and numbers count the
    same."""
    start, end = difference.passage_start or 0, difference.passage_end or 0
    counted = [q.noun for q in quantities(quote) if q.start == difference.start]
    others = [q.noun for q in quantities(sentence) if q.start == start]
    if difference.kind == "number" and counted != others:
        return False  # "42 boats" and "57 cars"
    befores = words(quote[: difference.start])[-1:], words(sentence[:start])[-1:]
    afters = words(quote[difference.end :])[:1], words(sentence[end:])[:1]
    return befores[0] == befores[1] or afters[0] == afters[1]


def _same_particulars(one: str, other: str) -> bool:
    if len(quantities(one)) != len(quantities(other)):
        return False
    for text, held in ((one, meanings(other)), (other, meanings(one))):
        for name in names_of(text):
            if not all(holds(held, stem) for stem in meanings(text[name.start : name.end])):
                return False
    return True


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return sum(holds(other, stem) for stem in one) / len(one)
