"""Who said what a quotation says."""

from __future__ import annotations

import pytest
from newsroom import HARBOUR, cut

from assistant import Assistant
from assistant.answer import Answer, Citation, Sentence
from assistant.speaker import said_by, speaker_in


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Armenia said that 45 civilians had died.", "Armenia"),
        ("According to the ministry of Tarn, the talks have ended.", "the ministry of Tarn"),
        ("The pier is safe, Mayor Ruth Vance said on Monday.", "Mayor Ruth Vance"),
        ("The mayor, Ida Storm, told reporters that 42 boats sank.", "the mayor"),
        # Nobody, or not surely
        ("Armenia lost 45 civilians.", ""),
        ("Armenia has not said how many soldiers it has lost.", ""),
        ("The mayor may say on Monday that the pier is closed.", ""),
        ("Officials said the war had ended, but residents said it had not.", ""),
        ("After the mayor said that the pier was closed, 42 boats left the harbour.", ""),
        ("They said that the pier was closed.", ""),
        ("The report of 1,166 deaths said that more would follow.", ""),
    ],
)
def test_a_speaker_is_named_where_the_sentence_leaves_no_doubt(sentence: str, speaker: str) -> None:
    assert said_by(sentence) == speaker


def test_a_pronoun_is_the_only_person_that_the_sentence_before_names_as_speaker() -> None:
    before = "The storm is over, Mayor Ruth Vance said."
    assert said_by("The pier, she said, is safe.", [before]) == "Mayor Ruth Vance"
    assert said_by("The pier, she said, is safe.", ["The storm is over, Ruth Vance told Jon Vale."]) == ""
    assert said_by("The pier, she said, is safe.") == ""


def test_a_name_before_the_sentence_is_not_repeated() -> None:
    quote = "Mayor Ruth Vance said 42 boats were damaged by the storm."
    citation = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103)
    for sentence, speaker in (
        (Sentence(quote, (1,)), "Mayor Ruth Vance"),
        (Sentence(quote, (1,), refers_to="Ruth Vance"), ""),
        (Sentence("42 boats were damaged.", (1,), kind="prose"), ""),
    ):
        assert speaker_in(Answer("", (sentence,), (citation,)), sentence) == speaker


def test_a_figure_is_of_whom_gave_it(samples: Assistant) -> None:
    answer = samples.ask("How many civilians were killed?")
    assert {s.text: speaker_in(answer, s) for s in answer.sentences} == {
        "Among civilians, Armenia counts 45 people killed.": "Armenia",
        "Azerbaijan says that 91 of its civilians have been killed.": "Azerbaijan",
    }
