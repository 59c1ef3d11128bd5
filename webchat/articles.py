"""The Articles tab: its list, its uploads and their report. Plain functions; everything is escaped."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from assistant.render import WHAT_CHANGED, html_day
from assistant.text import UNKNOWN_OUTLET, UNTITLED
from ingest import Progress, Report
from ingest.report import copies_line, explained, left_out_lines
from storage import Store
from storage.records import ArticleInfo
from storage.text.wording import count

SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"
PAGE = 50  # articles
SAME_TEXT = "Same text as another article"


def sample_files() -> list[Path]:
    """The articles that an empty store starts with."""
    return sorted(SAMPLES.glob("*.json"))


def holds_samples(store: Store) -> bool:
    """Whether questions about the samples make sense here: all of their outlets are in the store."""
    outlets = {json.loads(path.read_text("utf-8"))["outlet"] for path in sample_files()}
    return bool(outlets) and outlets.issubset(store.outlets())


def keep_uploads(paths: Sequence[str], folder: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """Copy uploaded files into `folder` under their own names, so that the same name is the same article.

    Returns what was kept, and (name, reason) of what was not. A name stays inside the folder, and what is
    replaced is the name there, never what a link there points to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[Path] = []
    refused: list[tuple[str, str]] = []
    for path in map(Path, paths):
        target = folder / path.name
        if target in kept:
            refused.append((path.name, "another file of this name came with the same upload"))
        elif target.is_dir() and not target.is_symlink():
            refused.append((path.name, "a folder in the store has this name: rename the file"))
        else:
            _copy(path, target)
            kept.append(target)
    return kept, refused


def _copy(source: Path, target: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".upload-", delete=False) as file:
        try:
            with source.open("rb") as uploaded:
                shutil.copyfileobj(uploaded, file)
        except OSError:
            os.unlink(file.name)
            raise
    os.replace(file.name, target)


def progress_line(done: Progress) -> str:
    """What stands beside the progress bar: "12 articles, 34 passages, 5 s left"."""
    if not done.articles and done.share < 1:
        return "reading"
    left = done.seconds_left
    ending = f", {left:.0f} s left" if left is not None and left >= 1 else ""
    return f"{count(done.articles, 'article')}, {count(done.passages, 'passage')}{ending}"


def report_html(report: Report, refused: Sequence[tuple[str, str]] = ()) -> str:
    """Counts, what is said of all articles together, each rejected file with its reason, and what is said of
    others."""
    rejected = [(Path(item.path).name, item.reason) for item in report.rejected] + list(refused)
    said = [*rejected, *((Path(item.path).name, explained(item)) for item in report.notes)]
    counts = (
        ("added", report.added),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
        ("rejected", len(rejected)),
    )
    numbers = "".join(f"<li><b>{number:,}</b> {name}</li>" for name, number in counts)
    reasons = "".join(f"<li><b>{escape(name)}</b>: {escape(reason)}</li>" for name, reason in said)
    work = [f"{count(report.passages, 'passage')} in {report.seconds:.1f} s"] if report.passages else []
    copies = [copies_line(report)] if report.copies else []
    left_out = tuple(item._replace(path=Path(item.path).name) for item in report.left_out)
    lines = [*work, *copies, *left_out_lines(replace(report, left_out=left_out))]
    return (
        f'<div class="report"><ul class="counts">{numbers}</ul>'
        + "".join(f'<p class="work">{escape(line)}</p>' for line in lines)
        + (f'<ul class="reasons">{reasons}</ul>' if reasons else "")
        + "</div>"
    )


def list_html(articles: Sequence[ArticleInfo], offset: int, total: int) -> str:
    """One page of the collection as a table."""
    if not articles:
        return '<p class="empty">The collection is empty. Add articles above.</p>'
    rows = "".join(map(_row, articles))
    return (
        f'<table class="articles"><caption>{offset + 1:,} to {offset + len(articles):,} of {total:,} articles'
        ", newest first</caption><thead><tr><th>Headline</th><th>Outlet</th><th>Date</th><th>Id</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _row(article: ArticleInfo) -> str:
    return (
        f'<tr><td class="headline">{_opens(article.id, article.title or UNTITLED)}{_marks(article)}</td>'
        f"<td>{escape(article.outlet or UNKNOWN_OUTLET)}</td><td>{html_day(article.published)}</td>"
        f'<td class="id">{escape(article.id)}</td></tr>'
    )


def _marks(article: ArticleInfo) -> str:
    """Whether it was corrected or updated, and the article that it is a copy of."""
    change = [WHAT_CHANGED[article.change]] if article.change else []
    copy = [_opens(article.copy_of, SAME_TEXT)] if article.copy_of else []
    return "".join(f' <span class="mark">{mark}</span>' for mark in [*change, *copy])


def _opens(article_id: str, label: str) -> str:
    return (
        '<button type="button" class="show" dir="auto" '
        f'data-id="{escape(article_id)}">{escape(label)}</button>'
    )
