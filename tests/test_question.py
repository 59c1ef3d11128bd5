import doctest
from datetime import date, datetime

import pytest
from newsroom import HARBOUR, cut

import assistant.language.question
from assistant import Answer, Citation, Sentence
from assistant.language.question import MAX_CHARACTERS, day, leans, understand
from storage.errors import QuestionError

BOATS = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103)
ANSWERED = Answer("?", (Sentence(BOATS.quote, (1,)),), (BOATS,))
SILENT = Answer("?")


def test_examples_in_the_documentation() -> None:
    tried = doctest.testmod(assistant.language.question)
    assert tried.failed == 0
    assert tried.attempted >= 5


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0", "\0", "?!", "…", "🚢🌊", "\ud800", "()\"'*"])
def test_nothing_to_ask(text: str) -> None:
    with pytest.raises(QuestionError, match=r"has no words: ask about something"):
        understand(text)


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 50_000, "!" * 50_000, "a" * (MAX_CHARACTERS + 1)])
def test_too_long(text: str) -> None:
    with pytest.raises(QuestionError, match=r"characters, at most 4,000 are read") as raised:
        understand(text)
    assert len(str(raised.value)) < 200


def test_the_longest_question() -> None:
    assert understand("a" * MAX_CHARACTERS).text == "a" * MAX_CHARACTERS


def test_white_space_and_what_cannot_be_stored_is_taken_out() -> None:
    question = understand(" Who\0closed\n the\u2003harbour \ud83d? ")
    assert question.text == "Who closed the harbour ??"
    assert question.terms == ["close", "harbour"]
    question.text.encode()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many boats were damaged?", "number"),
        ("How far is Shushi from Stepanakert?", "number"),
        ("What percentage was lost?", "number"),
        ("When did the fighting begin?", "date"),
        ("In which year was it built?", "date"),
        ("Who is the mayor?", "person"),
        ("Whose boat sank?", "person"),
        ("Where did they meet?", "place"),
        ("Which coastal town was hit?", "place"),
        ("What did the mayor promise?", "other"),
        ("Why was the harbour closed?", "reason"),
        ("What caused the fire?", "reason"),
        ("What do the articles say about the fire?", "about"),
        ("Tell me about the fire in Port Elm", "about"),
    ],
)
def test_the_kind_of_answer(text: str, kind: str) -> None:
    assert understand(text).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many boats?", "It said 42 boats sank.", True),
        ("How many boats?", "Twelve boats sank.", True),
        ("How many boats?", "Boats sank.", False),
        ("How many of the 42 boats sank?", "Some of the 42 boats sank.", False),
        ("When was it?", "It was on March 4.", True),
        ("When was it?", "It was on Monday.", True),
        ("When was it?", "It was long.", False),
        ("Who is the mayor?", "The mayor is Ruth Vance.", True),
        ("Who is Ruth Vance?", "It was Ruth Vance.", False),
        ("Where is it?", "It is in Port Elm.", True),
        ("Where is it?", "It is there.", False),
        ("Why was it closed?", "Nothing.", False),
        ("Why was it closed?", "It was closed because of the storm.", True),
        ("What did the mayor promise?", "Nothing.", True),
    ],
)
def test_whether_a_sentence_may_answer(question: str, sentence: str, expected: bool) -> None:
    assert understand(question).answered_by(sentence) is expected


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Which countries joined the boycott?", True),
        ("Which films came second and third?", True),
        ("Who are the candidates?", True),
        ("Name the towns that were flooded", True),
        ("What are the demands of the union?", True),
        ("Which country joined the boycott?", False),
        ("Which boss resigned?", False),
        ("Who is the mayor?", False),
        ("How many countries joined?", False),
        ("What does the law say?", False),
    ],
)
def test_questions_for_several_things(text: str, several: bool) -> None:
    assert understand(text).asks_for_several is several


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who won, and by how much?", ["Who won?", "by how much?"]),
        ("When and where was it built?", ["When was it built?", "where was it built?"]),
        ("What happened in Martuni and who reported it?", ["What happened in Martuni?", "who reported it?"]),
        ("Who said that Ida and Jon won?", []),
        ("How many men and women came?", []),
        ("What and why?", []),
    ],
)
def test_questions_that_join_two(text: str, parts: list[str]) -> None:
    assert [part.text for part in understand(text).parts] == parts


