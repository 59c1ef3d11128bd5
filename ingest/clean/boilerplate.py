"""Recognises a paragraph that doesn't belong to the article, whatever stands around it."""

from __future__ import annotations

import re

from ingest.clean.credits import is_credit
from ingest.clean.links import is_link
from ingest.clean.lookup import rule_of

LONGEST = 700  # characters; a longer paragraph is never boilerplate
SEPARATOR = re.compile(r"(?:[^\w★☆]|_){0,80}")  # ___, * * *, ♦


def boilerplate(paragraph: str) -> str:
    """The name of the rule that a paragraph falls under, "" if it belongs to the article."""
    if len(paragraph) > LONGEST:
        return ""
    if SEPARATOR.fullmatch(paragraph):
        return "separator"
    if is_credit(paragraph):
        return "credit"
    return rule_of(paragraph) or ("link" if is_link(paragraph) else "")
