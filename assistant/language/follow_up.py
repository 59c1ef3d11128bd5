"""The context of a follow-up: "And how many civilians?", "What did he ask for?".

A thread is a question that can be understood by itself, and the follow-ups after it. A follow-up is searched
together with the first and the last question of its thread, and with the names in the last answer when it
contains "he" or "there". It prefers the articles that the thread cites.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Turn
from assistant.language.ellipsis import completed, with_verb
from assistant.language.english import NAME
from assistant.language.english_follow_ups import (
    BOUND_POSSESSIVE,
    CONNECTIVE,
    DEMONSTRATIVE,
    EXPLETIVE,
    POSSESSIVE,
    PRONOUN,
    REFERRING,
    SAME_SENTENCE,
)
from assistant.language.joined import halves
from storage.text.terms import content_terms

FEW = 3  # maximum terms of a question that "and" or "that" connects with the previous turn
WHOLE = 3  # minimum terms of a question whose "it" may be an expletive
MENTIONS = 20_000  # characters of a cited article that are searched for the words of a question
SHARED = 0.5  # minimum share of the terms of a question without names that the turns must mention
NAMES = 3  # maximum names from an answer that the search text of a follow-up with a pronoun includes
DECAY = 0.5  # factor of the preference for an article, for each turn since it was cited


@dataclass(frozen=True, slots=True)
class Context:
    """A question with its context.

    `text`: the question, completed when it is elliptical. `before`: the earlier words that it is searched
    with, "" for a question that can be understood by itself. `quoted`: the quotations of the last answer,
    when the question asks for something else. `articles`: the preference for the articles of the thread, by
    identity, 0 to 1. `previous`: the question before, completed; "" for a question that depends on none.
    """

    text: str
    before: str = ""
    quoted: tuple[str, ...] = ()
    articles: Mapping[str, float] = field(default_factory=dict)
    previous: str = ""

    @property
    def search_text(self) -> str:
        return f"{self.before} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Thread:
    """The questions of a thread, each completed, and all turns, oldest first."""

    questions: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, history: Sequence[Turn]) -> Thread:
        """The thread of the last turn."""
        thread = cls()
        for question, answer in history:
            thread = thread.after(question, answer)
        return thread

    def after(self, question: str, answer: Answer) -> Thread:
        """The thread of a further turn: this one continued, or a new one."""
        turns = (*self.turns, (question, answer))
        question = with_verb(question)
        if not self.turns:
            return Thread((question,), turns)
        if whole := completed(question, self.questions[-1]):
            return Thread((*self.questions[:-1], whole), turns)
        if is_follow_up(question, self.turns):
            return Thread((*self.questions, question), turns)
        return Thread((question,), turns if mentions(self.turns, question) else turns[-1:])

    def articles(self) -> dict[str, float]:
        """The preference for each cited article: 1 after one turn, less after more."""
        preferences: dict[str, float] = {}
        for age, (_, answer) in enumerate(reversed(self.turns)):
            for citation in answer.citations:
                preferences.setdefault(citation.article.identity, DECAY**age)
        return preferences


def in_context(text: str, history: Sequence[Turn], longest: int) -> Context:
    """A question in the context of the earlier turns, oldest first. `longest`: characters of `before` and
    `text` together, at most."""
    thread = Thread.of(history)
    if not thread.turns:
        return Context(text)
    text = with_verb(text)
    answer = thread.turns[-1][1]
    questions = thread.questions
    if whole := completed(text, questions[-1]):
        text, questions = whole, questions[:-1]
        names = _names(answer) if has_open_pronoun(text) else []
    elif is_follow_up(text, thread.turns):
        names = _names(answer) if has_open_pronoun(text) else []
    else:
        return Context(text, articles=thread.articles() if mentions(thread.turns, text) else {})
    ends = dict.fromkeys((*questions[:1], *questions[-1:]))
    before = " ".join((*ends, *names))[-max(0, longest - len(text) - 1) :]
    return Context(text, before, _quoted(text, answer), thread.articles(), thread.questions[-1])


def is_follow_up(text: str, turns: Sequence[Turn] = ()) -> bool:
    """Whether a question can't be understood without the turns before it.

    >>> is_follow_up("And how many civilians?"), is_follow_up("What did he ask Moscow for?")
    (True, True)
    >>> is_follow_up("How many of its soldiers does Armenia say have been killed?")
    False
    >>> is_follow_up("How long did the strike last, and what did it cost?")  # "it" refers to the first half
    False
    """
    count = len(content_terms(text))
    parts = halves(text)
    if has_open_pronoun(parts[0] if parts else text) or REFERRING.search(text):
        return True
    if count <= FEW and CONNECTIVE.match(text):
        return True
    if _names_somebody(text):
        return False
    return count <= 1 or (count <= FEW and bool(DEMONSTRATIVE.search(text))) or mentions(turns, text)


def has_open_pronoun(text: str) -> bool:
    """Whether the question contains a pronoun without its antecedent."""
    if len(content_terms(text)) >= WHOLE or _names_somebody(text):
        text = EXPLETIVE.sub("", text)
    if PRONOUN.search(text):
        return True
    bound = _names_somebody(text) or BOUND_POSSESSIVE.search(text)
    return bool(POSSESSIVE.search(text) and not bound)


def mentions(turns: Sequence[Turn], text: str) -> bool:
    """Whether the turns mention the words of a question, in a question or in a cited article: all its names,
    or, of a question without names, at least the share `SHARED` of its terms."""
    names = content_terms(" ".join(re.findall(rf"(?<=\s){NAME}", text)))
    terms = names or content_terms(text)
    if not terms or not turns:
        return False
    start = re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})")
    texts = [question for question, _ in turns]
    texts += [f"{c.article.title}\n{c.article.text[:MENTIONS]}" for _, a in turns for c in a.citations]
    mentioned = {word for text in dict.fromkeys(texts) for word in start.findall(text.lower())}
    return len(mentioned) >= (1.0 if names else SHARED) * len(terms)


def _names_somebody(text: str) -> bool:
    """Whether any word but the first is a name."""
    return bool(re.search(rf"(?<=\s){NAME}", text))


def _names(answer: Answer) -> list[str]:
    """The full names in the first sentence of an answer: "he" or "there" may stand for them."""
    if not answer.sentences:
        return []
    return list(dict.fromkeys(re.findall(rf"{NAME}(?: {NAME})+", answer.sentences[0].explained)))[:NAMES]


def _quoted(text: str, answer: Answer) -> tuple[str, ...]:
    """The quotations of an answer; none for a question that may be answered by the same sentence."""
    if SAME_SENTENCE.match(text):
        return ()
    return tuple(filter(None, (quote for c in answer.citations for quote in (c.context_quote, c.quote))))
