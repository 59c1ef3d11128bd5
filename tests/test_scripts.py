"""Words and characters of scripts without spaces between words."""

import pytest

from storage.text.scripts import characters, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Storm closes harbour", 3),
        ("He said — no.", 4),
        ("快讯", 1),
        ("会谈在周日结束。", 4),
        ("WHO说42人死亡", 5),
        ("会談は日曜日に終わった。", 6),
        ("การเจรจาสิ้นสุดลงในวันอาทิตย์", 6),
        ("회담은 일요일에 끝났다.", 3),
        ("！？。", 1),
    ],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_letter_with_its_marks_is_one_character() -> None:
    assert characters("วันที่") == ["วั", "น", "ที่"]
    assert characters("会谈") == ["会", "谈"]
