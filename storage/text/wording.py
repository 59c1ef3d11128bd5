"""Numbers as people read them."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """ "1 article", "1,200 articles" """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
