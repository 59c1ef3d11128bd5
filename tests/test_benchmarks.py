"""The benchmarks' own arithmetic, and the project's question files."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, ROOT, SHARED

from benchmarks.copies import EDITS, follow_up, new_sentences, new_words, pairs, verbatim
from benchmarks.copies import measure as copies_figures
from benchmarks.quality import below, main, measure, rank_figures, reliability
from benchmarks.questions import QuizQuestion, own_rows, read_jsonl
from benchmarks.throughput import passages_of, rates
from storage import Store
from storage.models.embedder import Vectors

HARD, FOLLOWUPS, COMPOUND = (
    list(read_jsonl(ROOT / "benchmarks" / f"{name}.jsonl"))
    for name in ("hard_questions", "followups", "compound")
)


def test_rank_figures() -> None:
    assert rank_figures("x", [1.0, 0.5, 0.0, 1 / 7]) == {
        "x_mrr@10": pytest.approx((1 + 0.5 + 1 / 7) / 4),
        "x_hit@1": 0.25,
        "x_hit@5": 0.5,
        "x_hit@10": 0.75,
    }


def test_reliability() -> None:
    figures = reliability(np.array([0.05, 0.05, 0.95, 1.0]), np.array([False, True, True, True]))
    assert figures["brier"] == pytest.approx((0.05**2 + 0.95**2 + 0.05**2) / 4)
    assert (figures["bin_0.0_count"], figures["bin_0.0_answerable"]) == (2, 0.5)
    assert (figures["bin_0.9_count"], figures["bin_0.9_answerable"]) == (2, 1.0)


def test_a_figure_below_its_floor_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert below({"mrr": 0.5}, {"mrr": 0.5}) == 0
    assert below({"mrr": 0.5}, {"mrr": 0.6, "absent": 0.1}) == 1
    messages = capsys.readouterr().err
    assert "mrr is 0.500, the floor is 0.600" in messages
    assert "absent" in messages


@pytest.mark.parametrize("rows", [HARD, FOLLOWUPS, COMPOUND], ids=["hard", "followups", "compound"])
def test_each_own_question_has_a_day_and_an_article(rows: list[dict[str, object]]) -> None:
    for row in rows:
        assert QuizQuestion("", str(row["date"])).is_tuning in (True, False)
        assert str(row["about"]).startswith("http")
    questions = [row.get("question") or (row["first"], row["second"]) for row in rows]
    assert len(set(questions)) == len(questions)


def test_both_halves_have_enough_own_questions() -> None:
    assert len(HARD) >= 150
    assert Counter(row["kind"] for row in HARD).keys() == {"unreported", "premise", "swapped"}
    assert len(FOLLOWUPS) >= 30
    assert {row["kind"] for row in COMPOUND} == {"two_things", "list", "reason", "about"}
    for rows in (HARD, FOLLOWUPS, COMPOUND):
        tuning = [QuizQuestion("", row["date"]).is_tuning for row in rows]
        assert 0.3 < np.mean(tuning) < 0.7


def test_measuring(newsroom: Store) -> None:
    boats = QuizQuestion(
        "How many boats were damaged by the storm?", "2024-03-05", "42", frozenset({HARBOUR.url})
    )
    figures = measure(newsroom, [boats], [QuizQuestion("Who won the cup in Brazil?", "2024-03-05")])
    assert figures["questions"] == figures["other_year_questions"] == 1
    assert figures["answer_in_first"] in (0.0, 1.0)
    assert 0 < figures["rank_p50_ms"] <= figures["total_p50_ms"]
    assert not [
        name for name in figures if name.startswith(("followup", "two_things"))
    ]  # no article of theirs
    assert list(own_rows("followups", newsroom)) == []


def test_the_command(tmp_path: Path, embedder: HashingEmbedder, capsys: pytest.CaptureFixture[str]) -> None:
    article = {
        "title": "Storm",
        "url": "http://a.example/1",
        "text": "The storm damaged 42 boats in Port Elm.",
    }
    question = {"question": "How many boats did the storm damage in Port Elm?", "date": "2024-03-05"}
    question |= {"answer": "42", "support": [article["url"]]}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article))
    (tmp_path / "questions.jsonl").write_text(json.dumps(question))
    (tmp_path / "floor.json").write_text('{"answer_in_first": 1.0, "fused_hit@1": 1.0}')
    arguments = [tmp_path / "articles.jsonl", tmp_path / "questions.jsonl", "--no-peer"]
    arguments += ["--store", tmp_path / "store"]
    arguments += ["--json", tmp_path / "figures.json", "--check", tmp_path / "floor.json"]
    command = [str(argument) for argument in arguments]
    assert main(command, embedder) == 0
    written = json.loads((tmp_path / "figures.json").read_text())
    assert written["figures"]["answer_in_first"] == 1.0
    assert "EM 25.1 F1 30.5" in capsys.readouterr().out
    (tmp_path / "floor.json").write_text('{"answer_in_first": 1.1}')
    assert main(command, embedder) == 1


def test_throughput_of_each_model_on_the_same_passages(newsroom: Store) -> None:
    class Counting(HashingEmbedder):
        def __init__(self) -> None:
            self.seen: list[int] = []

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            self.seen.append(len(texts))
            return super().encode_documents(texts)

    documents = passages_of(newsroom, 3)
    assert len(documents) == 3
    assert [len(document) for document in documents] == sorted(len(document) for document in documents)
    both = [Counting(), Counting()]
    assert all(rate > 0 for rate in rates(both, documents, rounds=2))
    assert both[0].seen == both[1].seen == [3, 3, 3]  # the first is not counted


# Copies


def invented(number: int) -> dict[str, object]:
    """A report of about 180 words. Each sentence has its own words."""
    chance = random.Random(number)
    words = ["".join(chance.choices("abdeiklmnorstu", k=chance.randint(3, 9))) for _ in range(120)]
    sentences = [" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(15)]
    paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, 15, 3)]
    return {
        "text": "\n\n".join(paragraphs),
        "title": f"Storm closes harbour of Port {number // 2}",
        "outlet": f"Outlet {number % 2}",
        "published": f"2024-03-{number // 2 + 1:02}",
    }


def test_copies_of_invented_reports_are_distinguished_from_other_pairs() -> None:
    made = pairs([invented(number) for number in range(40)], sources=20)
    assert made == pairs([invented(number) for number in range(40)], sources=20)
    kinds = Counter((pair.kind, pair.is_copy) for pair in made)
    assert [kinds[kind, True] for kind in EDITS] == [20] * 9
    assert kinds["same event", False] == kinds["follow-up", False] == 20
    assert kinds["same outlet", False] == 18
    figures = copies_figures(made)
    assert figures["pairs"] == len(made)
    assert figures["precision"] == 1.0
    for kind in ("5% of words", "15% of words", "first half", "another paragraph", "another headline"):
        assert figures[f"recall, {kind}"] == 1.0, kind
    assert figures["recall, 30% of sentences"] == 1.0
    assert figures["recall, 30% of words"] >= 0.4  # of texts as short as these
    assert {figures[f"told apart, {kind}"] for kind in ("same event", "follow-up", "same outlet")} == {1.0}


def test_each_edit_changes_its_stated_share() -> None:
    text = " ".join(str(invented(number)["text"]) for number in range(5))
    others = [str(invented(9)["text"])]
    sentences = {sentence.strip() for sentence in text.split(".")}
    for share in (0.05, 0.15, 0.3):
        edited = new_words(share)(text, random.Random(2), others)
        changed = np.mean([a != b for a, b in zip(text.split(), edited.split(), strict=True)])
        assert changed == pytest.approx(share, abs=0.04)
        edited = new_sentences(share)(text, random.Random(1), others)
        new = {sentence.strip() for sentence in edited.split(".")} - sentences
        assert 0 < len(new) <= round(75 * share)
        assert len(sentences - {sentence.strip() for sentence in edited.split(".")}) == round(75 * share)


def test_a_follow_up_quotes_at_most_half() -> None:
    earlier, later = (str(invented(number)["text"]) for number in (1, 2))
    quoted = [p for p in follow_up(earlier, later, random.Random(1)).split("\n\n") if p in earlier]
    assert 0 < sum(len(p.split()) for p in quoted) <= len(earlier.split()) / 2
    assert verbatim(earlier, earlier) == 1.0
    assert verbatim(earlier, later) == 0.0


@pytest.mark.shared
@pytest.mark.quality
def test_copies_of_real_articles_are_distinguished_from_other_pairs() -> None:
    """Measures the half of the pairs that was not used for tuning."""
    rows = list(read_jsonl(SHARED / "data" / "realtimeqa-dev" / "articles.jsonl.gz"))
    figures = copies_figures(pair for pair in pairs(rows) if not pair.is_tuning)
    assert figures["pairs"] >= 600
    assert figures["precision"] >= 0.98
    assert figures["recall"] >= 0.93
    floors = {"5% of words": 0.97, "15% of words": 0.97, "30% of words": 0.7}
    floors |= {"5% of sentences": 0.99, "15% of sentences": 0.97, "30% of sentences": 0.8}
    floors |= {"first half": 0.99, "another paragraph": 0.99, "another headline": 0.99}
    assert {
        kind: figures[f"recall, {kind}"] for kind in floors if figures[f"recall, {kind}"] < floors[kind]
    } == {}
    assert figures["told apart, same event"] == figures["told apart, same outlet"] == 1.0
    assert figures["told apart, follow-up"] >= 0.97
    assert figures["told apart, rewritten"] >= 0.92
