"""The sentences of a passage that can be quoted."""

from __future__ import annotations

import pytest
from newsroom import SENTENCE

from assistant.evidence import MIN_WORDS, candidate_sentences
from storage.records import Article, Hit, Passage


def test_fragments_and_questions_cannot_be_quoted() -> None:
    text = (
        "Read more here. Loading. The mayor counted 42 boats. How many boats were lost? He counted 7 boats. "
    )
    spans = tuple(match.span() for match in SENTENCE.finditer(text) if match.group())
    candidates = candidate_sentences(Hit(Article("a", text), Passage("a", 0, 0, len(text), spans), 1.0))
    assert MIN_WORDS == 4
    assert [candidate.text for candidate in candidates] == [
        "The mayor counted 42 boats.",
        "He counted 7 boats.",
    ]
    assert [candidate.position for candidate in candidates] == [2, 4]
    first = candidates[0]
    assert text[first.start : first.end] == first.text
    assert first.before == ["Read more here. ", "Loading. "]


@pytest.mark.parametrize(
    ("text", "quotable"),
    [
        ("会谈在周日结束，没有达成协议。", True),
        ("会談は日曜日に終わった。", True),
        ("การเจรจาสิ้นสุดลงในวันอาทิตย์", True),
        ("快讯", False),
        ("会谈何时结束，谁也不知道？", False),
        ("متى تنتهي المحادثات في باكو؟", False),
    ],
)
def test_a_sentence_of_any_script_can_be_quoted(text: str, quotable: bool) -> None:
    hit = Hit(Article("a", text), Passage("a", 0, 0, len(text), ((0, len(text)),)), 1.0)
    assert [sentence.text for sentence in candidate_sentences(hit)] == ([text] if quotable else [])


def test_a_quotation_starts_after_the_dateline() -> None:
    text = "BAKU, Nov 1 (Sample Wire) — The talks ended in Baku. TRUMP (AP) — The label of a speaker stays."
    end = text.index("TRUMP")
    passage = Passage("a", 0, 0, len(text), ((0, end), (end, len(text))))
    sentences = candidate_sentences(Hit(Article("a", text), passage, 1.0))
    assert [sentence.text for sentence in sentences] == ["The talks ended in Baku.", text[end:]]
    assert text[sentences[0].start : sentences[0].end] == sentences[0].text


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("− The mayor will keep his job.", "The mayor will keep his job."),  # after "CAMBRIDGE, Mass."
        ("-- “We support him,” the board said.", "“We support him,” the board said."),
        ("►The agency says 57 people have died.", "The agency says 57 people have died."),
        ("- 12 degrees were measured on Monday.", "- 12 degrees were measured on Monday."),
    ],
)
def test_a_quotation_starts_after_a_dash_or_a_bullet(sentence: str, quoted: str) -> None:
    passage = Passage("a", 0, 0, len(sentence), ((0, len(sentence)),))
    (candidate,) = candidate_sentences(Hit(Article("a", sentence), passage, 1.0))
    assert candidate.text == quoted
