"""The store: articles, their passages and vectors, and the search over them."""

from storage.errors import (
    ArticleNotFound,
    ArticleRejected,
    DatelineError,
    ModelError,
    QuestionError,
    StoreError,
    StoreMismatch,
    StoreUnreadable,
    UsageError,
)
from storage.records import Article, ArticleInfo, Counts, Filter, Hit, Passage
from storage.store import Store

__all__ = [
    "Article",
    "ArticleInfo",
    "ArticleNotFound",
    "ArticleRejected",
    "Counts",
    "DatelineError",
    "Filter",
    "Hit",
    "ModelError",
    "Passage",
    "QuestionError",
    "Store",
    "StoreError",
    "StoreMismatch",
    "StoreUnreadable",
    "UsageError",
]
