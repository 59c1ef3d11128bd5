"""The type of the short answer that a question asks for."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.language.english import FIRST, Kind
from storage.text.terms import content_terms

AnswerType = Literal[
    "person", "place", "name", "title", "date", "duration", "age", "money", "percent", "amount", "count",
    "phrase", "none",
]  # fmt: skip

# The types with a number as answer, and the types with a name.
NUMERIC: frozenset[AnswerType] = frozenset(("duration", "age", "money", "percent", "amount", "count"))
NAMING: frozenset[AnswerType] = frozenset(("person", "place", "name", "title"))

# "which", and up to three words before its noun: "which former first ladies". None of them is a verb.
_WHICH = (
    r"\b(?:what|which|whose)"
    r"(?:[ -](?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|"
    r"the|an?|his|her|its|their)\b)"
    r"[\w’'-]+){0,3}?[ -]"
)
_PERSONS = (
    r"(?:people|person|man|men|woman|women|actor|actress|actresse|artist|singer|rapper|musician"
    r"|author|writer|"
    r"director|player|striker|goalkeeper|athlete|coach|driver|judge|justice|lawyer|prosecutor"
    r"|attorney|senator|"
    r"congressman|congresswoman|representative|lawmaker|politician|minister|president|chancellor|governor|"
    r"mayor|candidate|democrat|republican|official|officer|sheriff|chief|general|leader|king|queen|prince|"
    r"princess|pope|scientist|professor|doctor|critic|host|comedian|celebrity|billionaire|ceo|executive|"
    r"suspect|victim|witness|ladie|lady|nominee|finalist|winner|pilot|astronaut|spokesman|spokeswoman)e?s?\b"
)
_PLACES = (
    r"(?:country|countries|nation|city|cities|town|village|state|region|province|county|counties|continent|"
    r"capital|district|place|island|beach|airport|stadium|street|river|lake|mountain|park|venue)s?\b"
)
_NAMES = (
    r"(?:company|companies|firm|bank|airline|carrier|retailer|maker|brand|team|club|party|parties|agency|"
    r"agencies|organi[sz]ation|group|union|university|universities|college|school|church|hospital|newspaper|"
    r"outlet|network|channel|studio|court|committee|ministry|army|band|nationality|language|galaxy|ship|"
    r"vessel|storm|hurricane|award|prize|tournament|shareholder|partner)e?s?\b"
)
_TITLES = (
    r"(?:film|movie|show|series|song|album|book|novel|game|play|musical|autobiography|memoir|documentary)s?\b"
)
_UNITS = r"(?:far|tall|high|deep|fast|big|large|wide|heavy|hot|cold|strong|often)"

_KEYWORD = re.compile(
    r"\b(?:age|price|cost|salary)\b"
)  # of a request without question words: "rosa vale age"
_QUESTION_WORD = re.compile(r"\b(?:what|which|who|whom|whose|how|where|when|why)\b")

# The first matching pattern decides; the question is in lower case.
_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "none",
        re.compile(
            r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b"
            r"|\bwhat .*\b(?:say|said|think|done)\b"
        ),
    ),
    ("none", re.compile(r"^(?:why|how come)\b|\bwhat (?:caused|led to)\b|\bfor what reason\b")),
    ("age", re.compile(r"\bhow old\b|\b(?:what|which) age\b|\bage (?:of|was|is|did)\b")),
    ("date", re.compile(r"\bhow long ago\b|\bhow recently\b|\bhow soon\b")),
    ("duration", re.compile(r"\bhow (?:long|many (?:seconds|minutes|hours|days|weeks|months|years))\b")),
    (
        "percent",
        re.compile(
            r"\b(?:what|which) (?:\w+ )?(?:percent(?:age)?|share|proportion|fraction)\b|\bhow many percent\b"
        ),
    ),
    (
        "money",
        re.compile(
            r"\bhow much (?:\w+ )?(?:money|cash)\b"
            r"|\bwhat(?:['’]s| is| was)? (?:the )?(?:\w+ )?(?:price|cost|salary|fine)\b"
            r"|\bhow much (?:do|does|did|is|was|will|has|have|had) .*\b(?:costs?|pay|paid|worth|sell|sold"
            r"|charge|fined?|earn(?:ed)?|ma[dk]e|get|give|raised?|spen[dt]|gross(?:ed)?)\b"
        ),
    ),
    ("count", re.compile(r"\bhow many\b|\b(?:what|which) number\b|\bdeath toll\b")),
    (
        "amount",
        re.compile(rf"\bhow much\b|\bhow {_UNITS}\b|\bwhat (?:amount|distance|temperature|speed|size)\b"),
    ),
    (
        "date",
        re.compile(rf"{FIRST}\bwhen\b|\b(?:what|which) (?:day|date|year|month|week|time)\b|\bsince when\b"),
    ),
    ("person", re.compile(rf"{FIRST}\bwho(?:m|['’]s|['’]re)?\b|{_WHICH}{_PERSONS}")),
    ("place", re.compile(rf"{FIRST}\bwhere\b|{_WHICH}{_PLACES}")),
    ("title", re.compile(rf"{_WHICH}{_TITLES}|\bwhat(?:['’]s| is| was| are) .*\bcalled\b")),
    ("name", re.compile(rf"{_WHICH}{_NAMES}|\bwhose\b|\bnames? of\b|\bwhat(?:['’]s| is| was) the name\b")),
)
# The noun that is counted, at the end of the group: "How many Armenian soldiers died?".
_COUNTED = re.compile(
    r"\bhow many (?P<group>(?:[\w’'.-]+ ){0,4}?(?P<noun>[\w’'.-]+))(?:\??$| (?:is|are|was|were|do"
    r"|does|did|has|have|"
    r"had|will|would|can|could|may|might|must|should|in|on|at|for|from|to|of|by|with|per|there|came"
    r"|got|went|say|"
    r"think|use|\w+ed)\b)",
    re.IGNORECASE,
)


def answer_type(question: str, kind: Kind = "other") -> AnswerType:
    """The type of the short answer; `kind` decides for a follow-up without question words ("And in Spain?").

    >>> answer_type("How long did the match take?"), answer_type("Which church runs the shelter?")
    ('duration', 'name')
    """
    if kind in ("reason", "about"):
        return "none"
    lowered = question.lower()
    for name, pattern in _TYPES:
        if pattern.search(lowered):
            return name
    if _QUESTION_WORD.search(lowered):
        return "phrase"
    if kind == "number" and (measure := _KEYWORD.search(lowered)):
        return "age" if measure[0] == "age" else "money"
    by_kind: dict[Kind, AnswerType] = {
        "number": "amount",
        "date": "date",
        "person": "person",
        "place": "place",
    }
    return by_kind.get(kind, "phrase")


# A noun in the plural after "which": "Which states' laws ...?".
_SEVERAL = re.compile(
    rf"{_WHICH}(?:people|men|women|children|ladies|countries|cities|counties|companies|parties"
    rf"|(?!(?:series|species|news|headquarters|means|besides|does)\b)\w{{3,}}[^aiusy\W]s)\b"
    r"|\bnames of\b|^who (?:are|were)\b|^(?:name|list)\b",
    re.IGNORECASE,
)


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several names.

    >>> asks_for_list("Which states' laws took effect?"), asks_for_list("Which state won?")
    (True, False)
    """
    return bool(_SEVERAL.search(question))


_PLURAL = re.compile(r"people|men|women|children|[a-z]{3,}[^aius]s")


class Counted(NamedTuple):
    """What "how many" counts: the stem of its noun, and the names before it."""

    noun: str
    names: tuple[str, ...]


def counted(question: str) -> Counted | None:
    """The group that a question counts; None for other questions.

    >>> counted("How many Azerbaijani soldiers died?")
    Counted(noun='soldier', names=('Azerbaijani',))
    """
    match = _COUNTED.search(question)
    if match is None:
        return None
    group = match["group"].split()
    plurals = [n for n, word in enumerate(group) if _PLURAL.fullmatch(word)]
    if plurals:  # "How many students attend the college?"
        group = group[: plurals[-1] + 1]
    if not (stems := content_terms(group[-1])):
        return None
    return Counted(stems[-1], tuple(word for word in group[:-1] if word[0].isupper()))
