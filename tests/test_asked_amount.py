"""A number answers "how many" only if it is a number, and not that of another than the question names."""

import pytest

from assistant.asked_amount import is_asked_amount
from assistant.language.question import understand


@pytest.mark.parametrize(
    ("question", "sentence", "amount", "expected"),
    [
        ("How many complaints did Microsoft get?", "In 2021, Google had 12 complaints.", "12", False),
        ("How many complaints did Microsoft get?", "Google beat Microsoft with 12 complaints.", "12", True),
        ("How many complaints did Microsoft get?", "There were 12 complaints.", "12", True),
        ("How many Microsoft stores did Google count?", "Google counted 12 stores.", "12", True),
        ("How many flights were cancelled?", "Airlines cancelled thousands of flights.", "thousands", False),
        ("How many flights were cancelled?", "Airlines cancelled 2,600 flights.", "2,600", True),
    ],
)
def test_how_many(question: str, sentence: str, amount: str, expected: bool) -> None:
    start = sentence.index(amount)
    assert is_asked_amount(understand(question), sentence, (start, start + len(amount))) is expected
