"""`Question`: its terms, the kind of its answer, and the earlier turns that it depends on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Turn
from assistant.language.answer_types import NAMING, answer_type
from assistant.language.english import (
    ANSWERS,
    CALENDAR,
    KINDS,
    LATEST,
    MEASURE,
    NAMED,
    SEVERAL,
    Kind,
)
from assistant.language.english_follow_ups import OWN_KIND
from assistant.language.follow_up import has_open_pronoun, in_context
from assistant.language.joined import halves, shared
from assistant.language.requests import FACT, WAYS, Request, Way, is_evidence, request_of
from storage.errors import QuestionError
from storage.text.terms import content_terms, words

MAX_CHARACTERS = 4_000  # of a question; a longer text is a pasted article
MAX_TURNS = 8  # earlier turns that a question may depend on
TOPICAL = ("about", "summary", "latest", "timeline")  # requests that are searched by their topic alone


@dataclass(frozen=True, slots=True)
class Question:
    """A question, ready to be searched: its original `text`, and the `search_text`, which includes the turns
    that it depends on.

    `terms`: the stems of the text, without stop words and "far" of "how far". `search_terms`: the same of the
    search text. `named_terms`: the stems of its names and numbers, except for the first word. `mentioned`:
    the words of the question, which can't be its answer. `asks_for_several`: it asks for a list, "Which
    countries joined?". `prefers_latest`: it asks for the newest report, "What is the latest on the strike?".
    `parts`: the questions that it joins; empty for a single question. `quoted`: the quotations in the turn
    that it depends on; empty without one. `articles`: its preference for the articles cited before, by
    identity, 0 to 1. `request`: the kind of request, and its topic.
    """

    text: str
    search_text: str
    kind: Kind
    terms: tuple[str, ...]
    search_terms: tuple[str, ...]
    named_terms: tuple[str, ...]
    mentioned: frozenset[str]
    asks_for_several: bool
    prefers_latest: bool
    parts: tuple[Question, ...] = ()
    quoted: tuple[str, ...] = ()
    articles: Mapping[str, float] = field(default_factory=dict)
    request: Request = FACT

    @classmethod
    def of(
        cls,
        text: str,
        search_text: str | None = None,
        kind: Kind = "other",
        parts: tuple[Question, ...] = (),
        quoted: tuple[str, ...] = (),
        articles: Mapping[str, float] | None = None,
        request: Request = FACT,
    ) -> Question:
        """Create a question with all fields that follow from its words.

        >>> Question.of("Did Ida Storm win in 2022?").named_terms
        ('ida', 'storm', '2022')
        """
        search_text = text if search_text is None else search_text
        calendar = CALENDAR if kind in ("person", "place", "name") else frozenset()
        return cls(
            text,
            search_text,
            kind,
            terms=_terms(text),
            search_terms=_terms(search_text),
            named_terms=tuple(content_terms(" ".join(NAMED.findall(search_text)))),
            mentioned=calendar.union(words(search_text)),
            asks_for_several=bool(SEVERAL.search(text)),
            prefers_latest=bool(LATEST.search(text)),
            parts=parts,
            quoted=quoted,
            articles=articles or {},
            request=request,
        )

    @property
    def way(self) -> Way:
        """How this kind of request is answered and shown."""
        return WAYS[self.request.kind]

    def answered_by(self, sentence: str) -> bool:
        """Whether a sentence has the form that the request needs, and words of the right kind that aren't in
        the question.

        >>> understand("How many soldiers were killed?").answered_by("It said 1,166 soldiers were killed.")
        True
        >>> understand("Who was killed?").answered_by("Soldiers were killed.")
        False
        """
        if not is_evidence(self.request, sentence):
            return False
        if self.kind in ("other", "about"):
            return True
        if self.kind == "reason":
            return bool(ANSWERS["reason"].search(sentence))
        return any(
            not self.mentioned.issuperset(words(match.group()))
            for match in ANSWERS[self.kind].finditer(sentence)
            if match.start() > 0 or self.kind in ("number", "date") or " " in match.group()
        )

    def is_of_kind(self, short_answer: str) -> bool:
        """Whether a short answer has the kind that the question asks for: a number, a name or a date.

        >>> understand("How many soldiers were killed?").is_of_kind("1,166 soldiers")
        True
        >>> understand("How many soldiers were killed?").is_of_kind("soldiers")
        False
        """
        pattern = ANSWERS.get(self.kind)
        return pattern is None or bool(pattern.search(short_answer))


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Analyse a question in the context of the earlier turns. Raises QuestionError unless it is a text with
    words and at most `MAX_CHARACTERS` characters."""
    text = " ".join(printable(text).split())
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters, the limit is {MAX_CHARACTERS:,}: ask it more briefly"
        )
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            f"the question {text!r} has no words: ask about something that the articles may report"
        )
    if WAYS[(request := request_of(text)).kind].by == "reply":
        return Question.of(text, request=request)
    history = [turn for turn in history if not turn[1].reply]
    context = in_context(text, history[-MAX_TURNS:], MAX_CHARACTERS)
    text, request = context.text, request_of(context.text)
    parts = _parts(text, context.search_text)
    if not parts and request.kind in TOPICAL and request.topic:
        is_named = content_terms(request.topic) and not has_open_pronoun(request.topic)
        subject = request.topic if is_named else f"{context.before} {request.topic}".strip()
        return Question.of(text, subject, "about", articles=context.articles, request=request)
    return Question.of(
        text,
        context.search_text,
        _kind_of(text, request, context.previous),
        parts,
        context.quoted,
        context.articles,
        request,
    )


def printable(text: str, name: str = "the question") -> str:
    """Replace the characters that can't be stored or printed: NUL and lone surrogates.

    Raises QuestionError with this `name` unless the value is a string.

    >>> printable("Who\\0won\\ud800?")
    'Who won??'
    """
    if not isinstance(text, str):
        raise QuestionError(f"{name} is {text!r}, expected text such as 'Who called for a ceasefire?'")
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _terms(text: str) -> tuple[str, ...]:
    return tuple(content_terms(re.sub(MEASURE, "", text, flags=re.IGNORECASE)))


def _parts(text: str, search_text: str) -> tuple[Question, ...]:
    """The questions joined by "and"; the second is searched together with the first.

    >>> [part.text for part in understand("When and where was the ferry built?").parts]
    ['When was the ferry built?', 'where was the ferry built?']
    >>> [part.text for part in understand("Who won, and how many voted?").parts]
    ['Who won?', 'how many voted?']
    """
    if pair := shared(text):
        return tuple(_part(part, part) for part in pair)
    if not (pair := halves(text)):
        return ()
    before, (first, second) = search_text.removesuffix(text), pair
    return (_part(first, before + first), _part(second, f"{before}{first} {second}"))


def _part(text: str, search_text: str) -> Question:
    request = request_of(text)
    if request.kind in TOPICAL and request.topic:
        search_text = search_text.removesuffix(text) + request.topic
        return Question.of(text, search_text, "about", request=Request("about", request.topic))
    return Question.of(text, search_text, _kind_of(text, request), request=request)


def _kind_of(text: str, request: Request, previous: str = "") -> Kind:
    return WAYS[request.kind].kind or _kind(text, previous)


def _kind(text: str, previous: str = "") -> Kind:
    """The kind of a question; the previous one's, when it has none itself."""
    lowered = text.lower()
    for kind, pattern in KINDS:
        if pattern.search(lowered):
            return kind
    if answer_type(text) in NAMING:
        return "name"
    return "other" if not previous or OWN_KIND.search(lowered) else _kind(previous)
