"""Widens or replaces the reader's span, so that the short answer is complete, has the type that the question
asks for, and is about its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.entities import entities
from assistant.language.amounts import amounts
from assistant.language.answer_types import (
    NAMING,
    NUMERIC,
    AnswerType,
    answer_type,
    asks_for_list,
    counted,
)
from assistant.language.countries import country_words
from assistant.language.dates import dates
from assistant.language.english_people import SOMEBODY
from assistant.language.names import (
    GROUP,
    NAMES,
    ORGANISATION,
    OTHER,
    PERSON,
    PLACES,
    QUOTED,
    NameMention,
    joined,
    names,
    quoted_titles,
)
from assistant.language.question import Question
from storage.text.terms import content_terms, words

LONGEST = 12  # words of an answer that is neither a name nor a number; a longer one is a clause
NEAR = 4  # words after a number that are searched for the counted noun

Span = tuple[int, int]

# The types of amounts that answer each type of question, the best first.
_AMOUNTS: dict[AnswerType, tuple[AnswerType, ...]] = {
    "age": ("age", "count"),
    "duration": ("duration", "amount"),
    "money": ("money", "percent"),
    "percent": ("percent", "count"),
    "count": ("count", "percent", "amount"),
    "amount": ("amount", "money", "percent", "duration", "count"),
}
# The labels of names that answer each type of question, and of the names that do so when the reader chose
# none.
_LABELS: dict[AnswerType, frozenset[str]] = {
    "person": frozenset((PERSON, ORGANISATION, GROUP, OTHER)),
    "place": PLACES | {ORGANISATION, OTHER},
    "name": PLACES
    | {ORGANISATION, GROUP, OTHER, QUOTED, PERSON, "PRODUCT", "EVENT", "WORK_OF_ART", "LANGUAGE", "LAW"},
    "title": frozenset(("WORK_OF_ART", QUOTED, OTHER, ORGANISATION, PERSON, "PRODUCT", "EVENT")),
}
_SOLE: dict[AnswerType, frozenset[str]] = {
    "person": frozenset((PERSON,)),
    "place": PLACES,
    "name": frozenset((ORGANISATION,)),
    "title": frozenset(("WORK_OF_ART", QUOTED)),
}
# Verbs whose subject may be a country: "Who won the World Cup?".
_OF_COUNTRIES = re.compile(
    r"\b(?:win|won|wins|beat|beats|beaten|defeat\w*|play\w*|face[sd]?|host\w*|qualif\w*|invad\w*"
    r"|attack\w*|lost|"
    r"sanction\w*|recogni[sz]\w*|veto\w*|vot\w*|suppl\w*|bann?\w*|join\w*|own\w*|control\w*|sign\w*"
    r"|export\w*)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    rf"\b(?:{SOMEBODY}|police|prosecutors?|officials?|scientists|researchers|students|residents"
    rf"|workers|voters|"
    r"parents|lawmakers|protesters|troops|soldiers|firefighters|retailer|company|group|family"
    r"|government)s?\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|from|to|on|of|into) (?:the )?$")
_PART_OF = re.compile(r"['’]s |,? in (?:the )?| city of ")
_REGION = re.compile(r", (?:the )?")
_LEADING = re.compile(
    r"(?:(?:the|a|an|that|which|who|and|or|but|of|to|by|for|with|in|on|at|from|as|was|were|is|are|be"
    r"|been|had|has|"
    r"his|her|their|its)\s+|[\s,;:“”\"‘’'()—–-]+)+",
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
_PAUSE = re.compile(r"[;—–()]|, ")
_PEOPLE = re.compile(r"(?:i|an|ish|ese|ch|sh|ss|ic)$")  # "Azerbaijani", not "Confederate"
_WHO = re.compile(r"\bwho(?:m|['’]s)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class ShortSpan(NamedTuple):
    """The words `sentence[start:end]`. `type`: the type that the question asks for. `is_from_reader`: they
    overlap the reader's span; else they are the only ones of the type. `is_checked`: their type was checked
    by the recogniser, or by the counted noun beside the number."""

    start: int
    end: int
    type: AnswerType
    is_from_reader: bool
    is_checked: bool


def short_span(question: Question, sentence: str, start: int, end: int) -> ShortSpan | None:
    """The short answer near the reader's span, `sentence[start:end]`; None when no words of the sentence are
    of the type that the question asks for.

    >>> from assistant.language.question import understand
    >>> text = "Desmond Mills Jr. paid more than $3.6 billion on Monday."
    >>> [text[slice(*short_span(understand(question), text, 0, 1)[:2])]
    ...     for question in ("Who paid?", "How much did he pay?", "When did he pay?")]
    ['Desmond Mills Jr.', 'more than $3.6 billion', 'Monday']
    """
    asked = answer_type(question.text, question.kind)
    if asked == "none" or start >= end:
        return None
    if asked in NUMERIC:
        span = _amount(question, asked, sentence, (start, end))
    elif asked == "date":
        span = _chosen(
            [d for d in dates(sentence) if not _repeats(question, sentence[slice(*d)])], (start, end)
        )
    elif asked in NAMING:
        span = _name(question, asked, sentence, (start, end))
    else:
        span = _phrase(sentence, (start, end))
    if span is None or _repeats(question, sentence[slice(*span)]) or _is_of_another(question, sentence, span):
        return None
    return ShortSpan(*span, asked, _overlap(span, (start, end)), _is_checked(question, asked, sentence, span))


def _is_checked(question: Question, asked: AnswerType, sentence: str, span: Span) -> bool:
    if asked in NAMING:
        return any(_overlap((m.start, m.end), span) and m.label in _SOLE[asked] for m in names(sentence))
    if group := counted(question.text) if asked == "count" else None:
        return group.noun in _stems_after(sentence, span)
    return asked != "phrase"


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _chosen(spans: Sequence[Span], reader_span: Span) -> Span | None:
    """The first span that overlaps the reader's; else the only one there is."""
    overlapping = [span for span in spans if _overlap(span, reader_span)]
    if overlapping:
        return overlapping[0]
    return spans[0] if len(spans) == 1 else None