def test_the_second_of_two_is_searched_with_the_first() -> None:
    first, second = understand("Who won the vote, and by how much?").parts
    assert (first.search_text, first.kind) == ("Who won the vote?", "person")
    assert (second.search_text, second.kind) == ("Who won the vote? by how much?", "number")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What do the articles say about the harbour?", "the harbour?"),
        ("What is reported on Port Elm?", "Port Elm?"),
        ("Tell me about the storm", "the storm"),
        ("What's the latest on the strike?", "the strike?"),
        ("What do the ministers say about the storm?", ""),
        ("What is known?", ""),
    ],
)
def test_questions_about_something(text: str, about: str) -> None:
    question = understand(text)
    assert (question.search_text if question.kind == "about" else "") == about


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("What is the latest on the strike?", True),
        ("What happened today?", True),
        ("How many have died so far?", True),
        ("Who resigned this week?", False),
        ("Who recently resigned?", False),
    ],
)
def test_questions_for_the_latest(text: str, latest: bool) -> None:
    assert understand(text).prefers_latest is latest


# Conversations


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
        ("How big was the fine?", True),
        ("Where were the photos taken?", True),
        ("How big was the fine for Port Elm?", False),
        ("How many tonnes of apples did the farmers pick?", False),
    ],
)
def test_leaning_questions(text: str, expected: bool) -> None:
    assert leans(text) is expected


def test_a_question_of_its_own_takes_nothing_from_before() -> None:
    text = "How many tonnes of apples did the farmers pick?"
    question = understand(text, [("Who closed the harbour?", ANSWERED)])
    assert (question.search_text, question.quoted) == (text, ())


def test_a_leaning_question_takes_the_one_before() -> None:
    question = understand("And how many houses?", [("How many boats were damaged?", ANSWERED)])
    assert question.text == "And how many houses?"
    assert question.search_text == "How many boats were damaged? And how many houses?"
    assert question.terms == ["hous"]
    assert question.search_terms == ["boat", "damag", "hous"]
    assert question.quoted == (BOATS.quote,)


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


# Days


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("2020-10-01", date(2020, 10, 1)),
        ("2020-10-01T23:59:59Z", date(2020, 10, 1)),
        (date(2020, 10, 1), date(2020, 10, 1)),
        (datetime(2020, 10, 1, 12, 30), date(2020, 10, 1)),
    ],
)
def test_days(value: str | date | None, expected: date | None) -> None:
    found = day(value, "since")
    assert found == expected
    assert type(found) is not datetime


@pytest.mark.parametrize("value", ["yesterday", "2020-13-01", "2020-10", "1 October 2020", 20201001])
def test_what_is_no_day(value: str) -> None:
    with pytest.raises(QuestionError, match=f"until is {value!r}, wanted a day such as 2020-10-01"):
        day(value, "until")


@pytest.mark.parametrize("question", ["Who is the mayor of Port Elm?", "Where were the boats damaged?"])
def test_a_weekday_or_a_month_is_neither_who_nor_where(question: str) -> None:
    asked = understand(question)
    assert not asked.answered_by("The harbour was closed on Monday in March.")
    assert asked.answered_by("The harbour was closed on Monday by Ruth Vance.")


def test_the_measure_that_is_asked_for_is_no_term() -> None:
    assert understand("How far is Port Elm from Low Vale?").terms == ["port", "elm", "low", "vale"]
    assert understand("Was the ship far out?").terms == ["ship", "far"]


def test_a_new_subject_owes_nothing_to_the_turn_before() -> None:
    history = [("Which pools will close?", Answer("Which pools will close?"))]
    for text in (
        "How long did the strike last, and what did it cost the company?",
        "What do the articles say about floods?",
        "What is the latest on the floods?",
    ):
        assert "pools" not in understand(text, history).search_text
    assert "pools" in understand("What do the articles say about them?", history).search_text
