"""The Articles tab: uploads with their report, the list of articles, and the samples."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ingest import Progress, Report, Workers, ingest
from ingest.report_text import copies_line, explained, left_out_lines, removed_lines, samples_lines
from storage import Store
from storage.errors import DatelineError
from storage.records import ArticleInfo
from webchat.markup import html
from webchat.page import alert
from webchat.texts import number, t
from webchat.uploads import kept

INCOMING = "incoming"  # the folder in the store that holds uploads while they are read
PAGE_SIZE = 50  # articles

LOG = logging.getLogger("webchat")

Watcher = Callable[[float, str], None]  # called with the share done, 0 to 1, and a progress line


class ArticlesView(NamedTuple):
    """What the tab shows of the collection: one page of articles from `offset` on."""

    table: str
    offset: int
    has_newer: bool = False
    has_older: bool = False
    has_samples: bool = False


def add_uploads(
    store: Store, uploads: Sequence[str], watcher: Watcher, workers: Workers | None = None
) -> str:
    """Read uploaded files into the store. Returns the report, or an error, as HTML. `workers`: as for
    `ingest`."""

    def watch(progress: Progress) -> None:
        watcher(progress.share, progress_line(progress))

    try:
        with kept(uploads, store.folder / INCOMING) as files:
            report = ingest(files, store, watch, workers=workers)
    except (DatelineError, OSError) as error:
        LOG.error("an upload could not be stored: %s: %s", type(error).__name__, error)
        return alert(error)
    return report_html(report)


def remove_samples(store: Store) -> str:
    """Remove the sample articles. Returns an error as HTML, or ""."""
    try:
        for article_id in store.samples():
            store.remove(article_id)
    except DatelineError as error:
        return alert(error)
    return ""


def collection(store: Store, offset: int, size: int = PAGE_SIZE) -> ArticlesView:
    """Read the collection, with the page of `size` articles at `offset` or the last page there is."""
    try:
        total = store.count().articles
        offset = max(0, min(offset, (total - 1) // size * size))
        return ArticlesView(
            list_html(store.articles(offset, size), offset, total),
            offset,
            has_newer=offset > 0,
            has_older=offset + size < total,
            has_samples=bool(store.samples()),
        )
    except DatelineError as error:
        LOG.error("the collection can't be shown: %s: %s", type(error).__name__, error)
        return ArticlesView(alert(error), offset)


def progress_line(progress: Progress) -> str:
    """The text beside the progress bar: "12 articles, 34 passages, 5 s left"."""
    if not progress.articles and progress.share < 1:
        return t("articles.reading")
    done = {
        "articles": t("count.articles", n=progress.articles),
        "passages": t("count.passages", n=progress.passages),
    }
    if progress.seconds_left is None or progress.seconds_left < 1:
        return t("articles.progress", **done)
    return t("articles.progress_left", **done, seconds=round(progress.seconds_left))


def report_html(report: Report) -> str:
    """Render the counts, the summary lines, then each rejected file and each note."""
    rejected = [(Path(item.path).name, item.reason) for item in report.rejected]
    notes = [(Path(note.path).name, explained(note)) for note in report.notes]
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (len(rejected), "rejected"),
    )
    passages = t("count.passages", n=report.passages)
    seconds = number(round(report.seconds, 1))
    work = [t("articles.work", passages=passages, seconds=seconds)] if report.passages else []
    copies = [copies_line(report)] if report.copies else []
    cleaning = [*samples_lines(report), *removed_lines(report)]
    left_out = tuple(item._replace(path=Path(item.path).name) for item in report.left_out)
    return html(
        "report.html",
        counts=[(t(f"articles.{name}"), number(many)) for many, name in counts],
        lines=[
            *work,
            *copies,
            *cleaning,
            *left_out_lines(replace(report, left_out=left_out)),
        ],
        remarks=[*rejected, *notes],
    )


def list_html(articles: Sequence[ArticleInfo], offset: int, total: int) -> str:
    """Render one page of `total` articles as a table; its first article stands at `offset`."""
    return html(
        "list.html",
        articles=articles,
        first=offset + 1,
        last=offset + len(articles),
        total=total,
    )
