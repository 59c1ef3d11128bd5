"""A turn of a conversation as HTML: the question, its answer, and the sources beside it.

Answers and sources link to each other by id. Turn 3 of a conversation, citation 1:

    answer   <a class="cite" href="#s-3-1" title="TRT World, 1 November 2020">[1]</a>   inside id="a-3"
    source   <article class="card" id="s-3-1" tabindex="-1"> ... <mark>the quote</mark> ...
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from assistant.answer import Answer, Citation, Sentence
from assistant.speaker import speaker_in
from assistant.text import NEAR
from storage.records import Hit
from webchat.clips import Place
from webchat.conversation import Exchange
from webchat.markup import Markup, html
from webchat.pasted import text_to_check

REASONS = ("wrong citation", "not what the source says", "missed an article", "out of date")


class SentenceParts(NamedTuple):
    """A sentence split around the short answer, if it contains it. `speaker`: who said it, by the article, ""
    where that isn't sure or the explanation names him."""

    kind: str
    speaker: str
    explanation: str
    before: str
    short: str
    after: str
    citations: tuple[int, ...]


def turn_html(turn: Exchange) -> Markup:
    """Render a question, the filter that it was asked with, and its answer."""
    answer = answer_message(turn.answer, turn.number) if turn.answer else None
    return html(
        "turn.html",
        turn=turn,
        answer=answer,
        reasons=REASONS,
        process=_process(turn.answer) if turn.answer and not turn.answer.reply else None,
        to_check=text_to_check(turn.question),
    )


def answer_message(answer: Answer, turn: int) -> Markup:
    """Render an answer: the short answer, each sentence with its outlet and day, the notices."""
    cited = {citation.number: citation for citation in answer.citations}
    sentences = [_parts(sentence, answer, cited) for sentence in answer.sentences]
    return html("answer.html", answer=answer, turn=turn, cited=cited, sentences=sentences)


class Process(NamedTuple):
    """How an answer was found: the question as it was searched, the articles and passages looked at, and the
    seconds of each stage and of all."""

    searched: str
    articles: int
    passages: int
    stages: list[tuple[str, float]]
    seconds: float


def _process(answer: Answer) -> Process:
    articles = {hit.article.id for hit in answer.passages}
    seconds = {stage: time / 1000 for stage, time in answer.timings_ms.items()}
    total = seconds.pop("total", 0.0)
    return Process(answer.searched, len(articles), len(answer.passages), list(seconds.items()), total)


def growing_answer(answer: Answer, turn: int) -> Markup:
    """Render an answer that a language model is still writing. Each one continues the one before: what comes
    after the sentences is left out."""
    return answer_message(replace(answer, notices=()), turn)


def _parts(sentence: Sentence, answer: Answer, cited: Mapping[int, Citation]) -> SentenceParts:
    """Split a quoted sentence around the short answer."""
    text, short = sentence.text, answer.short
    short_start = short_end = len(text)
    if short is not None and short.citation in sentence.citations[:1] and sentence.kind == "quoted":
        start = cited[short.citation].start
        short_start, short_end = short.start - start, short.end - start
    return SentenceParts(
        sentence.kind,
        speaker_in(answer, sentence),
        sentence.explanation,
        text[:short_start],
        text[short_start:short_end],
        text[short_end:],
        sentence.citations,
    )


def sources(turn: Exchange, collected: Collection[Place] = ()) -> Markup:
    """Render the sources of a turn: the cited ones, then the passages that its answer doesn't cite.
    `collected`: the places of the quotations in the reader's clipboard.
    """
    answer = turn.answer or Answer(turn.question)
    question = " ".join(turn.question.split())
    return html(
        "sources.html",
        number=turn.number,
        question=question,
        answer=answer,
        uncited=_uncited(answer, turn.story),
        collected={each.number for each in answer.citations if Place.of(each) in collected},
    )


class Found(NamedTuple):
    """A passage that an answer doesn't quote. `why` it was found: "article", from an article that is quoted,
    "copy", from an article that prints the same report as one, "event", from one on the same event, "words"
    or "meaning" of the question."""

    hit: Hit
    why: str


def _uncited(answer: Answer, story: Collection[str]) -> list[Found]:
    if answer.abstained:
        return [Found(hit, _why(hit)) for hit in answer.passages[:NEAR]]
    quoted = {citation.passage.id for citation in answer.citations}
    articles = {citation.article.id for citation in answer.citations}
    reports = {hit.source for hit in answer.passages if hit.article.id in articles}
    others = [hit for hit in answer.passages if hit.passage.id not in quoted]
    return [Found(hit, _why(hit, articles, reports, story)) for hit in others]


def _why(
    hit: Hit, articles: Collection[str] = (), reports: Collection[str] = (), story: Collection[str] = ()
) -> str:
    if hit.article.id in articles:
        return "article"
    if hit.source in reports:
        return "copy"
    if hit.article.id in story:
        return "event"
    return "words" if hit.bm25 else "meaning"
