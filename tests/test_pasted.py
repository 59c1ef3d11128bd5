"""A text that is pasted as a question is told from a question."""

from __future__ import annotations

import pytest

from webchat.pasted import text_to_check

TEXT = "The bridge cost 83 million crowns. It opened in May. Ida Storm cut the ribbon."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("check this: The bridge opened in May.", "The bridge opened in May."),
        (
            "Could you please fact-check the following text:\nIt opened. Did it?  No.",
            "It opened. Did it?  No.",
        ),
        ("Bitte prüfen Sie diesen Text: Die Brücke ist offen.", "Die Brücke ist offen."),
        ("Überprüfe das: Die Brücke ist offen.", "Die Brücke ist offen."),
        (f" {TEXT} ", TEXT),
        ("Check the dates: when did the bridge open?", ""),
        ("Who will check this bridge?", ""),
        ("Summarise the storm. Be brief.", ""),
        (f"{TEXT} What did it cost?", ""),
        ("What did Rep. Storm say at 5 p.m. ET?", ""),
        ("check this:", ""),
        ("", ""),
    ],
)
def test_a_text_to_check(question: str, text: str) -> None:
    assert text_to_check(question) == text
