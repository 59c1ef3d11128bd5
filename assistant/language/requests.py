"""Kinds of request, and the way in which each is answered and shown: one table, `WAYS`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from assistant.language import english_requests as english
from assistant.language.english import SEVERAL, Kind
from assistant.language.english_follow_ups import CONNECTIVE
from assistant.language.reference import opens_with_pronoun
from storage.text.terms import content_terms, words

RequestKind = Literal[
    "fact",
    "speaker",
    "statement",
    "reason",
    "list",
    "yes or no",
    "comparison",
    "definition",
    "keywords",
    "about",
    "summary",
    "latest",
    "timeline",
    "collection",
    "small talk",
]

KEYWORDS = 6  # maximum words of a request that is neither a question nor a command
# A sentence whose score is further below the best one isn't quoted. The best sentence is right in 7 of 10
# tuning questions where it leads by 1, and in 9 of 10 where it leads by 2.
MARGIN = 1.5
MARGIN_OF_SEVERAL = 2.0  # the same, when several sentences answer together, or for keywords


@dataclass(frozen=True, slots=True)
class Way:
    """The way to answer one kind of request.

    `by`: quotations of the best sentences, a summary, or a reply that quotes nothing. `kind`: the kind of
    answer, whatever question words the request contains; None when these decide. `short`: whether a few words
    may answer. `sentences`: the largest number shown. `margin`: a sentence whose score is further below the
    best one isn't quoted. `articles`: the number of articles that a summary draws on, `each` the number of
    sentences from one of them.
    """

    by: Literal["quotations", "summary", "reply"] = "quotations"
    kind: Kind | None = None
    short: bool = True
    sentences: int = 3
    margin: float = MARGIN
    articles: int = 1
    each: int = 1


WAYS: Mapping[RequestKind, Way] = MappingProxyType(
    {
        "fact": Way(),
        "speaker": Way(),
        "statement": Way(kind="other", short=False),
        "reason": Way(short=False),
        "list": Way(margin=MARGIN_OF_SEVERAL),
        "yes or no": Way(kind="other", short=False),
        "comparison": Way(kind="other", short=False),
        "definition": Way(kind="other"),
        "keywords": Way(margin=MARGIN_OF_SEVERAL),
        "about": Way(kind="about", short=False),
        "summary": Way("summary", "about", short=False, sentences=6, articles=3, each=4),
        "latest": Way("summary", "about", short=False, sentences=5, articles=2, each=4),
        "timeline": Way("summary", "about", short=False, sentences=6, articles=6, each=2),
        "collection": Way("reply", short=False, sentences=0),
        "small talk": Way("reply", short=False, sentences=0),
    }
)


class Request(NamedTuple):
    """The kind of a request. `topic`: what it is about, "the strike" of "What's the latest on the strike?",
    or whom, "Ida Storm" of "What did Ida Storm say?"; "" when it names nothing."""

    kind: RequestKind
    topic: str = ""


FACT = Request("fact")


# The first matching pattern decides.
_PATTERNS: tuple[tuple[RequestKind, re.Pattern[str]], ...] = (
    ("latest", english.LATEST_NEWS),
    ("timeline", english.TIMELINE),
    ("summary", english.SUMMARY),
    ("about", english.ABOUT),
)
_OPENINGS: tuple[tuple[RequestKind, re.Pattern[str]], ...] = (
    ("reason", english.REASON),
    ("comparison", english.COMPARE),
    ("yes or no", english.YES_NO),
    ("speaker", english.SPEAKER),
    ("statement", english.STATEMENT),
    ("list", SEVERAL),
)


def request_of(text: str) -> Request:
    """Recognise the kind of a request.

    >>> request_of("What's the latest on the strike?")
    Request(kind='latest', topic='the strike')
    >>> request_of("What did Ida Storm say about the ferry?")
    Request(kind='statement', topic='Ida Storm')
    >>> request_of("How many boats sank?")
    Request(kind='fact', topic='')
    """
    if any(pattern.fullmatch(text) for pattern in english.SMALL_TALK.values()):
        return Request("small talk")
    if match := _collection(text):
        return Request("collection", _topic(match))
    asked = english.POLITE.sub("", text)
    for kind, pattern in _PATTERNS:
        if (match := pattern.match(asked)) and content_terms(topic := _topic(match)):
            return Request(kind, topic)
    if (match := english.DEFINITION.fullmatch(asked)) and _names_one_thing(match):
        return Request("definition", _topic(match))
    for kind, pattern in _OPENINGS:
        if match := pattern.search(asked):
            return Request(kind, _topic(match))
    if _is_keywords(asked):
        return Request("keywords")
    return FACT


def is_evidence(request: Request, sentence: str) -> bool:
    """Whether a sentence has the form that answers this kind of request: for a statement, speech of the named
    speaker; for a definition, words that explain the name.

    >>> is_evidence(request_of("What did Ida Storm say?"), "Storm called it a disgrace.")
    True
    >>> is_evidence(request_of("Who is Ida Storm?"), "Reporters met Ida Storm.")
    False
    """
    if request.kind in ("speaker", "statement"):
        return bool(english.SPEECH.search(sentence)) and _may_be_by(request.topic, sentence)
    if request.kind == "definition":
        name = re.escape(request.topic)
        return bool(re.search(rf"\b{name}\b{english.EXPLAINED}", sentence, re.IGNORECASE))
    return True


def _may_be_by(speaker: str, sentence: str) -> bool:
    """Whether a sentence has the surname of the speaker, or opens with a pronoun."""
    surname = words(speaker)[-1:]
    return not surname or surname[0] in words(sentence) or opens_with_pronoun(sentence)


def collection_question(text: str) -> tuple[str, str]:
    """The name of the question about the collection, as in `COLLECTION`, and its topic; ("", "") for others.

    >>> collection_question("How many articles are about the storm?")
    ('articles about', 'the storm')
    """
    match = _collection(text)
    if match is None:
        return "", ""
    name = next(name for name, pattern in english.COLLECTION.items() if pattern is match.re)
    return name, _topic(match)


def small_talk(text: str) -> str:
    """ "greeting", "thanks" or "help"; "" for everything else."""
    return next((name for name, pattern in english.SMALL_TALK.items() if pattern.fullmatch(text)), "")


def _collection(text: str) -> re.Match[str] | None:
    matches = (pattern.fullmatch(text) for pattern in english.COLLECTION.values())
    return next(filter(None, matches), None)


def _topic(match: re.Match[str]) -> str:
    named = next(filter(None, match.groupdict().values()), "")
    return named.strip(' ?.!"“”')


def _names_one_thing(match: re.Match[str]) -> bool:
    """Whether "What is X?" names a thing to be explained, and not a fact about it: "What is his name?"."""
    topic = _topic(match)
    return bool(words(topic)) and not english.NO_DEFINITION.search(topic)


def _is_keywords(text: str) -> bool:
    is_short = 1 < len(text.split()) <= KEYWORDS and not text.rstrip().endswith(("?", "!", "."))
    return is_short and not english.QUESTION_OPENING.search(text) and not CONNECTIVE.match(text)
