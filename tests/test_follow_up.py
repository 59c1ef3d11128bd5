"""The context that a follow-up takes from the turns before."""

import pytest
from newsroom import HARBOUR, cut

from assistant import Answer, Citation, Sentence
from assistant.answer import Turn
from assistant.language.ellipsis import completed
from assistant.language.follow_up import is_follow_up
from assistant.language.question import MAX_CHARACTERS, understand

BOATS = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103)
ANSWERED = Answer("?", (Sentence(BOATS.quote, (1,)),), (BOATS,))
SILENT = Answer("?")


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
        # "it" is an expletive, "his" refers to "who", and "the" to something well known
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
def test_follow_ups_are_recognised(text: str, expected: bool) -> None:
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
        # The rest of the article is about a lighthouse.
        ("When was the lighthouse built?", ("What did the storm do?", ANSWERED), True),
        ("How big was the fine?", ("What did the storm do?", ANSWERED), False),
        ("Did the president resign?", ("Which president was accused?", SILENT), True),
        ("Did the president resign?", ("What did the storm do?", ANSWERED), False),
    ],
)
def test_a_question_without_names_about_a_cited_article_continues_its_thread(
    text: str, before: Turn, expected: bool
) -> None:
    assert is_follow_up(text, [before]) is expected


def test_an_independent_question_has_no_context() -> None:
    text = "How many tonnes of apples did the farmers pick?"
    question = understand(text, [("Who closed the harbour?", ANSWERED)])
    assert (question.search_text, question.quoted) == (text, ())


def test_a_follow_up_is_searched_with_the_question_before() -> None:
    question = understand("And how many houses?", [("How many boats were damaged?", ANSWERED)])
    assert (question.text, question.search_text) == ("How many houses were damaged?",) * 2
    assert question.quoted == (BOATS.quote,)
    question = understand("And in the north?", [("How many boats were damaged?", ANSWERED)])
    assert (question.text, question.search_text) == (
        "And in the north?",
        "How many boats were damaged? And in the north?",
    )
    assert (question.terms, question.search_terms) == (("north",), ("boat", "damag", "north"))


def test_the_context_of_a_quotation_counts_as_quoted() -> None:
    citation = Citation(1, HARBOUR, cut(HARBOUR)[0], 46, 103, context=(0, 45))
    answer = Answer("?", (Sentence(citation.quote, (1,), context=citation.context_quote),), (citation,))
    question = understand("And how many houses?", [("How many boats were damaged?", answer)])
    assert question.quoted == (citation.context_quote, citation.quote)


def test_a_follow_up_without_a_kind_has_that_of_the_question_before() -> None:
    before = [("How many boats were damaged?", ANSWERED)]
    assert understand("And houses?", before).kind == "number"
    assert understand("And houses?").kind == "other"
    assert understand("And what of houses?", before).kind == "number"
    assert understand("And what sank?", before).kind == "other"
    assert understand("And when?", before).kind == "date"


def test_a_pronoun_adds_the_names_of_the_answer_before() -> None:
    question = understand("What did she say?", [("Who is the mayor?", ANSWERED)])
    assert question.search_text == "Who is the mayor? Mayor Ruth Vance What did she say?"
    question = understand("What did she say?", [("Who is the mayor?", SILENT)])
    assert question.search_text == "Who is the mayor? What did she say?"


