"""Why the articles don't say: a filter that shuts the answer out, or words that no article has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Answer
from assistant.language.statement import without_opening
from storage import Store
from storage.text.terms import content_terms, words
from webchat.scope import EVERY_ARTICLE, Scope
from webchat.texts import t

FEWEST = 3  # words without any in the articles, from which the question may be in another language

Reason = Literal["", "filter", "words", "language"]


@dataclass(frozen=True, slots=True)
class Silence:
    """Why an answer abstains.

    `reason`: "filter", when there is an answer with a `wider` filter, the nearest one; "words", when no
    article has these `words`, or "language", when none has any word of the question; else "".
    """

    reason: Reason = ""
    wider: Scope | None = None
    words: tuple[str, ...] = ()

    def sentence(self, scope: Scope) -> str:
        """The reason in the reader's words. `scope`: the filter of the question."""
        if self.reason == "filter":
            key = "silence.filter" if self.wider else "silence.every_filter"
            return t(key, scope=scope, wider=self.wider)
        words = [t("silence.quoted", word=word) for word in self.words]
        if len(words) == 1:
            return t("silence.word", word=words[0])
        if words:
            return t("silence.words", words=", ".join(words[:-1]), last=words[-1])
        return t(f"silence.{self.reason}") if self.reason else ""


UNEXPLAINED = Silence()


def silence(store: Store, question: str, scope: Scope, ask: Callable[[Scope], Answer]) -> Silence:
    """Explain an answer that abstains. `ask`: answers the same question with another filter."""
    for wider in _wider(scope):
        if not ask(wider).abstained:
            return Silence("filter", wider)
    return _unknown(store, question)


def _wider(scope: Scope) -> Iterator[Scope]:
    """Wider filters: without the days, without one of the other conditions, and none."""
    wider = (
        replace(scope, since="", until=""),
        replace(scope, outlets=()),
        replace(scope, languages=()),
        replace(scope, sections=()),
        replace(scope, article="", story="", title=""),
        EVERY_ARTICLE,
    )
    yield from (each for each in dict.fromkeys(wider) if each != scope)


def _unknown(store: Store, question: str) -> Silence:
    """Name the words of a question that no article has."""
    asked = without_opening(question)
    stems = {word: stem[0] for word in dict.fromkeys(words(asked)) if (stem := content_terms(word))}
    frequencies = store.document_frequencies(list(stems.values()))
    unknown = [_as_typed(word, asked) for word, stem in stems.items() if stem not in frequencies]
    if len(unknown) == len(stems) >= FEWEST:
        return Silence("language")
    return Silence("words", words=tuple(unknown)) if unknown else UNEXPLAINED


def _as_typed(word: str, question: str) -> str:
    match = re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE)
    return match[0] if match else word
