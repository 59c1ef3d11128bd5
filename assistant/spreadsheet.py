"""Cells of CSV files that a spreadsheet opens."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet calculates a cell that begins with one of these


def text_cell(text: str) -> str:
    """A cell that stays text: one that looks like a formula begins with an apostrophe.

    >>> text_cell("=1+1"), text_cell("42 boats")
    ("'=1+1", '42 boats')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
