import pytest

from assistant.language.amounts import amounts
from assistant.language.answer_types import Counted, answer_type, asks_for_list, counted
from assistant.language.dates import dates
from assistant.language.names import names
from assistant.language.question import understand
from assistant.language.short_span import short_span


def answer(question: str, sentence: str, readers: str) -> str:
    """The short answer near the first occurrence of the reader's words; "" for none."""
    start = sentence.index(readers)
    span = short_span(understand(question), sentence, start, start + len(readers))
    return sentence[span.start : span.end] if span else ""


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("Who won?", "person"),
        ("Which former first ladies came?", "person"),
        ("Where did it sink?", "place"),
        ("Which states ban it?", "place"),
        ("In which church was the service?", "name"),
        ("Which comedy series won?", "title"),
        ("When did it sink?", "date"),
        ("what time does it open", "date"),
        ("How long ago did it sink?", "date"),
        ("How long did the match take?", "duration"),
        ("How many years did he serve?", "duration"),
        ("How old is he?", "age"),
        ("How much does it cost?", "money"),
        ("What share of schools has a library?", "percent"),
        ("How many boats sank?", "count"),
        ("How much oil was sold?", "amount"),
        ("How tall is the tree?", "amount"),
        ("What did he eat?", "phrase"),
        ("What work did he do when nobody called?", "phrase"),
        ("Why did it sink?", "none"),
        ("What caused the fire?", "none"),
    ],
)
def test_the_type_of_answer_that_a_question_asks_for(question: str, type_: str) -> None:
    assert answer_type(question) == type_


def test_a_follow_up_asks_for_the_type_of_the_turn_before() -> None:
    assert answer_type("And in Spain?", "person") == "person"
    assert answer_type("And what in Spain?", "person") == "phrase"


def test_keywords_ask_for_the_type_of_their_measure() -> None:
    assert answer_type("rosa vale age", "number") == "age"
    assert answer_type("ferry ticket price", "number") == "money"
    assert answer_type("harbour attendance", "number") == "amount"


def test_a_plural_asks_for_a_list() -> None:
    assert asks_for_list("Which judges were finalists?")
    assert not asks_for_list("Which series led the nominations?")
    assert not asks_for_list("Which judge was first?")


def test_the_counted_noun_is_recognised() -> None:
    assert counted("How many Azerbaijani soldiers died?") == Counted("soldier", ("Azerbaijani",))
    assert counted("Who died?") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It lost more than 1,166 soldiers.", [("count", "more than 1,166")]),
        ("It cost between $3 and $3.6 billion.", [("money", "between $3 and $3.6 billion")]),
        ("Some 15 to 20 percent left.", [("percent", "Some 15 to 20 percent")]),
        ("One in five left.", [("percent", "One in five")]),
        ("It took 3 hours, 13 minutes.", [("duration", "3 hours, 13 minutes")]),
        ("A 55-year-old saw a 21-foot wave.", [("age", "55-year-old"), ("amount", "21-foot")]),
        ("Ida Storm, 36, left.", [("age", "36")]),
        ("A wave, 58,000 feet high, came.", [("amount", "58,000 feet")]),
        ("On July 3, 2023, at 9 a.m. it sank.", [("date", "3"), ("date", "2023"), ("date", "9")]),
        ("It was her 23rd title.", []),
        ("It carried 3,000 people a day for a year.", [("count", "3,000"), ("duration", "a year")]),
        ("It held 3 boats for a day.", [("count", "3"), ("duration", "a day")]),
    ],
)
def test_amounts_are_whole(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(amount.type, text[amount.start : amount.end]) for amount in amounts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sank on Tuesday, July 3, 2023.", ["Tuesday, July 3, 2023"]),
        ("It runs from July 3 to July 16.", ["July 3 to July 16"]),
        ("It may march on.", []),
        ("It opened last month and closed two days ago.", ["last month", "two days ago"]),
        ("It cost $2,000 in the 1990s.", ["the 1990s"]),
    ],
)
def test_dates_are_whole(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in dates(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LONDON (AP) — Mary Vance met Tom Hale.", ["Mary Vance", "Tom Hale"]),
        ("Rep. Mary Vance, D-Minn., met Tom Hale.", ["Mary Vance", "Tom Hale"]),
        ("Mary Vance said it, and his lawyer, Tom Hale, agreed.", ["Mary Vance"]),
        (
            "Mary Vance prays in St. Mark's By-the-River Church.",
            ["Mary Vance", "St. Mark's By-the-River Church"],
        ),
        ("Mary Vance told CNN about Desmond Mills Jr. on Monday.", ["Mary Vance", "Desmond Mills Jr."]),
    ],
)
def test_names_are_whole_and_leave_out_sources_and_companions(text: str, expected: list[str]) -> None:
    assert [text[name.start : name.end] for name in names(text)] == expected


