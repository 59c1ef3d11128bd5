"""Evidence -> the sentences and citations of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from assistant.also_in import adds_nothing, is_same_sentence, may_be_compared
from assistant.answer import Citation, Sentence, ShortAnswer
from assistant.datelines import DATELINE
from assistant.evidence import CandidateSentence, Evidence
from assistant.figure_table import Figure, FigureSource
from assistant.figures import Row, without_others
from assistant.language.answer_types import asks_for_list
from assistant.language.names import longest_list
from assistant.language.question import Question
from assistant.language.reference import referent, refers_back
from assistant.language.requests import MARGIN_OF_SEVERAL
from assistant.short_answer import SURE, short_answer
from storage.text.sentences import QUESTION_END, ends_sentence
from storage.text.terms import content_terms

SENTENCES = 3  # the most in one answer
# A sentence with a different figure is also quoted when its coverage is at least this share of the best
# sentence's, and its evidence logit at most this much lower.
COMPARABLE = 0.75
COMPARABLE_EVIDENCE = 2.0
# An enumeration has at least this many names; its sentence may score this much below the best one.
SHORTEST_LIST = 3
NEAR_LIST = 2.5
LONGEST_CONTEXT = 300  # characters of a sentence shown as context


class Composed(NamedTuple):
    """The content of an answer: its sentences, their citations, and the short answer, if any."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    short: ShortAnswer | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(slots=True)
class Quotation:
    """A quoted sentence and its copies in other passages."""

    best: Evidence
    copies: list[Evidence]

    def makes_redundant(self, other: Evidence) -> bool:
        """Whether another sentence isn't worth quoting beside this one."""
        return may_be_compared(self.best, other) and adds_nothing(other.text, self.best.text)

    def take(self, other: Evidence) -> None:
        """Record a redundant sentence if it is a copy."""
        if is_same_sentence(other.text, self.best.text):
            self.copies.append(other)


class Explanation(NamedTuple):
    """The explanation of a quotation's first word: a name, or the span of the sentence before."""

    refers_to: str = ""
    context: tuple[int, int] | None = None


def compose(question: Question, evidence: Sequence[Evidence], sure: float = SURE) -> Composed:
    """Quote one to three sentences, numbered from 1: the best first, then the others, latest first; for a
    summary, all distinct sentences in the given order. `sure`: the minimum certainty of a short answer."""
    if evidence and asks_for_list(question.text):
        evidence = _lists_first(evidence)
    quotations = _quotations(question, evidence)
    if question.way.by != "summary":
        quotations = _by_date(quotations)
    return _composed(question, quotations, evidence, sure)


def compose_parts(answers: Sequence[tuple[Question, Sequence[Evidence]]]) -> Composed:
    """Answer a question with several parts, each with its own evidence: the best sentence for each part in
    order, then the next best. A sentence that answers two parts is quoted once."""
    by_part = [_quotations(question, evidence) for question, evidence in answers]
    chosen: list[Quotation] = []
    for quotation in [quotation for rank in zip_longest(*by_part) for quotation in rank if quotation]:
        if len(chosen) < SENTENCES and not any(other.makes_redundant(quotation.best) for other in chosen):
            chosen.append(quotation)
    return _composed(answers[0][0], chosen, answers[0][1])


def compose_figures(question: Question, rows: Sequence[Row], evidence: Sequence[Evidence]) -> Composed:
    """Put differing figures side by side, and quote the first source of each, in the order of the rows. A
    single figure is returned beside the usual quotations."""
    if len(rows) == 1:
        composed = compose(question, without_others(question, rows[0], evidence))
        quoted = {(c.article.id, c.start): c.number for c in composed.citations}
        number = quoted.get(_place(rows[0]))
        if not number:
            return composed
        figure = _figure(rows[0], number)
        return composed._replace(short=_short_figure(composed.short, figure), figures=(figure,))
    sentences = list({_place(row): row.mentions[0].evidence for row in rows}.values())
    numbers = {place: number for number, place in enumerate(dict.fromkeys(map(_place, rows)), 1)}
    composed = _composed(question, [Quotation(sentence, []) for sentence in sentences], evidence)
    figures = tuple(_figure(row, numbers[_place(row)]) for row in rows)
    return composed._replace(short=None, figures=figures)


def _short_figure(short: ShortAnswer | None, figure: Figure) -> ShortAnswer | None:
    """The short answer, or the figure in its place when it is another one."""
    source = figure.sources[0]
    if short is None or (
        short.citation == figure.citation and short.start < source.end and short.end > source.start
    ):
        return short
    return ShortAnswer(
        source.article.text[source.start : source.end], figure.citation, source.start, source.end
    )


def _place(row: Row) -> tuple[str, int]:
    """The article and the offset of the sentence that is quoted for a row."""
    first = row.mentions[0].evidence.candidate
    return first.hit.article.id, first.start


