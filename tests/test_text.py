from dataclasses import replace

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from assistant.text import to_text
from assistant.wording import origin
from storage.records import Article, Hit, Passage
from storage.text.wording import day

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
MINE = "Its books were kept in a salt mine."
WIRE = Article("https://wire.example/1", HARBOUR.text, HARBOUR.title, "Wire Daily", "2024-03-04")


def cite(number: int, article: Article, quote: str, *also_in: Article) -> Citation:
    start = article.text.index(quote)
    passage = Passage(article.id, 0, 0, len(article.text), ((0, len(article.text)),))
    return Citation(number, article, passage, start, start + len(quote), also_in)


ANSWER = Answer(
    "What happened?",
    (Sentence(BOATS, (1,)), Sentence(MINE, (2,))),
    (cite(1, HARBOUR, BOATS, WIRE), cite(2, LIBRARY, MINE)),
    notices=("Two outlets print this.",),
)
SILENT = Answer("Who won?", passages=(Hit(ORCHARD, cut(ORCHARD)[0], 1.0),))


@pytest.mark.parametrize(
    ("published", "words"),
    [("2024-03-04", "4 March 2024"), ("2024-10-20T08:30:00Z", "20 October 2024"), ("", "date unknown")],
)
def test_day(published: str, words: str) -> None:
    assert day(published) == words


def test_origin() -> None:
    assert origin(HARBOUR) == "Tidings, 4 March 2024"
    assert origin(LIBRARY) == "Outlet unknown, date unknown"


def test_an_answer_as_text() -> None:
    assert to_text(ANSWER) == (
        f"{BOATS} [1]\n\n{MINE} [2]\n\nNote: Two outlets print this.\n\n"
        "[1] Tidings, 4 March 2024: Storm closes harbour\n"
        "    By Ann Lee\n    Also in Wire Daily\n    https://tidings.example/harbour\n"
        "[2] Outlet unknown, date unknown: Untitled"
    )


def test_the_short_answer_leads() -> None:
    start = HARBOUR.text.index("42")
    short = replace(ANSWER, short=ShortAnswer("42", 1, start, start + 2))
    assert to_text(short).startswith(f"42 [1]\n\n{BOATS} [1]")
    dated = replace(ANSWER, short=ShortAnswer("42", 1, start, start + 2, "2024-03-12"))
    assert to_text(dated).startswith(f"42 [12 March 2024] [1]\n\n{BOATS} [1]")


def test_a_referent_is_in_brackets_before_its_sentence() -> None:
    sentences = (Sentence(BOATS, (1,)), Sentence(MINE, (2,), "Port Elm's library"))
    assert f"[Port Elm's library] {MINE} [2]" in to_text(replace(ANSWER, sentences=sentences))


def test_an_answer_that_abstains_shows_the_nearest_passages() -> None:
    assert to_text(SILENT) == (
        f"{ABSTAINED}\n\nNearest passages\n\n"
        "The Courier, 20 October 2024: A good year for apples\n    https://courier.example/orchard\n"
        "    Farmers in Low Vale picked 900 tonnes of apples this autumn. Wasps ruined the pears."
    )
    assert to_text(Answer("Who?", notices=("Nothing is stored.",))) == (
        f"{ABSTAINED}\n\nNote: Nothing is stored."
    )


def test_at_most_three_nearest_passages_are_shown() -> None:
    articles = [Article(str(number), "It rains.", f"Rain {number}") for number in range(10)]
    hits = tuple(Hit(article, Passage(article.id, 0, 0, 9, ((0, 9),)), 1.0) for article in articles)
    text = to_text(Answer("Who won?", passages=hits))
    assert [number for number in range(10) if f"Rain {number}" in text] == [0, 1, 2]


def test_a_long_passage_is_shortened_at_a_word() -> None:
    article = Article("a", "word " * 100 + "end.")
    near = Answer("?", passages=(Hit(article, Passage(article.id, 0, 0, 504, ((0, 504),)), 1.0),))
    assert to_text(near).splitlines()[-1] == "    " + "word " * 60 + "…"


def test_control_characters_never_reach_a_terminal() -> None:
    article = Article("a", "Red \x1b[31malert\x07 \x9b2J now.", "T\x1b]0;x\x07", "\u202eO")
    answer = Answer("?", (Sentence(article.text, (1,)),), (cite(1, article, article.text),))
    assert to_text(answer) == "Red [31malert 2J now. [1]\n\n[1] O, date unknown: T]0;x"


def test_a_reply_as_text() -> None:
    assert to_text(Answer("Hello", reply="Hello.\nAsk me.")) == "Hello.\n\nAsk me."
