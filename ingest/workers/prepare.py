"""One record -> an article with its passages, or a rejection."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ingest.characters import count_invisible
from ingest.clean.article import clean
from ingest.dates.undated import dated
from ingest.records import Record, Rejection, Removed
from ingest.split import split
from storage.errors import ArticleRejected
from storage.models.embedder import TokenCounter
from storage.records import Article, Passage


class PreparedArticle(NamedTuple):
    """An article that was parsed, cleaned and split, with the facts that the report needs.

    `path` and `place` come from its record, `place` without the colon. `note` may be "". `hidden` and
    `invisible` count the elements and characters that were left out; `removed` lists the paragraphs.
    """

    article: Article
    passages: list[Passage]
    fingerprint: str = ""
    path: str = ""
    place: str = ""
    note: str = ""
    hidden: int = 0
    invisible: int = 0
    removed: tuple[Removed, ...] = ()


def prepare(record: Record, counter: Callable[[], TokenCounter]) -> PreparedArticle | Rejection:
    """Parse, clean and split a record. `counter`, which may load the model, is called only when there is an
    article to split."""
    try:
        raw = dated(record.parse(), record.file_of_its_own)
        article, removed = clean(raw)
    except ArticleRejected as error:
        return record.rejected(error)
    return PreparedArticle(
        article,
        split(article, counter()),
        record.fingerprint,
        record.path,
        record.place.removesuffix(": "),
        raw.note,
        raw.hidden,
        raw.invisible + count_invisible(raw.text),
        removed,
    )