def _figure(row: Row, citation: int) -> Figure:
    mention = row.mentions[0].dated.mention
    sources = tuple(
        FigureSource(
            each.evidence.hit.article,
            each.evidence.candidate.start + each.dated.mention.start,
            each.evidence.candidate.start + each.dated.mention.end,
            each.evidence.candidate.start,
            each.evidence.candidate.end,
        )
        for each in row.mentions
    )
    return Figure(
        sources,
        mention.low,
        mention.high,
        mention.unit,
        mention.what,
        row.of_whom,
        row.given_by,
        mention.status,
        citation,
        *(row.others(kind) for kind in ("differs", "earlier", "later")),
    )


def _quotations(question: Question, evidence: Sequence[Evidence]) -> list[Quotation]:
    """The sentences worth quoting in the order of the evidence, each with its copies; for a summary, all of
    them."""
    quotations: list[Quotation] = []
    for sentence in evidence:
        same = next((quotation for quotation in quotations if quotation.makes_redundant(sentence)), None)
        if same is not None:
            same.take(sentence)
        elif question.way.by == "summary" or (
            len(quotations) < SENTENCES and _is_worth_quoting(question, sentence, quotations, evidence[0])
        ):
            quotations.append(Quotation(sentence, []))
    return quotations


def _lists_first(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The evidence, with the longest enumeration near the best sentence at its head: "Which states ...?" is
    answered by the sentence that names them all."""
    near = [each for each in evidence if each.score >= evidence[0].score - NEAR_LIST]
    sizes = [longest_list(each.text) for each in near]
    longest = max(sizes)
    if longest < SHORTEST_LIST or longest == sizes[0]:
        return evidence
    chosen = near[sizes.index(longest)]
    return [chosen, *(each for each in evidence if each is not chosen)]


def _by_date(quotations: Sequence[Quotation]) -> list[Quotation]:
    """The best quotation, then the others, latest first."""
    others = sorted(quotations[1:], key=lambda each: each.best.hit.article.published, reverse=True)
    return [*quotations[:1], *others]


def _is_worth_quoting(
    question: Question, sentence: Evidence, chosen: Sequence[Quotation], best: Evidence
) -> bool:
    if sentence is best:
        return True
    if not question.answered_by(sentence.text):
        return False
    if question.kind == "about":
        is_elsewhere = all(sentence.hit.source != quotation.best.hit.source for quotation in chosen)
        return is_elsewhere and sentence.coverage >= COMPARABLE * best.coverage
    margin = MARGIN_OF_SEVERAL if question.asks_for_several else question.way.margin
    is_near = sentence.score >= best.score - margin
    if question.request.kind == "comparison" and _has_other_side(question, sentence, chosen):
        return sentence.score >= best.score - MARGIN_OF_SEVERAL
    return is_near or (question.kind == "number" and _is_comparable(sentence, best))


def _has_other_side(question: Question, sentence: Evidence, chosen: Sequence[Quotation]) -> bool:
    """Whether a sentence has a name or number from the question that no chosen sentence has."""
    quoted = {term for quotation in chosen for term in content_terms(quotation.best.text)}
    return not quoted.issuperset(set(question.named_terms) & set(content_terms(sentence.text)))


def _is_comparable(sentence: Evidence, best: Evidence) -> bool:
    """Whether a sentence is about the same thing as the best one, so that its figure must be quoted as
    well."""
    return (
        sentence.coverage >= COMPARABLE * best.coverage > 0
        and sentence.reading.evidence >= best.reading.evidence - COMPARABLE_EVIDENCE
    )


def _composed(
    question: Question, quotations: Sequence[Quotation], evidence: Sequence[Evidence], sure: float = SURE
) -> Composed:
    if not quotations:
        return Composed()
    quoted = [quotation.best.text for quotation in quotations]
    sentences, citations = [], []
    for number, quotation in enumerate(quotations, 1):
        explanation = explanation_of(quotation.best.candidate, quoted)
        citation = _citation(number, quotation, explanation.context)
        citations.append(citation)
        sentences.append(Sentence(citation.quote, (number,), explanation.refers_to, citation.context_quote))
    short = short_answer(question, quotations[0].best, evidence, sure) if question.way.short else None
    return Composed(tuple(sentences), tuple(citations), short)


def _citation(number: int, quotation: Quotation, context: tuple[int, int] | None) -> Citation:
    candidate = quotation.best.candidate
    article, passage = candidate.hit.article, candidate.hit.passage
    others = {copy.hit.article.id: copy.hit.article for copy in quotation.copies}
    others.pop(article.id, None)
    return Citation(number, article, passage, candidate.start, candidate.end, tuple(others.values()), context)


def explanation_of(candidate: CandidateSentence, quoted: Sequence[str]) -> Explanation:
    """The name that the first word of a sentence refers to; else the sentence before, unless it is among the
    `quoted` ones."""
    before = candidate.before
    if not before or not refers_back(candidate.text):
        return Explanation()
    if name := referent(candidate.text, before, candidate.hit.article.text):
        return Explanation(name)
    context = DATELINE.sub("", before[-1].strip())
    if len(context) > LONGEST_CONTEXT or not ends_sentence(context) or QUESTION_END.search(context):
        return Explanation()
    if any(is_same_sentence(context, other) for other in quoted):
        return Explanation()
    start = candidate.hit.passage.sentences[candidate.position - 1][0]
    end = start + len(before[-1].rstrip())
    return Explanation(context=(end - len(context), end))
