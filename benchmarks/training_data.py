"""Training data for the reader: questions with labelled windows of sentences, drawn anew for each epoch."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from assistant.language.question import understand
from assistant.reader import SentenceWindow
from assistant.retrieve import retrieve
from benchmarks.questions import QuizQuestion, read_jsonl
from benchmarks.typed import as_typed
from ingest.sentences import sentences as split_sentences
from storage import Store
from storage.text.terms import words

Span = tuple[int, int]
LONGEST = 12  # sentences of a window
SWAPPED = 0.08  # the share of questions that get another name or year than their passages


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its labels: whether each sentence answers, and the span of the answer.

    `spans` is None when the spans are unknown; a sentence without an answer has None.
    """

    window: SentenceWindow
    answers: tuple[bool, ...]
    spans: tuple[Span | None, ...] | None


@dataclass(frozen=True, slots=True)
class Group:
    """A question and all windows to rank for it."""

    question: str
    examples: tuple[Example, ...]


class Source(Protocol):
    """Questions of one origin. `groups` draws the given share of an epoch of them."""

    def groups(self, dice: random.Random, share: float) -> Iterable[Group]: ...


def normalised(question: str) -> str:
    return " ".join(words(question))


class Corpus:
    """Groups, drawn anew for each epoch."""

    def __init__(
        self,
        folder: Path,
        excluded: set[str],
        hard: dict[str, list[Example]],
        context: str,
        sources: Sequence[Source] = (),
    ) -> None:
        """`sources` add groups of their own to each epoch."""
        self._sources = sources
        self._rows = [
            row
            for name in ("train", "trecqa", "wikiqa")
            for row in read_jsonl(folder / f"{name}.jsonl.gz")
            if row["source"] != "squad2" and normalised(row["question"]) not in excluded
        ]
        spans = [
            r for r in read_jsonl(folder / "spans.jsonl.gz") if normalised(r["question"]) not in excluded
        ]
        self._quiz = {r["question"]: r for r in spans if r["source"] == "realtimeqa"}
        self._paragraphs = [r for r in spans if r["source"] != "realtimeqa"]
        self._by_title: dict[str, list[str]] = {}
        for row in self._paragraphs:
            contexts = self._by_title.setdefault(row["title"], [])
            if row["context"] not in contexts:
                contexts.append(row["context"])
        self._asked: dict[str, list[str]] = {}
        for row in self._paragraphs:
            self._asked.setdefault(row["context"], []).append(row["question"])
        self._names = sorted({name for q in [*self._asked_questions(), *self._quiz] for name in names(q)})
        self._hard = hard
        self._context = context

    def _asked_questions(self) -> Iterator[str]:
        return (question for questions in self._asked.values() for question in questions)

    def groups(self, dice: random.Random, share: float = 1.0, paragraphs: float = 1.0) -> list[Group]:
        """An epoch, or a `share` of one. `paragraphs`: the share of the encyclopedia's paragraphs in it."""
        count = int(share * paragraphs * len(self._paragraphs))
        made = [self._from_paragraph(row, dice) for row in dice.sample(self._paragraphs, k=count)]
        listed = {row["question"] for row in self._rows}
        rows = self._rows + [
            {"question": q, "source": "realtimeqa", "candidates": []} for q in self._quiz if q not in listed
        ]
        makers = {"realtimeqa": self._from_quiz, "trecqa": self._from_trec, "wikiqa": self._from_wiki}
        made += [makers[row["source"]](row, dice) for row in dice.sample(rows, k=int(share * len(rows)))]
        for source in self._sources:
            made += source.groups(dice, share)
        made = [
            self._about_another(group, dice) if dice.random() < SWAPPED else group
            for group in made
            if group.examples
        ]
        made = [replace(group, question=as_typed(group.question, dice)) for group in made]
        return [self._in_context(group, dice) for group in made]

    def _in_context(self, group: Group, dice: random.Random) -> Group:
        alone = self._context == "sentence" or (self._context == "mixed" and dice.random() < 0.5)
        if self._context == "neighbours" or alone:
            return narrowed(group, neighbours=not alone)
        return group

    def _about_another(self, group: Group, dice: random.Random) -> Group:
        """The same passages with another name or year in the question, so that they don't answer it."""
        named = names(group.question)
        if not named:
            return group
        old = dice.choice(named)
        alike = [name for name in self._names if shape(name) == shape(old) and name not in group.question]
        read = " ".join(s for e in group.examples for s in (e.window.title, *e.window.sentences)).lower()
        alike = [name for name in dice.sample(alike, min(20, len(alike))) if name.lower() not in read]
        if not alike or old.lower() not in read:
            return group
        examples = tuple(
            Example(
                e.window, (False,) * len(e.answers), None if e.spans is None else (None,) * len(e.answers)
            )
            for e in group.examples
        )
        return Group(group.question.replace(old, alike[0]), examples)

    def _from_paragraph(self, row: dict[str, Any], dice: random.Random) -> Group:
        title = row["title"] if dice.random() < 0.8 else ""
        example = paragraph(title, row["context"], _given(row["answer"]))
        if row["answer"] and dice.random() < 0.1:
            example = without_answer(example)
        examples = [example]
        if dice.random() < 0.35:
            others = [
                text
                for text in self._by_title[row["title"]]
                if text != row["context"] and (not row["answer"] or row["answer"]["text"] not in text)
            ]
            if others:
                examples.append(paragraph(title, dice.choice(others)))
        asked = row["question"]
        if dice.random() < 0.12:  # like a follow-up, which is read after the question before it
            asked = f"{dice.choice(self._asked[row['context']])} {asked}"
        return Group(asked, tuple(examples))

    def _from_quiz(self, row: dict[str, Any], dice: random.Random) -> Group:
        """The quiz's own paragraph, and the candidate sentences for the question."""
        evidence = self._quiz.get(row["question"])
        answer = evidence["answer"]["text"] if evidence and evidence["answer"] else None
        right = [c for c in row["candidates"] if c["answer"]]
        wrong = [c for c in row["candidates"] if not c["answer"]]
        # The quiz's own paragraph has no headline, and the reader must not learn to recognise it by that.
        titled = dice.random() < 0.5
        examples = []
        if evidence and not (titled and any(c["title"] for c in right)):
            examples.append(paragraph("", evidence["context"], _given(evidence["answer"])))
            right = [c for c in right if c["title"]]
            titled = False
        if titled:
            right = [c for c in right if c["title"]] or right
        chosen = dice.sample(right, min(3, len(right))) + dice.sample(wrong, min(10, len(wrong)))
        dice.shuffle(chosen)
        by_title: dict[str, list[dict[str, Any]]] = {}
        for candidate in chosen:
            by_title.setdefault(candidate["title"], []).append(candidate)
        for title, candidates in by_title.items():
            for part in chunks(candidates, LONGEST):
                examples.append(self._candidates(title if titled else "", part, answer))
        if row["question"] in self._hard:
            negatives = self._hard[row["question"]]
            examples += dice.sample(negatives, min(2, len(negatives)))
            if dice.random() < 0.15:
                examples = list(negatives[:3])
        return Group(row["question"], tuple(examples))

    def _candidates(self, title: str, candidates: Sequence[dict[str, Any]], answer: str | None) -> Example:
        spans = None
        if answer is not None:
            spans = tuple(place(c["sentence"], answer) if c["answer"] else None for c in candidates)
            if any(c["answer"] and span is None for c, span in zip(candidates, spans, strict=True)):
                spans = None
        sentences = tuple(c["sentence"].strip() + " " for c in candidates)
        return Example(SentenceWindow(title, sentences), tuple(bool(c["answer"]) for c in candidates), spans)

    def _from_trec(self, row: dict[str, Any], dice: random.Random) -> Group:
        right = [c for c in row["candidates"] if c["answer"]]
        wrong = [c for c in row["candidates"] if not c["answer"]]
        chosen = dice.sample(right, min(3, len(right))) + dice.sample(wrong, min(11, len(wrong)))
        dice.shuffle(chosen)
        return Group(row["question"], tuple(self._candidates("", part, None) for part in chunks(chosen, 5)))

    def _from_wiki(self, row: dict[str, Any], dice: random.Random) -> Group:
        title = row["candidates"][0]["title"] if dice.random() < 0.8 else ""
        parts = chunks(row["candidates"][:20], LONGEST)
        return Group(row["question"], tuple(self._candidates(title, part, None) for part in parts))


