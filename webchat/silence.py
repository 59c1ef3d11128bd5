"""Why the articles don't say: a filter that shuts the answer out, another language, or words that no article
has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Answer
from assistant.language.requests import request_of
from assistant.language.rewording import Reworder, language_in
from assistant.language.statement import without_opening
from assistant.own_words import OwnWords
from storage import Store
from storage.text.terms import content_terms, words
from webchat.pasted import text_to_check
from webchat.scope import EVERY_ARTICLE, Scope
from webchat.texts import language_name, t
from webchat.wording import joined

FEWEST = 3  # words without any in the articles, from which the question may be in another language

Reason = Literal["", "filter", "words", "language", "other_language", "ask_in"]
TRANSLATED = ("translated", "translated_in_part")  # codes of notices


@dataclass(frozen=True, slots=True)
class Silence:
    """Why an answer abstains.

    `reason`: "filter", when there is an answer with a `wider` filter, the nearest one; "other_language", when
    the question is in another language than most articles, `languages` being the codes of both, or "ask_in",
    when a notice says so already; "words", when no article has these `words`, or "language", when none has
    any word of the question; else "".
    """

    reason: Reason = ""
    wider: Scope | None = None
    words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def sentence(self, scope: Scope) -> str:
        """The reason in the reader's words. `scope`: the filter of the question."""
        if self.reason == "filter":
            key = "silence.filter" if self.wider else "silence.every_filter"
            return t(key, scope=scope, wider=self.wider)
        if self.words:
            return t("silence.word" if len(self.words) == 1 else "silence.words", words=joined(self.words))
        if not self.reason:
            return ""
        asked, articles = map(language_name, self.languages or ("", ""))
        return t(f"silence.{self.reason}", asked=asked, articles=articles)


UNEXPLAINED = Silence()


def silence(store: Store, answer: Answer, scope: Scope, ask: Callable[[Scope], Answer]) -> Silence:
    """Explain an answer that abstains. `ask`: answers the same question with another filter. A pasted text is
    no question: it needs the Check tab, not a reason."""
    if text_to_check(answer.question):
        return UNEXPLAINED
    for wider in _wider(scope):
        if not ask(wider).abstained:
            return Silence("filter", wider)
    return _other_language(store, answer) or _unknown(store, answer.question)


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


def _other_language(store: Store, answer: Answer) -> Silence | None:
    """Name the language of a question that is another one than that of most articles."""
    asked, articles = Reworder(store).language(answer.question), language_in(store)
    if not articles or asked == articles:
        return None
    codes = {notice.code for notice in answer.notices if isinstance(notice, OwnWords)}
    if "untranslated" in codes:  # it says all of this
        return UNEXPLAINED
    return Silence(
        "other_language" if codes.isdisjoint(TRANSLATED) else "ask_in", languages=(asked, articles)
    )


def _unknown(store: Store, question: str) -> Silence:
    """Name the words of a question that no article has."""
    asked = _topic(without_opening(question))
    stems = {word: stem[0] for word in dict.fromkeys(words(asked)) if (stem := content_terms(word))}
    frequencies = store.document_frequencies(list(stems.values()))
    unknown = [_as_typed(word, asked) for word, stem in stems.items() if stem not in frequencies]
    if len(unknown) == len(stems) >= FEWEST:
        return Silence("language")
    return Silence("words", words=tuple(unknown)) if unknown else UNEXPLAINED


def _topic(question: str) -> str:
    """What a request is about: "the storm" of "summarise the storm"."""
    request = request_of(question)
    return request.topic if request.kind in ("summary", "latest", "timeline", "about") else question


def _as_typed(word: str, question: str) -> str:
    match = re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE)
    return match[0] if match else word
