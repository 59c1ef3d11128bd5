"""A turn of a conversation as HTML: the question, its answer, and the sources beside it.

Answers and sources link to each other by id. Turn 3 of a conversation, citation 1:

    answer   <a class="cite" href="#s-3-1" title="TRT World, 1 November 2020">[1]</a>   inside id="a-3"
    source   <article class="card" id="s-3-1" tabindex="-1"> ... <mark>the quote</mark> ...
"""

from __future__ import annotations

from typing import NamedTuple

from assistant.answer import Answer, Sentence, ShortAnswer
from assistant.text import NEAR
from storage.records import Hit
from webchat.conversation import Exchange
from webchat.markup import Markup, html

REASONS = ("wrong citation", "not what the source says", "missed an article", "out of date")


class SentenceParts(NamedTuple):
    """A sentence split around the short answer, if it contains it."""

    explanation: str
    before: str
    short: str
    after: str
    citations: tuple[int, ...]


def turn_html(turn: Exchange) -> Markup:
    """Render a question, the filter that it was asked with, and its answer."""
    answer = answer_message(turn.answer, turn.number) if turn.answer else None
    return html("turn.html", turn=turn, answer=answer, reasons=REASONS)


def answer_message(answer: Answer, turn: int) -> Markup:
    """Render an answer: the short answer, each sentence with its outlet and day, the notices."""
    cited = {citation.number: citation for citation in answer.citations}
    sentences = [
        _parts(sentence, cited[sentence.citations[0]].start, answer.short) for sentence in answer.sentences
    ]
    return html("answer.html", answer=answer, turn=turn, cited=cited, sentences=sentences)


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


def sources(turn: Exchange) -> Markup:
    """Render the sources of a turn: the cited ones, then the passages that its answer doesn't cite."""
    answer = turn.answer or Answer(turn.question)
    question = " ".join(turn.question.split())
    return html(
        "sources.html",
        number=turn.number,
        question=question,
        answer=answer,
        uncited=_uncited(answer),
    )


def _uncited(answer: Answer) -> list[Hit]:
    if answer.abstained:
        return list(answer.passages[:NEAR])
    cited = {citation.passage.id for citation in answer.citations}
    return [hit for hit in answer.passages if hit.passage.id not in cited]