def paragraph(title: str, text: str, answers: Sequence[dict[str, Any]] = ()) -> Example:
    """The sentences of a text, with the first of the `answers` in each as its span."""
    spans: list[Span | None] = []
    bounds = _bounds(text)
    for start, end in bounds:
        inside = next((answer for answer in answers if start <= answer["start"] < end), None)
        first = inside["start"] - start if inside else 0
        spans.append((first, min(first + len(inside["text"]), end - start)) if inside else None)
    sentences = tuple(text[start:end] for start, end in bounds)
    return Example(SentenceWindow(title, sentences), tuple(s is not None for s in spans), tuple(spans))


@cache
def _bounds(text: str) -> tuple[Span, ...]:
    return tuple(split_sentences(text))


def _given(answer: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [answer] if answer else []


NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*|\b(?:1[89]|20)\d\d\b")


def names(question: str) -> list[str]:
    """The names and years in a question, except its first word."""
    return NAME.findall(question)


def shape(name: str) -> tuple[bool, int]:
    return name.isdigit(), min(len(name.split()), 3)


def place(sentence: str, answer: str) -> Span | None:
    start = sentence.lower().find(answer.lower())
    return (start, start + len(answer)) if start >= 0 else None


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    count = math.ceil(len(items) / size)
    for number in range(count):
        yield items[number * len(items) // count : (number + 1) * len(items) // count]


def without_answer(example: Example) -> Example:
    """The passage without the sentences that answer; unchanged when no sentence would be left."""
    kept = [i for i, answer in enumerate(example.answers) if not answer]
    sentences = tuple(example.window.sentences[i] for i in kept)
    if not sentences:
        return example
    return Example(SentenceWindow(example.window.title, sentences), (False,) * len(kept), (None,) * len(kept))


def narrowed(group: Group, *, neighbours: bool) -> Group:
    """Each sentence in its own window. `neighbours`: together with the sentence before it."""
    made = []
    for example in group.examples:
        spans = example.spans or (None,) * len(example.answers)
        for i in range(len(example.answers)):
            first = max(0, i - 1) if neighbours else i
            window = SentenceWindow(example.window.title, example.window.sentences[first : i + 1])
            made.append(
                Example(
                    window,
                    example.answers[first : i + 1],
                    None if example.spans is None else spans[first : i + 1],
                )
            )
    return Group(group.question, tuple(made))


def hard_negatives(store: Store, rows: Sequence[dict[str, Any]]) -> dict[str, list[Example]]:
    """For questions about later years: passages that the retriever returns, but that can't answer them."""
    made: dict[str, list[Example]] = {}
    for row in rows:
        quiz = QuizQuestion(row["question"], "", row["answer"]["text"] if row["answer"] else "")
        hits = retrieve(store, understand(quiz.text), k=6).hits
        for hit in hits:
            sentences = tuple(hit.article.text[start:end] for start, end in hit.passage.sentences)[:LONGEST]
            if not (quiz.answer and quiz.is_answered_by(" ".join(sentences))):
                example = Example(
                    SentenceWindow(hit.article.title, sentences),
                    (False,) * len(sentences),
                    (None,) * len(sentences),
                )
                made.setdefault(quiz.text, []).append(example)
    return made
