"""The ends of sentences in any script."""

from __future__ import annotations

from itertools import pairwise

import pytest

from storage.text.sentences import ends_clause, ends_sentence, sentence_breaks


@pytest.mark.parametrize(
    "text",
    [
        "It closed.",
        "“No!”",
        "Who? (“Me?”)",
        "And then…",
        "»Nein.«",
        "„Nein.“",
        "会谈结束了。",
        "「終わった。」",
        "انتهت المحادثات؟",
        "वार्ता समाप्त हुई।",
        "Բանակցություններն ավարտվեցին։",
        "Переговоры закончились.",
    ],
)
def test_a_sentence_ends_in_any_script(text: str):
    assert ends_sentence(text)
    assert ends_clause(text)


@pytest.mark.parametrize("text", ["", "”", "Talks end", "Talks end ", "会谈结束", "Переговоры закончились"])
def test_a_headline_ends_without_a_mark(text: str):
    assert not ends_sentence(text)
    assert not ends_clause(text)


@pytest.mark.parametrize("text", ["Latest:", "Lee, Ann;", "最新："])
def test_a_clause_is_not_a_sentence(text: str):
    assert not ends_sentence(text)
    assert ends_clause(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The pier closed.” She swam. It", ["The pier closed.” ", "She swam. ", "It"]),
        ("会谈结束了。双方都没有说话。", ["会谈结束了。", "双方都没有说话。"]),
        ("one sentence", ["one sentence"]),
        ("It was her last U.S. Open.” It is the final", ["It was her last U.S. Open.” ", "It is the final"]),
        (
            "The U.S. Senate met. No. 1 won in St. Louis.",
            ["The U.S. Senate met. ", "No. 1 won in St. Louis."],
        ),
        ("They met in the U.S. He was late.", ["They met in the U.S. ", "He was late."]),
        ("George W. Bush met Sen. Lee on Jan. 5.", ["George W. Bush met Sen. Lee on Jan. 5."]),
        ("He said no. She left.", ["He said no. ", "She left."]),
    ],
)
def test_sentences_break_after_their_marks(text: str, sentences: list[str]):
    assert [text[a:b] for a, b in pairwise([0, *sentence_breaks(text), len(text)])] == sentences