def _repeats(question: Question, text: str) -> bool:
    """Whether the question contains all words of a text."""
    return question.mentioned.issuperset(words(text))


def _is_of_another(question: Question, sentence: str, span: Span) -> bool:
    """Whether the words are plainly about another year, or about another people than the question counts."""
    asked = answer_type(question.text, question.kind)
    years = set(_YEAR.findall(question.text))
    others = set(_YEAR.findall(_clause(sentence, span)))
    if asked not in ("date", "duration") and years and others and not years & others:
        return True
    group = counted(question.text)
    peoples = [name for name in group.names if _is_people(question.text, name)] if group else []
    own = {word[:5] for word in words(sentence)}
    if not peoples or any(name[:5].lower() in own for name in peoples):
        return False
    return not country_words().isdisjoint(words(sentence)) or any(
        mention.label in (GROUP, "GPE") for mention in names(sentence)
    )


def _clause(sentence: str, span: Span) -> str:
    before, after = sentence[: span[0]], sentence[span[1] :]
    return _PAUSE.split(before)[-1] + sentence[slice(*span)] + _PAUSE.split(after)[0]


def _is_people(question: str, name: str) -> bool:
    start = question.index(name)
    labels = [m.label for m in names(question) if m.start <= start < m.end]
    return labels == ["GPE"] or (labels != [ORGANISATION] and bool(_PEOPLE.search(name)))


def _amount(question: Question, asked: AnswerType, text: str, reader_span: Span) -> Span | None:
    types = _AMOUNTS[asked]
    fitting = [
        (a.type, (a.start, a.end))
        for a in amounts(text)
        if a.type in types and not _repeats(question, text[a.start : a.end])
    ]
    group = counted(question.text) if asked == "count" else None
    if group is not None:
        of_group = [span for _, span in fitting if group.noun in _stems_after(text, span)]
        if of_group:
            return _chosen(of_group, reader_span)
    best = _chosen([span for type_, span in fitting if type_ == types[0]], reader_span)
    if best is not None and asked in ("age", "duration", "money"):
        return best
    overlapping = [span for _, span in fitting if _overlap(span, reader_span)]
    return overlapping[0] if overlapping else best


def _stems_after(text: str, span: Span) -> set[str]:
    """The stems of an amount and of the words after it, up to the next mark."""
    after = re.split(r"[,;:.()—]", text[span[1] :])[0].split()[:NEAR]
    return set(content_terms(text[span[0] : span[1]] + " " + " ".join(after)))


