"""The errors of Dateline. Libraries raise them, entry points print them.

    DatelineError
    ├── ModelError           a model can't be found, loaded or trusted
    ├── StoreError           the store can't do what was asked
    │   ├── StoreMismatch    its vectors come from another embedding model
    │   ├── StoreUnreadable  its catalog is damaged, missing, or not a catalog
    │   └── ArticleNotFound  no article has this id
    ├── ArticleRejected      one input isn't an article; the rest of the batch goes on
    ├── QuestionError        the question is empty, too long, or has a bad filter
    └── UsageError           an argument has an invalid value

Each message names the value received, the value expected, and the remedy.
"""


class DatelineError(Exception):
    """Base of every error that Dateline raises on purpose."""


class ModelError(DatelineError):
    """A model can't be found, loaded or trusted."""


class StoreError(DatelineError):
    """The store can't do what was asked."""


class StoreMismatch(StoreError):
    """The store's vectors come from another embedding model."""


class StoreUnreadable(StoreError):
    """The catalog is damaged, missing, or not a catalog."""


class ArticleNotFound(StoreError):
    """No article has this id."""


class ArticleRejected(DatelineError):
    """One input isn't an article. `str(error)` is the reason shown in the report."""


class QuestionError(DatelineError):
    """The question is empty, too long, or has a bad filter."""


class UsageError(DatelineError):
    """An argument has an invalid value."""
