"""One record -> an article with its passages, or why it is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ingest.clean import clean
from ingest.dating import dated
from ingest.invisible import count_invisible
from ingest.raw import Note, Record, Rejection
from ingest.split import split
from storage.embedder import TokenCounter
from storage.errors import ArticleRejected
from storage.records import Article, Passage


class Ready(NamedTuple):
    """A record that was parsed, cleaned and split, so many `hidden` elements and `invisible` characters left
    out; `share` of the input has been read with it. `note` is what the report should say of it."""

    article: Article
    passages: list[Passage]
    fingerprint: str
    share: float
    hidden: int
    invisible: int
    note: Note | None


def prepare(record: Record, counter: Callable[[], TokenCounter]) -> Ready | Rejection:
    """Parse, clean and split. `counter` is only asked for, and the model loaded for it, when there is an
    article to split."""
    try:
        raw = dated(record.parse(), record.file_of_its_own)
        article = clean(raw)
    except ArticleRejected as error:
        return record.rejected(error)
    passages = split(article, counter())
    invisible = raw.invisible + count_invisible(raw.text)
    note = Note(record.path, f"{record.place}{raw.note}") if raw.note else None
    return Ready(article, passages, record.fingerprint, record.share, raw.hidden, invisible, note)
