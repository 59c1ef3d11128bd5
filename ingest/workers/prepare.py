"""One record -> an article with its passages, or why it is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ingest.characters import count_invisible
from ingest.clean.article import clean
from ingest.dates.undated import dated
from ingest.records import LeftOut, Note, RawArticle, Record, Rejection, Removals
from ingest.split import split
from storage.errors import ArticleRejected
from storage.models.embedder import TokenCounter
from storage.records import Article, Passage


class Ready(NamedTuple):
    """A record that was parsed, cleaned and split; `share` of the input has been read with it. `left_out`,
    `note` and `removals` are what the report should say of it."""

    article: Article
    passages: list[Passage]
    fingerprint: str
    share: float
    left_out: LeftOut | None
    note: Note | None
    removals: Removals | None = None


def prepare(record: Record, counter: Callable[[], TokenCounter]) -> Ready | Rejection:
    """Parse, clean and split. `counter` is only asked for, and the model loaded for it, when there is an
    article to split."""
    try:
        raw = dated(record.parse(), record.file_of_its_own)
        article, removed = clean(raw)
    except ArticleRejected as error:
        return record.rejected(error)
    passages = split(article, counter())
    note = Note(record.path, f"{record.place}{raw.note}", article.title) if raw.note else None
    left_out = _left_out(record, raw, article)
    place = record.place.removesuffix(": ")
    removals = Removals(record.path, place, article.title, removed) if removed else None
    return Ready(article, passages, record.fingerprint, record.share, left_out, note, removals)


def _left_out(record: Record, raw: RawArticle, article: Article) -> LeftOut | None:
    invisible = raw.invisible + count_invisible(raw.text)
    if not (raw.hidden or invisible):
        return None
    return LeftOut(record.path, record.place.removesuffix(": "), article.title, raw.hidden, invisible)
