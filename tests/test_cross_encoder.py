"""A cross-encoder of the reader's choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from doubles import HashingEmbedder
from numpy.typing import NDArray

from assistant import Assistant
from assistant.__main__ import main
from assistant.cross_encoder import CrossEncoderScorer
from assistant.language.question import understand
from assistant.rank import Ranker
from assistant.retrieve import retrieve
from storage import Store
from storage.errors import ModelError


@pytest.fixture(scope="module")
def folder(other_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder with random weights."""
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(0)
    made = tmp_path_factory.mktemp("ranker")
    config = AutoConfig.from_pretrained(other_model, num_labels=1)
    AutoModelForSequenceClassification.from_config(config).save_pretrained(made)
    AutoTokenizer.from_pretrained(other_model).save_pretrained(made)
    return made


def test_scores(folder: Path) -> None:
    scores = CrossEncoderScorer(str(folder)).score("who won?", ["ida won", "it rained", "ida won"])
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-9)
    assert scores[0] != scores[1]


def test_a_named_cross_encoder_answers(folder: Path, newsroom: Store) -> None:
    answer = Assistant.open(newsroom, cross_encoder=str(folder)).ask(
        "How many boats were damaged by the storm?"
    )
    assert answer.passages


def test_an_unknown_cross_encoder(newsroom: Store) -> None:
    with pytest.raises(ModelError, match=r"the ranker '/no/such/ranker' can't be loaded.*DATELINE_RANKER"):
        Assistant.open(newsroom, cross_encoder="/no/such/ranker")


def test_a_scorer_orders_the_evidence_and_the_reader_still_reads(newsroom: Store) -> None:
    def longest(question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        return np.array([1000.0 * len(sentence) for sentence in sentences], np.float32)

    question = understand("boats storm harbour apples library pears")
    retrieval = retrieve(newsroom, question, k=10)
    plain, ordered = (
        Ranker().rank(question, retrieval),
        Ranker(scorer=longest).rank(question, retrieval),
    )
    readings = {sentence.text: sentence.reading for sentence in plain}
    assert {sentence.text: sentence.reading for sentence in ordered} == readings
    assert [sentence.text for sentence in ordered] != [sentence.text for sentence in plain]


def test_the_environment_names_the_cross_encoder(
    newsroom: Store,
    embedder: HashingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    newsroom.close()
    monkeypatch.setenv("DATELINE_RANKER", "/no/such/ranker")
    assert main(["Who won?", "--store", str(newsroom.folder)]) == 1
    assert "the ranker '/no/such/ranker' can't be loaded" in capsys.readouterr().err