@pytest.mark.parametrize(
    ("question", "sentence", "readers", "expected"),
    [
        # whole names, numbers, dates and lists
        ("Who was fired?", "The city fired Desmond Mills Jr. on Friday.", "D", "Desmond Mills Jr."),
        ("Who won?", "The judge said that Tom Hale won the race.", "Tom", "Tom Hale"),
        ("How many people died?", "At least 1,166 people died.", "166", "At least 1,166"),
        ("What year will it open?", "It will open in January 2025.", "January 2025", "2025"),
        ("How much did it cost?", "It cost the city $3.6 billion.", "3.6", "$3.6 billion"),
        ("How long is it?", "It is 640 metres long, and 30 boats a day use it.", "640", "640 metres"),
        (
            "When will it open?",
            "It will cost 12 million euros & open in 2027.",
            "12 million euros & open in 2027",
            "2027",
        ),
        (
            "Which countries joined?",
            "Poland, Hungary and Slovakia joined on Monday.",
            "Poland",
            "Poland, Hungary and Slovakia",
        ),
        ("Where is it?", "The last store is in Bend, Oregon.", "Bend", "Bend, Oregon"),
        (
            "What did he eat?",
            "He ate the cookies, which were stale.",
            "the cookies, which were stale",
            "cookies",
        ),
        # not of the type: the only one of the type, or none
        ("Who paid?", "Tom Hale paid in May 2020.", "May 2020", "Tom Hale"),
        ("Who paid?", "Tom Hale and Mary Vance paid in May 2020.", "May 2020", ""),
        ("How many titles has he won?", "Tom Hale, 36, has won the title 7 times.", "36", "7"),
        ("How old is he?", "Tom Hale, 36, has won the title 7 times.", "7", "36"),
        # of another thing, people or year
        ("How many titles has he won?", "He won 23 titles in 40 finals.", "40", "23"),
        (
            "How many Azerbaijani soldiers died?",
            "Officials in Armenia said 1,166 soldiers died.",
            "1,166",
            "",
        ),
        (
            "How many Azerbaijani soldiers died?",
            "Armenia said 1,166 of its soldiers have been killed since September 27.",
            "1,166",
            "",
        ),
        ("How many boats sank in 2022?", "In 2019 they counted 42 boats.", "42", ""),
        ("How old was she?", "She broke a vote of 50-50.", "50-50", ""),
        ("What killed the mayor?", "Tom Hale, 33, was found dead.", "33", ""),
        # only words of the question, or one of a list
        ("Who attacked Tom Hale?", "Tom Hale was attacked on Monday.", "Tom Hale", ""),
        ("Which countries joined?", "It was Poland that joined on Monday.", "Poland", ""),
        ("Why did it sink?", "It sank in a storm.", "storm", ""),
    ],
)
def test_the_short_answer_is_whole_and_of_the_type(
    question: str, sentence: str, readers: str, expected: str
) -> None:
    assert answer(question, sentence, readers) == expected
