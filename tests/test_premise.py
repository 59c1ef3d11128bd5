"""Questions that take something for granted, answered from one article each."""

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import put

from assistant import Assistant
from assistant.answer import Answer
from assistant.rank import Ranker
from storage import Store
from storage.records import Article

DEPOP = (
    "The site eBay agreed to buy Depop for $1.6 billion on Monday. The price is twice what Depop was worth a "
    "year before, analysts said. Depop was founded in Milan in 2011, and sells used clothes. Its founder, "
    "Simon Beckerman, welcomed the deal."
)


def ask(store: Store, embedder: HashingEmbedder, question: str, text: str = DEPOP) -> Answer:
    put(
        store, embedder, Article("depop", text, "Depop is sold", outlet="Port Herald", published="2024-03-12")
    )
    return Assistant(store, Ranker(EvenReader()), threshold=0.0).ask(question)


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        (
            "Why did Amazon agree to buy Depop?",
            "The articles don't say that Amazon agreed to buy Depop. They say eBay:",
        ),
        (
            "Who agreed to buy Depop for $2.9 billion?",
            "The articles don't say that anyone agreed to buy Depop for $2.9 billion. They say $1.6 billion:",
        ),
        (
            "Who founded Depop in Oslo in 2011?",
            "The articles don't say that anyone founded Depop in Oslo in 2011. They say Milan:",
        ),
    ],
)
def test_a_wrong_premise_is_named_before_the_quotation(
    store: Store, embedder: HashingEmbedder, question: str, notice: str
) -> None:
    answer = ask(store, embedder, question)
    assert answer.text.startswith(f"{notice} ")
    assert answer.premise is not None
    assert answer.premise.label == "contradicted"
    assert answer.short is None


@pytest.mark.parametrize(
    "question",
    [
        "Who agreed to buy Depop for $1.6 billion?",
        "Who agreed to buy Depop for $1.6bn?",
        "When did eBay agree to purchase Depop?",
        "Where was Depop founded in 2011?",
        "What did founder Beckerman welcome?",
        "What did S. Beckerman welcome?",
    ],
)
def test_other_words_for_the_same_are_no_wrong_premise(
    store: Store, embedder: HashingEmbedder, question: str
) -> None:
    answer = ask(store, embedder, question)
    assert not answer.abstained
    assert answer.premise is None


def test_a_repaired_misspelling_is_no_wrong_premise(store: Store, embedder: HashingEmbedder) -> None:
    answer = ask(store, embedder, "What did founder Simon Beckermann welcome?")
    assert answer.premise is None


def test_the_wrong_part_has_its_place_in_the_question(store: Store, embedder: HashingEmbedder) -> None:
    answer = ask(store, embedder, "Why did Amazon agree to buy Depop?")
    assert answer.premise is not None
    assert answer.question[answer.premise.start : answer.premise.end] == "Amazon"
    (difference,) = answer.premise.differences
    assert answer.premise.claim[difference.start : difference.end] == "Amazon"
    place = slice(difference.passage_start, difference.passage_end)
    assert answer.premise.article.text[place] == difference.passage_text == "eBay"


def test_a_name_like_the_wrong_one_is_what_the_articles_say(store: Store, embedder: HashingEmbedder) -> None:
    text = (
        "Two friends burned a wooden figure at Baker Beach in San Francisco in 1986. The figure was eight "
        "feet tall. A crowd came to look at the fire."
    )
    answer = ask(store, embedder, "What did two friends burn at Ocean Beach in 1986?", text)
    notice = "The articles don't say that two friends burned anything at Ocean Beach in 1986."
    assert answer.text.startswith(f"{notice} They say Baker Beach:")


def test_the_office_of_a_person_is_checked(store: Store, embedder: HashingEmbedder) -> None:
    text = (
        "Gov. Ida Storm signed the wage law in Port Elm on Monday. The law lifts the lowest wage to $15. "
        "Shops in the town had asked for a delay."
    )
    answer = ask(store, embedder, "Which senator signed the wage law in Port Elm?", text)
    assert answer.text.startswith("The articles don't say that any senator signed the wage law in Port Elm.")
    answer = ask(store, embedder, "Which governor signed the wage law in Port Elm?", text)
    assert answer.premise is None


def test_keywords_take_nothing_for_granted(store: Store, embedder: HashingEmbedder) -> None:
    assert ask(store, embedder, "Amazon Depop price").premise is None


@pytest.mark.parametrize(
    ("question", "is_silent"),
    [
        ("Why did Tom Hale beat Ida Storm in Oslo?", True),
        ("Why did Ida Storm beat Tom Hale in Oslo?", False),
        ("What did the Swedish foreign minister say in Oslo?", True),
        ("What did the Norwegian foreign minister say in Oslo?", False),
    ],
)
def test_what_another_one_did_is_no_answer(
    store: Store, embedder: HashingEmbedder, question: str, is_silent: bool
) -> None:
    text = (
        "Ida Storm defeated Tom Hale in Oslo because she was the faster one. "
        "Norwegian Foreign Minister Ann Lee said in Oslo that it was a good match."
    )
    assert ask(store, embedder, question, text).abstained == is_silent


FERRIES = (
    "Tern pulled the plug on a deal to merge with Gull on Monday. The council vetoed the harbour tax in May. "
    "Police barred Ann Lee from entering Port Elm. Ida Storm skipped the Oslo Open because of her knee. "
    "Tom Hale beat Eva Berg in the Oslo Open final. The line did not, however, hire Ann Lee. "
    "Gull called off its purchase of Heron. Auk closed the Elm pier in June. Auk did not close the Elm pier "
    "in July."
)


@pytest.mark.parametrize(
    ("question", "claim", "quoted"),
    [
        ("When did Tern merge with Gull?", "Tern merged with Gull", "Tern pulled the plug"),
        (
            "Why did the council sign the harbour tax?",
            "the council signed the harbour tax",
            "The council vetoed",
        ),
        ("When did Ann Lee enter Port Elm?", "Ann Lee entered Port Elm", "Police barred"),
        ("Who did Ida Storm beat in the final?", "Ida Storm beat anyone in the final", "Ida Storm skipped"),
        ("When did the line hire Ann Lee?", "the line hired Ann Lee", "The line did not, however,"),
        ("When did Gull purchase Heron?", "Gull purchased Heron", "Gull called off"),
    ],
)
def test_an_event_that_did_not_happen_is_denied_first(
    store: Store, embedder: HashingEmbedder, question: str, claim: str, quoted: str
) -> None:
    answer = ask(store, embedder, question, FERRIES)
    assert answer.text.startswith(f"The articles don't say that {claim}. They say otherwise: {quoted}")
    assert answer.premise is not None
    assert answer.premise.label == "contradicted"
    (difference,) = answer.premise.differences
    place = slice(difference.passage_start, difference.passage_end)
    assert answer.premise.article.text[place] == difference.passage_text
    assert answer.short is None


@pytest.mark.parametrize(
    "question",
    [
        "When did Tern pull the plug on the deal with Gull?",
        "Who did Tom Hale beat in the final?",
        "Why did Ida Storm skip the Oslo Open?",
        "When did the council veto the harbour tax?",
        "When did Auk close the Elm pier?",
    ],
)
def test_an_event_that_happened_is_not_denied(store: Store, embedder: HashingEmbedder, question: str) -> None:
    answer = ask(store, embedder, question, FERRIES)
    assert not answer.abstained
    assert answer.premise is None
