"""The claims that the checker is measured on, and the arithmetic of its benchmark."""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import numpy as np
import pytest
from newsroom import ROOT, SHARED

from assistant.claims import Checker, DatedText
from assistant.regression import Regression
from benchmarks.claim_edits import EDITS, Source
from benchmarks.claim_words import DETAILS
from benchmarks.claims import (
    Claim,
    Measured,
    balanced_accuracy,
    below,
    by_kind,
    fit,
    half_of,
    judge,
    sample,
    story_of_url,
    supported,
)
from benchmarks.claims_sources import bins, brier
from benchmarks.made_claims import claim_of
from benchmarks.questions import read_jsonl
from storage.models.token_vectors import TokenEncoder

ROWS = list(read_jsonl(ROOT / "benchmarks" / "claims.jsonl"))
ARTICLES = SHARED / "data" / "realtimeqa-dev" / "articles-small.jsonl.gz"
TEXT = "The mayor, Ida Storm, opened the pier on Monday, and 300 guests came."


def claims_of(kind: str, text: str) -> list[str]:
    source = Source(text, 0, text, ())
    return [claim_of(pieces, text) for pieces in EDITS[kind](source, random.Random(1))]


@pytest.mark.parametrize(
    ("kind", "text", "claim"),
    [
        ("negation", "The pier was closed.", "The pier was not closed."),
        ("negation", "The pier was not closed.", "The pier was closed."),
        ("antonym", "The price rose.", "The price fell."),
        ("roles", "The Navy attacked the Army.", "The Army attacked The Navy."),
        ("hedge", "The pier was closed.", "The pier may have been closed."),
    ],
)
def test_an_edit_makes_another_claim(kind: str, text: str, claim: str) -> None:
    assert claims_of(kind, text) == [claim]


def test_numbers_and_details_are_drawn() -> None:
    (number,) = claims_of("number", "It has 300 seats.")
    assert re.fullmatch(r"It has (?!300)\d+ seats\.", number)
    (detail,) = claims_of("detail", "The pier closed.")
    assert detail in {f"The pier closed {words}." for words in DETAILS}


def test_an_apposition_is_dropped_in_a_paraphrase() -> None:
    expected = "The mayor opened the pier on Monday, and 300 guests came."
    assert expected in claims_of("paraphrase", TEXT)


def test_the_claims_are_many_of_each_kind_and_in_both_halves() -> None:
    assert len(ROWS) >= 800
    kinds = Counter(row["kind"] for row in ROWS)
    assert set(EDITS) <= set(kinds)
    assert {row["label"] for row in ROWS} == {"supported", "unsupported"}
    assert all((row["label"] == "supported") == (row["kind"] == "paraphrase") for row in ROWS)
    stories = story_of_url()
    halves = Counter(half_of(row["url"], stories) for row in ROWS)
    assert min(halves.values()) >= 300


@pytest.mark.shared
@pytest.mark.skipif(not ARTICLES.exists(), reason="there is no shared data folder beside the checkout")
def test_the_pieces_lie_in_their_articles() -> None:
    texts = {row["url"]: row["text"] for row in read_jsonl(ARTICLES)}
    for row in ROWS:
        for piece in row.get("pieces", ()):
            if not isinstance(piece, str):
                assert 0 <= piece[0] < piece[1] <= len(texts[row["url"]])


@pytest.mark.quality
@pytest.mark.skipif(not ARTICLES.exists(), reason="there is no shared data folder beside the checkout")
def test_the_checker_keeps_its_floors() -> None:
    floor = json.loads((ROOT / "benchmarks" / "claims_baseline.json").read_text("utf-8"))
    claims = sample(ARTICLES)
    assert below({"kinds": by_kind(claims, judge(claims, Checker(TokenEncoder())))}, floor["sample"]) == 0


def measured(is_supported: bool, *overlaps: float) -> Measured:
    claim = Claim("It rained.", (DatedText("It rained."),), is_supported, "made")
    sentences = tuple({"overlap": overlap, "near": overlap, "run": 0.0, "sure": 0.0} for overlap in overlaps)
    return Measured(claim, sentences)


def test_the_sentence_with_the_least_support_decides() -> None:
    rows = [measured(True, 0.9, 1.0), measured(False, 1.0, 0.2), measured(True, 0.8), measured(False, 0.1)]
    regression = fit(rows * 20, ("overlap",))
    assert supported(rows, regression).tolist() == [True, False, True, False]
    assert balanced_accuracy(rows, supported(rows, regression)) == 1.0


def test_balanced_accuracy_weighs_both_labels_alike() -> None:
    rows = [measured(True, 1.0)] * 3 + [measured(False, 1.0)]
    assert balanced_accuracy(rows, np.array([True, True, True, True])) == 0.5
    assert supported(rows, Regression(-1.0, {"overlap": 0.5})).tolist() == [False] * 4


def test_a_figure_below_its_floor_fails() -> None:
    floor = {"kinds": {"number": 0.9, "paraphrase": 0.1}}
    assert below({"kinds": {"number": 0.95, "paraphrase": 0.05}}, floor) == 0
    assert below({"kinds": {"number": 0.85, "paraphrase": 0.05}}, floor) == 1
    assert below({"kinds": {"number": 0.95, "paraphrase": 0.15}}, floor) == 1


def test_the_calibration_is_that_of_each_tenth() -> None:
    predicted, labels = np.array([0.05, 0.95, 0.97, 1.0]), np.array([False, True, True, False])
    assert [(b.number, b.true) for b in bins(predicted, labels)] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    assert brier(predicted, labels) == pytest.approx((0.05**2 + 0.05**2 + 0.03**2 + 1) / 4)
