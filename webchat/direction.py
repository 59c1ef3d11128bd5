"""The direction in which an article is read, and its language as an attribute of HTML."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

LOOKED_AT = 1_000  # characters of a text

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def direction(text: str) -> Literal["ltr", "rtl"]:
    """The direction of most letters: an Arabic report may begin with "Reuters".

    >>> direction("CNN: أغلق ميناء حيفا يوم الاثنين"), direction("42")
    ('rtl', 'ltr')
    """
    kinds = [unicodedata.bidirectional(character) for character in text[:LOOKED_AT]]
    to_the_left = sum(kind in ("R", "AL") for kind in kinds)
    return "rtl" if to_the_left > kinds.count("L") else "ltr"


def language_tag(language: str) -> str:
    """An article's language if a browser can understand it, such as "pt-BR"; else "", which means unknown."""
    return language if _TAG.fullmatch(language) else ""
