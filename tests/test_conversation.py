"""Conversations: asked, kept beside the catalog, and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from newsroom import HARBOUR, ORCHARD

from assistant import Answer, Assistant
from storage import Store
from storage.conversations import Conversations, Feedback
from storage.errors import QuestionError, StoreError
from webchat.conversation import LONGEST_QUESTION, Exchange, Talks
from webchat.scope import Scope

QUESTION = "How many boats were damaged by the storm in Port Elm?"


class Clock:
    """A clock that moves only when it is set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def talks(newsroom: Store) -> Talks:
    return Talks(Assistant.open(newsroom, threshold=0.0))


# In the store


def test_the_turns_of_each_conversation_are_numbered(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c.sqlite3")
    assert kept.turns("a") == []
    assert not (tmp_path / "c.sqlite3").exists()
    assert [kept.add(name, text) for name, text in (("a", "1"), ("b", "x"), ("a", "2"))] == [1, 1, 2]
    kept.close()
    again = Conversations(tmp_path / "c.sqlite3")
    assert (again.turns("a"), again.turns("b"), again.turns("c")) == ([(1, "1"), (2, "2")], [(1, "x")], [])
    assert again.turns("a", last=1) == [(2, "2")]
    assert [again.turn("a", number) for number in (0, 2, 3)] == [None, "2", None]


def test_a_conversation_is_forgotten_after_a_while(tmp_path: Path) -> None:
    clock = Clock()
    kept = Conversations(tmp_path / "c.sqlite3", kept=60, clock=clock)
    for name, wait in (("old", 0), ("long", 0), ("long", 50), ("new", 20)):
        clock.now += wait
        kept.add(name, "x")
    assert [len(kept.turns(name)) for name in ("old", "long", "new")] == [0, 2, 1]


def test_feedback_is_listed_and_replaced(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c.sqlite3", clock=Clock())
    assert kept.feedback() == []
    kept.rate("a", 1, "How many?", helpful=True)
    kept.rate("a", 1, "How many?", helpful=False, reason="wrong citation")
    assert kept.feedback() == [Feedback("How many?", False, "wrong citation", "1970-01-12T13:46:40+00:00")]


def test_a_damaged_file_is_an_error_with_advice(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite3").write_bytes(b"no database" * 500)
    kept = Conversations(tmp_path / "c.sqlite3")
    for use in (lambda: kept.turns("a"), lambda: kept.add("a", "x")):
        with pytest.raises(StoreError, match=r"If it is damaged, move it away: only earlier conversations"):
            use()


# Asked


def test_a_turn_is_kept_with_its_filter(talks: Talks, newsroom: Store) -> None:
    scope = Scope(("The Courier",), "2024-10-01")
    first, second = talks.ask("a", QUESTION, Scope()), talks.ask("a", "How many apples?", scope)
    assert first == Exchange(1, QUESTION, first.answer)
    assert (second.number, second.scope) == (2, scope)
    assert second.answer is not None
    assert {hit.article.id for hit in second.answer.passages} == {ORCHARD.id}
    again = Talks(Assistant.open(newsroom)).turns("a")
    assert again == [first, second]
    assert talks.turns("b") == []


def test_a_turn_whose_article_was_removed_has_no_answer(talks: Talks, newsroom: Store) -> None:
    talks.ask("a", QUESTION, Scope())
    newsroom.remove(HARBOUR.id)
    assert talks.turns("a") == [Exchange(1, QUESTION, None)]
    assert talks.ask("a", "How many apples?", Scope()).number == 2


def test_an_answer_that_cannot_be_kept_is_still_given(talks: Talks, newsroom: Store) -> None:
    (newsroom.folder / "conversations.sqlite3").mkdir()
    answer = Talks(Hello(newsroom)).ask("a", "Hello", Scope()).answer
    assert answer is not None
    assert answer.reply == "Hello."


class Hello:
    """An assistant that only says hello."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def ask(self, question: str, **_: object) -> Answer:
        return Answer(question, reply="Hello.")


@pytest.mark.parametrize(
    ("question", "words"), [("  ", "Type a question first"), ("x" * (LONGEST_QUESTION + 1), "limit is 2,000")]
)
def test_an_invalid_question_is_an_error(talks: Talks, question: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        talks.ask("a", question, Scope())
    assert talks.turns("a") == []


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2023-13-45", "", "“From” is 2023-13-45, which is no day: give one such as 2020-10-01."),
        ("", "soon", "“Until” is soon, which is no day: give one such as 2020-10-01."),
        (
            "2024-02-01",
            "2024-01-01",
            "“From” (1 February 2024) is after “Until” (1 January 2024): swap the two days.",
        ),
    ],
)
def test_errors_speak_the_words_of_the_fields(since: str, until: str, sentence: str) -> None:
    with pytest.raises(QuestionError) as raised:
        Scope((), since, until)
    assert str(raised.value) == sentence


def test_a_filter_in_words() -> None:
    assert str(Scope()) == ""
    assert str(Scope(("CNN", "BBC"), "", "2020-05-01")) == "Only CNN, BBC · until 1 May 2020"
    assert str(Scope((), "2020-05-01")) == "From 1 May 2020"
