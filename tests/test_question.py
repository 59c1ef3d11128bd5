import re

import pytest

from assistant.language.question import MAX_CHARACTERS, understand
from storage.errors import QuestionError


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0", "\0", "?!", "…", "🚢🌊", "\ud800", "()\"'*"])
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match=r"has no words: ask about something"):
        understand(text)


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 50_000, "!" * 50_000, "a" * (MAX_CHARACTERS + 1)])
def test_a_question_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match=r"characters, the limit is 4,000") as raised:
        understand(text)
    assert len(str(raised.value)) < 200


def test_a_question_of_the_maximum_length_is_accepted() -> None:
    assert understand("a" * MAX_CHARACTERS).text == "a" * MAX_CHARACTERS


@pytest.mark.parametrize("text", [None, 3, b"Who won?", ["Who won?"]])
def test_only_a_string_is_a_question(text: object) -> None:
    expected = re.escape(f"the question is {text!r}, expected text such as")
    with pytest.raises(QuestionError, match=expected):
        understand(text)  # type: ignore[arg-type]


def test_white_space_and_unprintable_characters_are_normalised() -> None:
    question = understand(" Who\0closed\n the\u2003harbour \ud83d? ")
    assert question.text == "Who closed the harbour ??"
    assert question.terms == ("close", "harbour")
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
        ("Who was mayor when the boat sank?", "person"),
        ("What did the mayor do when the boat sank?", "other"),
        ("What was built where the boat sank?", "other"),
        ("Which judge closed the harbour?", "name"),
        ("Which company built the harbour?", "name"),
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
        ("Which judge closed it?", "It was closed by Ruth Vance.", True),
        ("Which judge closed it?", "It was closed by a judge.", False),
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
def test_questions_for_lists_are_recognised(text: str, several: bool) -> None:
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
        ("Who is the man who lost his job and who later sued the airline?", []),
        ("Which ship sank and which one was saved?", ["Which ship sank?", "which one was saved?"]),
    ],
)
def test_joined_questions_are_split(text: str, parts: list[str]) -> None:
    assert [part.text for part in understand(text).parts] == parts


def test_the_second_part_is_searched_with_the_first() -> None:
    first, second = understand("Who won the vote, and by how much?").parts
    assert (first.search_text, first.kind) == ("Who won the vote?", "person")
    assert (second.search_text, second.kind) == ("Who won the vote? by how much?", "number")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What do the articles say about the harbour?", "the harbour"),
        ("What is reported on Port Elm?", "Port Elm"),
        ("Tell me about the storm", "the storm"),
        ("What's the latest on the strike?", "the strike"),
        ("What do the ministers say about the storm?", ""),
        ("What is known?", ""),
    ],
)
def test_requests_about_a_topic_are_searched_by_the_topic(text: str, about: str) -> None:
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
def test_questions_for_the_latest_are_recognised(text: str, latest: bool) -> None:
    assert understand(text).prefers_latest is latest


@pytest.mark.parametrize("question", ["Who is the mayor of Port Elm?", "Where were the boats damaged?"])
def test_a_weekday_or_month_answers_neither_who_nor_where(question: str) -> None:
    asked = understand(question)
    assert not asked.answered_by("The harbour was closed on Monday in March.")
    assert asked.answered_by("The harbour was closed on Monday by Ruth Vance.")


def test_the_word_after_how_is_not_a_term() -> None:
    assert understand("How far is Port Elm from Low Vale?").terms == ("port", "elm", "low", "vale")
    assert understand("Was the ship far out?").terms == ("ship", "far")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rosalynn carter age died", "number"),
        ("colorado springs new mayor name", "person"),
        ("Did the age limit pass?", "other"),
        ("What did she say about her age?", "other"),
    ],
)
def test_keywords_have_a_kind(text: str, kind: str) -> None:
    assert understand(text).kind == kind


def test_the_name_of_a_newspaper_is_not_a_day() -> None:
    assert not understand("What did USA Today report about the strike?").prefers_latest
    assert understand("What did the mayor say today?").prefers_latest
