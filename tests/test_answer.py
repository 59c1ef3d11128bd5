import copy
import dataclasses
import json
import pickle
from collections.abc import Sequence

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from storage.records import Hit

FIRST, SECOND = cut(HARBOUR)
BOATS = Citation(1, HARBOUR, FIRST, 46, 103)
PEARS = Citation(2, ORCHARD, cut(ORCHARD)[0], 61, 84, also_in=(LIBRARY,))


def test_a_citation_quotes_the_article() -> None:
    assert BOATS.quote == "Mayor Ruth Vance said 42 boats were damaged by the storm."
    assert BOATS.passage_text == HARBOUR.text[:104]
    assert PEARS.quote == "Wasps ruined the pears."


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 10), (10, 10), (20, 10), (0, FIRST.end + 1), (SECOND.start, SECOND.end), (0, 10_000)],
)
def test_a_citation_outside_its_passage_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not inside passage"):
        Citation(1, HARBOUR, FIRST, start, end)


def test_a_sentence_without_a_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Sentence("Nobody said so.", ())


@pytest.mark.parametrize(
    ("used", "given"),
    [
        ([(2,)], [2]),
        ([(2,), (1,)], [1, 2]),
        ([(1,)], []),
        ([(1,)], [1, 2]),
        ([(1,), (3,)], [1, 3]),
        ([(1, 2)], [2, 1]),
        ([], [1]),
    ],
)
def test_citations_are_numbered_in_order_of_first_use(
    used: Sequence[tuple[int, ...]], given: list[int]
) -> None:
    sentences = tuple(Sentence(HARBOUR.text[:45], numbers) for numbers in used)
    citations = tuple(Citation(number, HARBOUR, FIRST, 0, 45) for number in given)
    with pytest.raises(ValueError, match=r"citations must be 1\.\.n in order of first use"):
        Answer("?", sentences, citations)


def test_the_text_has_markers() -> None:
    also = dataclasses.replace(PEARS, number=3)
    sentences = (Sentence(BOATS.quote, (1,)), Sentence(PEARS.quote, (2, 3)))
    answer = Answer("What was damaged?", sentences, (BOATS, PEARS, also))
    assert not answer.abstained
    assert answer.text == f"{BOATS.quote} [1] {PEARS.quote} [2][3]"


def test_abstaining_is_one_constant_sentence() -> None:
    answer = Answer("Who won?", passages=(Hit(HARBOUR, FIRST, 0.5),))
    assert ABSTAINED == "The articles don't say."
    assert (answer.abstained, answer.text, answer.citations) == (True, ABSTAINED, ())
    assert len(answer.passages) == 1


def test_to_dict_has_the_documented_form() -> None:
    answer = Answer(
        "What was damaged?",
        (Sentence(BOATS.quote, (1,)), Sentence(PEARS.quote, (2,), "The farm")),
        (BOATS, PEARS),
        (Hit(LIBRARY, cut(LIBRARY)[0], 0.25, cosine=0.5),),
        0.75,
        ("A notice.",),
        {"total": 12.5},
        ShortAnswer("42", 1, 68, 70),
    )
    assert HARBOUR.text[68:70] == "42"
    harbour = {
        "id": HARBOUR.id,
        "title": "Storm closes harbour",
        "outlet": "Tidings",
        "published": "2024-03-04",
        "url": "https://tidings.example/harbour",
        "authors": ["Ann Lee"],
    }
    orchard = {
        "id": ORCHARD.id,
        "title": "A good year for apples",
        "outlet": "The Courier",
        "published": "2024-10-20T08:30:00Z",
        "url": "https://courier.example/orchard",
        "authors": [],
    }
    library = {"id": LIBRARY.id, "title": "", "outlet": "", "published": None, "url": None, "authors": []}
    assert json.loads(json.dumps(answer.to_dict())) == {
        "question": "What was damaged?",
        "text": f"42 [1]: {BOATS.quote} [1] [The farm] {PEARS.quote} [2]",
        "premise": None,
        "verdict": None,
        "short": {"text": "42", "citation": 1, "start": 68, "end": 70, "resolved": None},
        "reply": None,
        "abstained": False,
        "confidence": 0.75,
        "sentences": [
            {"text": BOATS.quote, "kind": "quoted", "citations": [1], "refers_to": None, "context": None},
            {
                "text": PEARS.quote,
                "kind": "quoted",
                "citations": [2],
                "refers_to": "The farm",
                "context": None,
            },
        ],
        "figures": [],
        "citations": [
            {
                "number": 1,
                "quote": BOATS.quote,
                "start": 46,
                "end": 103,
                "context": None,
                "passage": HARBOUR.text[:104],
                "article": harbour,
                "also_in": [],
                "contradicted_by": [],
            },
            {
                "number": 2,
                "quote": PEARS.quote,
                "start": 61,
                "end": 84,
                "context": None,
                "passage": ORCHARD.text,
                "article": orchard,
                "also_in": [library],
                "contradicted_by": [],
            },
        ],
        "passages": [{"text": LIBRARY.text, "start": 0, "end": 76, "score": 0.25, "article": library}],
        "notices": ["A notice."],
        "timings_ms": {"total": 12.5},
    }


