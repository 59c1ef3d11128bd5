"""Evidence -> the figures that answer a question of quantity, equal ones together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.claims.naming import are_kin
from assistant.evidence import Evidence
from assistant.figure_table import Relation
from assistant.figures.asked import Asked, answers, asked, is_in_setting
from assistant.figures.mentions import mentions
from assistant.figures.relations import DatedMention, relation
from assistant.language.countries import country_words
from assistant.language.question import Question
from storage.text.terms import words

ROWS = 12  # the most in a table
DAYS = 14  # between articles on one event, as in the labelled groups of differing_figures.jsonl
WEAKEST = 6.0  # how much lower than the best sentence's evidence another one's may be, in logits


@dataclass(frozen=True, slots=True)
class QuotedMention:
    """A figure with the evidence that quotes it."""

    evidence: Evidence
    dated: DatedMention

    @property
    def place(self) -> int:
        """Where the figure begins in its article."""
        return self.evidence.candidate.start + self.dated.mention.start


@dataclass(slots=True)
class Row:
    """Equal figures, the best first. `related`: the index of each row with another value for the same measure
    -> how it relates: it "differs", or is a "later" one that replaces this row, or an "earlier" one."""

    mentions: list[QuotedMention]
    related: dict[int, str] = field(default_factory=dict)

    def others(self, kind: str) -> tuple[int, ...]:
        """The indexes of the rows that relate in one way."""
        return tuple(index for index, each in self.related.items() if each == kind)

    @property
    def given_by(self) -> str:
        named = dict.fromkeys(each.dated.mention.giver for each in self.mentions if each.dated.mention.giver)
        return ", ".join(named)

    @property
    def of_whom(self) -> str:
        """Whose it is; a country that gives a figure without saying whose counts its own."""
        own = next((each.dated.mention.whom for each in self.mentions if each.dated.mention.whom), "")
        return own or (self.given_by if self.given_by.lower() in country_words() else "")


def tabulate(question: Question, evidence: Sequence[Evidence]) -> list[Row]:
    """The rows for a question of quantity: those that name who gave the figure first, each kind in the order
    of the evidence's articles and of their text. Empty for other questions, and when the best sentence has no
    such figure."""
    wanted = asked(question)
    if wanted is None or not evidence:
        return []
    quoted = _of_whom_asked(wanted, list(_quoted(wanted, evidence)))
    if not any(each.evidence is evidence[0] for each in quoted):
        return []
    rows = _merged(wanted, quoted)
    _relate(wanted, rows)
    if not wanted.events:
        rows = _about_the_best(rows, evidence[0])
    ordered = _ordered(rows, evidence)[:ROWS]
    _relate(wanted, ordered)
    return ordered


def are_of_others(question: Question, rows: Sequence[Row]) -> bool:
    """Whether the question names a country or its people, and each row counts those of another one."""
    wanted = asked(question)
    named = {name for name in wanted.named if _is_country(name)} if wanted else set()
    return bool(named) and all(
        any(_is_country(word) for word in words(row.of_whom))
        and not any(name == word or are_kin(name, word) for name in named for word in words(row.of_whom))
        for row in rows
    )


def _is_country(word: str) -> bool:
    return any(word == country or are_kin(country, word) for country in country_words())


def without_others(question: Question, row: Row, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence except for sentences with figures like a row's that belong to others than the question
    names."""
    wanted = asked(question)
    own = [each.evidence for each in row.mentions]
    return [
        each
        for each in evidence
        if wanted is None
        or each in own
        or not any(answers(wanted, mention) for mention in mentions(each.text))
    ]


def _quoted(wanted: Asked, evidence: Sequence[Evidence]) -> Iterator[QuotedMention]:
    for each in evidence:
        is_near = each.reading.evidence >= evidence[0].reading.evidence - WEAKEST
        if (
            is_near
            and is_in_setting(wanted, f"{each.hit.article.title} {each.hit.text}")
            and _may_be_same_event(wanted, each, evidence[0])
        ):
            article = each.hit.article
            for mention in mentions(each.text):
                if answers(wanted, mention):
                    day = article.published[:10]
                    yield QuotedMention(
                        each, DatedMention(mention, article.id, each.candidate.start, each.text, day)
                    )


def _may_be_same_event(wanted: Asked, one: Evidence, best: Evidence) -> bool:
    """Whether a passage may tell of the event of the best sentence: it has all names of the question, or its
    article is of about the same days. Articles without a day may be of any."""
    days = [each.hit.article.published[:10] for each in (one, best)]
    if not all(days) or abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days) <= DAYS:
        return True
    held = frozenset(words(f"{one.hit.article.title} {one.hit.text}"))
    return bool(wanted.named) and all(name in held for name in wanted.named)


def _of_whom_asked(wanted: Asked, quoted: list[QuotedMention]) -> list[QuotedMention]:
    """Only the figures of those whom the question names, if any is: "Azerbaijani" asks for Azerbaijan's."""
    named = [each for each in quoted if _is_of(wanted, each)]
    return named or quoted


def _is_of(wanted: Asked, mention: QuotedMention) -> bool:
    whom = words(Row([mention]).of_whom)
    return any(name == word or are_kin(name, word) for name in wanted.named for word in whom)


def _merged(wanted: Asked, quoted: Sequence[QuotedMention]) -> list[Row]:
    rows: list[Row] = []
    for each in quoted:
        row = next((row for row in rows if _relation(wanted, row, Row([each])) == "same"), None)
        if row is not None:
            row.mentions.append(each)
        else:
            rows.append(Row([each]))
    return rows


def _relation(wanted: Asked, one: Row, other: Row) -> Relation:
    return relation(_resolved(one), _resolved(other), wanted.words)


def _resolved(row: Row) -> DatedMention:
    """The first figure of a row, of whom the row is."""
    dated = row.mentions[0].dated
    return dated._replace(mention=dated.mention._replace(whom=row.of_whom))


def _relate(wanted: Asked, rows: Sequence[Row]) -> None:
    for row in rows:
        row.related.clear()
    for i, one in enumerate(rows):
        for j, other in enumerate(rows[:i]):
            kind = _relation(wanted, other, one)
            if kind == "differs":
                one.related[j], other.related[i] = kind, kind
            elif kind == "later":
                is_newer = _comes_after(one.mentions[0], other.mentions[0])
                one.related[j], other.related[i] = ("earlier", "later") if is_newer else ("later", "earlier")


def _comes_after(one: QuotedMention, other: QuotedMention) -> bool:
    return (one.dated.day, one.place) > (other.dated.day, other.place)


def _about_the_best(rows: Sequence[Row], best: Evidence) -> list[Row]:
    """The row of the best sentence, and those with another value for the same measure."""
    first = next(i for i, row in enumerate(rows) if any(each.evidence is best for each in row.mentions))
    return [row for i, row in enumerate(rows) if i == first or first in row.related]


def _ordered(rows: Sequence[Row], evidence: Sequence[Evidence]) -> list[Row]:
    articles = list(dict.fromkeys(each.hit.article.id for each in evidence))

    def key(row: Row) -> tuple[bool, int, int]:
        first = row.mentions[0]
        return not row.given_by, articles.index(first.dated.article), first.place

    return sorted(rows, key=key)
