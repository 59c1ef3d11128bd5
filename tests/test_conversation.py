"""Conversations: asked, kept beside the catalog, and read again."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from doubles import Clock
from newsroom import HARBOUR, ORCHARD

from assistant import Answer, Assistant
from storage import Store
from storage.clipboard import Clipboard
from storage.conversations import UNDO, ConversationInfo, Conversations
from storage.errors import QuestionError, StoreError
from storage.feedback import Feedback, FeedbackBox
from storage.secret import secret
from webchat.conversation import LONGEST_QUESTION, Exchange, Talks
from webchat.scope import Scope

QUESTION = "How many boats were damaged by the storm in Port Elm?"


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
    kept = FeedbackBox(tmp_path / "c.sqlite3", clock=Clock())
    assert kept.all() == []
    kept.rate("a", 1, "How many?", helpful=True)
    kept.rate("a", 1, "How many?", helpful=False, reason="wrong citation")
    assert kept.all() == [Feedback("How many?", False, "wrong citation", "1970-01-12T13:46:40+00:00")]


def test_a_damaged_file_is_an_error_with_advice(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite3").write_bytes(b"no database" * 500)
    kept = Conversations(tmp_path / "c.sqlite3")
    for use in (lambda: kept.turns("a"), lambda: kept.add("a", "x")):
        with pytest.raises(StoreError, match=r"If it is damaged, move it away: only earlier conversations"):
            use()


def test_a_reader_has_a_list_of_his_own(tmp_path: Path) -> None:
    clock = Clock()
    kept = Conversations(tmp_path / "c.sqlite3", clock=clock)
    assert kept.listed("ann") == []
    for name, reader in (("1", "ann"), ("2", "ann"), ("3", "bo"), ("1", "ann")):
        kept.add(name, "x", reader=reader, title=f"Question {name}", text="Straße\nof Port Elm")
        clock.now += 1
    assert [info.id for info in kept.listed("ann")] == ["1", "2"], "newest question first"
    assert [info.id for info in kept.listed("bo")] == ["3"]
    assert (kept.owner("1"), kept.owner("9")) == ("ann", "")
    assert kept.change("ann", "2", name="Harbour")
    assert kept.change("ann", "2", pinned=True)
    assert kept.listed("ann")[0] == ConversationInfo("2", "Harbour", "1970-01-12T13:46:41+00:00", True)
    assert [len(kept.listed("ann", words)) for words in ("STRASSE elm", "harbour port", "apples")] == [
        2,
        1,
        0,
    ]
    assert not kept.change("bo", "2", name="Mine"), "nobody changes another reader's"
    assert kept.change("ann", "2", name="")
    assert kept.listed("ann")[0].title == "Question 2"


def test_a_deleted_conversation_can_be_taken_back_for_a_while(tmp_path: Path) -> None:
    clock = Clock()
    kept = Conversations(tmp_path / "c.sqlite3", clock=clock)
    for name in ("1", "2"):
        kept.add(name, "x", reader="ann")
    assert kept.change("ann", "1", deleted=True)
    assert (kept.turns("1"), kept.turn("1", 1)) == ([], None)
    assert [info.id for info in kept.listed("ann")] == ["2"]
    assert kept.change("ann", "1", deleted=False)
    assert kept.turn("1", 1) == "x"
    kept.change("ann", "1", deleted=True)
    clock.now += UNDO
    assert not kept.change("ann", "1", deleted=False)
    assert kept.turns("1") == []


def test_a_pinned_conversation_is_not_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    kept = Conversations(tmp_path / "c.sqlite3", kept=60, clock=clock)
    for name in ("1", "2"):
        kept.add(name, "x", reader="ann")
    kept.change("ann", "1", pinned=True)
    clock.now += 61
    kept.add("3", "x", reader="bo")
    assert [info.id for info in kept.listed("ann")] == ["1"]


def test_conversations_of_an_earlier_store_still_open(tmp_path: Path) -> None:
    """Earlier stores had one table of turns and one of feedback."""
    with closing(sqlite3.connect(tmp_path / "c.sqlite3")) as file:
        file.execute(
            "CREATE TABLE turns (conversation TEXT, number INTEGER, asked_at FLOAT NOT NULL, "
            "content TEXT NOT NULL, PRIMARY KEY (conversation, number)) WITHOUT ROWID"
        )
        file.execute(f"INSERT INTO turns VALUES ('1', 1, {time.time()}, 'x')")
        file.commit()
    kept = Conversations(tmp_path / "c.sqlite3")
    assert (kept.turns("1"), kept.owner("1"), kept.listed("ann")) == ([(1, "x")], "", [])
    assert kept.add("1", "y", reader="ann", title="How many?") == 2
    assert [info.title for info in kept.listed("ann")] == ["How many?"]


def test_quotations_are_collected_in_the_readers_order(tmp_path: Path) -> None:
    kept = Clipboard(tmp_path / "c.sqlite3")
    assert kept.clips("ann") == []
    first, second, third = (kept.collect("ann", content) for content in "abc")
    assert kept.collect("ann", "a") == first, "once"
    assert kept.collect("bo", "a") not in (first, second, third)
    assert [kept.move("ann", third, -1) for _ in range(3)] == [True] * 3
    assert kept.annotate("ann", second, "Ask her.")
    assert [(clip.content, clip.note) for clip in kept.clips("ann")] == [
        ("c", ""),
        ("a", ""),
        ("b", "Ask her."),
    ]
    assert kept.remove("ann", first)
    foreign = (kept.remove("bo", second), kept.annotate("bo", second, ""), kept.move("bo", second, 1))
    assert foreign == (False, False, False)
    assert [clip.content for clip in kept.clips("ann")] == ["c", "b"]


def test_the_secret_of_a_store_is_its_owners(tmp_path: Path) -> None:
    key = secret(tmp_path)
    assert (len(key), secret(tmp_path)) == (32, key)
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(StoreError, match="is damaged: delete it"):
        secret(tmp_path)


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


def test_a_pasted_text_is_not_read_as_a_follow_up(talks: Talks) -> None:
    talks.ask("a", "Who is Ruth Vance?", Scope())
    text = "Please check this: The apples were picked. She was in Paris. She left."
    alone, after = talks.ask("b", text, Scope()).answer, talks.ask("a", text, Scope()).answer
    assert alone is not None
    assert after is not None
    assert after.passages == alone.passages


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

    llm = None

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
        ("2023-13-45", "", "“From” is 2023-13-45, which isn't a date: give one such as 2020-10-01."),
        ("", "soon", "“Until” is soon, which isn't a date: give one such as 2020-10-01."),
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