@pytest.mark.parametrize(
    ("text", "previous", "expected"),
    [
        ("And Kenya?", "How much did Ghana pay in May?", "How much did Kenya pay in May?"),
        ("What about Kenya in June?", "What was Ghana's share?", "What was Kenya's share in June?"),
        ("And the Reds?", "When did the Blues win?", "When did the Reds win?"),
        ("And Ann Lee?", "What did Kenya say about Ruth Vance?", "What did Kenya say about Ann Lee?"),
        ("What about Kenya?", "How many Ghanaians left Ghana?", "How many Ghanaians left Kenya?"),
        ("And Vance?", "How old was she?", "How old was Vance?"),
        ("And Vance?", "What is his age?", "What is Vance's age?"),
        ("And Kenya?", "Who won?", ""),
        ("And soldiers?", "How many civilians has Tarn lost?", "How many soldiers has Tarn lost?"),
        ("What about the boats?", "How many houses were hit?", "How many boats were hit?"),
        ("And his boats?", "How many houses were hit?", ""),
        ("And boats?", "Who owns the houses?", ""),
        ("How many houses?", "How many boats were damaged?", "How many houses were damaged?"),
        ("And how high?", "How far did the kite fly?", "How high did the kite fly?"),
        ("When was that?", "Where did she resign?", "When did she resign?"),
        ("Why?", "Did the ferry stop?", "Why did the ferry stop?"),
        ("Why?", "Who stopped the ferry?", ""),  # "who" is the subject
        ("How old?", "Who was killed?", ""),
        ("How many died?", "How many boats were damaged?", ""),  # it has a verb
        ("And in the north?", "How many boats were damaged?", ""),
        ("Really?", "How big is Ghana?", ""),
        ("Kenya from above?", "How big is Ghana?", ""),
    ],
)
def test_an_elliptical_question_is_completed(text: str, previous: str, expected: str) -> None:
    assert completed(text, previous) == expected


def test_a_possession_gets_a_verb() -> None:
    question = understand("Her age?", [("Who is the mayor?", SILENT)])
    assert (question.text, question.kind) == ("What is her age?", "number")
    assert question.search_text == "Who is the mayor? What is her age?"


def test_a_completed_question_replaces_the_old_one_in_the_thread() -> None:
    history = [("How many boats did Port Elm lose?", ANSWERED), ("What about Port Oak?", SILENT)]
    question = understand("Who is its mayor?", history)
    assert question.search_text == "How many boats did Port Oak lose? Who is its mayor?"


def test_the_first_and_the_last_question_of_the_thread_are_searched() -> None:
    history = [("Who closed the harbour?", SILENT), ("When was that?", SILENT), ("Who told her?", SILENT)]
    question = understand("Why did she agree?", history)
    assert question.search_text == "Who closed the harbour? Who told her? Why did she agree?"


def test_the_articles_of_the_thread_are_preferred() -> None:
    history = [("How many boats were damaged?", ANSWERED)]
    assert understand("And houses?", history).articles == {HARBOUR.identity: 1.0}
    assert understand("And houses?", [*history, ("And cars?", SILENT)]).articles == {HARBOUR.identity: 0.5}
    # An independent question prefers them when they mention all its names.
    assert understand("Where was Ruth Vance?", history).articles == {HARBOUR.identity: 1.0}
    assert understand("Where was Ida Storm?", history).articles == {}


@pytest.mark.parametrize(
    ("text", "expected"), [("Who said that?", ()), ("And when?", ()), ("What else sank?", (BOATS.quote,))]
)
def test_a_question_for_the_speaker_may_be_answered_by_the_same_sentence(
    text: str, expected: tuple[str, ...]
) -> None:
    assert understand(text, [("Who counted the boats?", ANSWERED)]).quoted == expected


def test_a_yes_or_no_question_does_not_inherit_a_kind() -> None:
    history = [("How many boats were damaged?", ANSWERED)]
    assert understand("Did they sink?", history).kind == "other"


def test_a_chain_of_follow_ups_keeps_its_thread() -> None:
    history = [("How many boats were damaged?", ANSWERED), ("And houses?", SILENT)]
    assert understand("And cars?", history).search_text == "How many cars were damaged?"


def test_the_context_of_a_very_long_conversation_is_limited() -> None:
    history = [("And then?", SILENT)] * 5_000
    question = understand("And then boats?", history)
    assert question.search_text.endswith("And then? And then boats?")
    assert len(question.search_text) < MAX_CHARACTERS


def test_a_new_subject_has_no_context() -> None:
    history = [("Which pools will close?", Answer("Which pools will close?"))]
    for text in (
        "How long did the strike last, and what did it cost the company?",
        "What do the articles say about floods?",
        "What is the latest on the floods?",
    ):
        assert "pools" not in understand(text, history).search_text
    assert "pools" in understand("What do the articles say about them?", history).search_text
