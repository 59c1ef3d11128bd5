"""The process that parses, cleans and splits: what a hostile document can hang, fill up or kill is this one.

It answers each question that it is sent, or asks back with None when it first needs the token counter of the
model.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from ingest.isolation import Service, serve
from ingest.records import Record, Rejection
from ingest.sentences import sentence_model
from ingest.workers.prepare import Ready, prepare
from storage.errors import ArticleRejected, DatelineError
from storage.models.embedder import TokenCounter


class Question(NamedTuple):
    """A record to prepare, and the name of the embedding model that its passages are for."""

    record: Record
    model: str


Answer = Ready | Rejection | DatelineError


def main(seconds: float, megabytes: int) -> None:
    """Answer until there is nothing more to read, each document within these limits."""
    # For its classifiers, which nobody uses here, nltk would load these: two seconds and 150 MB.
    sys.modules.update(dict.fromkeys(("scipy", "sklearn")))  # type: ignore[arg-type]
    serve(lambda service: _Worker(service).answer_all(), seconds, megabytes)


class _Worker:
    """Answers questions, with the clock running for each document."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._counters: dict[str, TokenCounter] = {}

    def answer_all(self) -> None:
        while question := self._service.receive():
            self._service.start_clock()
            answer = self._answer(*question)
            self._service.stop_clock()
            self._service.send(answer)

    def _answer(self, record: Record, model: str) -> Answer:
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
