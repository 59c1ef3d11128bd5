"""The worker process parses, cleans and splits, so a hostile document can hang or crash nothing else.

It answers each task with a result, or with None to ask for the token counter of the task's model first.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from ingest.isolation import Service, serve
from ingest.records import Record, Rejection
from ingest.sentences import sentence_model
from ingest.workers.prepare import PreparedArticle, prepare
from storage.errors import ArticleRejected, DatelineError
from storage.models.embedder import TokenCounter


class Task(NamedTuple):
    """A record to prepare, and the name of the embedding model that will embed its passages."""

    record: Record
    model: str


Result = PreparedArticle | Rejection | DatelineError


def main(seconds: float, megabytes: int) -> None:
    """Prepare records until there are no more. The limits apply to each record."""
    # nltk's classifiers import these, at a cost of two seconds and 150 MB. This process uses only nltk's
    # sentence tokenizer, and nothing else in it needs them.
    sys.modules.update(dict.fromkeys(("scipy", "sklearn")))  # type: ignore[arg-type]
    serve(lambda service: _Preparer(service).run(), seconds, megabytes)


class _Preparer:
    """Prepares one record after another, each on the clock."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._counters: dict[str, TokenCounter] = {}

    def run(self) -> None:
        while task := self._service.receive():
            self._service.start_clock()
            result = self._result(*task)
            self._service.stop_clock()
            self._service.send(result)

    def _result(self, record: Record, model: str) -> Result:
        try:
            return prepare(record, lambda: self._counter(model))
        except DatelineError as error:
            return error
        except MemoryError:
            raise
        except Exception as error:  # a parser may fail in any way; only this document is rejected
            reason = f"its reader failed ({type(error).__name__}: {str(error)[:200]})"
            return record.rejected(ArticleRejected(reason))

    def _counter(self, model: str) -> TokenCounter:
        if model not in self._counters:
            self._service.stop_clock()
            self._service.send(None)
            sentence_model()  # loaded while the parent may be loading the embedding model
            self._counters[model] = self._service.receive()
            self._service.start_clock()
        return self._counters[model]
