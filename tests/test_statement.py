import pytest

from assistant.language.english_verbs import past, third_person
from assistant.language.statement import statement


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Were more than 100 people sheltering in Oslo?", "more than 100 people were sheltering in Oslo"),
        ("Were members of the council at the wedding?", "members of the council were at the wedding"),
        ("Is the mayor of Oslo ill?", "the mayor of Oslo is ill"),
        ("When was Ida Storm?", "Ida Storm was"),
        ("Did Ostrava Air buy Gull Air?", "Ostrava Air bought Gull Air"),
        (
            "In which city did Ida Storm talk of a war at the summit?",
            "Ida Storm talked any city of a war at the summit",
        ),
    ],
)
def test_a_long_subject_comes_whole_before_its_verb(question: str, said: str) -> None:
    made = statement(question)
    assert made is not None
    assert made.text == said


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("When did Spirit merge with Frontier?", "Spirit merged with Frontier"),
        ("Who did Nadal beat in the final?", "Nadal beat anyone in the final"),
        ("Which company buys Depop?", "any company buys Depop"),
        ("How many boats did the storm sink at Port Elm?", "the storm sank any boats at Port Elm"),
        ("How many people were hurt in Oslo?", "any people were hurt in Oslo"),
        ("Where was Ida Storm arrested?", "Ida Storm was arrested"),
        ("By how many votes did Ida Storm lose the election?", "Ida Storm lost the election"),
        ("Why does the council oppose the plan?", "the council opposes the plan"),
        ("Which prize did Ida Storm win the medal for?", "Ida Storm won the medal for any prize"),
        ("Did the council approve the plan?", "the council approved the plan"),
        ("Is it true that Armenia attacked Barda?", "Armenia attacked Barda"),
        ("Has Ida Storm left the party?", "Ida Storm has left the party"),
        ("Will the ferry sail on Monday?", "the ferry will sail on Monday"),
    ],
)
def test_what_a_question_takes_for_granted(question: str, claim: str) -> None:
    stated = statement(question)
    assert stated is not None
    assert stated.text == claim


@pytest.mark.parametrize(
    "question", ["Who is the mayor of Port Elm?", "ferry storm", "What's new?", "", "Wer gewann die Wahl?"]
)
def test_some_questions_take_no_event_for_granted(question: str) -> None:
    assert statement(question) is None


@pytest.mark.parametrize(
    ("part", "source"), [("Spirit", "Spirit"), ("merged", "merge"), ("with Frontier", "with Frontier")]
)
def test_a_part_of_the_statement_has_its_place_in_the_question(part: str, source: str) -> None:
    question = "When did Spirit merge with Frontier?"
    stated = statement(question)
    assert stated is not None
    start = stated.text.index(part)
    place = stated.source(start, start + len(part))
    assert place is not None
    assert question[slice(*place)] == source


def test_an_added_word_has_no_place_in_the_question() -> None:
    stated = statement("Who buys Depop?")
    assert stated is not None
    assert stated.source(0, len("anyone")) is None


def test_forms_of_verbs() -> None:
    assert [past(verb) for verb in ("plan", "prefer", "play", "cut", "go")] == [
        "planned", "preferred", "played", "cut", "went",
    ]  # fmt: skip
    assert [third_person(verb) for verb in ("go", "miss", "carry", "play")] == [
        "goes", "misses", "carries", "plays",
    ]  # fmt: skip
