"""The Ask tab: a question, its answer in the chat, and the sources beside it.

Answers and sources link to each other by id. Turn 3 of a conversation, citation 1:

    answer   <a class="cite" href="#s-3-1" title="TRT World, 1 November 2020">[1]</a>   inside id="a-3"
    source   <article class="card" id="s-3-1" tabindex="-1"> ... <mark>the quote</mark> ...
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from assistant.answer import Answer, Sentence, ShortAnswer, Turn
from assistant.text import NEAR, NOTHING_NEAR
from storage.errors import DatelineError, QuestionError
from storage.records import Hit
from webchat.markup import chat, html
from webchat.page import alert

EXAMPLES = (  # about the samples, which don't answer the last one
    "What did Armenia's prime minister ask Moscow for?",
    "How many soldiers has Armenia lost?",
    "How many people have died in the fighting?",
    "How many tanks were destroyed?",
)
NEAREST = "The nearest passages. None of them answers the question."
FAILED = "Something went wrong inside Dateline, so the question has no answer. Please ask it again."

LOG = logging.getLogger("webchat")

Message = dict[str, str]  # {"role": "user" or "assistant", "content": HTML}


class Asked(Protocol):
    """The part of an assistant that the tab uses."""

    def ask(
        self,
        question: str,
        *,
        outlets: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer: ...


class AskUpdate(NamedTuple):
    """An update of the tab. None leaves a part unchanged; `question` is the text in the question box."""

    chat: list[Message]
    sources: str | None = None
    question: str | None = None
    notice: str | None = None
    turns: list[Turn] | None = None


def ask(
    assistant: Asked,
    question: str,
    outlets: Sequence[str],
    since: str | None,
    until: str | None,
    turns: list[Turn],
) -> Iterator[AskUpdate]:
    """Yield the question with a "searching" message at once, then the answer or an error."""
    yield AskUpdate([*messages(turns), asked(question), searching()], question="", notice="")
    try:
        answer = assistant.ask(
            question, outlets=outlets or None, since=since or None, until=until or None, history=turns
        )
    except DatelineError as error:
        if not isinstance(error, QuestionError):
            LOG.error("a question failed: %s: %s", type(error).__name__, error)
        yield AskUpdate(messages(turns), question=question, notice=alert(error))
        return
    turns = [*turns, (question, answer)]
    yield AskUpdate(messages(turns), sources(turns), turns=turns)


def failed(turns: Sequence[Turn]) -> AskUpdate:
    """The tab after an unexpected error."""
    return AskUpdate(messages(turns), notice=alert(FAILED))


def messages(turns: Sequence[Turn]) -> list[Message]:
    """The messages of a conversation; turns are numbered from 1."""
    shown: list[Message] = []
    for number, (question, answer) in enumerate(turns, start=1):
        shown += [asked(question), {"role": "assistant", "content": answer_message(answer, number)}]
    return shown


def asked(question: str) -> Message:
    """The message of a question; keeps its line breaks."""
    return {"role": "user", "content": chat("question.html", lines=question.strip().splitlines())}


def searching() -> Message:
    """The message that stands in for an answer until it is ready."""
    return {"role": "assistant", "content": chat("searching.html")}


class SentenceParts(NamedTuple):
    """A sentence split around the short answer, if it contains it."""

    explanation: str
    before: str
    short: str
    after: str
    citations: tuple[int, ...]


def answer_message(answer: Answer, turn: int) -> str:
    """Render an answer for the chat: the short answer, each sentence with its outlet and day, the notices."""
    cited = {citation.number: citation for citation in answer.citations}
    sentences = [
        _parts(sentence, cited[sentence.citations[0]].start, answer.short) for sentence in answer.sentences
    ]
    return chat(
        "answer.html", answer=answer, turn=turn, cited=cited, sentences=sentences, nothing_near=NOTHING_NEAR
    )


def _parts(sentence: Sentence, start: int, short: ShortAnswer | None) -> SentenceParts:
    """Split a sentence around the short answer. `start`: the offset of the sentence in its article."""
    text = sentence.text
    short_start = short_end = len(text)
    if short is not None and short.citation == sentence.citations[0]:
        short_start, short_end = short.start - start, short.end - start
    return SentenceParts(
        sentence.explanation,
        text[:short_start],
        text[short_start:short_end],
        text[short_end:],
        sentence.citations,
    )


class TurnSources(NamedTuple):
    """A turn, with the retrieved passages that its answer doesn't cite."""

    number: int
    question: str
    answer: Answer
    uncited: list[Hit]


def sources(turns: Sequence[Turn]) -> str:
    """Render the sources of a conversation, newest turn first; turns are numbered from 1."""
    numbered = [
        TurnSources(number, " ".join(question.split()), answer, _uncited(answer))
        for number, (question, answer) in enumerate(turns, start=1)
    ]
    return html("sources.html", turns=numbered[::-1], nearest=NEAREST, nothing_near=NOTHING_NEAR)


def _uncited(answer: Answer) -> list[Hit]:
    if answer.abstained:
        return list(answer.passages[:NEAR])
    cited = {citation.passage.id for citation in answer.citations}
    return [hit for hit in answer.passages if hit.passage.id not in cited]
