"""What a question leans on from the turn before."""

import doctest

import pytest
from newsroom import HARBOUR, cut

import assistant.language.follow_up
import assistant.language.joined
from assistant import Answer, Citation, Sentence
from assistant.answer import Turn
from assistant.language.follow_up import is_follow_up
from assistant.language.question import MAX_CHARACTERS, understand

BOATS = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103)
ANSWERED = Answer("?", (Sentence(BOATS.quote, (1,)),), (BOATS,))
SILENT = Answer("?")


@pytest.mark.parametrize("module", [assistant.language.follow_up, assistant.language.joined])
def test_examples_in_the_documentation(module: object) -> None:
    tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (tried.failed, tried.attempted > 1) == (0, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And how many civilians?", True),
        ("What about the pears?", True),
        ("Why?", True),
        ("What did he ask Moscow for?", True),
        ("When did they arrive in Port Elm after the storm?", True),
        ("How many boats were damaged by the storm in Port Elm?", False),
        ("Who is the Prime Minister of Armenia?", False),
        ("What did Aliyev say his army would do next?", False),
        ("How much did it cost?", True),
        ("How much will it cost to repair?", True),
        ("What did it do to the harbour?", True),
        ("Was it sold to investors?", True),
        ("Is it safe?", True),
        ("Who is his wife?", True),
        ("How big was that fine?", True),
        ("Did anyone else resign?", True),
        ("How big was the fine for Port Elm?", False),
        # "it" stands for nothing, "his" for the one that is asked for, "the" for what everybody knows
        ("How much does it cost to park in Baku?", False),
        ("Is it legal to fly drones over Baku?", False),
        ("How long does it take to fly to Baku?", False),
        ("Is it true that Baku was shelled?", False),
        ("How far is it from Baku to Ganja?", False),
        ("What time is it in Baku?", False),
        ("Who is the man who lost his job and who later sued the airline?", False),
        ("Did the president resign?", False),
        ("What is the death toll?", False),
        ("How many tonnes of apples did the farmers pick?", False),
    ],
)
def test_leaning_questions(text: str, expected: bool) -> None:
    assert is_follow_up(text) is expected


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("How big was the fine?", ("Who was fined?", SILENT), True),
        (
            "Where were the boats repaired?",
            ("What did the storm do?", ANSWERED),
            True,
        ),
        # and the rest of its article of a lighthouse
        ("When was the lighthouse built?", ("What did the storm do?", ANSWERED), True),
        ("How big was the fine?", ("What did the storm do?", ANSWERED), False),
        ("Did the president resign?", ("Which president was accused?", SILENT), True),
        ("Did the president resign?", ("What did the storm do?", ANSWERED), False),
    ],
)
def test_the_points_back_to_what_the_turn_before_spoke_of(text: str, before: Turn, expected: bool) -> None:
    assert is_follow_up(text, before) is expected


def test_a_question_of_its_own_takes_nothing_from_before() -> None:
    text = "How many tonnes of apples did the farmers pick?"
    question = understand(text, [("Who closed the harbour?", ANSWERED)])
    assert (question.search_text, question.quoted) == (text, ())


def test_a_leaning_question_takes_the_one_before() -> None:
    question = understand("And how many houses?", [("How many boats were damaged?", ANSWERED)])
    assert question.text == "And how many houses?"
    assert question.search_text == "How many boats were damaged? And how many houses?"
    assert question.terms == ("hous",)
    assert question.search_terms == ("boat", "damag", "hous")
    assert question.quoted == (BOATS.quote,)


def test_the_context_of_a_quotation_was_quoted_too() -> None:
    citation = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103, context=(0, 45))
    answer = Answer("?", (Sentence(citation.quote, (1,), context=citation.context_quote),), (citation,))
    question = understand("And how many houses?", [("How many boats were damaged?", answer)])
    assert question.quoted == (citation.context_quote, citation.quote)


def test_its_kind_comes_from_before_when_it_has_none() -> None:
    before = [("How many boats were damaged?", ANSWERED)]
    assert understand("And houses?", before).kind == "number"
    assert understand("And houses?").kind == "other"
    assert understand("And what of houses?", before).kind == "number"
    assert understand("And what sank?", before).kind == "other"
    assert understand("And when?", before).kind == "date"


def test_a_pronoun_takes_the_names_of_the_answer_before() -> None:
    question = understand("What did she say?", [("Who is the mayor?", ANSWERED)])
    assert question.search_text == "Who is the mayor? Mayor Ruth Vance What did she say?"
    question = understand("What did she say?", [("Who is the mayor?", SILENT)])
    assert question.search_text == "Who is the mayor? What did she say?"


def test_a_chain_of_leaning_questions() -> None:
    history = [("How many boats were damaged?", ANSWERED), ("And houses?", SILENT)]
    expected = "How many boats were damaged? And houses? And cars?"
    assert understand("And cars?", history).search_text == expected


def test_a_very_long_conversation() -> None:
    history = [("And then?", SILENT)] * 5_000
    question = understand("And then boats?", history)
    assert question.search_text.endswith("And then? And then boats?")
    assert len(question.search_text) < MAX_CHARACTERS


def test_a_new_subject_owes_nothing_to_the_turn_before() -> None:
    history = [("Which pools will close?", Answer("Which pools will close?"))]
    for text in (
        "How long did the strike last, and what did it cost the company?",
        "What do the articles say about floods?",
        "What is the latest on the floods?",
    ):
        assert "pools" not in understand(text, history).search_text
    assert "pools" in understand("What do the articles say about them?", history).search_text
