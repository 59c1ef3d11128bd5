"""The benchmark of what a language model's sentences come to, and the floors under its figures."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import chain

import pytest
from newsroom import HARBOUR, ROOT, SHARED

from assistant.entities import entities
from assistant.prose.gate import CheckedText
from benchmarks import made_sentences
from benchmarks.claim_edits import Source
from benchmarks.made_claims import claim_of
from benchmarks.made_sentences import GROUPS
from benchmarks.prose import (
    SENTENCES,
    Outcome,
    Written,
    below,
    figures_of,
    first_sentence,
    made,
    measure,
    outcome,
    rows_of,
)
from benchmarks.questions import read_jsonl
from benchmarks.relation_edits import EDITS

ARTICLES = SHARED / "data" / "realtimeqa-dev" / "articles.jsonl.gz"
QUOTE = "Mayor Ruth Vance said 42 boats were damaged by the storm."


def test_a_quotation_passes_and_an_error_does_not() -> None:
    kept = outcome(Written("quotation", HARBOUR, QUOTE, QUOTE))
    assert (kept.is_unchanged, kept.shown and kept.shown.kind) == (True, "quoted")
    wrong = outcome(Written("number", HARBOUR, QUOTE.replace("42", "57"), QUOTE))
    assert (wrong.is_unchanged, wrong.reaches) == (False, False)


def test_an_error_reaches_the_reader_as_written_or_wrongly_repaired() -> None:
    wrong = Written("number", HARBOUR, QUOTE.replace("42", "57"), QUOTE)
    assert Outcome(wrong, CheckedText(wrong.text, "prose"), 1.0).reaches
    assert Outcome(wrong, CheckedText(QUOTE.replace("42", "58"), "repaired"), 1.0).reaches
    assert not Outcome(wrong, CheckedText(QUOTE, "repaired"), 1.0).reaches
    assert not Outcome(wrong, CheckedText("Repairs will cost nine million crowns.", "quoted"), 1.0).reaches
    assert not Outcome(wrong, None, 1.0).reaches


def test_the_figures_are_shares_and_a_floor_is_told() -> None:
    wrong = Written("number", HARBOUR, QUOTE.replace("42", "57"), QUOTE)
    right = Written("quotation", HARBOUR, QUOTE, QUOTE)
    outcomes = [
        Outcome(wrong, None, 1.0),
        Outcome(wrong, CheckedText(wrong.text, "prose"), 3.0),
        Outcome(right, CheckedText(QUOTE, "quoted"), 2.0),
    ]
    figures = figures_of(outcomes)
    assert figures["kinds"] == {"number": 0.5, "quotation": 1.0}
    assert (figures["numbers, days and names"], figures["right sentences"]) == (0.5, 1.0)
    assert below(figures, {"number": 0.5, "right sentences": 1.0}) == 0
    assert below(figures, {"number": 0.6}) == 1


def test_the_first_sentence_is_timed() -> None:
    assert first_sentence(Written("paraphrase", HARBOUR, QUOTE)) > 0


def test_the_rewordings_are_of_three_degrees() -> None:
    rows = read_jsonl(ROOT / "benchmarks" / "rewordings.jsonl")
    assert Counter(row["kind"] for row in rows) == {"light": 20, "middle": 20, "free": 20}


def test_the_sentences_made_by_rule_are_kept_as_places_and_our_own_words() -> None:
    kept = Counter(row["kind"] for row in read_jsonl(SENTENCES))
    assert kept == dict.fromkeys(chain(*GROUPS), 80)  # 40 of each half
    text = (
        "The storm damaged 42 boats in the harbour of Port Elm on Monday. The council of Port Elm closed the "
    )
    row = {"url": "a", "text": f"{text}old pier for 12 weeks after the storm."}
    rows = list(made_sentences.made([row], 1, 3, [("number", "quotation")]))
    assert {each["kind"] for each in rows} == {"number", "quotation"}
    texts = {each.kind: (each.text, each.original) for each in made([row], rows)}
    assert texts["quotation"][0] == texts["quotation"][1]
    pairs = zip(*(each.split() for each in texts["number"]), strict=True)
    assert [wrong.isdigit() for wrong, right in pairs if wrong != right] == [True]


def test_each_error_of_relation_makes_a_false_sentence() -> None:
    text = "Storm's lawyer fled from Oslo to Bergen."
    source = Source(text, 0, text, entities(text))
    made = {kind: [claim_of(p, text) for p in edit(source, random.Random(1))] for kind, edit in EDITS.items()}
    assert made == {
        "preposition": [
            "Storm's lawyer fled to Oslo.",
            "Storm's lawyer fled to Oslo to Bergen.",
            "Storm's lawyer fled from Oslo from Bergen.",
        ],
        "possessor": ["Storm fled from Oslo to Bergen."],
    }


@pytest.mark.quality
@pytest.mark.skipif(not ARTICLES.exists(), reason="there is no shared data folder beside the checkout")
def test_the_gate_keeps_its_floors() -> None:
    floor = json.loads((ROOT / "benchmarks" / "prose_baseline.json").read_text("utf-8"))
    rows = rows_of(ARTICLES, "reporting")
    figures = figures_of(measure(rows, read_jsonl(SENTENCES), read_ahead=False, kinds=floor.keys()))
    assert below(figures, floor) == 0
