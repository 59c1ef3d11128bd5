"""What an answer says of its question, and of reports that contradict a quotation, in each view."""

import json
from dataclasses import replace

import pytest
from newsroom import SENTENCE

from assistant.answer import Answer, Citation, Sentence, ShortAnswer
from assistant.checked import CheckedStatement, Contradiction
from assistant.claims import Difference
from assistant.text import to_text
from storage.records import Article, Passage
from webchat.ask import answer_message

TEXT = "The site eBay bought Depop. It paid in cash."
ARTICLE = Article("a", TEXT, outlet="Port Herald", published="2024-03-12")
OTHER = Article("b", "Etsy bought Depop.", outlet="Coast Wire", published="2024-03-14")
NOTICE = "The articles don't say that Amazon buys Depop. They say eBay:"
PREMISE = CheckedStatement(
    "Amazon buys Depop",
    "contradicted",
    0.1,
    (Difference("name", 0, 6, "Amazon", 0, 9, 13, "eBay"),),
    "The passage says eBay, not Amazon.",
    NOTICE,
    ARTICLE,
    ((0, 27),),
    9,
    15,
)


def answer() -> Answer:
    spans = tuple(m.span() for m in SENTENCE.finditer(TEXT) if m.group())
    contradiction = Contradiction("later", OTHER, 0, 18, "The passage says Etsy, not eBay.")
    citation = Citation(
        1, ARTICLE, Passage("a", 0, 0, len(TEXT), spans), 0, 27, contradicted_by=(contradiction,)
    )
    return Answer("Why does Amazon buy Depop?", (Sentence(TEXT[:27], (1,)),), (citation,), premise=PREMISE)


def test_the_text_starts_with_the_wrong_premise() -> None:
    assert answer().text == f"{NOTICE} The site eBay bought Depop. [1]"


def test_the_wrong_part_is_named_by_its_place_in_the_question() -> None:
    checked = answer()
    assert checked.premise is not None
    assert checked.question[checked.premise.start : checked.premise.end] == "Amazon"


def test_a_silent_answer_says_nothing_else() -> None:
    assert Answer("Why?", premise=PREMISE).text == "The articles don't say."


def test_a_short_answer_would_hide_a_wrong_premise() -> None:
    with pytest.raises(ValueError, match="would hide"):
        replace(answer(), short=ShortAnswer("eBay", 1, 9, 13))


def test_the_terminal_shows_the_premise_first_and_the_contradicting_report() -> None:
    blocks = to_text(answer()).split("\n\n")
    assert blocks[0] == NOTICE
    assert blocks[2] == (
        "[1] A later report says otherwise (Coast Wire, 14 March 2024): “Etsy bought Depop.”"
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("later", "A later report says otherwise"),
        ("earlier", "An earlier report said otherwise"),
        ("differs", "Another report says otherwise"),
    ],
)
def test_a_later_report_is_told_from_one_that_differs(kind: str, words: str) -> None:
    citation = answer().citations[0]
    other = replace(citation.contradicted_by[0], kind=kind)
    shown = replace(answer(), citations=(replace(citation, contradicted_by=(other,)),))
    assert words in to_text(shown)


def test_the_page_shows_both() -> None:
    page = answer_message(answer(), 1)
    assert page.index("Amazon buys Depop") < page.index("bought Depop")
    assert '<p class="contradicts"' in page
    assert "Coast Wire, 14 March 2024" in page


def test_json_has_both() -> None:
    shown = json.loads(json.dumps(answer().to_dict()))
    assert shown["premise"]["claim"] == "Amazon buys Depop"
    assert shown["premise"]["label"] == "contradicted"
    assert shown["premise"]["differences"][0]["passage_text"] == "eBay"
    assert (shown["premise"]["start"], shown["premise"]["end"]) == (9, 15)
    assert shown["verdict"] is None
    (other,) = shown["citations"][0]["contradicted_by"]
    assert (other["kind"], other["quote"]) == ("later", "Etsy bought Depop.")
    assert other["article"]["outlet"] == "Coast Wire"
