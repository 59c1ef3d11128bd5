"""The judging of answers in the benchmark of reporters' questions, and typed questions."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import benchmarks.judging
import benchmarks.typed
from assistant import Answer
from assistant.answer import Citation, Sentence, ShortAnswer
from assistant.checked import CheckedStatement
from assistant.claims.records import Label
from benchmarks.judging import NamedSentence, ReporterQuestion, judge
from benchmarks.questions import read_jsonl
from benchmarks.reporter import FOLDER, below, half_of
from storage.records import Article, Passage

TEXT = "The ferry Aurora sank off Hull on Monday. Nine people drowned. The owner blamed fog."
SENTENCES = ("The ferry Aurora sank off Hull on Monday.", "Nine people drowned.", "The owner blamed fog.")
URL = "https://herald.example/ferry"


def answer(*shown: str, short: str = "") -> Answer:
    article = Article(URL, TEXT, title="Ferry sinks", outlet="Herald", url=URL)
    passage = Passage(article.id, 0, 0, len(TEXT), ((0, len(TEXT)),))
    citations = tuple(
        Citation(n, article, passage, TEXT.index(text), TEXT.index(text) + len(text))
        for n, text in enumerate(shown, 1)
    )
    start = TEXT.find(short)
    return Answer(
        "?",
        tuple(Sentence(text, (n,)) for n, text in enumerate(shown, 1)),
        citations,
        short=ShortAnswer(short, 1, start, start + len(short)) if short else None,
    )


def question(
    kind: str, expect: str, *evidence: str, answers: tuple[tuple[str, ...], ...] = ()
) -> ReporterQuestion:
    return ReporterQuestion(
        kind, 0, "?", expect, tuple(NamedSentence(URL, text) for text in evidence), answers
    )


def checked(label: Label, notice: str) -> CheckedStatement:
    article = Article(URL, TEXT)
    return CheckedStatement("nine people drowned", label, 0.5, (), "", notice, article)


@pytest.mark.parametrize(
    ("expect", "label", "verdict"),
    [
        ("yes", "supported", "right"),
        ("yes", "contradicted", "wrong"),
        ("no", "contradicted", "right"),
        ("no", "supported", "wrong"),
        ("yes", "not said", "badly shown"),
    ],
)
def test_the_verdict_of_yes_or_no_counts(expect: str, label: Label, verdict: str) -> None:
    given = replace(answer(SENTENCES[1]), verdict=checked(label, "The articles say so."))
    assert judge(question("yesno", expect, SENTENCES[1]), given).verdict == verdict


def test_a_wrong_detail_is_rightly_named_before_the_quotation() -> None:
    asked = replace(question("premise", "correct", SENTENCES[0]), right="Aurora")
    named = checked("contradicted", "The articles don't say that the Borealis sank. They say Aurora:")
    assert judge(asked, answer(SENTENCES[0])).verdict == "badly shown"
    assert judge(asked, replace(answer(SENTENCES[0]), premise=named)).verdict == "right"


PARTS = (("monday",), ("fog",))
DEAD = question("figure", "answer", SENTENCES[1], answers=(("nine", "nine people"),))


@pytest.mark.parametrize(
    ("asked", "given", "verdict"),
    [
        (DEAD, answer(SENTENCES[1], short="Nine people"), "right"),
        (DEAD, answer(SENTENCES[1]), "right"),
        (DEAD, answer(SENTENCES[0], SENTENCES[1]), "badly shown"),
        (DEAD, answer(SENTENCES[1], short="people"), "badly shown"),
        (DEAD, answer(SENTENCES[1], short="drowned"), "wrong"),
        (DEAD, answer(SENTENCES[2]), "wrong"),
        (DEAD, answer(), "silent though there"),
        (question("absent", "silent"), answer(), "rightly silent"),
        (question("absent", "silent"), answer(SENTENCES[0]), "answered though not there"),
        (question("premise", "correct", SENTENCES[0]), answer(), "rightly silent"),
        (question("premise", "correct", SENTENCES[0]), answer(SENTENCES[0]), "badly shown"),
        (question("premise", "correct", SENTENCES[0]), answer(SENTENCES[2]), "answered though not there"),
        (question("summary", "answer", *SENTENCES), answer(*SENTENCES[:2]), "right"),
        (question("summary", "answer", *SENTENCES), answer(SENTENCES[0]), "badly shown"),
        (
            question("list", "answer", TEXT, answers=PARTS),
            answer(SENTENCES[0]),
            "badly shown",
        ),
        (
            question("list", "answer", TEXT, answers=PARTS),
            answer(SENTENCES[0], SENTENCES[2]),
            "right",
        ),
    ],
)
def test_the_verdict_on_an_answer(asked: ReporterQuestion, given: Answer, verdict: str) -> None:
    assert judge(asked, given).verdict == verdict


@pytest.mark.parametrize(
    ("short", "verdict"), [("Aurora", "badly shown"), ("Hull", "answered though not there")]
)
def test_a_short_answer_may_hide_the_wrong_detail_of_a_question(short: str, verdict: str) -> None:
    asked = replace(question("premise", "correct", SENTENCES[0]), right="Aurora")
    assert judge(asked, answer(SENTENCES[0], short=short)).verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), [("How many people drowned?", "right"), ("How many?", "wrong")])
def test_another_report_helps_when_it_is_plainly_about_the_question(text: str, verdict: str) -> None:
    elsewhere = NamedSentence(
        "https://wire.example/1", "Nine of the crew lost their lives that morning at sea."
    )
    asked = replace(DEAD, text=text, evidence=(elsewhere,))
    assert judge(asked, answer(SENTENCES[1])).verdict == verdict


@pytest.mark.parametrize(
    ("short", "judged"),
    [("Nine people", "right"), ("Nine", "right"), ("people", "partial"), ("drowned", "wrong"), ("", "none")],
)
def test_the_short_answer_is_right_partial_or_wrong(short: str, judged: str) -> None:
    assert judge(DEAD, answer(SENTENCES[1], short=short)).short == judged


def test_sentences_that_do_not_help_are_counted() -> None:
    judgement = judge(DEAD, answer(SENTENCES[1], SENTENCES[2]))
    assert (judgement.first, judgement.useless, judgement.shown) == (True, 1, 2)


def test_each_story_is_in_one_half_and_both_have_questions() -> None:
    rows = list(read_jsonl(FOLDER / "reporter.jsonl"))
    assert len(rows) >= 600
    halves = [half_of(row["cluster"]) for row in rows]
    assert min(halves.count("tuning"), halves.count("reporting")) > len(rows) / 3
    assert len(list(read_jsonl(FOLDER / "reporter_conversations.jsonl"))) >= 60


def test_a_figure_that_misses_its_floor_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert below({"handled": 0.5, "misled": 0.2}, {"handled": 0.5, "misled": 0.2}) == 0
    assert below({"handled": 0.4, "misled": 0.3}, {"handled": 0.5, "misled": 0.2}) == 1
    assert "handled is 0.400, the bound is 0.500" in capsys.readouterr().err


def test_a_typed_question_keeps_its_words_in_order() -> None:
    asked = "Which officers were suspended after the crash in Memphis?"
    assert benchmarks.typed.keywords(asked) == "Which officers suspended after crash Memphis"
    changed = {benchmarks.typed.as_typed(asked, random.Random(seed)) for seed in range(40)}
    assert asked in changed
    assert asked.lower().rstrip("?") in changed
    assert all(len(text.split()) >= 6 for text in changed)
