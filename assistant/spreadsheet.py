"""Cells of CSV files that a spreadsheet opens."""

from __future__ import annotations

# A spreadsheet calculates a cell that begins with one of these, some versions also with the full-width ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_cell(text: str) -> str:
    """A cell that stays text: one that looks like a formula begins with an apostrophe.

    >>> text_cell("=1+1"), text_cell("＝1+1"), text_cell("42 boats")
    ("'=1+1", "'＝1+1", '42 boats')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
