"""Why the articles don't say: a filter that shuts the answer out, or words that no article has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.language.statement import without_opening
from storage import Store
from storage.text.terms import content_terms, words
from webchat.scope import EVERY_ARTICLE, Scope

FEWEST = 3  # words without any in the articles, from which the question may be in another language


@dataclass(frozen=True, slots=True)
class Silence:
    """`reason`: sentences. `wider`: the nearest filter with which there is an answer; None without one."""

    reason: str = ""
    wider: Scope | None = None


UNEXPLAINED = Silence()


def silence(store: Store, question: str, scope: Scope, ask: Callable[[Scope], Answer]) -> Silence:
    """Explain an answer that abstains. `ask`: answers the same question with another filter."""
    for wider in _wider(scope):
        if not ask(wider).abstained:
            kept = f" With the filter “{wider}” they do." if wider else " Without it they do."
            return Silence(f"The articles that pass the filter “{scope}” don't say.{kept}", wider)
    return Silence(_unknown(store, question))


def _wider(scope: Scope) -> Iterator[Scope]:
    """Wider filters: first without the days, then without the outlets, then none."""
    without_days, without_outlets = replace(scope, since="", until=""), replace(scope, outlets=())
    for wider in dict.fromkeys((without_days, without_outlets, EVERY_ARTICLE)):
        if wider != scope:
            yield wider


def _unknown(store: Store, question: str) -> str:
    """The sentence about the words of a question that no article has; "" when each has one."""
    asked = without_opening(question)
    stems = {word: stem[0] for word in dict.fromkeys(words(asked)) if (stem := content_terms(word))}
    frequencies = store.document_frequencies(list(stems.values()))
    unknown = [f"“{_as_typed(word, asked)}”" for word, stem in stems.items() if stem not in frequencies]
    if not unknown:
        return ""
    if len(unknown) == len(stems) >= FEWEST:
        return "No article has any of these words. Is the question in the language of the articles?"
    if len(unknown) == 1:
        return f"No article has the word {unknown[0]}. Is it spelled as in the articles?"
    return f"No article has the words {', '.join(unknown[:-1])} and {unknown[-1]}. Are they spelled as there?"


def _as_typed(word: str, question: str) -> str:
    match = re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE)
    return match[0] if match else word
