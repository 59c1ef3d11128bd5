"""What the model of claims is trained on, and its losses."""

from __future__ import annotations

import doctest
import json
import random
from pathlib import Path

import pytest
import torch

import benchmarks.claim_training
from assistant.claims import DatedText
from assistant.claims.model import claim_packer, claim_tokens
from benchmarks.claim_training import (
    CONTRADICTED,
    NOT_SAID,
    SUPPORTED,
    UNSUPPORTED,
    answered_examples,
    changed,
    edited_examples,
    example,
    statement,
)
from benchmarks.train_claims import Prepared, losses, prepare
from storage.models.bundled import bundled_folder

REPORT = "Ida Storm won the race on Monday. The mayor opened the pier. Tom Hale came second in 12 minutes."


def test_examples_in_the_documentation() -> None:
    assert doctest.testmod(benchmarks.claim_training).failed == 0


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("who won the race?", "Ida Storm", "Ida Storm won the race."),
        ("Which city council rejected the plan?", "Tarn's", "Tarn's rejected the plan."),
        ("How many people were hurt?", "12", "12 people were hurt."),
        ("When did Ida Storm win?", "Monday", "Ida Storm did win in Monday."),
        ("What did the mayor open?", "the pier", "the mayor did open the pier."),
        ("What does it mean?", "nothing", None),
        ("Why was it closed?", "rain", None),
    ],
)
def test_a_question_and_its_answer_make_a_statement(question: str, answer: str, expected: str | None) -> None:
    assert statement(question, answer) == expected


def test_an_exchanged_answer_contradicts(tmp_path: Path) -> None:
    rows = [
        {"question": "Who won the race on Monday?", "context": REPORT, "answer": {"text": "Ida Storm"}},
        {"question": "Who came second in the race?", "context": REPORT, "answer": {"text": "Tom Hale"}},
    ]
    (tmp_path / "asked.jsonl").write_text("\n".join(map(json.dumps, rows)))
    made = [
        e for seed in range(20) for e in answered_examples([tmp_path / "asked.jsonl"], random.Random(seed))
    ]
    by_claim = {e.claim: e for e in made}
    assert by_claim["Ida Storm won the race on Monday."].label == SUPPORTED
    wrong = by_claim["Tom Hale won the race on Monday."]
    assert wrong.label == CONTRADICTED
    assert [wrong.claim[start:end] for start, end in wrong.unbacked or ()] == ["Tom Hale"]


def test_an_edit_marks_its_words(tmp_path: Path) -> None:
    sentence = "Ida Storm won the race on Monday."
    common = {"sentence": sentence, "article": REPORT, "title": "The race"}
    rows = [
        {"kind": "date", "label": "unsupported", "claim": "Ida Storm won the race on Friday.", **common},
        {
            "kind": "detail",
            "label": "unsupported",
            "claim": "Ida Storm won the race on Monday in rain.",
            **common,
        },
        {"kind": "same", "label": "supported", "claim": sentence, **common},
    ]
    (tmp_path / "edits.jsonl").write_text("\n".join(map(json.dumps, rows)))
    date, detail, same = list(edited_examples(tmp_path / "edits.jsonl", random.Random(1)))[:3]
    assert (date.label, detail.label, same.label) == (CONTRADICTED, NOT_SAID, SUPPORTED)
    assert [date.claim[start:end] for start, end in date.unbacked or ()] == ["Friday"]
    assert [detail.claim[start:end] for start, end in detail.unbacked or ()] == ["in rain"]
    assert same.unbacked == ()


def test_words_left_out_mark_their_neighbours() -> None:
    claim = "He did pay."
    assert [claim[s:e] for s, e in changed("He did not pay.", claim)] == ["did", "pay"]


def prepared(claim: str, label: int, spans: list[tuple[int, int]] | None = None) -> Prepared:
    return prepare(example(claim, DatedText(REPORT), label, spans), claim_packer(bundled_folder()))


def test_marks_are_on_the_tokens_of_the_claim() -> None:
    one = prepared("Ida Storm lost the race.", CONTRADICTED, [(10, 14)])
    assert one.marks is not None
    assert len(one.marks) == len(claim_tokens(one.packed))
    assert [n for n, marked in enumerate(one.marks) if marked] == [2]
    assert prepared("Ida Storm lost.", UNSUPPORTED).marks is None


class Fixed:
    """A model with the same logits at each token."""

    def __init__(self, *logits: float) -> None:
        self._logits = torch.tensor(logits)

    def __call__(self, input_ids: torch.Tensor, **_: torch.Tensor) -> object:
        return type("Output", (), {"logits": self._logits.expand(*input_ids.shape, 4)})()


def test_an_unsupported_claim_may_be_either() -> None:
    model = Fixed(-9.0, 9.0, -9.0, -9.0)
    either, contradicted, unsaid, supported = (
        losses(model, [prepared("Ida Storm lost the race.", label)], autocast=False)[0].item()
        for label in (UNSUPPORTED, CONTRADICTED, NOT_SAID, SUPPORTED)
    )
    assert either == pytest.approx(0, abs=1e-3)
    assert contradicted == pytest.approx(0, abs=1e-3)
    assert unsaid == pytest.approx(18, abs=0.1)
    assert supported == pytest.approx(18, abs=0.1)
