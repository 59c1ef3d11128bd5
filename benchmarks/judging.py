"""Judges answers to reporters' questions by rule: whether the right sentence is shown, whether the short
answer is right, and whether silence is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answer import Answer
from benchmarks.questions import squad_tokens
from storage.text.terms import content_terms
from storage.urls import canonical_url

Verdict = Literal[
    "right", "badly shown", "wrong", "silent though there", "answered though not there", "rightly silent"
]
Short = Literal["right", "partial", "wrong", "none"]

VERDICTS: tuple[Verdict, ...] = (
    "right",
    "badly shown",
    "wrong",
    "silent though there",
    "answered though not there",
    "rightly silent",
)
SAME = 0.6  # minimum F1 of the words of a quotation and of the evidence, since cleaning may change some
# What an answer to a question of yes or no says; "" when it leaves the question open.
SAID = {"supported": "yes", "contradicted": "no", "not said": ""}
SUMMARY = 2  # sentences of the evidence that a summary must quote


@dataclass(frozen=True, slots=True)
class NamedSentence:
    """A sentence of an article that answers a question."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class ReporterQuestion:
    """A question with the right answer.

    `expect`: "answer", "yes", "no", "silent", or "correct" for a question with a wrong detail, which needs
    silence or the right detail. `answers`: the parts of the short answer, each a list of accepted wordings;
    empty for a question without a short answer. `right`: the right detail for a wrong one.
    """

    kind: str
    cluster: int
    text: str
    expect: str
    evidence: tuple[NamedSentence, ...]
    answers: tuple[tuple[str, ...], ...]
    right: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any], cluster: int, texts: Mapping[str, str]) -> ReporterQuestion:
        """`texts`: URL -> the text of the article that the row's offsets refer to."""
        evidence = tuple(
            NamedSentence(e["url"], texts[e["url"]][e["start"] : e["end"]]) for e in row["evidence"]
        )
        answers = tuple(tuple(part) for part in row["answers"])
        return cls(
            row["kind"], cluster, row["question"], row["expect"], evidence, answers, row.get("right", "")
        )

    @property
    def asks_for_few_words(self) -> bool:
        return bool(self.answers) and self.expect == "answer"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of one answer. `first`, `three`: whether a right sentence is shown first, or among the
    first three. `useless` of the `shown` sentences don't help."""

    verdict: Verdict
    short: Short
    first: bool
    three: bool
    useless: int
    shown: int


def judge(question: ReporterQuestion, answer: Answer) -> Judgement:
    helps = [_helps(question, answer, i) for i in range(len(answer.sentences))]
    short = judge_short(question, answer)
    return Judgement(
        _verdict(question, answer, helps, short),
        short,
        any(helps[:1]),
        any(helps[:3]),
        helps.count(False),
        len(helps),
    )


def judge_short(question: ReporterQuestion, answer: Answer) -> Short:
    """The short answer against the accepted wordings. It is partial when it is a piece of one, or one of
    several parts."""
    return judge_words(question, answer.short.text if answer.short else "")


def judge_words(question: ReporterQuestion, text: str) -> Short:
    """As `judge_short`, for the words of a short answer; "" for none."""
    if not text:
        return "none"
    given = squad_tokens(text)
    if not question.answers:
        return "wrong" if question.expect in ("correct", "silent") else "partial"
    parts = [[squad_tokens(wording) for wording in part] for part in question.answers]
    if all(any(_contains(given, wording) for wording in part) for part in parts):
        most = max(len(wording) for part in parts for wording in part) * len(parts)
        return "right" if len(given) <= most + 6 else "partial"
    pieces = [wording for part in parts for wording in part]
    holds_one = len(parts) > 1 and any(_contains(given, wording) for wording in pieces)
    return "partial" if holds_one or any(_contains(wording, given) for wording in pieces) else "wrong"


def _verdict(question: ReporterQuestion, answer: Answer, helps: Sequence[bool], short: Short) -> Verdict:
    if question.expect == "silent":
        return "rightly silent" if answer.abstained else "answered though not there"
    if question.expect == "correct":
        return _premise(question, answer, helps)
    if answer.abstained:
        return "silent though there"
    label = SAID[answer.verdict.label] if answer.verdict else question.expect
    if short == "wrong" or not any(helps) or label not in (question.expect, ""):
        return "wrong"
    is_complete = helps[0] and short != "partial" and label != ""
    if question.kind in ("list", "parts"):
        is_complete = short == "right" or _all_parts(question, answer)
    elif question.kind == "summary":
        is_complete = sum(helps) >= min(SUMMARY, len(question.evidence)) and sum(helps) * 2 >= len(helps)
    return "right" if is_complete else "badly shown"


def _premise(question: ReporterQuestion, answer: Answer, helps: Sequence[bool]) -> Verdict:
    """The verdict for a question with a wrong detail. Silence is right, and so is naming it before a
    quotation with the right one. A quotation alone shows the mistake, unless the short answer hides it."""
    if answer.abstained:
        return "rightly silent"
    if answer.premise and (
        any(helps[:1]) or _contains(squad_tokens(answer.text), squad_tokens(question.right))
    ):
        return "right"
    short = squad_tokens(answer.short.text) if answer.short else []
    if short and not _contains(short, squad_tokens(question.right)):
        return "answered though not there"
    return "badly shown" if any(helps[:1]) else "answered though not there"


def _helps(question: ReporterQuestion, answer: Answer, index: int) -> bool:
    """Whether a sentence is evidence, or has an accepted wording. In the second case, its article must
    contain evidence, or the sentence half of the question's terms."""
    sentence = answer.sentences[index]
    citation = answer.citations[sentence.citations[0] - 1]
    text = squad_tokens(sentence.explained)
    quote = squad_tokens(sentence.text)
    if any(is_same(quote, squad_tokens(evidence.text)) for evidence in question.evidence):
        return True
    wordings = [squad_tokens(wording) for part in question.answers for wording in part]
    if not any(_contains(text, wording) for wording in wordings):
        return False
    articles = (citation.article, *citation.also_in)
    urls = {canonical_url(article.url) for article in articles if article.url}
    if not urls.isdisjoint(canonical_url(evidence.url) for evidence in question.evidence):
        return True
    terms = set(content_terms(question.text))
    return 2 * len(terms & set(content_terms(sentence.explained))) >= len(terms) > 0


def is_same(quote: Sequence[str], evidence: Sequence[str]) -> bool:
    """Whether two sentences are the same, or one is a part of the other.

    >>> is_same("the ferry sank on monday".split(), "ferry sank on monday morning".split())
    True
    """
    if len(quote) >= 4 and (_contains(evidence, quote) or _contains(quote, evidence)):
        return True
    shared = sum((Counter(quote) & Counter(evidence)).values())
    return 2 * shared >= SAME * (len(quote) + len(evidence)) and shared > 0


def _all_parts(question: ReporterQuestion, answer: Answer) -> bool:
    text = squad_tokens(re.sub(r"\[\d+\]", " ", answer.text))
    return all(any(_contains(text, squad_tokens(w)) for w in part) for part in question.answers)


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words contain the part as a run. No words contain an empty part."""
    size = len(part)
    return size > 0 and any(list(words[i : i + size]) == list(part) for i in range(len(words) - size + 1))
