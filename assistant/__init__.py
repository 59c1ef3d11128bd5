"""Answers questions about a collection of articles with checked quotations."""

from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from assistant.assistant import Assistant, Conversation
from assistant.checked import CheckedStatement, Contradiction
from assistant.draft import CheckedSentence, Report
from storage.errors import (
    ArticleNotFound,
    DatelineError,
    ModelError,
    QuestionError,
    StoreError,
    StoreMismatch,
    StoreUnreadable,
    UsageError,
)

__all__ = [
    "ABSTAINED",
    "Answer",
    "ArticleNotFound",
    "Assistant",
    "CheckedSentence",
    "CheckedStatement",
    "Citation",
    "Contradiction",
    "Conversation",
    "DatelineError",
    "ModelError",
    "QuestionError",
    "Report",
    "Sentence",
    "ShortAnswer",
    "StoreError",
    "StoreMismatch",
    "StoreUnreadable",
    "UsageError",
]
