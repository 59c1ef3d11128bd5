"""The training of the reader: its data, its windows, its losses."""

from __future__ import annotations

import pytest

from assistant.reader import Packed, SentenceWindow
from benchmarks.training_data import Example, Group, chunks, names, narrowed, place, shape, without_answer


def example(*answers: bool) -> Example:
    sentences = tuple(f"Sentence {number}. " for number in range(len(answers)))
    return Example(
        SentenceWindow("T", sentences), answers, tuple((0, 8) if answer else None for answer in answers)
    )


def test_chunks_are_even_and_complete() -> None:
    assert [list(part) for part in chunks(range(7), 3)] == [[0, 1], [2, 3], [4, 5, 6]]
    assert list(chunks([], 3)) == []


def test_names_in_a_question() -> None:
    asked = "When did the Storm of Port Elm hit Jon Vale's house in 2022?"
    assert names(asked) == ["Storm of Port Elm", "Jon Vale's", "2022"]
    assert shape("2022") != shape("Jon") != shape("Jon Vale")


def test_a_span_is_found_in_any_case() -> None:
    assert place("The MAYOR spoke.", "mayor") == (4, 9)
    assert place("The mayor spoke.", "king") is None


def test_a_passage_without_its_answer_has_no_labels() -> None:
    left = without_answer(example(False, True, False))
    assert (left.window.sentences, left.answers) == (("Sentence 0. ", "Sentence 2. "), (False, False))
    only = example(True)
    assert without_answer(only) is only


def test_windows_hold_one_sentence_or_also_the_one_before() -> None:
    group = Group("Q", (example(False, True),))
    alone = narrowed(group, neighbours=False).examples
    assert [e.answers for e in alone] == [(False,), (True,)]
    beside = narrowed(group, neighbours=True).examples
    assert [e.answers for e in beside] == [(False,), (False, True)]


@pytest.mark.parametrize("kind", ["listwise", "pairwise", "pointwise"])
def test_a_ranking_loss_falls_as_the_answer_rises(kind: str) -> None:
    import torch

    from benchmarks.train_reader import ranking_loss

    answers = torch.tensor([False, True, False])
    losses = [
        float(ranking_loss(torch.tensor([0.0, score, 0.0]), answers, kind)) for score in (-3.0, 0.0, 3.0)
    ]
    assert losses == sorted(losses, reverse=True)
    none = torch.tensor([False, False, False])
    high, low = (float(ranking_loss(torch.full((3,), score), none, kind)) for score in (3.0, -3.0))
    assert high > low  # without an answer, all scores should be below 0


def test_scores_and_spans_of_a_window() -> None:
    import torch

    from benchmarks.train_reader import sentence_scores, span_loss

    packed = Packed(
        [101, 5, 102, 7, 8, 9, 102], [0, 0, 0, 1, 1, 1, 1], [-1, -1, -1, 0, 0, 1, -1], [0] * 7, [8] * 7
    )
    logits = torch.zeros(7, 3)
    logits[3, 0], logits[4, 0], logits[5, 0] = 1.0, 3.0, -1.0
    assert sentence_scores(logits, packed, 3).tolist() == [2.0, -1.0, pytest.approx(-1e4)]
    right, wrong = logits.clone(), logits.clone()
    right[3, 1] = right[4, 2] = 5.0
    wrong[5, 1] = wrong[5, 2] = 5.0
    marked = example(True, False)
    assert float(span_loss(right, packed, marked)) < float(span_loss(wrong, packed, marked))  # type: ignore[arg-type]
    assert span_loss(logits, packed, Example(marked.window, marked.answers, None)) is None
