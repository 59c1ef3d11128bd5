"""The reader: its input, its output, and the check of its weights."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader import (
    FAINT,
    MAX_QUESTION,
    MAX_WINDOW,
    WEIGHTS,
    Packer,
    Reader,
    Reading,
    SentenceWindow,
    bundled_reader,
)
from storage.errors import ModelError
from storage.models.bundled import bundled_folder

QUESTION = "How many boats did the storm damage in Port Elm?"
STORM = SentenceWindow(
    "Storm hits Port Elm",
    (
        "A storm hit Port Elm on Monday night. ",
        "The mayor said 42 boats were damaged in the harbour. ",
        "Schools stay closed until Thursday. ",
    ),
)
ORCHARD = SentenceWindow("A poor year for pears", ("Wasps ruined the pears. ", "Farmers were paid nothing. "))


@pytest.fixture(scope="module")
def packer() -> Packer:
    return Packer(bundled_folder())


def test_the_sentence_that_answers_is_evidence_and_its_words_are_the_answer() -> None:
    windows = [
        SentenceWindow(window.title, (sentence,))
        for window in (STORM, ORCHARD)
        for sentence in window.sentences
    ]
    readings = [reading for (reading,) in bundled_reader().read(QUESTION, windows)]
    best = readings[1]
    assert all(
        best.evidence > other.evidence and best.span > other.span for other in readings if other is not best
    )
    assert STORM.sentences[1][best.start : best.end].startswith("42")
    assert max(reading.evidence for reading in readings[3:]) < 0  # no sentence of the other article answers


def test_the_other_windows_of_a_batch_do_not_change_a_reading() -> None:
    alone = bundled_reader().read(QUESTION, [STORM])[0]
    beside = bundled_reader().read(QUESTION, [ORCHARD, STORM, ORCHARD])[1]
    np.testing.assert_allclose([r.evidence for r in alone], [r.evidence for r in beside], atol=0.15)
    assert bundled_reader().read(QUESTION, []) == []


words = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=25)
@given(words, st.lists(st.tuples(words, st.lists(words, min_size=1, max_size=4)), min_size=1, max_size=3))
def test_any_text_is_read(question: str, texts: list[tuple[str, list[str]]]) -> None:
    windows = [SentenceWindow(title, tuple(sentences)) for title, sentences in texts]
    for window, readings in zip(windows, bundled_reader().read(question, windows), strict=True):
        assert len(readings) == len(window.sentences)
        for sentence, reading in zip(window.sentences, readings, strict=True):
            assert 0 <= reading.start <= reading.end <= len(sentence)


def test_tokens_have_their_sentence_and_offsets(packer: Packer) -> None:
    (packed,) = packer.pack(QUESTION, [STORM])
    assert (
        len(packed.ids) == len(packed.kinds) == len(packed.sentence) == len(packed.starts) == len(packed.ends)
    )
    text = STORM.sentences[1]
    places = [
        (first, last)
        for owner, first, last in zip(packed.sentence, packed.starts, packed.ends, strict=True)
        if owner == 1
    ]
    assert [text[first:last] for first, last in places] == re.findall(r"\w+|[^\w\s]", text)
    assert set(packed.sentence) == {-1, 0, 1, 2}


def test_long_texts_are_truncated(packer: Packer) -> None:
    endless = SentenceWindow("t " * 500, ("word " * 500,) * 8)
    (packed,) = packer.pack("first " + "why " * 500 + "last", [endless])
    assert len(packed.ids) <= MAX_WINDOW + 1
    assert packed.kinds.index(1) == MAX_QUESTION + 2
    (last,) = packer.pack("last", [endless])
    assert packed.ids[MAX_QUESTION] == last.ids[1]  # the end of a long question is kept
    readings = bundled_reader().read("why?", [endless])[0]
    assert readings[0] != readings[-1] == Reading(FAINT, FAINT, 0, 0)  # beyond the window


def test_missing_broken_or_foreign_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be read"):
        Reader(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0broken{}")
    with pytest.raises(ModelError, match="can't be read"):
        Reader(tmp_path)
    from safetensors.numpy import save_file

    save_file({"other": np.zeros(3, np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="doesn't contain this model"):
        Reader(tmp_path)


def test_the_weights_are_small_and_have_a_model_card() -> None:
    assert (WEIGHTS / "model.safetensors").stat().st_size < 25_000_000
    card = (WEIGHTS / "README.md").read_text("utf-8")
    for heading in ("## Data", "## Recipe", "## Figures", "## Limits", "benchmarks/train_reader.py"):
        assert heading in card
