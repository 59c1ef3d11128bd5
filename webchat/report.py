"""What was added: while it is read, and the report afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ingest import Progress, Report
from ingest.report_text import copies_line, explained, left_out_lines, removed_lines, samples_lines
from webchat.markup import Markup, html
from webchat.texts import number, t


class Outcome(NamedTuple):
    """What the reading of one file, page or feed gave. `problem`: why it gave nothing."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problem: str = ""

    @classmethod
    def of(cls, report: Report) -> Outcome:
        counts = (report.added, report.updated, report.unchanged, len(report.rejected))
        is_one = counts == (0, 0, 0, 1)
        return cls(*counts, report.rejected[0].reason if is_one else "")

    def __str__(self) -> str:
        """ "3 added, 1 unchanged", in the reader's language, or the problem."""
        if self.problem:
            return self.problem
        names = ("added", "updated", "unchanged", "rejected")
        counted = zip(self[:4], names, strict=True)
        parts = [f"{number(many)} {t(f'articles.{name}')}" for many, name in counted if many]
        return ", ".join(parts) or t("adding.nothing")


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


def report_html(report: Report) -> Markup:
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


def merged(reports: Sequence[Report]) -> Report:
    """The report of several runs as that of one. `seconds` are added."""
    return Report(
        sum(report.added for report in reports),
        sum(report.updated for report in reports),
        sum(report.unchanged for report in reports),
        tuple(each for report in reports for each in report.rejected),
        sum(report.passages for report in reports),
        sum(report.seconds for report in reports),
        any(report.interrupted for report in reports),
        sum(report.copies for report in reports),
        tuple(each for report in reports for each in report.left_out),
        tuple(each for report in reports for each in report.notes),
        tuple(each for report in reports for each in report.removals),
        sum(report.samples_removed for report in reports),
    )
