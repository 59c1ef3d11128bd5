"""Quotations that a reader collects from answers, kept with their article, version and place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.answer import Answer, Citation, Sentence
from assistant.saved_answers import from_json, to_json
from storage import Store
from storage.clipboard import Clip
from storage.errors import ArticleNotFound
from webchat.conversation import Exchange


@dataclass(frozen=True, slots=True)
class CollectedQuotation:
    """`sentence`: the quotation after its explanation. `citation`: None when its article has been changed or
    removed since."""

    id: int
    note: str
    collected_at: str
    question: str = ""
    sentence: str = ""
    citation: Citation | None = None


class Place(NamedTuple):
    """Where a quotation stands: `text[start:end]` of a version of an article."""

    article: str
    version: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: Citation) -> Place:
        return cls(citation.article.id, citation.article.version, citation.start, citation.end)


class Clips:
    """The clipboards of all readers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self, reader: str, turn: Exchange, number: int) -> bool:
        """Add citation `number` of a turn to the reader's clipboard. Returns whether there is one. Raises
        StoreError."""
        citations = turn.answer.citations if turn.answer else ()
        if turn.answer is None or not 0 < number <= len(citations):
            return False
        citation = replace(citations[number - 1], number=1)
        quoted = [each for each in turn.answer.sentences if each.kind == "quoted"]
        named = (each.refers_to for each in quoted if number in each.citations)
        refers_to = "" if citation.context else next(named, "")
        sentence = Sentence(citation.quote, (1,), refers_to, citation.context_quote)
        kept = Answer(turn.question, (sentence,), (citation,))
        self._store.clipboard.collect(reader, to_json(kept))
        return True

    def places(self, reader: str) -> set[Place]:
        """Where the reader's quotations stand. Raises StoreError."""
        return set(filter(None, map(_place, self._store.clipboard.clips(reader))))

    def collected(self, reader: str) -> list[CollectedQuotation]:
        """The reader's quotations, in his order. Raises StoreError."""
        return list(self._read(self._store.clipboard.clips(reader)))

    def _read(self, clips: list[Clip]) -> Iterator[CollectedQuotation]:
        for clip in clips:
            kept = CollectedQuotation(clip.id, clip.note, clip.collected_at)
            try:
                answer = from_json(clip.content, self._store.article)
                sentence, citation = answer.sentences[0].explained, answer.citations[0]
            except (ArticleNotFound, IndexError, ValueError):
                yield kept
                continue
            yield replace(kept, question=answer.question, sentence=sentence, citation=citation)


def _place(clip: Clip) -> Place | None:
    try:
        kept = json.loads(clip.content)["citations"][0]
        article, version = kept["article"]
        return Place(article, version, kept["start"], kept["end"])
    except (KeyError, TypeError, ValueError, IndexError):  # of another version of Dateline
        return None
