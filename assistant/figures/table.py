"""Evidence -> the figures that answer a question of quantity, equal ones together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.claims.naming import are_kin
from assistant.evidence import Evidence
from assistant.figure_table import Relation
from assistant.figures.asked import Asked, answers, asked, is_in_setting
from assistant.figures.mentions import mentions
from assistant.figures.relations import Given, relation
from assistant.language.countries import country_words
from assistant.language.question import Question
from storage.text.terms import words

ROWS = 12  # the most in a table
WEAKEST = 6.0  # how much lower than the best sentence's evidence another one's may be, in logits


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with the evidence that it stands in."""

    evidence: Evidence
    given: Given

    @property
    def place(self) -> int:
        """Where the figure begins in its article."""
        return self.evidence.candidate.start + self.given.mention.start


@dataclass(slots=True)
class Row:
    """Equal figures, the best first. `related`: the index of each row with another value for the same measure
    -> how it relates: it "differs", or is a "later" one that replaces this row, or an "earlier" one."""

    found: list[Found]
    related: dict[int, str] = field(default_factory=dict)

    def others(self, kind: str) -> tuple[int, ...]:
        """The indexes of the rows that relate in one way."""
        return tuple(index for index, each in self.related.items() if each == kind)

    @property
    def given_by(self) -> str:
        named = dict.fromkeys(each.given.mention.giver for each in self.found if each.given.mention.giver)
        return ", ".join(named)

    @property
    def of_whom(self) -> str:
        """Whose it is; a country that gives a figure without saying whose counts its own."""
        own = next((each.given.mention.whom for each in self.found if each.given.mention.whom), "")
        return own or (self.given_by if self.given_by.lower() in country_words() else "")


def tabulate(question: Question, evidence: Sequence[Evidence]) -> list[Row]:
    """The rows for a question of quantity: those that name who gave the figure first, each kind in the order
    of the evidence's articles and of their text. Empty for other questions, and when the best sentence has no
    such figure."""
    wanted = asked(question)
    if wanted is None or not evidence:
        return []
    found = _of_whom_asked(wanted, list(_found(wanted, evidence)))
    if not any(each.evidence is evidence[0] for each in found):
        return []
    rows = _merged(wanted, found)
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
    own = [each.evidence for each in row.found]
    return [
        each
        for each in evidence
        if wanted is None
        or each in own
        or not any(answers(wanted, mention) for mention in mentions(each.text))
    ]


def _found(wanted: Asked, evidence: Sequence[Evidence]) -> Iterator[Found]:
    for each in evidence:
        is_near = each.reading.evidence >= evidence[0].reading.evidence - WEAKEST
        if is_near and is_in_setting(wanted, f"{each.hit.article.title} {each.hit.text}"):
            article = each.hit.article
            for mention in mentions(each.text):
                if answers(wanted, mention):
                    day = article.published[:10]
                    yield Found(each, Given(mention, article.id, each.candidate.start, each.text, day))


def _of_whom_asked(wanted: Asked, found: list[Found]) -> list[Found]:
    """Only the figures of those whom the question names, if any is: "Azerbaijani" asks for Azerbaijan's."""
    named = [each for each in found if _is_of(wanted, each)]
    return named or found


def _is_of(wanted: Asked, found: Found) -> bool:
    whom = words(Row([found]).of_whom)
    return any(name == word or are_kin(name, word) for name in wanted.named for word in whom)


def _merged(wanted: Asked, found: Sequence[Found]) -> list[Row]:
    rows: list[Row] = []
    for each in found:
        row = next((row for row in rows if _relation(wanted, row, Row([each])) == "same"), None)
        if row is not None:
            row.found.append(each)
        else:
            rows.append(Row([each]))
    return rows


def _relation(wanted: Asked, one: Row, other: Row) -> Relation:
    return relation(_resolved(one), _resolved(other), wanted.words)


def _resolved(row: Row) -> Given:
    """The first figure of a row, of whom the row is."""
    given = row.found[0].given
    return given._replace(mention=given.mention._replace(whom=row.of_whom))


def _relate(wanted: Asked, rows: Sequence[Row]) -> None:
    for row in rows:
        row.related.clear()
    for i, one in enumerate(rows):
        for j, other in enumerate(rows[:i]):
            kind = _relation(wanted, other, one)
            if kind == "differs":
                one.related[j], other.related[i] = kind, kind
            elif kind == "later":
                is_newer = _comes_after(one.found[0], other.found[0])
                one.related[j], other.related[i] = ("earlier", "later") if is_newer else ("later", "earlier")


def _comes_after(one: Found, other: Found) -> bool:
    return (one.given.day, one.place) > (other.given.day, other.place)


def _about_the_best(rows: Sequence[Row], best: Evidence) -> list[Row]:
    """The row of the best sentence, and those with another value for the same measure."""
    first = next(i for i, row in enumerate(rows) if any(each.evidence is best for each in row.found))
    return [row for i, row in enumerate(rows) if i == first or first in row.related]


def _ordered(rows: Sequence[Row], evidence: Sequence[Evidence]) -> list[Row]:
    articles = list(dict.fromkeys(each.hit.article.id for each in evidence))

    def key(row: Row) -> tuple[bool, int, int]:
        first = row.found[0]
        return not row.given_by, articles.index(first.given.article), first.place

    return sorted(rows, key=key)