@pytest.mark.parametrize(
    ("short", "message"),
    [
        (ShortAnswer("42", 2, 68, 70), "not inside the quotation"),
        (ShortAnswer("42", 1, 0, 2), "not inside the quotation"),
        (ShortAnswer("", 1, 68, 68), "not inside the quotation"),
        (ShortAnswer("43", 1, 68, 70), "differs from the article's text"),
    ],
)
def test_a_short_answer_is_inside_its_citation(short: ShortAnswer, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Answer("Q", (Sentence(BOATS.quote, (1,)),), (BOATS,), short=short)


def test_a_relative_date_is_shown_with_its_meaning() -> None:
    short = ShortAnswer("42", 1, 68, 70, "2024-W10")
    answer = Answer("Q", (Sentence(BOATS.quote, (1,)),), (BOATS,), short=short)
    assert answer.text == f"42 [week of 4 March 2024] [1]: {BOATS.quote} [1]"
    assert answer.to_dict()["short"]["resolved"] == "2024-W10"
    assert answer._repr_html_().startswith("<p><strong>42</strong> [week of 4 March 2024] [1]</p>")


MINE = Citation(1, LIBRARY, cut(LIBRARY)[0], 41, 76, context=(0, 40))


def test_a_citation_holds_its_context_separately() -> None:
    assert MINE.quote == "Its books were kept in a salt mine."
    assert MINE.context_quote == "The old library of Port Elm will reopen."
    answer = Answer("Where?", (Sentence(MINE.quote, (1,), context=MINE.context_quote),), (MINE,))
    assert answer.text == f"[{MINE.context_quote}] {MINE.quote} [1]"
    assert answer.to_dict()["sentences"][0]["context"] == MINE.context_quote
    assert answer.to_dict()["citations"][0]["context"] == [0, 40]
    assert (BOATS.context_quote, Sentence(BOATS.quote, (1,)).explanation) == ("", "")


@pytest.mark.parametrize("context", [(0, 42), (10, 10), (-1, 40), (50, 60)])
def test_a_context_must_precede_its_quotation(context: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not before citation 41:76 in passage 0:76"):
        dataclasses.replace(MINE, context=context)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (Sentence("Many boats were damaged.", (1,)), "a sentence must equal its quotation"),
        (Sentence(BOATS.quote + " ", (1,)), "a sentence must equal its quotation"),
        (
            Sentence(BOATS.quote, (1,), context="It rained."),
            "a sentence must have the context of its citation",
        ),
    ],
)
def test_a_sentence_must_equal_its_quotation(sentence: Sentence, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Answer("What?", (sentence,), (BOATS,))


def test_a_sentence_has_one_explanation() -> None:
    with pytest.raises(
        ValueError, match=r"a sentence has a referent or a context, not both: 'The farm', 'It rained\.'"
    ):
        Sentence(PEARS.quote, (1,), "The farm", "It rained.")


WHOLE = Answer(
    "What was damaged?",
    (Sentence(BOATS.quote, (1,)), Sentence(PEARS.quote, (2,), "The <farm>")),
    (BOATS, PEARS),
    (Hit(LIBRARY, cut(LIBRARY)[0], 0.25, cosine=0.5),),
    0.75,
    timings_ms={"total": 12.5},
    short=ShortAnswer("42", 1, 68, 70),
)


def test_an_answer_survives_pickling_copying_and_conversion() -> None:
    for other in (pickle.loads(pickle.dumps(WHOLE)), copy.copy(WHOLE), copy.deepcopy(WHOLE)):
        assert other == WHOLE
        assert other.to_dict() == WHOLE.to_dict()
    fields = dataclasses.asdict(WHOLE)
    assert fields["timings_ms"] == {"total": 12.5}
    assert fields["citations"][0]["article"]["title"] == "Storm closes harbour"
    assert hash(WHOLE) == hash(copy.deepcopy(WHOLE))


def test_an_answer_prints_its_text_and_has_a_short_repr() -> None:
    assert str(WHOLE) == WHOLE.text
    assert repr(WHOLE) == (
        "Answer('What was damaged?', '42 [1]: Mayor Ruth Vance said 42 boats were damaged by ...', "
        "confidence=0.75)"
    )
    assert repr(BOATS) == (
        f"Citation(1, {HARBOUR.id}, 46:103, 'Mayor Ruth Vance said 42 boats were damaged by the storm.')"
    )
    long = dataclasses.replace(HARBOUR, text=HARBOUR.text * 100)
    assert len(repr(Answer("x" * 9_000, passages=(Hit(long, FIRST, 0.5),) * 10))) < 200


def test_a_notebook_shows_an_answer_escaped() -> None:
    assert WHOLE._repr_html_() == (
        f"<p><strong>42</strong> [1]</p><p>{BOATS.quote} [1]</p><p>[The &lt;farm&gt;] {PEARS.quote} [2]</p>"
        '<ol><li value="1">Tidings, 4 March 2024, Storm closes harbour, https://tidings.example/harbour</li>'
        '<li value="2">The Courier, 20 October 2024, A good year for apples, '
        "https://courier.example/orchard</li></ol>"
    )
    assert Answer("Who?")._repr_html_() == "<p>The articles don&#x27;t say.</p>"


def test_a_reply_neither_quotes_nor_abstains() -> None:
    answer = Answer("Hello", reply="Hello.\nAsk <me>.")
    assert (answer.text, str(answer), answer.abstained) == ("Hello.\nAsk <me>.", "Hello.\nAsk <me>.", False)
    assert repr(answer) == "Answer('Hello', 'Hello. Ask <me>.', confidence=0.00)"
    assert answer._repr_html_() == "<p>Hello.</p><p>Ask &lt;me&gt;.</p>"
    assert (answer.to_dict()["reply"], answer.to_dict()["abstained"]) == ("Hello.\nAsk <me>.", False)
    with pytest.raises(ValueError, match="quotes articles or replies, not both"):
        Answer("?", (Sentence(BOATS.quote, (1,)),), (BOATS,), reply="Hello.")
