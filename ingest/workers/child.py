"""The process that parses, cleans and splits: what a hostile document can hang, fill up or kill is this one.

For each task it sends a result, or None when it first needs the token counter of the task's model.
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
    """A record to prepare, and the name of the embedding model that its passages are for."""

    record: Record
    model: str


Result = PreparedArticle | Rejection | DatelineError


def main(seconds: float, megabytes: int) -> None:
    """Prepare records until there are no more, each within these limits."""
    # Of nltk only the sentence tokenizer is used here; its classifiers would load these, for two seconds and
    # 150 MB. Nothing else runs in this process that could miss them.
    sys.modules.update(dict.fromkeys(("scipy", "sklearn")))  # type: ignore[arg-type]
    serve(lambda service: _Preparer(service).run(), seconds, megabytes)


class _Preparer:
    """Prepares one record after another, with the clock running for each."""

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
        except Exception as error:  # whatever a document does to a parser, it is one document
            reason = f"its reader failed ({type(error).__name__}: {str(error)[:200]})"
            return record.rejected(ArticleRejected(reason))

    def _counter(self, model: str) -> TokenCounter:
        if model not in self._counters:
            self._service.stop_clock()
            self._service.send(None)
            sentence_model()  # loaded now, while the other process may have to load the embedding model
            self._counters[model] = self._service.receive()
            self._service.start_clock()
        return self._counters[model]
