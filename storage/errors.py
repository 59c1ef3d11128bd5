"""The errors of Dateline. Libraries raise them, entry points print them.

    DatelineError
    ├── ModelError           an embedding model can't be found, loaded or trusted
    ├── StoreError           the store can't do what was asked
    │   ├── StoreMismatch    it was made with another embedding model
    │   ├── StoreUnreadable  its catalog can't be read: damaged, gone, or no catalog
    │   └── ArticleNotFound  no article has this id
    ├── ArticleRejected      one input that isn't an article; the rest of the batch goes on
    ├── QuestionError        a question that can't be asked (empty, too long)
    └── UsageError           an argument that can't be understood

Each message says what came, what was expected and what to do.
"""


class DatelineError(Exception):
    """Base of every error that Dateline raises on purpose."""


class ModelError(DatelineError):
    """An embedding model can't be found, loaded or trusted."""


class StoreError(DatelineError):
    """The store can't do what was asked."""


class StoreMismatch(StoreError):
    """The store was made with another embedding model."""


class StoreUnreadable(StoreError):
    """The catalog can't be read: it is damaged, gone, or no catalog."""


class ArticleNotFound(StoreError):
    """No article has this id."""


class ArticleRejected(DatelineError):
    """One input that isn't an article. `str(error)` is the reason that a reader sees."""


class QuestionError(DatelineError):
    """A question that can't be asked."""


class UsageError(DatelineError):
    """An argument that can't be understood."""
