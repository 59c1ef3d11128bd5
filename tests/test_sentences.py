"""Where a sentence ends, whatever its script."""

from __future__ import annotations

import pytest

from storage.text.sentences import SENTENCE_BREAK, ends_clause, ends_sentence


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
def test_a_clause_is_no_sentence(text: str):
    assert not ends_sentence(text)
    assert ends_clause(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The pier closed.” She swam. It", ["The pier closed.” ", "She swam. ", "It"]),
        ("会谈结束了。双方都没有说话。", ["会谈结束了。", "双方都没有说话。"]),
        ("one sentence", ["one sentence"]),
    ],
)
def test_sentences_break_behind_their_marks(text: str, sentences: list[str]):
    ends = [match.end() for match in SENTENCE_BREAK.finditer(text)]
    starts = [0, *ends]
    assert [text[a:b] for a, b in zip(starts, [*ends, len(text)], strict=True)] == sentences
