"""Checks a text against the articles, sentence by sentence: `check_draft(store, draft) -> Report`."""

from assistant.draft.blocks import Draft
from assistant.draft.checking import check_draft
from assistant.draft.formats import read_bytes, read_draft
from assistant.draft.report import CheckedSentence, CitedDifference, Report

__all__ = [
    "CheckedSentence",
    "CitedDifference",
    "Draft",
    "Report",
    "check_draft",
    "read_bytes",
    "read_draft",
]
