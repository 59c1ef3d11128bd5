"""The name in a sentence that answers "who", "where", and "which" person, place, organisation or title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.entities import entities
from assistant.language.answer_types import AnswerType, asks_for_list
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
from assistant.language.phrase_answer import phrase_span
from assistant.language.question import Question
from assistant.language.spans import Span, overlap
from storage.text.terms import words

# The labels of names that answer each type of question.
_LABELS: dict[AnswerType, frozenset[str]] = {
    "person": frozenset((PERSON, ORGANISATION, GROUP, OTHER)),
    "place": PLACES | {ORGANISATION, OTHER},
    "name": PLACES
    | {ORGANISATION, GROUP, OTHER, QUOTED, PERSON, "PRODUCT", "EVENT", "WORK_OF_ART", "LANGUAGE", "LAW"},
    "title": frozenset(("WORK_OF_ART", QUOTED, OTHER, ORGANISATION, PERSON, "PRODUCT", "EVENT")),
}
# The labels of names that answer it when the reader chose no name.
SOLE_LABELS: dict[AnswerType, frozenset[str]] = {
    "person": frozenset((PERSON,)),
    "place": PLACES,
    "name": frozenset((ORGANISATION,)),
    "title": frozenset(("WORK_OF_ART", QUOTED)),
}
# Verbs whose subject may be a country: "Who won the World Cup?".
_OF_COUNTRIES = re.compile(
    r"\b(?:win|won|wins|beat|beats|beaten|defeat\w*|play\w*|face[sd]?|host\w*|qualif\w*|invad\w*|attack\w*"
    r"|lost|sanction\w*|recogni[sz]\w*|veto\w*|vot\w*|suppl\w*|bann?\w*|join\w*|own\w*|control\w*"
    r"|sign\w*|export\w*)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    rf"\b(?:{SOMEBODY}|police|prosecutors?|officials?|scientists|researchers|students|residents|workers"
    r"|voters|parents|lawmakers|protesters|troops|soldiers|firefighters|retailer|company|group|family"
    r"|government)s?\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|from|to|on|of|into) (?:the )?$")
_PART_OF = re.compile(r"['’]s |,? in (?:the )?| city of ")
_REGION = re.compile(r", (?:the )?")
_WHO = re.compile(r"\bwho(?:m|['’]s)?\b", re.IGNORECASE)


def name_span(question: Question, asked: AnswerType, text: str, reader_span: Span) -> Span | None:
    """The name that answers the question: the one in the reader's span, with its region or its list, or the
    only fitting one of the sentence; None when there is none."""
    is_list = asks_for_list(question.text)
    mentions = [m for m in _mentions(asked, text, question) if not _is_asked_about(question, text, m)]
    fitting = [_fits(question, asked, mention, text, reader_span) for mention in mentions]
    chosen = [i for i, m in enumerate(mentions) if fitting[i] and overlap((m.start, m.end), reader_span)]
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
        mentions = [m for m in mentions if not any(overlap(m[1:], title[1:]) for title in titles)] + titles
    return sorted(mentions, key=lambda mention: mention.start)


def _unchosen(
    asked: AnswerType, text: str, reader_span: Span, fitting: Sequence[NameMention], is_list: bool
) -> Span | None:
    """The answer when the reader chose no name: people without a name, or the only fitting name."""
    if asked == "person" and _SOMEBODY.search(text[slice(*reader_span)]):
        return phrase_span(text, reader_span)
    if any(
        entity.label in NAMES and overlap((entity.start, entity.end), reader_span)
        for entity in entities(text)
    ):
        return None  # the reader's name doesn't fit, so another one probably doesn't either
    sole = [mention for mention in fitting if mention.label in SOLE_LABELS[asked]]
    return (sole[0].start, sole[0].end) if len(sole) == 1 and not is_list else None


def _fits(question: Question, asked: AnswerType, mention: NameMention, text: str, reader_span: Span) -> bool:
    if asked == "place" and mention.label in (OTHER, ORGANISATION):
        return bool(_IN_PLACE.search(text[: mention.start]))
    if mention.label in _LABELS[asked]:
        return True
    if asked == "person":
        if mention.label == "GPE":
            return bool(_OF_COUNTRIES.search(question.text))
        return mention.label == "FAC" and overlap((mention.start, mention.end), reader_span)
    if asked == "place":  # the recogniser labels unusual places as persons
        return overlap((mention.start, mention.end), reader_span) and bool(
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
