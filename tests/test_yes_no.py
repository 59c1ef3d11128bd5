"""Questions of yes or no, answered from one article each."""

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import put

from assistant import Assistant
from assistant.answer import Answer
from assistant.rank import Ranker
from storage import Store
from storage.records import Article


def ask(store: Store, embedder: HashingEmbedder, question: str, *texts: str) -> Answer:
    put(store, embedder, *(Article(f"a{n}", text, outlet=f"Outlet {n}") for n, text in enumerate(texts)))
    return Assistant(store, Ranker(EvenReader()), threshold=0.0).ask(question)


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (
            "Did the council approve the harbour plan?",
            "The council approved the harbour plan on Monday.",
            "The articles say so.",
        ),
        (
            "Did the council approve the harbour plan?",
            "The council did not approve the harbour plan on Monday.",
            "The articles say otherwise.",
        ),
        (
            "Did the council approve the harbour plan?",
            "The council rejected the harbour plan on Monday.",
            "The articles say otherwise.",
        ),
        (
            "Is it true that Armenia attacked Barda?",
            "Armenia attacked Barda on Wednesday, witnesses said.",
            "The articles say so.",
        ),
        (
            "Is it true that Armenia attacked Barda?",
            "Azerbaijan accused Armenia: it said that Armenia attacked Barda.",
            "The articles don't say.",
        ),
        (
            "Is it true that Armenia attacked Barda?",
            "Officials denied that Armenia attacked Barda on Wednesday.",
            "The articles say otherwise.",
        ),
        (
            "Is it true that peaches cure the flu?",
            "It is a hoax that peaches cure the flu, doctors said.",
            "The articles say otherwise.",
        ),
        (
            "Is it true that Norway lost 320 soldiers?",
            "Norway said 320 of its soldiers have been killed since Monday.",
            "The articles say so.",
        ),
        (
            "Is it true that Norway lost 420 soldiers?",
            "Norway said 320 of its soldiers have been killed since Monday.",
            "The articles say otherwise.",
        ),
        (
            "Is Ida Storm the president of Norway?",
            "Denmark's President Ida Storm met the Norwegian prime minister in Oslo.",
            "The articles say otherwise.",
        ),
        (
            "Did Ida Storm meet the Swedish foreign minister in Oslo?",
            "Ida Storm met Norwegian Foreign Minister Tom Hale in Oslo and spoke of Swedish aid.",
            "The articles don't say.",
        ),
        (
            "Did Ostrava Air buy Gull Air?",
            "Ostrava Air made an offer to buy Tern Air in May, but Gull Air bought Tern Air in June.",
            "The articles don't say.",
        ),
        (
            "Is it true that Ida Storm tested positive for the flu?",
            "Tom Hale tested positive for the flu on Monday after he met Ida Storm.",
            "The articles don't say.",
        ),
        (
            "Is it true that Ida Storm became the first female mayor of Oslo?",
            "Ida Storm became the third female mayor of Oslo on Monday.",
            "The articles say otherwise.",
        ),
        (
            "Has Ida Storm recalled the ferries?",
            "The ferries have been subject to a recall by Ida Storm since June.",
            "The articles say so.",
        ),
        (
            "Was the mayor at the wedding of Tom Hale's son?",
            "Senator Ida Storm was at the wedding of Tom Hale's son, days after she voted in Oslo.",
            "The articles don't say.",
        ),
        (
            "Did Ida Storm open the bridge in Oslo?",
            "The bridge in Oslo was painted by volunteers.",
            "The articles don't say.",
        ),
    ],
)
def test_the_verdict_comes_before_the_quotation(
    store: Store, embedder: HashingEmbedder, question: str, text: str, said: str
) -> None:
    answer = ask(store, embedder, question, text)
    assert answer.text == f"{said} {text} [1]"
    assert answer.verdict is not None
    assert answer.short is None


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        (
            "It is a hoax that Armenia attacked Barda, officials said.",
            "The article denies this, or reports it as false.",
        ),
        ("Azerbaijan accused Armenia: it said that Armenia attacked Barda.", "The passages don't say this."),
        ("Armenia attacked Barda on Wednesday, witnesses said.", "The passage says so."),
    ],
)
def test_the_explanation_agrees_with_the_verdict(
    store: Store, embedder: HashingEmbedder, text: str, explained: str
) -> None:
    answer = ask(store, embedder, "Is it true that Armenia attacked Barda?", text)
    assert answer.verdict is not None
    assert answer.verdict.explanation == explained


def test_the_deciding_sentence_is_quoted_first(store: Store, embedder: HashingEmbedder) -> None:
    other = "The harbour plan of the council was long in the making, and the council debated it."
    question = "Did the council approve the harbour plan?"
    answer = ask(store, embedder, question, f"{other} The council approved the harbour plan.")
    assert answer.sentences[0].text == "The council approved the harbour plan."


def test_other_questions_have_no_verdict(store: Store, embedder: HashingEmbedder) -> None:
    text = "The council approved the harbour plan on Monday."
    assert ask(store, embedder, "When did the council approve the harbour plan?", text).verdict is None


def test_a_choice_has_no_verdict(store: Store, embedder: HashingEmbedder) -> None:
    text = "The council approved the harbour plan on Monday."
    assert ask(store, embedder, "Did the council approve or reject the harbour plan?", text).verdict is None


def test_a_claim_that_a_headline_denies_is_refuted(store: Store, embedder: HashingEmbedder) -> None:
    text = "The claim: A farmer 'shot down the drone'. A missile brought it down, the army said."
    assert about(store, embedder, text, "Fact check: No, farmer didn't shoot down drone") == OTHERWISE


@pytest.mark.parametrize(
    ("rating", "about_question"),
    [
        ("Our rating: True", "The articles say so."),
        ("Our rating: Missing context", "The articles don't say."),
        ("Based on our research, we rate FALSE the claim that it was a hunter", "The articles don't say."),
    ],
)
def test_a_fact_check_decides_by_its_rating(
    store: Store, embedder: HashingEmbedder, rating: str, about_question: str
) -> None:
    text = f"A farmer shot down the drone on Monday. {rating}."
    assert about(store, embedder, text, "Fact check: Farmer shot down drone") == about_question


def test_a_rating_of_false_says_nothing_on_the_other_sentences_of_a_fact_check(
    store: Store, embedder: HashingEmbedder
) -> None:
    text = "A farmer shot down the drone on Monday. Our rating: False."
    assert about(store, embedder, text, "Fact check: Aliens in Vale") == "The articles don't say."


OTHERWISE = "The articles say otherwise."


def about(store: Store, embedder: HashingEmbedder, text: str, title: str) -> str:
    put(store, embedder, Article("a", text, title=title))
    answer = Assistant(store, Ranker(EvenReader()), threshold=0.0).ask("Did a farmer shoot down the drone?")
    return answer.about_question
