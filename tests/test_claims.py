"""A claim against passages, end to end: the verdict, its differences with their places, and one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from assistant.claims import (
    RULES,
    DatedText,
    Regression,
    Verdict,
    WordLikeness,
    check,
    features,
    probability,
)
from assistant.claims.alignment import align
from assistant.claims.given import NOT_ENGLISH, QUESTION, SAME_WORDS
from assistant.claims.likeness import likeness
from storage.errors import UsageError
from storage.models.token_vectors import TokenEncoder, TokenVectors

REPORT = DatedText(
    "The online marketplace eBay agreed on Monday to buy Depop from Etsy for $1.6 billion. It isn't clear "
    "when the deal will close, Jamie Iannone, the chief executive of eBay, said. About 18 percent of Depop's "
    "sellers are under 20.\n"
    "Armenia has lost 1,166 soldiers since September, Prime Minister Nikol Pashinyan said. Ida Storm beat "
    "Tom Hale in the final. The council rejected the plan for the harbour. “We will not pay for the pier "
    "twice,” the mayor said. The airline may cut 300 jobs.",
    date(2020, 11, 3),
    "eBay buys Depop",
    "Port Herald",
)


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def verdict(claim: str) -> Verdict:
    return check(claim, [REPORT])


@pytest.mark.parametrize(
    "claim",
    [
        "eBay agreed to buy Depop for $1.6bn.",
        "eBay agreed to acquire Depop from Etsy on 2 November 2020.",
        "Armenia has lost almost 1,200 soldiers, Pashinyan said.",
        "Armenia lost 1,166 soldiers, the prime minister said.",
        "Tom Hale was beaten by Ida Storm in the final.",
        "The plan for the harbour was rejected by the council.",
        "“We will not pay for the pier twice,” the mayor said.",
        "The airline might cut 300 jobs.",
    ],
)
def test_what_the_passage_says_in_other_words_is_supported(claim: str) -> None:
    supported = verdict(claim)
    assert (supported.label, supported.differences) == ("supported", ())
    assert supported.explanation == "The passage says so."
    for place in supported.support:
        assert REPORT.text[place.start : place.end].strip()


@pytest.mark.parametrize(
    ("claim", "kind", "ours", "theirs"),
    [
        ("Amazon agreed to buy Depop.", "name", "Amazon", "eBay"),
        ("eBay agreed to buy Depop for $1.7 billion.", "number", "$1.7 billion", "$1.6 billion"),
        ("About 8 percent of Depop's sellers are under 20.", "number", "About 8 percent", "About 18 percent"),
        ("eBay agreed to buy Depop on Tuesday.", "date", "Tuesday", "Monday"),
        ("Armenia lost 1,166 soldiers, Putin said.", "name", "Putin", "Nikol Pashinyan"),
        ("The council approved the plan for the harbour.", "antonym", "approved", "rejected"),
        ("The council did not reject the plan.", "negation", "reject", "rejected"),
        ("Tom Hale beat Ida Storm in the final.", "role", "Hale", "Hale"),
        ("The airline cut 300 jobs.", "hedge", "cut", "cut"),
        (
            "Jamie Iannone said that Armenia has lost 1,166 soldiers since September.",
            "speaker",
            "Jamie Iannone",
            "Prime Minister Nikol Pashinyan",
        ),
    ],
)
def test_a_changed_part_contradicts(claim: str, kind: str, ours: str, theirs: str) -> None:
    contradicted = verdict(claim)
    assert contradicted.label == "contradicted"
    (difference,) = [d for d in contradicted.differences if d.kind == kind]
    assert (difference.claim_text, difference.passage_text) == (ours, theirs)
    assert claim[difference.start : difference.end] == ours
    assert REPORT.text[difference.passage_start : difference.passage_end] == theirs


@pytest.mark.parametrize(
    ("claim", "explanation"),
    [
        ("The deal closed after 800 cycles.", "Nothing here says “800”."),
        ("Der Rat hat den Hafen gekauft.", NOT_ENGLISH),
        ("Did eBay agree to buy Depop?", QUESTION),
        (
            "“We shall never surrender it,” Ida Storm said.",
            "Nothing here has the words “We shall never surrender it,”.",
        ),
    ],
)
def test_what_no_passage_says_is_not_said(claim: str, explanation: str) -> None:
    assert (verdict(claim).label, verdict(claim).explanation) == ("not said", explanation)


def test_a_changed_part_is_told_in_one_line() -> None:
    assert verdict("Amazon agreed to buy Depop.").explanation == "The passage says eBay, not Amazon."


def test_a_claim_of_several_sentences_is_checked_sentence_by_sentence() -> None:
    claim = "The council rejected the plan for the harbour. Amazon agreed to buy Depop."
    both = verdict(claim)
    assert both.label == "contradicted"
    (difference,) = both.differences
    assert claim[difference.start : difference.end] == difference.claim_text == "Amazon"


@pytest.mark.parametrize(
    ("claim", "passage", "label"),
    [
        ("Ruth Vance said 42 boats sank.", "The mayor, Ruth Vance, said 42 boats sank.", "supported"),
        ("Boris Johnson resigned.", "Prime Minister Johnson resigned.", "supported"),
        ("Boris Johnson resigned.", "Rachel Johnson resigned.", "not said"),
        ("The army fled to Oslo from Rome.", "The army fled from Oslo to Rome.", "contradicted"),
        (
            "Oslo approved the plan for the pier and rejected the plan for the school.",
            "Oslo approved the plan for the pier. Oslo approved the plan for the school.",
            "contradicted",
        ),
        (
            "Oslo approved the plan for the pier and rejected the plan for the school.",
            "Oslo rejected the plan for the school but approved the plan for the pier.",
            "supported",
        ),
    ],
)
def test_the_rules_alone_judge_each_part(claim: str, passage: str, label: str) -> None:
    assert RULES.check(claim, [DatedText(passage)]).label == label


def test_the_title_and_the_outlet_are_part_of_a_passage() -> None:
    passage = DatedText("The deal is worth $1.6 billion.", None, "eBay buys Depop", "Port Herald")
    assert (
        check("The eBay deal is worth $1.6 billion, the Port Herald reported.", [passage]).label
        == "supported"
    )


@pytest.mark.parametrize("claim", ["", "  \n", "?!"])
def test_an_empty_claim_is_refused(claim: str) -> None:
    with pytest.raises(UsageError, match="the claim is empty: give a sentence"):
        check(claim, [REPORT])


def test_html_in_a_claim_is_read_as_its_text() -> None:
    claim = "<p class='x'>Amazon agreed to buy <b>Depop</b>.</p><script>lie()</script>"
    verdict = check(claim, ["The site eBay agreed to buy Depop."])
    (difference,) = verdict.differences
    assert claim[difference.start : difference.end] == difference.claim_text == "Amazon"
    assert check("AT&amp;T is <i>closed</i>.", ["AT&T is closed."]).label == "supported"
    assert check("2 < 3 and 5 > 4 hold.", ["2 < 3 and 5 > 4 hold."]).label == "supported"
    with pytest.raises(UsageError, match="empty"):
        check("<p><br/></p>", ["It rained."])


@pytest.mark.parametrize("border", ["\t", " | "])
@pytest.mark.parametrize(
    ("claim", "theirs"),
    [
        ("Oslo had 12 deaths in 2019.", None),
        ("Oslo had 30 deaths in 2019.", "12"),
        ("Oslo had 12 deaths in 2020.", "2019"),
        ("Oslo had 12 deaths, Bergen 30.", None),
    ],
)
def test_the_figures_of_a_row_are_those_of_its_first_cell(
    border: str, claim: str, theirs: str | None
) -> None:
    rows = (("City", "Year", "Deaths"), ("Oslo", "2019", "12"), ("Bergen", "2020", "30"))
    verdict = RULES.check(claim, [DatedText("\n".join(map(border.join, rows)))])
    assert [difference.passage_text for difference in verdict.differences] == [theirs] * bool(theirs)
    assert verdict.label == ("contradicted" if theirs else "supported")


def test_a_claim_as_long_as_an_article_is_refused() -> None:
    with pytest.raises(UsageError, match="the claim has 1,000,000 characters, over 5,000"):
        check("a" * 1_000_000, [REPORT])


@pytest.mark.parametrize("passages", [[], [DatedText("")], [DatedText(" \n")]])
def test_without_a_passage_nothing_is_said(passages: Sequence[DatedText]) -> None:
    nothing = check("It rained.", passages)
    assert (nothing.label, nothing.probability) == ("not said", 0.0)
    assert nothing.explanation == "There is no passage to check this against."


@pytest.mark.parametrize(
    "text",
    [
        "会谈在周日结束，没有达成协议。",
        "| Name | Goals |\n|---|---|\n| Ida Storm | 3 |\n" * 50,
        "“He told me ‘she wrote “no” twice’ again”",
        "a" * 100_000,
        "b \x00\ud800 \u202e",
    ],
)
def test_strange_passages_and_claims_say_nothing(text: str) -> None:
    assert check("Amazon agreed to buy Depop.", [DatedText(text)]).label == "not said"
    assert check(text[:4_000], [REPORT]).label == "not said"


def test_a_passage_of_a_megabyte_is_read() -> None:
    passage = DatedText("The council met again. " * 45_000 + "The site eBay buys Depop.")
    assert check("eBay buys Depop.", [passage]).label == "supported"


def test_a_sentence_of_another_language_supports_itself() -> None:
    text = "Der Rat hat den Plan am Montag abgelehnt."
    assert check(text, [DatedText(text)]).label == "supported"


def test_a_sentence_of_another_language_needs_the_same_words() -> None:
    passages = ["Der Rat hat den Plan abgelehnt. Er tagt am Montag."]
    printed = check("Der Rat hat den Plan abgelehnt!", passages)
    assert (printed.label, printed.explanation) == ("supported", SAME_WORDS)
    assert [passages[0][place.start : place.end] for place in printed.support] == [
        "Der Rat hat den Plan abgelehnt."
    ]
    assert check("Der Rat hat den Plan angenommen.", passages).label == "not said"


def test_passages_may_be_plain_texts_and_days_have_a_time() -> None:
    assert check("eBay agreed to buy Depop.", ["The site eBay agreed to buy Depop."]).label == "supported"
    passage = DatedText("eBay agreed on Monday to buy Depop.", datetime(2024, 3, 12, 9, 30))
    assert check("eBay agreed on 11 March 2024 to buy Depop.", [passage]).label == "supported"


@pytest.mark.parametrize(
    ("claim", "passages", "message"),
    [
        (5, [REPORT], "the claim is 5: give a sentence"),
        ("It rained.", "It rained.", "the passages are no list"),
        ("It rained.", REPORT, "the passages are no list"),
        ("It rained.", [b"It rained."], "a passage is b'It rained.'"),
        ("It rained.", [DatedText("It rained.", "2024-03-12")], "the day of a passage is '2024-03-12'"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_text_is_refused_with_what_to_give(claim: Any, passages: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check(claim, passages)


def test_the_context_is_the_nearest_sentence_with_its_neighbours() -> None:
    aligned = align("Storm beat Hale.", [REPORT])
    assert "final" in aligned.nearest
    assert "council" not in aligned.nearest  # in the sentence after
    assert "council" in aligned.near
    assert "mayor" not in aligned.near  # two sentences after
    assert "mayor" in aligned.anywhere


def test_features_are_named_numbers() -> None:
    measured = features("Amazon agreed to buy Depop for $1.7 billion.", [REPORT])
    assert (measured.wrong_names, measured.wrong_numbers, measured.missing_names) == (1.0, 1.0, 0.0)


class Letters:
    """Gives each word a vector of its own, the same for the same letters."""

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [self._encoded(text) for text in texts]

    def _encoded(self, text: str) -> TokenVectors:
        matches = list(re.finditer(r"\w+", text.lower()))
        vectors = np.array(
            [[ord(letter) in map(ord, m[0]) for letter in LETTERS] for m in matches], np.float32
        )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return TokenVectors(
            vectors, np.array([m.start() for m in matches]), np.array([m.end() for m in matches])
        )


def test_likeness_is_that_of_the_likest_words() -> None:
    same = likeness(align("Ida Storm beat Tom Hale.", [REPORT]), Letters())
    assert same == (pytest.approx(1), pytest.approx(1), 0)
    other = likeness(align("Ida Storm beat Quizzy.", [REPORT]), Letters())
    assert other.least < same.least
    assert other.unlike > 0
    assert likeness(align("Ida Storm beat Tom Hale.", [DatedText("")]), Letters()).mean == 0


def test_likeness_is_one_more_signal() -> None:
    measured = features("The airline could lay off hundreds.", [REPORT])
    fitted = Regression(-1.0, {"overlap": 1.0, "likeness_mean": 2.0})
    alike, unlike = (probability(measured, WordLikeness(mean, 0.1, 0.5), fitted) for mean in (0.9, 0.4))
    assert alike > unlike
    assert probability(measured, WordLikeness(0.9, 0.1, 0.5)) > probability(
        measured, WordLikeness(0.3, 0.0, 3.0)
    )


def test_words_of_the_same_meaning_are_more_alike() -> None:
    encoder = TokenEncoder()
    passage = [DatedText("The council turned down the proposal for a new harbour.")]
    near, far = (
        likeness(align(claim, passage), encoder).mean
        for claim in ("The council rejected the plan for a port.", "The council funded the choir for a year.")
    )
    assert near > far
    assert encoder.encode(["A port."])[0].vectors.shape == (3, 384)
    texts = [f"Port {number} was closed{' again' * number}." for number in range(6)]
    together = encoder.encode(texts)
    assert [len(text.starts) for text in together] == [5 + number for number in range(6)], "in their order"
    assert all(array.base is None for text in together for array in text), "without the padding of others"


@pytest.mark.parametrize(
    "sentence",
    [
        "The Department of Transportation requires all airlines to offer refunds.",
        "The Montgomery County Coroner's Office was working to identify the other five victims.",
        "The State Board of Education voted Wednesday to prohibit the lessons.",
    ],
)
def test_a_sentence_of_a_passage_is_supported(sentence: str) -> None:
    passage = (
        f"The Florida State Board of Education voted Tuesday. {sentence} The Department declined to speak."
    )
    assert RULES.check(sentence, [DatedText(passage)]).label == "supported"
    quoted = sentence.replace("'", "’")
    assert RULES.check(quoted, [DatedText(passage)]).label == "supported"
