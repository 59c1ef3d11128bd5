"""The benchmarks of wrong premises and of verdicts: how they judge an answer, and how the first one fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ingesting import ingest
from newsroom import ROOT, SHARED

from assistant import Answer, Assistant
from assistant.answer import Citation, Sentence
from assistant.checked import CheckedStatement
from assistant.premise.regression import SIGNALS, probability
from benchmarks import yes_no
from benchmarks.premises import KINDS, Asked, Measured, Posed, figures, fit, read_pairs, sample
from benchmarks.questions import read_jsonl
from benchmarks.reporter import below
from storage import Store
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.records import Article, Passage

ARTICLES = SHARED / "data" / "realtimeqa-dev" / "articles-small.jsonl.gz"
TEXT = "The site eBay agreed to buy Depop."
ARTICLE = Article("a", TEXT)
QUESTION = "Why did Amazon buy Depop?"


def answer(question: str, named: str = "") -> Answer:
    start = question.find(named)
    premise = CheckedStatement(
        "Amazon bought Depop", "not said", 0.1, (), "", "No.", ARTICLE, (), start, start + len(named)
    )
    citation = Citation(1, ARTICLE, Passage("a", 0, 0, len(TEXT), ((0, len(TEXT)),)), 0, len(TEXT))
    return Answer(question, (Sentence(TEXT, (1,)),), (citation,), premise=premise if named else None)


@pytest.mark.parametrize(
    ("given", "is_caught"),
    [
        (answer(QUESTION, "Amazon"), True),
        (answer(QUESTION, "Depop"), False),
        (answer(QUESTION), False),
        (Answer(QUESTION), True),
    ],
)
def test_a_wrong_detail_is_caught_when_it_is_named_or_the_answer_is_silent(
    given: Answer, is_caught: bool
) -> None:
    assert Asked(Posed(QUESTION, "name", "a", "Amazon"), given).is_caught == is_caught


def test_a_well_formed_question_is_answered_plainly_or_not() -> None:
    posed = Posed("Why did eBay buy Depop?", "name", "a")
    asked = [
        Asked(posed, given) for given in (answer(posed.text), answer(posed.text, "eBay"), Answer(posed.text))
    ]
    assert [one.is_plain for one in asked] == [True, False, False]
    assert figures(asked)["plain"] == pytest.approx(1 / 3)
    assert figures(asked)["falsely_named"] == pytest.approx(1 / 3)


def test_all_questions_on_an_article_are_in_one_half() -> None:
    tuning, reporting = ({posed.group for posed in read_pairs(half)} for half in ("tuning", "reporting"))
    assert tuning
    assert reporting
    assert tuning.isdisjoint(reporting)


def test_a_part_that_the_article_lacks_is_fitted_as_wrong() -> None:
    measured = []
    for number in range(40):
        for wrong in ("", "Amazon"):
            signals = dict.fromkeys(SIGNALS, 0.0) | {"missing": float(bool(wrong))}
            parts = ((KINDS[0], signals, bool(wrong)),)
            measured.append(Measured(Posed(QUESTION, "name", str(number), wrong), False, parts))
    weights = fit(measured)
    held, missing = ({**dict.fromkeys(SIGNALS, 0.0), "missing": value} for value in (0.0, 1.0))
    assert probability("name", held, weights) < weights.threshold
    assert probability("name", missing, weights) > 0.5


@pytest.mark.quality
@pytest.mark.shared
def test_premises_keep_their_floors(tmp_path: Path, minilm: SentenceTransformerEmbedder) -> None:
    floors = json.loads((ROOT / "benchmarks" / "premises_baseline.json").read_text("utf-8"))
    posed = sample()
    urls = {one.group for one in posed}
    rows = [row for row in read_jsonl(ARTICLES) if row["url"] in urls]
    (tmp_path / "articles.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    with Store.open(tmp_path / "store", embedder=minilm) as store:
        ingest([tmp_path / "articles.jsonl"], store)
        assistant = Assistant(store)
        measured = figures([Asked(one, assistant.ask(one.text)) for one in posed])
    assert measured["pairs"] >= 15
    assert below(measured, floors["sample"]) == 0


def test_the_questions_of_yes_or_no_are_well_formed_and_lie_in_one_half_by_article() -> None:
    posed = list(yes_no.questions())
    assert len({one.text for one in posed}) == len(posed) >= 60
    assert all(one.text.endswith("?") for one in posed)
    assert {one.verdict for one in posed} == set(yes_no.VERDICTS)
    assert {one.half for one in posed} == set(yes_no.HALVES)
    halves = [{one.article for one in posed if one.half == half} for half in yes_no.HALVES]
    assert halves[0].isdisjoint(halves[1])
    assert all(one.article.startswith("https://") for one in posed)


def test_a_verdict_for_or_against_is_right_or_wrong_and_silence_is_not_said() -> None:
    one, other, third = (
        yes_no.Posed(f"Did eBay buy it {n}?", "a", verdict, "tuning")
        for n, verdict in enumerate(("so", "otherwise", "not said"))
    )
    given = [yes_no.Given(one, "so"), yes_no.Given(other, "so"), yes_no.Given(third, "not said")]
    assert yes_no.figures(given) == {"given": 1.0, "right_when_given": 0.5, "right": pytest.approx(2 / 3)}
    assert yes_no.verdict_of(Answer("Did eBay buy it?")) == "not said"