def _name(question: Question, asked: AnswerType, text: str, reader_span: Span) -> Span | None:
    is_list = asks_for_list(question.text)
    mentions = [m for m in _mentions(asked, text, question) if not _is_asked_about(question, text, m)]
    fitting = [_fits(question, asked, mention, text, reader_span) for mention in mentions]
    chosen = [i for i, m in enumerate(mentions) if fitting[i] and _overlap((m.start, m.end), reader_span)]
    if not chosen:
        return _unchosen(
            asked, text, reader_span, [m for m, fits in zip(mentions, fitting, strict=True) if fits], is_list
        )
    if asked == "person":  # "Labour leader Ida Storm"
        chosen = [i for i in chosen if mentions[i].label == PERSON] or chosen
    first, last = chosen[0], chosen[0]
    if asked == "place":  # "Manhattan's Audubon Ballroom"
        while last + 1 in chosen and _PART_OF.fullmatch(text[mentions[last].end : mentions[last + 1].start]):
            last += 1
    if is_list or len(chosen) > 1 or _WHO.search(question.text):
        first, last = joined(text, mentions, first, last)
        while asked == "person" and not fitting[last]:
            last -= 1
    if is_list and first == last:
        return None
    if asked == "place" and not is_list:
        return _with_region(text, (mentions[first].start, mentions[last].end), mentions)
    return mentions[first].start, mentions[last].end


def _is_asked_about(question: Question, text: str, mention: NameMention) -> bool:
    """Whether the question contains this name, or at least a person's surname."""
    name = words(text[mention.start : mention.end])
    return question.mentioned.issuperset(name[-1:] if mention.label == PERSON else name)


def _mentions(asked: AnswerType, text: str, question: Question) -> list[NameMention]:
    mentions = names(text, question.mentioned)
    if asked in ("title", "name"):
        titles = quoted_titles(text)
        mentions = [m for m in mentions if not any(_overlap(m[1:], title[1:]) for title in titles)] + titles
    return sorted(mentions, key=lambda mention: mention.start)


def _unchosen(
    asked: AnswerType, text: str, reader_span: Span, fitting: Sequence[NameMention], is_list: bool
) -> Span | None:
    """The answer when the reader chose no name: people without a name, or the only fitting name."""
    if asked == "person" and _SOMEBODY.search(text[slice(*reader_span)]):
        return _phrase(text, reader_span)
    if any(
        entity.label in NAMES and _overlap((entity.start, entity.end), reader_span)
        for entity in entities(text)
    ):
        return None  # the reader's name doesn't fit, so another one probably doesn't either
    sole = [mention for mention in fitting if mention.label in _SOLE[asked]]
    return (sole[0].start, sole[0].end) if len(sole) == 1 and not is_list else None


def _fits(question: Question, asked: AnswerType, mention: NameMention, text: str, reader_span: Span) -> bool:
    if asked == "place" and mention.label in (OTHER, ORGANISATION):
        return bool(_IN_PLACE.search(text[: mention.start]))
    if mention.label in _LABELS[asked]:
        return True
    if asked == "person":
        if mention.label == "GPE":
            return bool(_OF_COUNTRIES.search(question.text))
        return mention.label == "FAC" and _overlap((mention.start, mention.end), reader_span)
    if asked == "place":  # the recogniser labels unusual places as persons
        return _overlap((mention.start, mention.end), reader_span) and bool(
            _IN_PLACE.search(text[: mention.start])
        )
    return False


def _with_region(text: str, span: Span, mentions: Sequence[NameMention]) -> Span:
    """A place with the state or country after it: "Bend, Oregon"."""
    after = [
        m for m in mentions if m.label == "GPE" and _REGION.fullmatch(text[span[1] : max(span[1], m.start)])
    ]
    if after and not re.match(r",? and |, [A-Z]", text[after[0].end :]):
        return span[0], after[0].end
    return span


def _phrase(text: str, reader_span: Span) -> Span | None:
    """The reader's span without subordinate clauses and outer function words, but with whole names, amounts
    and titles."""
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
    wholes = [whole for whole in wholes if _overlap(whole, (start, end))]
    start, end = min([start, *(whole[0] for whole in wholes)]), max([end, *(whole[1] for whole in wholes)])
    return (start, end) if len(text[start:end].split()) <= LONGEST else None
